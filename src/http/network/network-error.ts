import type { NetworkErrorCode } from '../../error-entry.ts'
import { printable, SsoError, type SsoErrorOptions } from '../../errors.ts'
import { networkErrors } from './error-table.ts'

/**
 * An error about a call to this URL. Only its host is named: path and query may carry tokens, and
 * what the other side answered is never repeated (rule N3).
 */
export function networkError(
  code: NetworkErrorCode,
  url: URL,
  options: SsoErrorOptions = {},
): SsoError {
  return new SsoError(code, {
    ...options,
    entry: networkErrors[code],
    detail: { host: printable(url.host), ...options.detail },
  })
}
