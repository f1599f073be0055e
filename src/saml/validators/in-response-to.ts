import { printable } from '../../errors.ts'
import { issue, type SamlIssue } from '../issue.ts'

/**
 * The message answers the pending request (rule S17). An id for which there is no request is never
 * taken for an unsolicited answer (rule S20).
 */
export function checkInResponseTo(
  path: string,
  inResponseTo: string | undefined,
  expected: string | null,
): SamlIssue[] {
  if (inResponseTo === (expected ?? undefined)) return []
  const received = inResponseTo === undefined ? 'no request' : printable(inResponseTo) || '(empty)'
  const pending = expected === null ? 'none' : printable(expected)
  const message = `${path} names ${received}; the pending request is ${pending}.`
  const detail = { expected: pending, received }
  return [issue('saml_in_response_to_mismatch', path, message, { detail })]
}
