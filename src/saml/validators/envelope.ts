import type { EnvelopeFacts } from '../decode/facts.ts'
import type { SamlIssue } from '../issue.ts'
import type { ResponseContext } from './context.ts'
import { checkInResponseTo } from './in-response-to.ts'
import { checkIssuer } from './issuer.ts'
import { checkMessage } from './message.ts'

/** The response as the envelope of an assertion, which it must not contradict (rules S13, S17). */
export function checkEnvelope(
  envelope: EnvelopeFacts,
  isSigned: boolean,
  context: ResponseContext,
): SamlIssue[] {
  const { issuer, inResponseTo } = envelope
  const { idpEntityId, inResponseTo: expected } = context
  return [
    ...(issuer === undefined ? [] : checkIssuer('Response.Issuer', issuer, idpEntityId)),
    ...checkMessage('Response', envelope, isSigned, context),
    // Without a pending request `checkUnsolicited` decides.
    ...(inResponseTo === undefined || expected === null
      ? []
      : checkInResponseTo('Response.InResponseTo', inResponseTo, expected)),
  ]
}
