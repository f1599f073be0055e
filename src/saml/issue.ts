import type { ErrorDetail, SsoError, SsoIssue } from '../errors.ts'
import { type SamlCode, samlError, samlTexts } from './error.ts'

/** One reason to refuse a message. Texts of the message stand in it only through `printable`. */
export interface SamlIssue extends SsoIssue {
  readonly code: SamlCode
  readonly detail?: ErrorDetail
}

/**
 * @param path where in the message: element names and at last the attribute, dotted
 * @param message expected and received names; never a value of an attribute or NameID
 * @param more a hint that knows more than the code's own, and the facts for the log
 */
export function issue(
  code: SamlCode,
  path: string,
  message: string,
  { hint = samlTexts[code].hint, detail }: { hint?: string; detail?: ErrorDetail } = {},
): SamlIssue {
  return { path, code, message, hint, ...(detail && { detail }) }
}

/** The first issue is the one to be settled first; all of them are listed. */
export function issuesError(issues: readonly SamlIssue[]): SsoError {
  const [first] = issues
  if (!first) return samlError('internal_error')
  const { code, message, hint, detail } = first
  return samlError(code, { message, hint, issues, ...(detail && { detail }) })
}
