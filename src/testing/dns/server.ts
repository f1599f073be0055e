import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { replyTo } from './reply.ts'
import type { Names, TestDnsEntry, TestDnsZone, TestTxt } from './zone.ts'

/** A DNS server on this machine whose answers a test decides. */
export interface TestDnsServer {
  /** For `nodeDns({ servers: [address] })`: UDP and TCP on a free port of 127.0.0.1. */
  readonly address: string
  /** For `dohDns({ endpoint })`: the same names over HTTP. */
  readonly endpoint: string
  /** How many questions have arrived. */
  readonly questions: number
  /** Says something else about a name from now on; `undefined` takes it away. */
  set(name: string, entry: TestDnsEntry | undefined): void
  /** Sets the TXT records of a name, as an admin does in a DNS console; an empty list takes it away. */
  setTxt(name: string, values: readonly TestTxt[]): void
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** A port that is free for TCP may be in use for UDP. */
const PORT_ATTEMPTS = 20

/**
 * Starts a DNS server on this machine that knows only the given names, for tests and for trying out
 * how a domain turns from pending to verified.
 *
 * @param options what it says at first
 * @param options.zone records by name; default none
 * @returns the server, on a port of 127.0.0.1; close it when done
 * @throws {Error} of the system, where no port can be had
 * @example
 * ```ts
 * import { nodeDns } from 'ssokit/dns/node'
 * import { createTestDnsServer } from 'ssokit/testing'
 *
 * const server = await createTestDnsServer()
 * const dns = nodeDns({ servers: [server.address] })
 * await dns.resolveTxt('_acme-sso.example.com', {}) // []
 * server.setTxt('_acme-sso.example.com', ['the value that the page shows'])
 * await dns.resolveTxt('_acme-sso.example.com', {}) // [['the value that the page shows']]
 * await server.close()
 * ```
 */
export async function createTestDnsServer(
  options: { readonly zone?: TestDnsZone } = {},
): Promise<TestDnsServer> {
  const names: Names = new Map(Object.entries(options.zone ?? {}))
  let questions = 0
  const answer = (message: Uint8Array, isDatagram: boolean): Uint8Array | undefined => {
    questions += 1
    try {
      return replyTo(message, names, isDatagram)
    } catch {
      // Not a DNS message: a real server drops it as well.
      return undefined
    }
  }

  const { tcp, udp } = await listen()
  const open = new Set<Socket>()
  udp.on('message', (message, from) => {
    const reply = answer(message, true)
    if (reply) udp.send(reply, from.port, from.address)
  })
  tcp.on('connection', (socket) => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy()))
    serveStream(socket, (message) => answer(message, false))
  })
  const http = createHttpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const message = Buffer.from(searchParams.get('dns') ?? '', 'base64url')
    sendReply(response, answer(message, false))
  })
  http.listen(0, HOST)
  await once(http, 'listening')

  const set = (name: string, entry: TestDnsEntry | undefined): void => {
    if (entry) names.set(name, entry)
    else names.delete(name)
  }
  return {
    address: `${HOST}:${(tcp.address() as AddressInfo).port}`,
    endpoint: `http://${HOST}:${(http.address() as AddressInfo).port}/dns-query`,
    get questions() {
      return questions
    },
    set,
    setTxt: (name, txt) => set(name, txt.length === 0 ? undefined : { txt }),
    async close() {
      for (const socket of open) socket.destroy()
      http.closeAllConnections()
      const closed = [tcp, udp, http].map((server) => once(server, 'close'))
      for (const server of [tcp, udp, http]) server.close()
      await Promise.all(closed)
    },
  }
}

/** UDP and TCP on one port, as resolvers expect. */
async function listen(): Promise<{ tcp: Server; udp: DatagramSocket }> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = createServer().listen(0, HOST)
    await once(tcp, 'listening')
    const udp = createSocket('udp4')
    try {
      udp.bind((tcp.address() as AddressInfo).port, HOST)
      await once(udp, 'listening')
      return { tcp, udp }
    } catch (error) {
      tcp.close()
      udp.close()
      if (attempt === PORT_ATTEMPTS) throw error
    }
  }
}

/** Each message comes with its length in two octets before it (RFC 1035 section 4.2.2). */
function serveStream(
  socket: Socket,
  answer: (message: Uint8Array) => Uint8Array | undefined,
): void {
  let waiting = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes])
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
      const end = 2 + waiting.readUInt16BE()
      const reply = answer(waiting.subarray(2, end))
      waiting = waiting.subarray(end)
      if (!reply) continue
      const length = Buffer.alloc(2)
      length.writeUInt16BE(reply.length)
      socket.write(Buffer.concat([length, reply]))
    }
  })
}

/** Without a reply the connection stays open, as a server does that never gets to it. */
function sendReply(response: ServerResponse, reply: Uint8Array | undefined): void {
  if (!reply) return
  response.writeHead(200, { 'content-type': 'application/dns-message' }).end(reply)
}
