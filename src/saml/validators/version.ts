import { printable } from '../../errors.ts'
import { issue, type SamlIssue } from '../issue.ts'

/** saml-core section 4.1.1 (rule S19). */
export function checkVersion(path: string, version: string): SamlIssue[] {
  if (version === '2.0') return []
  const message = `${path}.Version is ${printable(version)} instead of 2.0.`
  return [issue('saml_version_refused', path, message)]
}
