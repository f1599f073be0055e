import type { AssertionFacts } from './decode/facts.ts'
import { parseInstant } from './instant.ts'
import type { VerifiedAssertion } from './types.ts'
import type { ResponseContext } from './validators/context.ts'
import { nameIdentifier } from './validators/name-id.ts'
import { bearers } from './validators/subject-confirmation.ts'
import { MAX_UNSOLICITED_AGE_SECONDS } from './validators/unsolicited.ts'
import { samlError } from './error.ts'

/** What the checked facts amount to. */
export function verifiedAssertion(
  assertion: AssertionFacts,
  context: ResponseContext,
): VerifiedAssertion {
  const { id, issuer, nameId, authnStatements, attributes, structuredAttributes } = assertion
  const [authnStatement] = authnStatements
  const authnInstant = parseInstant(authnStatement?.authnInstant ?? '')
  if (issuer === undefined || !nameId || !authnInstant) throw samlError('internal_error')
  const { sessionIndex, authnContextClassRef } = authnStatement ?? {}
  const sessionEnds = times(authnStatements.map((one) => one.sessionNotOnOrAfter))
  return {
    assertionId: id,
    issuer,
    ...nameIdentifier(nameId),
    ...(sessionIndex !== undefined && { sessionIndex }),
    authnInstant,
    ...(sessionEnds.length > 0 && { sessionNotOnOrAfter: new Date(Math.min(...sessionEnds)) }),
    notOnOrAfter: endOf(assertion, context),
    ...(authnContextClassRef !== undefined && { authnContextClassRef }),
    attributes,
    structuredAttributes,
  }
}

/** When the last check begins to refuse it: no replay needs to be remembered for longer (rule S18). */
function endOf(
  { conditions, confirmations, issueInstant }: AssertionFacts,
  { address, inResponseTo }: ResponseContext,
): Date {
  // Of several confirmations another one may be presented later: the last of them counts.
  const confirmed = bearers(confirmations).filter(({ recipient }) => recipient === address)
  const lastConfirmation = Math.max(...times(confirmed.map((one) => one.notOnOrAfter)))
  const ages = inResponseTo === null ? times([issueInstant]) : []
  return new Date(
    Math.min(
      lastConfirmation,
      ...times([conditions.notOnOrAfter]),
      ...ages.map((issuedAt) => issuedAt + MAX_UNSOLICITED_AGE_SECONDS * 1000),
    ),
  )
}

function times(texts: readonly (string | undefined)[]): readonly number[] {
  return texts.flatMap((text) => {
    const instant = text === undefined ? undefined : parseInstant(text)
    return instant ? [instant.getTime()] : []
  })
}
