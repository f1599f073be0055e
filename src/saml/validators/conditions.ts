import { printable } from '../../errors.ts'
import type { ConditionsFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { ValidationContext } from './context.ts'
import { checkNotBefore, checkNotOnOrAfter } from './time.ts'

const path = 'Assertion.Conditions'

/**
 * The time frame, and no condition that is not understood (rules S14, S15, saml-core section 2.5.1.1:
 * what is not understood makes the assertion's validity unknown).
 */
export function checkConditions(
  conditions: ConditionsFacts,
  context: ValidationContext,
): SamlIssue[] {
  const { notBefore, notOnOrAfter, unknown } = conditions
  return [
    ...checkNotBefore(`${path}.NotBefore`, notBefore, context),
    ...checkNotOnOrAfter(`${path}.NotOnOrAfter`, notOnOrAfter, context),
    ...unknown.map((name) =>
      issue('saml_condition_refused', path, `The condition ${printable(name)} is not understood.`),
    ),
  ]
}
