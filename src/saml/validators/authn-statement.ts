import type { AuthnStatementFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { ValidationContext } from './context.ts'
import { checkNotBefore, checkNotOnOrAfter } from './time.ts'

const path = 'Assertion.AuthnStatement'

/**
 * Somebody authenticated, in the past, and the session has not ended (rules S15, S25). An assertion
 * without an AuthnStatement tells about a person but not that this browser is theirs.
 */
export function checkAuthnStatements(
  statements: readonly AuthnStatementFacts[],
  context: ValidationContext,
): SamlIssue[] {
  if (statements.length === 0) {
    return [issue('saml_authn_statement_missing', path, 'The assertion has no AuthnStatement.')]
  }
  return statements.flatMap(({ authnInstant, sessionNotOnOrAfter }) => [
    ...checkNotBefore(`${path}.AuthnInstant`, authnInstant, context),
    ...checkNotOnOrAfter(`${path}.SessionNotOnOrAfter`, sessionNotOnOrAfter, context),
  ])
}
