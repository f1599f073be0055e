import { gunzip, readBody } from './body.ts'
import type { Builtins, OutgoingRequest, ServerAnswer } from './builtins.ts'
import { literalAddress, portOf } from './hosts.ts'
import { networkError } from './network-error.ts'
import { createPin, type Pin } from './pin.ts'
import type { ResolvedNetworkPolicy } from './policy.ts'
import { type Answer, checkStatus, type Exchange, type Transport } from './transport.ts'

/**
 * The transport over the runtime's own http modules. `fetch` would be simpler, but only a socket's
 * `lookup` lets us decide which address is connected to (rule N1).
 */
export function createNodeTransport(builtins: Builtins, policy: ResolvedNetworkPolicy): Transport {
  return async (exchange) => {
    const pin = createPin(exchange.url, builtins.dns, policy)
    const request = open(exchange, builtins, pin)
    // Destroying ends resolution, connection, TLS, headers and body alike.
    const destroy = (): void => void request.destroy()
    exchange.signal.addEventListener('abort', destroy)
    try {
      const answer = await send(request, exchange.body)
      pin.confirm(answer.socket?.remoteAddress)
      return await readAnswer(answer, exchange, policy)
    } finally {
      exchange.signal.removeEventListener('abort', destroy)
      destroy()
    }
  }
}

function open(exchange: Exchange, builtins: Builtins, pin: Pin): OutgoingRequest {
  const { url, method, headers } = exchange
  const module = url.protocol === 'https:' ? builtins.https : builtins.http
  return module.request({
    host: literalAddress(url.hostname) ?? url.hostname,
    port: portOf(url),
    path: url.pathname + url.search,
    method,
    headers: { ...headers, 'accept-encoding': canGunzip() ? 'gzip' : 'identity' },
    // A fresh connection each time: on a kept one the other side may just have closed, the request
    // would fail after it was sent, and a code that can be used once would be lost.
    agent: false,
    lookup: pin.lookup,
    // Stated, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not reach logins. NODE_EXTRA_CA_CERTS does.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  })
}

/** Bun came without this class for long. */
const canGunzip = (): boolean => typeof DecompressionStream === 'function'

/** Every event that can end a request settles this promise; later ones are heard and ignored. */
function send(request: OutgoingRequest, body: string | undefined): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    request.on('response', (answer) => {
      answer.on('error', () => undefined)
      resolve(answer)
    })
    request.on('error', reject)
    request.on('close', () => reject(new Error('closed without an answer')))
    request.end(body)
  })
}

async function readAnswer(
  answer: ServerAnswer,
  exchange: Exchange,
  policy: ResolvedNetworkPolicy,
): Promise<Answer> {
  const { url, signal } = exchange
  const { maxBytes } = policy
  const status = answer.statusCode ?? 0
  checkStatus(status, exchange)
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const stream = decode(toStream(answer), headers.get('content-encoding'), { url, maxBytes })
  return { status, headers, body: await readBody(stream, { url, maxBytes, signal }) }
}

function decode(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  encoding: string | null,
  limits: { readonly url: URL; readonly maxBytes: number },
): ReadableStream<Uint8Array> {
  const name = encoding?.trim().toLowerCase() ?? 'identity'
  if (name === 'identity' || name === '') return stream
  if (name === 'gzip') return gunzip(stream, limits)
  throw networkError('network_failed', limits.url, {
    message: 'The provider’s answer is compressed in a way that was not asked for.',
  })
}

/** Reads from the socket only as fast as it is asked to, so that nothing piles up in memory. */
function toStream(answer: ServerAnswer): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = answer[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const step = await iterator.next()
      if (step.done) controller.close()
      else controller.enqueue(step.value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
