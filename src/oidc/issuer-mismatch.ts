import { printable, type SsoError, type SsoIssue } from '../errors.ts'
import { sharedIssuers, vendorOfAddress } from './vendors/vendors.ts'
import { oidcError } from './error.ts'
import { isUrl } from '../url.ts'

/**
 * The error for a document that names another issuer than the one configured (rule O1). Nothing is
 * accepted that differs in one byte; where an admin probably meant what the document says, it is
 * offered to them as a suggestion.
 */
export function issuerMismatch(
  expected: string,
  received: unknown,
  isAllowedUrl: (url: string) => boolean,
): SsoError {
  const named = printable(typeof received === 'string' ? received : '')
  const vendorHint = issuerMismatchHint(expected, received)
  const error = oidcError('oidc_issuer_mismatch', vendorHint ? { hint: vendorHint } : {})
  // What had to be cut or escaped is no address that anybody should accept.
  const isMeant = isSpellingOf(expected, named) && named === received && isAllowedUrl(named)
  const issue: SsoIssue = {
    path: 'settings.issuer',
    code: error.code,
    message: named === '' ? error.message : `The discovery document names the issuer ${named}.`,
    hint: error.hint,
    ...(isMeant ? { suggestion: named } : {}),
  }
  const { hint } = error
  const detail = { expected, received: named }
  return oidcError('oidc_issuer_mismatch', { hint, detail, issues: [issue] })
}

/** What the vendor of either address says about it; `undefined` where a character was mistyped. */
export function issuerMismatchHint(expected: string, received: unknown): string | undefined {
  if (typeof received !== 'string') return undefined
  if (simplified(expected) === simplified(received)) return undefined
  const vendor = vendorOfAddress(expected) ?? vendorOfAddress(received)
  return vendor?.issuerMismatchHint
}

/**
 * True where only scheme, case, last slash or host differ, or where the host itself names another
 * of its issuers: what it says of the one is as good as what it says of the other.
 */
function isSpellingOf(expected: string, received: string): boolean {
  if (!isUrl(expected) || !isUrl(received)) return false
  const [meant, named] = [new URL(expected), new URL(received)]
  const isTemplate = sharedIssuers.some(({ issuer }) => issuer === received)
  if (named.search !== '' || named.hash !== '') return false
  if (/[{}\s]/.test(received) && !isTemplate) return false
  return (
    named.hostname === meant.hostname || simplified(named.pathname) === simplified(meant.pathname)
  )
}

const simplified = (text: string) =>
  text
    .replace(/^http:/i, 'https:')
    .replace(/\/$/, '')
    .toLowerCase()
