import { printable } from '../../errors.ts'
import { issue, type SamlIssue } from '../issue.ts'

/** The sender is the connection's identity provider, byte for byte (rule S13). */
export function checkIssuer(
  path: string,
  issuer: string | undefined,
  idpEntityId: string,
): SamlIssue[] {
  if (issuer === idpEntityId) return []
  const received = issuer === undefined ? '(none)' : printable(issuer)
  const message = `The Issuer is ${received}; this connection expects ${printable(idpEntityId)}.`
  const detail = { expected: idpEntityId, received }
  return [issue('saml_issuer_mismatch', path, message, { detail })]
}
