import type {
  ConnectionErrorCode,
  CoreErrorCode,
  ErrorEntry,
  IdentityErrorCode,
  SamlErrorCode,
} from '../error-entry.ts'
import { errorTable } from '../error-table.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { connectionErrors } from '../connection/error-table.ts'
import { identityErrors } from '../identity/error-table.ts'
import { samlErrors } from './error-table.ts'

/** Every code that an error of this protocol may have. */
export type SamlCode = SamlErrorCode | ConnectionErrorCode | IdentityErrorCode | CoreErrorCode

/** What is fixed about each of them. */
export const samlTexts: Readonly<Record<SamlCode, ErrorEntry>> = {
  ...errorTable,
  ...connectionErrors,
  ...identityErrors,
  ...samlErrors,
}

/** An error with the texts of SAML, which hosts without it need not load. */
export function samlError(code: SamlCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: samlTexts[code] })
}
