import { printable } from '../../errors.ts'
import type { ConditionsFacts } from '../decode/facts.ts'
import { issue, type SamlIssue } from '../issue.ts'

const path = 'Assertion.Conditions.AudienceRestriction'

/**
 * At least one AudienceRestriction, and each names us byte for byte (rule S14, saml-core section
 * 2.5.1.4): several restrictions must all hold, of several audiences in one restriction any may.
 */
export function checkAudience(
  { audienceRestrictions }: ConditionsFacts,
  spEntityId: string,
): SamlIssue[] {
  const expected = printable(spEntityId)
  if (audienceRestrictions.length === 0) {
    const message = `The assertion names no Audience; ${expected} is expected.`
    return [issue('saml_audience_mismatch', path, message)]
  }
  const foreign = audienceRestrictions.find((audiences) => !audiences.includes(spEntityId))
  if (!foreign) return []
  const received = foreign.map(printable).slice(0, MAX_NAMED).join(', ') || '(none)'
  const message = `The Audience is ${received}; our entityID is ${expected}.`
  const detail = { expected: spEntityId, received }
  return [issue('saml_audience_mismatch', path, message, { detail })]
}

/** Audiences that a message quotes. */
const MAX_NAMED = 5
