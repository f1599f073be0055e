import { issue, type SamlIssue } from '../issue.ts'
import type { ResponseContext } from './context.ts'

/** Some customers want that nobody but us can read who signs in, the browser included. */
export function checkEncryption(
  isEncrypted: boolean,
  { requireEncryption }: Pick<ResponseContext, 'requireEncryption'>,
): SamlIssue[] {
  if (isEncrypted || !requireEncryption) return []
  const message = 'The assertion was sent in the clear; this connection requires encryption.'
  return [issue('saml_encryption_missing', 'Response', message)]
}
