import type { AssertionFacts } from '../decode/facts.ts'
import type { SamlIssue } from '../issue.ts'
import { checkAudience } from './audience.ts'
import { checkAuthnStatements } from './authn-statement.ts'
import { checkConditions } from './conditions.ts'
import type { ResponseContext } from './context.ts'
import { checkIssuer } from './issuer.ts'
import { checkNameId } from './name-id.ts'
import { checkSubjectConfirmation } from './subject-confirmation.ts'
import { checkNotBefore } from './time.ts'
import { checkVersion } from './version.ts'

/** Every check of an assertion, the most telling first. */
export function checkAssertion(assertion: AssertionFacts, context: ResponseContext): SamlIssue[] {
  return [
    ...checkVersion('Assertion', assertion.version),
    ...checkIssuer('Assertion.Issuer', assertion.issuer, context.idpEntityId),
    ...checkAudience(assertion.conditions, context.spEntityId),
    ...checkSubjectConfirmation(assertion.confirmations, context),
    ...checkConditions(assertion.conditions, context),
    ...checkNotBefore('Assertion.IssueInstant', assertion.issueInstant, context),
    ...checkNameId(assertion.nameId),
    ...checkAuthnStatements(assertion.authnStatements, context),
  ]
}
