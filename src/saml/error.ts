import type { CoreErrorCode, ErrorEntry, SamlErrorCode } from '../error-entry.ts'
import { errorTable } from '../error-table.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { samlErrors } from './error-table.ts'

/** Every code that an error of this protocol may have. */
export type SamlCode = SamlErrorCode | CoreErrorCode

/** What is fixed about each of them. */
export const samlTexts: Readonly<Record<SamlCode, ErrorEntry>> = { ...errorTable, ...samlErrors }

/** An error with the texts of SAML, which hosts without it need not load. */
export function samlError(code: SamlCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: samlTexts[code] })
}
