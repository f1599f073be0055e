import { type Agent, request } from 'node:http'

export interface HttpAnswer {
  readonly status: number
  /** By lower-case name; repeated ones joined, which only cookies must not be. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Each header for itself. */
  readonly setCookie: readonly string[]
  readonly body: string
}

export interface HttpRequest {
  /** Default GET. */
  readonly method?: string
  /** With its query, exactly as it is sent. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Several pieces are sent without a length, each after the last one has left. */
  readonly body?: string | Uint8Array | readonly string[]
  /** An `Agent` of Node.js. */
  readonly agent?: object
}

/** A mount that does not answer within this time hangs; machines under load are slow. */
const HANGS_AFTER_MILLISECONDS = 20_000

/** Pause between two pieces, so that they arrive as such. */
const PIECE_MILLISECONDS = 2

/** Sends what `fetch` would not: any host, any method, a body in pieces. */
export function sendHttp(origin: string, order: HttpRequest): Promise<HttpAnswer> {
  const { method = 'GET', path, headers = {}, body, agent } = order
  const { hostname, port } = new URL(origin)
  const where = { host: hostname.replace(/^\[|\]$/g, ''), port, method, path }
  return new Promise((resolve, reject) => {
    // A connection of its own, unless told otherwise: a server may close one whose body it refused.
    const req = request({ ...where, headers, agent: (agent as Agent | undefined) ?? false })
    req.setTimeout(HANGS_AFTER_MILLISECONDS, () => {
      req.destroy(new Error(`${method} ${path.split('?')[0]} is not answered`))
    })
    let isAnswered = false
    req.once('response', (res) => {
      isAnswered = true
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject)
      res.once('end', () => {
        resolve({
          status: res.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(res.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
          ),
          setCookie: res.headers['set-cookie'] ?? [],
          body: Buffer.concat(chunks).toString(),
        })
      })
    })
    // A server that has answered need not read the rest.
    req.on('error', (error) => (isAnswered ? undefined : reject(error)))
    if (isPieces(body)) void sendPieces(req, body)
    else req.end(body)
  })
}

const isPieces = (body: HttpRequest['body']): body is readonly string[] => Array.isArray(body)

async function sendPieces(
  req: ReturnType<typeof request>,
  pieces: readonly string[],
): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((sent) => req.write(piece, () => sent()))
    await new Promise((resolve) => setTimeout(resolve, PIECE_MILLISECONDS))
  }
  req.end()
}
