import type { IncomingMessage } from 'node:http'

interface ParsedRequest extends IncomingMessage {
  body?: unknown
  /** By which body-parser knows that somebody was there before. */
  _body?: boolean
}

/** A request body that is looked at and not used up. */
export interface NodeBody {
  readonly stream: ReadableStream<Uint8Array>
  /** Stops reading and leaves the raw stream as it was; happens by itself at its end. */
  putBack(): void
}

/**
 * The raw stream where nobody has read it, else what a body parser made of it. Repeated fields stay
 * repeated, so that they are refused and not joined. A host's form on a page that it shares with us
 * is put back, and parsed by the host's own parser with its own settings.
 */
export function createNodeBody(req: ParsedRequest): NodeBody {
  const putBack = (): void => {}
  if (req.body !== undefined && (req._body === true || req.readableEnded || isFilled(req.body))) {
    return { stream: parsedBody(req.body), putBack }
  }
  // Somebody read the body and left nothing: waiting for it would never end.
  if (req.readableEnded) return { stream: streamOf(new Uint8Array()), putBack }
  return lookInto(req)
}

function lookInto(req: IncomingMessage): NodeBody {
  const events = ['readable', 'end', 'close', 'error'] as const
  const seen: Uint8Array[] = []
  let isOver = false
  let stopWaiting = (): void => {}
  const putBack = () => {
    isOver = true
    stopWaiting()
    const bytes = Buffer.concat(seen.splice(0))
    if (bytes.length > 0 && !req.readableEnded && !req.destroyed) req.unshift(bytes)
  }
  /** False where there is nothing to say yet. `isTold`: an event says that there is something. */
  const read = (controller: ReadableStreamDefaultController<Uint8Array>, isTold: boolean) => {
    // With its length given, `read` does not go on to the end, after which nothing can be put back.
    const chunk = req.readableLength > 0 ? (req.read(req.readableLength) as Uint8Array) : null
    if (chunk) {
      seen.push(chunk)
      controller.enqueue(new Uint8Array(chunk))
    } else if (req.complete || (isTold && !req.destroyed)) {
      putBack()
      controller.close()
    } else if (req.destroyed) {
      controller.error(new Error('The request was aborted.'))
    } else return false
    return true
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (isOver) controller.close()
        if (isOver || read(controller, false)) return undefined
        return new Promise((resolve) => {
          const look = () => {
            if (read(controller, true)) stopWaiting()
          }
          stopWaiting = () => {
            for (const event of events) req.off(event, look)
            resolve()
          }
          for (const event of events) req.on(event, look)
        })
      },
      cancel: putBack,
    },
    { highWaterMark: 0 },
  )
  return { stream, putBack }
}

/** What a parser made of a form, as the form it was. */
export function parsedBody(body: unknown): ReadableStream<Uint8Array> {
  return streamOf(bytesOf(body))
}

function isFilled(body: unknown): boolean {
  return typeof body !== 'object' || body === null || Object.keys(body).length > 0
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  if (typeof body === 'string') return new TextEncoder().encode(body)
  const form = new URLSearchParams()
  if (typeof body === 'object' && body !== null) appendFields(form, '', body)
  return new TextEncoder().encode(form.toString())
}

/** Undoes what parsers do: lists become repeated fields, nested objects bracketed names. */
function appendFields(form: URLSearchParams, prefix: string, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = prefix === '' ? name : `${prefix}[${name}]`
    // A list of one was no plain field: extended parsers make it of `name[]`.
    const isBracketed = Array.isArray(value) && value.length === 1
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (typeof entry === 'object' && entry !== null) appendFields(form, field, entry)
      else form.append(isBracketed ? `${field}[]` : field, String(entry))
    }
  }
}
