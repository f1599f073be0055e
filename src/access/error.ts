import type { AccessErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { accessErrors } from './error-table.ts'

/** An error with the texts of access decisions, which load with the first callback. */
export function accessError(code: AccessErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: accessErrors[code] })
}
