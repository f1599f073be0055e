import { printable, SsoError, type SsoErrorCode, type SsoErrorOptions } from '../../errors.ts'

type NetworkErrorCode = Extract<SsoErrorCode, `network_${string}`>

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
    detail: { host: printable(url.host), ...options.detail },
  })
}
