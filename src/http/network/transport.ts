import { networkError } from './network-error.ts'

/** One request that passed `checkUrl`. */
export interface Exchange {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** True where a redirect is itself the answer that is wanted. It is not followed either way. */
  readonly reportsRedirect?: boolean
  /** The deadline and the caller's own signal in one. */
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** Performs one exchange: no redirect is followed, the body is read within the limits. */
export type Transport = (exchange: Exchange) => Promise<Answer>

/**
 * Refuses redirects, whatever they point to: following one would lead past every check, and a
 * repeated POST would hand a code or client secret to another server. 304 has nothing to refer to.
 *
 * @throws {SsoError} `network_redirect_refused`
 */
export function checkStatus(
  status: number,
  { url, reportsRedirect = false }: Pick<Exchange, 'url' | 'reportsRedirect'>,
): void {
  if (status < 300 || status > 399 || reportsRedirect) return
  throw networkError('network_redirect_refused', url, { detail: { status } })
}
