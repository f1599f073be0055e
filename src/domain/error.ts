import type { DomainErrorCode } from '../error-entry.ts'
import { SsoError, type SsoErrorOptions } from '../errors.ts'
import { domainErrors } from './error-table.ts'

/** An error with the texts of domain verification, which a sign-in never loads. */
export function domainError(code: DomainErrorCode, options: SsoErrorOptions = {}): SsoError {
  return new SsoError(code, { ...options, entry: domainErrors[code] })
}
