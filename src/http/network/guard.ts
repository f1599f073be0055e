import { isSsoError } from '../../errors.ts'
import type { GuardedFetch, GuardedRequest } from '../../types/network.ts'
import { type Builtins, findBuiltins } from './builtins.ts'
import { allowsHttp, checkUrl, isAllowedUrl } from './checks.ts'
import { untilAborted, withDeadline } from './deadline.ts'
import { createFetchTransport, type FetchLike } from './fetch-transport.ts'
import { createLimiter } from './limiter.ts'
import { acceptHeader, checkMediaType } from './media-types.ts'
import { networkError } from './network-error.ts'
import { createNodeTransport } from './node-transport.ts'
import type { ResolvedNetworkPolicy } from './policy.ts'
import type { Answer, Exchange, Transport } from './transport.ts'

export interface NetworkOptions {
  readonly policy: ResolvedNetworkPolicy
  /** The host's own `fetch`. The address behind a name can then not be checked. */
  readonly fetch?: FetchLike | undefined
  /** Stands in for the runtime's modules in tests. */
  readonly builtins?: Builtins | undefined
}

/** The only way out of this library: every outgoing request goes through here (rules N1 to N3). */
export interface Network {
  /** The guarded fetch of one connection, which has its own share of concurrency. */
  fetchFor(connectionId: string): GuardedFetch
  /** True for addresses that the guard would call. */
  isAllowedUrl(url: string): boolean
  /** True where plain http to this URL is allowed (loopback development). */
  allowsHttp(url: string): boolean
}

/** What callers need to see of an answer's headers. */
const keptHeaders = [
  'content-type',
  'date',
  'age',
  'www-authenticate',
  'retry-after',
  'dpop-nonce',
  'cache-control',
]

/** Belongs to the transport; `cookie` to nobody, since these are calls between servers. */
const ownHeaders =
  /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|accept-encoding|expect|cookie)$/

/**
 * Creates the guarded network of one `createSso`.
 *
 * Every call throws `network_url_refused`, `network_address_refused`, `network_redirect_refused`,
 * `network_timeout`, `network_response_too_large`, `network_media_type_refused`, `network_busy` or
 * `network_failed`; none hangs beyond the deadline.
 */
export function createNetwork(options: NetworkOptions): Network {
  const { policy } = options
  const transport = chooseTransport(options)
  const limiter = createLimiter(policy.concurrency)

  const call = async (connectionId: string, text: string, init: GuardedRequest) => {
    const url = checkUrl(text, policy)
    const expired = () =>
      networkError('network_timeout', url, {
        detail: { timeoutMilliseconds: policy.timeoutMilliseconds },
      })
    try {
      return await withDeadline(
        policy.timeoutMilliseconds,
        init.signal,
        expired,
        async (signal) => {
          const release = await limiter.acquire(connectionId, signal, () =>
            networkError('network_busy', url, { connectionId }),
          )
          try {
            const answer = await untilAborted(signal, () =>
              transport(toExchange(url, init, signal)),
            )
            checkMediaType(answer, init.accept ?? 'json', url)
            return toResponse(answer, init)
          } finally {
            release()
          }
        },
      )
    } catch (error) {
      throw toNetworkError(error, url)
    }
  }

  return {
    fetchFor(connectionId) {
      return async (url, init = {}) => call(connectionId, url, init)
    },
    isAllowedUrl: (url) => isAllowedUrl(url, policy),
    allowsHttp: (url) => allowsHttp(url, policy),
  }
}

function chooseTransport({ policy, fetch: given, builtins }: NetworkOptions): Transport {
  if (given) return createFetchTransport(given, policy)
  const found = builtins ?? findBuiltins()
  return found ? createNodeTransport(found, policy) : createFetchTransport(fetch, policy)
}

function toExchange(url: URL, init: GuardedRequest, signal: AbortSignal): Exchange {
  const method = init.method ?? 'GET'
  const body = init.body == null ? undefined : String(init.body)
  if (method !== 'GET' && method !== 'POST') throw new TypeError('only GET and POST are possible')
  if (method === 'GET' && body !== undefined) throw new TypeError('GET has no body')
  const headers = new Headers({
    accept: acceptHeader(init.accept ?? 'json'),
    'user-agent': 'ssokit',
  })
  if (init.body instanceof URLSearchParams) {
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  }
  for (const [name, value] of new Headers(init.headers)) {
    if (!ownHeaders.test(name)) headers.set(name, value)
  }
  const reportsRedirect = init.accept === 'page'
  return { url, method, headers: Object.fromEntries(headers), body, reportsRedirect, signal }
}

function toResponse({ status, headers, body }: Answer, { accept }: GuardedRequest): Response {
  const kept = new Headers()
  for (const name of accept === 'page' ? [...keptHeaders, 'location'] : keptHeaders) {
    const value = headers.get(name)
    if (value !== null) kept.set(name, value)
  }
  const isNullBody = status === 204 || status === 205 || status === 304
  return new Response(isNullBody ? null : body, { status, headers: kept })
}

/** The caller's signal may fire for any reason, a deadline of its own being the usual one. */
function toNetworkError(error: unknown, url: URL): Error {
  if (isSsoError(error)) return error
  const isTimeout = error instanceof Error && error.name === 'TimeoutError'
  return networkError(isTimeout ? 'network_timeout' : 'network_failed', url, { cause: error })
}
