import type {
  ConnectionErrorCode,
  CoreErrorCode,
  ErrorEntry,
  IdentityErrorCode,
  OidcErrorCode,
} from '../error-entry.ts'
import { errorTable } from '../error-table.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { connectionErrors } from '../connection/error-table.ts'
import { identityErrors } from '../identity/error-table.ts'
import { oidcErrors } from './error-table.ts'

/** Every code that an error of this protocol may have. */
export type OidcCode = OidcErrorCode | ConnectionErrorCode | IdentityErrorCode | CoreErrorCode

/** What is fixed about each of them. */
const oidcTexts: Readonly<Record<OidcCode, ErrorEntry>> = {
  ...errorTable,
  ...connectionErrors,
  ...identityErrors,
  ...oidcErrors,
}

/** An error with the texts of OpenID Connect, which hosts without it need not load. */
export function oidcError(code: OidcCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: oidcTexts[code] })
}
