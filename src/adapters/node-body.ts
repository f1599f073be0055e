import type { IncomingMessage } from 'node:http'

/** A request body that is read only when asked for, and that can be handed on afterwards. */
export interface NodeBody {
  readonly stream: ReadableStream<Uint8Array> | undefined
  /** Leaves a form that was read as `req.body`, where parsers further on look for it. */
  giveBack(): void
}

interface ParsedRequest extends IncomingMessage {
  body?: unknown
  /** By which body-parser knows that somebody was there before. */
  _body?: boolean
}

/**
 * Takes the raw stream where nobody has read it, else what a body parser made of it. Repeated fields
 * stay repeated, so that they are refused and not joined.
 */
export function createNodeBody(req: ParsedRequest): NodeBody {
  if (req.body !== undefined && (req._body === true || req.readableEnded || isFilled(req.body))) {
    return { stream: streamOf(bytesOf(req.body)), giveBack: () => {} }
  }
  // Somebody read the body and left nothing: waiting for it would never end.
  if (req.readableEnded) return { stream: streamOf(new Uint8Array()), giveBack: () => {} }
  const chunks: Uint8Array[] = []
  let hasEnded = false
  const reader = req.iterator({ destroyOnReturn: false })
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.next()
        if (done) {
          hasEnded = true
          controller.close()
          return
        }
        const chunk = new Uint8Array(value as Uint8Array)
        chunks.push(chunk)
        controller.enqueue(chunk)
      },
      async cancel() {
        // Too large: the rest is thrown away unread, so that the answer can still be sent.
        await reader.return?.()
        req.resume()
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    giveBack() {
      if (!hasEnded) return
      req.body = formObject(Buffer.concat(chunks).toString('utf8'))
      req._body = true
    },
  }
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
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (typeof entry === 'object' && entry !== null) appendFields(form, field, entry)
      else form.append(field, String(entry))
    }
  }
}

function formObject(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else fields[name] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  return fields
}
