import type dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { afterEach } from 'vitest'
import { isSsoError, type SsoError } from '../../../src/errors.ts'
import type { Builtins, ResolvedAddress } from '../../../src/http/network/builtins.ts'
import { createNetwork, type NetworkOptions } from '../../../src/http/network/guard.ts'
import { resolveNetworkPolicy } from '../../../src/http/network/policy.ts'
import type { GuardedFetch, NetworkPolicy } from '../../../src/types/network.ts'

const servers = new Set<net.Server>()
const sockets = new Set<net.Socket>()

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all([...servers].map((server) => new Promise((done) => server.close(done))))
  servers.clear()
  sockets.clear()
})

export interface Listener {
  readonly port: number
  readonly url: string
  /** Connections accepted so far. */
  connections(): number
  /** Resolves when every connection is closed again. */
  idle(): Promise<void>
  /** Resolves when the first connection is closed again; undici opens a spare one after it. */
  firstClosed(): Promise<void>
}

export async function start(server: net.Server, host = '127.0.0.1', port = 0): Promise<Listener> {
  servers.add(server)
  const count = { accepted: 0, closed: 0 }
  const open = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    count.accepted += 1
    sockets.add(socket)
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open.delete(socket)
      count.closed += 1
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as net.AddressInfo
  return {
    port: address.port,
    url: `http://${host}:${address.port}/`,
    connections: () => count.accepted,
    async idle() {
      while (open.size > 0) await pause(5)
    },
    async firstClosed() {
      while (count.closed === 0) await pause(5)
    },
  }
}

export const listen = (handler: http.RequestListener, host?: string, port?: number) =>
  start(http.createServer(handler), host, port)

/** Answers with exactly these bytes, or whatever else the function does to the socket. */
export const listenRaw = (handler: (socket: net.Socket) => void) =>
  start(
    net.createServer((socket) => {
      socket.once('data', () => handler(socket))
    }),
  )

export const json = (response: http.ServerResponse, body = '{"ok":true}') => {
  response.setHeader('content-type', 'application/json')
  response.end(body)
}

type Options = NetworkPolicy & Omit<NetworkOptions, 'policy'>

/** A network whose policy names these hosts, below a loopback http `baseUrl`. */
export function networkFor(privateHosts: readonly string[], options: Options = {}) {
  const { fetch, builtins, ...rest } = options
  const { policy, issues } = resolveNetworkPolicy(
    { privateHosts, ...rest },
    'http://localhost:3000',
  )
  if (issues.length > 0) throw new Error(JSON.stringify(issues))
  return createNetwork({ policy, fetch, builtins })
}

/** A guarded fetch that may call this listener. */
export const fetchOf = (listener: Listener, options?: Options): GuardedFetch =>
  networkFor([`127.0.0.1:${listener.port}`], options).fetchFor('connection')

export async function failureOf(work: Promise<unknown>): Promise<SsoError> {
  try {
    await work
  } catch (error) {
    if (isSsoError(error)) return error
    throw error
  }
  throw new Error('did not fail')
}

const toAddresses = (texts: readonly string[]): ResolvedAddress[] =>
  texts.map((address) => ({ address, family: net.isIP(address) }))

/** Node's modules, with DNS answers in the given order; the last one repeats. */
export function withDns(...answers: (readonly string[] | Error)[]) {
  const asked: string[] = []
  const builtins: Builtins = {
    http,
    https,
    dns: {
      lookup(hostname, _options, callback) {
        const answer = answers[Math.min(asked.length, answers.length - 1)] ?? []
        asked.push(hostname)
        setImmediate(() => {
          if (answer instanceof Error) callback(answer, [])
          else callback(null, toAddresses(answer))
        })
      },
    },
  }
  return { builtins, asked }
}

/**
 * Node's http client in front of an internet in which every address is one local listener, spoken
 * to without TLS. It notes which addresses the socket was given to connect to.
 */
export function simulatedInternet(listener: Listener, ...answers: (readonly string[])[]) {
  const { builtins, asked } = withDns(...answers)
  const connectedTo: string[] = []
  class SimulatedAgent extends http.Agent {
    override createConnection(options: net.TcpNetConnectOpts) {
      const socket = net.connect({
        ...options,
        port: listener.port,
        lookup: (name, lookupOptions, callback) =>
          options.lookup?.(name, lookupOptions, (error, address, family) => {
            if (error) return callback(error, address, family)
            connectedTo.push(...(address as dns.LookupAddress[]).map((each) => each.address))
            callback(null, [{ address: '127.0.0.1', family: 4 }])
          }),
      })
      Object.defineProperty(socket, 'remoteAddress', { get: () => connectedTo.at(-1) })
      return socket
    }
  }
  const request: Builtins['https']['request'] = (options) =>
    http.request({ ...options, agent: new SimulatedAgent() })
  return { builtins: { ...builtins, https: { request } } satisfies Builtins, asked, connectedTo }
}

export const pause = (milliseconds: number) =>
  new Promise<void>((done) => setTimeout(done, milliseconds))
