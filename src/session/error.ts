import type { SessionErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { sessionErrors } from './error-table.ts'

/** An error with the texts of running sessions, which a first sign-in never loads. */
export function sessionError(code: SessionErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: sessionErrors[code] })
}
