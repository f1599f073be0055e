import type { ConnectionErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { connectionErrors } from './error-table.ts'

/** An error with the texts of connections, which load with the first sign-in or administrative call. */
export function connectionError(
  code: ConnectionErrorCode,
  options: SsoErrorOptions = {},
): SsoError {
  return new SsoError(code, { ...options, entry: connectionErrors[code] })
}
