import { type Agent, type IncomingMessage, request } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly setCookie: readonly string[]
  readonly body: string
}

/** Sends what `fetch` would not: any host, any method, a body in pieces. */
export function rawRequest(
  port: number,
  options: {
    method?: string
    path: string
    headers?: Record<string, string>
    /** Several pieces are sent chunked, each after the last one has left. */
    body?: string | Uint8Array | readonly (string | Uint8Array)[]
    agent?: Agent
  },
): Promise<RawAnswer> {
  const { method = 'GET', path, headers = {}, body, agent } = options
  return new Promise((resolve, reject) => {
    const req = request({
      ...{ host: 'localhost', port, method, path, headers, timeout: 20_000 },
      ...(agent ? { agent } : {}),
    })
    req.once('timeout', () => req.destroy(new Error('No answer.')))
    let isAnswered = false
    req.once('response', (res) => {
      isAnswered = true
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.once('error', reject)
      res.once('end', () => {
        const setCookie = res.headers['set-cookie'] ?? []
        const text = Buffer.concat(chunks).toString()
        resolve({ status: res.statusCode ?? 0, headers: res.headers, setCookie, body: text })
      })
    })
    // A server that has answered need not read the rest.
    req.on('error', (error) => (isAnswered ? undefined : reject(error)))
    const pieces = Array.isArray(body) ? (body as readonly (string | Uint8Array)[]) : undefined
    if (!pieces) req.end(body)
    else
      void sendPieces(
        pieces,
        (piece) => new Promise((sent) => req.write(piece, () => sent())),
      ).then(() => req.end())
  })
}

async function sendPieces(
  pieces: readonly (string | Uint8Array)[],
  write: (piece: string | Uint8Array) => Promise<void>,
): Promise<void> {
  for (const piece of pieces) {
    await write(piece)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
