import type { AdminErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { adminErrors } from './error-table.ts'

/** An error with the texts of administration, which a sign-in never loads. */
export function adminError(code: AdminErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: adminErrors[code] })
}
