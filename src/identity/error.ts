import type { IdentityErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { identityErrors } from './error-table.ts'

/** An error with the texts of identities, which load with the first callback. */
export function identityError(code: IdentityErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: identityErrors[code] })
}
