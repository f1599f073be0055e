import { readBody } from './body.ts'
import { networkError } from './network-error.ts'
import type { ResolvedNetworkPolicy } from './policy.ts'
import { type Answer, checkStatus, type Exchange, type Transport } from './transport.ts'

/**
 * The transport over a given `fetch`: the host's own one, or the runtime's where it has no sockets.
 *
 * @security `fetch` does not tell which address it connects to. URL, redirects, size, time and
 * media type are guarded as usual, but a public name that resolves to a private address is not
 * recognised: the network must keep such calls from succeeding, as Cloudflare Workers does.
 */
export function createFetchTransport(fetch: FetchLike, policy: ResolvedNetworkPolicy): Transport {
  return async (exchange) => {
    const { url, method, headers, body, signal } = exchange
    const response = await fetch(url.href, {
      method,
      headers,
      body: body ?? null,
      redirect: 'manual',
      signal,
    })
    try {
      refuseRedirect(response, exchange)
      return await readAnswer(response, exchange, policy)
    } catch (error) {
      void response.body?.cancel().catch(() => undefined)
      throw error
    }
  }
}

export type FetchLike = typeof fetch

/** A replaced `fetch` may have followed a redirect although it was told not to. */
function refuseRedirect(response: Response, exchange: Exchange): void {
  const { url } = exchange
  const wasFollowed = response.redirected || (response.url !== '' && response.url !== url.href)
  if (!wasFollowed && response.type !== 'opaqueredirect')
    return checkStatus(response.status, exchange)
  throw networkError('network_redirect_refused', url)
}

async function readAnswer(
  response: Response,
  { url, signal }: Exchange,
  { maxBytes }: ResolvedNetworkPolicy,
): Promise<Answer> {
  const { status, headers, body } = response
  const limits = { url, maxBytes, signal }
  return { status, headers, body: body ? await readBody(body, limits) : new Uint8Array() }
}
