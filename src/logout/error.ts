import type { LogoutErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { logoutErrors } from './error-table.ts'

/** An error with the texts of logout, which a sign-in never loads. */
export function logoutError(code: LogoutErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: logoutErrors[code] })
}
