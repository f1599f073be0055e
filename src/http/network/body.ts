import { joinBytes } from '../bytes.ts'
import { networkError } from './network-error.ts'

/**
 * Reads a stream to its end, or fails as soon as it exceeds the limit or the signal fires. In both
 * cases the stream is cancelled, which ends the connection behind it.
 *
 * @param maxBytes counted as they arrive here, so after decompression where that comes before
 * @throws {SsoError} `network_response_too_large`
 */
export async function readBody(
  stream: ReadableStream<Uint8Array>,
  limits: { readonly url: URL; readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  const { url, maxBytes, signal } = limits
  const reader = stream.getReader()
  const cancel = (): void => void reader.cancel().catch(ignore)
  signal.addEventListener('abort', cancel)
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    signal.throwIfAborted()
    for (;;) {
      const step = await reader.read()
      // A cancelled stream ends like a complete one.
      signal.throwIfAborted()
      if (step.done) return joinBytes(chunks, length)
      length += step.value.byteLength
      if (length > maxBytes) throw tooLarge(url, maxBytes)
      chunks.push(step.value)
    }
  } catch (error) {
    cancel()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/**
 * Undoes gzip step by step, so that `readBody` sees a bomb grow and stops it.
 *
 * @throws {SsoError} `network_response_too_large` through the stream where the compressed bytes
 * exceed the limit: gzip can go on for ever without producing anything
 */
export function gunzip(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limits: { readonly url: URL; readonly maxBytes: number },
): ReadableStream<Uint8Array> {
  // What does not compress grows by some bytes per block.
  const most = limits.maxBytes + 65_536
  let length = 0
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      length += chunk.byteLength
      if (length > most) controller.error(tooLarge(limits.url, limits.maxBytes))
      else controller.enqueue(chunk)
    },
  })
  return stream.pipeThrough(count).pipeThrough(new DecompressionStream('gzip'))
}

function tooLarge(url: URL, maxBytes: number): Error {
  return networkError('network_response_too_large', url, { detail: { maxBytes } })
}

const ignore = (): void => undefined
