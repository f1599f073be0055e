import { isSsoError, printable, SsoError } from '../errors.ts'
import type { InboundMessage } from '../types/provider.ts'
import { joinBytes } from './bytes.ts'

/** A SAML response with many groups exceeds the 100 kB of common body parsers by far. */
const MAX_BODY_BYTES = 1_048_576
const MAX_PARAMETERS = 100

/**
 * Reads the parameters of a request: the query of a GET, the form of a POST.
 *
 * @throws {SsoError} `request_method_not_allowed`, `request_media_type_refused`,
 *   `request_too_large`, `request_malformed`, `request_parameter_repeated`
 */
export async function readMessage(request: Request): Promise<InboundMessage> {
  return toMessage(request.method, await readParameters(request))
}

/** As sent, repetitions included. */
export async function readParameters(request: Request): Promise<URLSearchParams> {
  if (request.method === 'GET') return new URL(request.url).searchParams
  if (request.method !== 'POST') throw new SsoError('request_method_not_allowed')
  if (!isForm(request)) throw new SsoError('request_media_type_refused')
  const text = await readText(request)
  // Counted before they are parsed: half a million empty fields fit into 1 MiB.
  if (text.split('&', MAX_PARAMETERS + 2).length > MAX_PARAMETERS + 1) throw tooMany()
  return new URLSearchParams(text)
}

/**
 * A parameter that occurs twice is refused, since two readers could take different ones (rule F1).
 *
 * @throws {SsoError} `request_malformed`, `request_parameter_repeated`
 */
export function toMessage(method: string, search: URLSearchParams): InboundMessage {
  const parameters = new Map<string, string>()
  for (const [name, value] of search) {
    if (parameters.has(name)) {
      throw new SsoError('request_parameter_repeated', { detail: { parameter: printable(name) } })
    }
    parameters.set(name, value)
    if (parameters.size > MAX_PARAMETERS) {
      throw tooMany()
    }
  }
  return { method: method === 'POST' ? 'POST' : 'GET', parameters }
}

const tooMany = (): SsoError =>
  new SsoError('request_malformed', { message: 'The request has too many parameters.' })

export function isForm(request: Request): boolean {
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  return mediaType === 'application/x-www-form-urlencoded'
}

/**
 * The body of a request, up to 1 MiB.
 *
 * @throws {SsoError} `request_too_large`, `request_malformed`
 */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) {
    throw new SsoError('request_too_large')
  }
  if (!request.body) return joinBytes(chunks, size)
  const reader = request.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.byteLength
      if (size > MAX_BODY_BYTES) throw new SsoError('request_too_large')
      chunks.push(value)
    }
  } catch (cause) {
    // Not awaited: cancelling one side of a cloned body waits for the other side as well.
    reader.cancel().catch(() => {})
    if (isSsoError(cause)) throw cause
    throw new SsoError('request_malformed', { message: 'The request ended too early.', cause })
  }
  return joinBytes(chunks, size)
}

async function readText(request: Request): Promise<string> {
  const bytes = await readBody(request)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SsoError('request_malformed', { message: 'The form is not valid UTF-8.', cause })
  }
}
