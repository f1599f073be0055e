import type { AssertionFacts, EnvelopeFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { ResponseContext } from './context.ts'
import { checkInResponseTo } from './in-response-to.ts'
import { bearers } from './subject-confirmation.ts'
import { checkAge } from './time.ts'

/** An unsolicited answer lives ten minutes, whatever its conditions say (rule S20). */
export const MAX_UNSOLICITED_AGE_SECONDS = 600

/**
 * An answer that nobody asked for: only where the connection allows it, only while it is fresh, and
 * only if it names no request anywhere, be it one that this browser or somebody else started.
 */
export function checkUnsolicited(
  envelope: EnvelopeFacts,
  { confirmations, issueInstant }: AssertionFacts,
  context: ResponseContext,
): SamlIssue[] {
  if (context.inResponseTo !== null) return []
  const named = [envelope, ...bearers(confirmations)].find((one) => one.inResponseTo !== undefined)
  if (named) return checkInResponseTo('Response.InResponseTo', named.inResponseTo, null)
  if (!context.allowUnsolicited) {
    const message = 'No request is pending, and this connection takes no unsolicited answers.'
    return [issue('saml_unsolicited_refused', 'Response', message)]
  }
  return [
    ...checkAge(
      'Response.IssueInstant',
      envelope.issueInstant,
      MAX_UNSOLICITED_AGE_SECONDS,
      context,
    ),
    ...checkAge('Assertion.IssueInstant', issueInstant, MAX_UNSOLICITED_AGE_SECONDS, context),
  ]
}
