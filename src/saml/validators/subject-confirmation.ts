import type { SubjectConfirmationFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'
import { checkAddress } from './address.ts'
import type { ResponseContext } from './context.ts'
import { checkInResponseTo } from './in-response-to.ts'
import { checkNotBefore, checkNotOnOrAfter } from './time.ts'

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const path = 'Assertion.Subject.SubjectConfirmation'

/**
 * One bearer confirmation satisfies everything by itself (rule S17, saml-profiles section 4.1.4.3);
 * parts of several do not add up. Of several that fail, the one that comes closest is reported.
 */
export function checkSubjectConfirmation(
  confirmations: readonly SubjectConfirmationFacts[],
  context: ResponseContext,
): SamlIssue[] {
  const [closest] = bearers(confirmations)
    .map((confirmation) => problemsOf(confirmation, context))
    .sort((one, other) => one.length - other.length)
  if (closest) return closest
  const message = 'The subject has no confirmation with the bearer method.'
  return [issue('saml_subject_confirmation_missing', path, message)]
}

export function bearers(
  confirmations: readonly SubjectConfirmationFacts[],
): SubjectConfirmationFacts[] {
  return confirmations.filter(({ method }) => method === BEARER)
}

function problemsOf(
  { recipient, notBefore, notOnOrAfter, inResponseTo }: SubjectConfirmationFacts,
  context: ResponseContext,
): SamlIssue[] {
  const data = `${path}.SubjectConfirmationData`
  return [
    ...checkInResponseTo(`${data}.InResponseTo`, inResponseTo, context.inResponseTo),
    ...checkAddress('saml_recipient_mismatch', `${data}.Recipient`, recipient, context.address),
    ...checkNotOnOrAfter(`${data}.NotOnOrAfter`, notOnOrAfter ?? '', context),
    ...checkNotBefore(`${data}.NotBefore`, notBefore, context),
  ]
}
