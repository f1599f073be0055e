/*
 * The few members of Node's modules that the transport uses. They are described here and reached
 * through `process.getBuiltinModule`, because an import of `node:*` would keep this library from
 * loading where there are no such modules.
 */

export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

export interface DnsModule {
  lookup(
    hostname: string,
    options: { readonly all: true; readonly verbatim: true },
    callback: (error: Error | null, addresses: ResolvedAddress[]) => void,
  ): void
}

/** Called by the socket before it connects; the answer is where it connects to. */
export type SocketLookup = (
  hostname: string,
  options: { readonly all?: boolean | undefined },
  callback: (error: Error | null, address: string | ResolvedAddress[], family?: number) => void,
) => void

export interface RequestOptions {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly agent: false
  readonly lookup: SocketLookup
  readonly rejectUnauthorized: true
  readonly minVersion: 'TLSv1.2'
}

export interface ServerAnswer {
  readonly statusCode?: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly socket?: { readonly remoteAddress?: string | undefined } | null
  on(event: 'error', listener: (error: Error) => void): unknown
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array<ArrayBuffer>>
}

export interface OutgoingRequest {
  on(event: 'response', listener: (answer: ServerAnswer) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'close', listener: () => void): unknown
  end(body?: string): unknown
  destroy(): unknown
}

export interface HttpModule {
  request(options: RequestOptions): OutgoingRequest
}

export interface Builtins {
  readonly dns: DnsModule
  readonly http: HttpModule
  readonly https: HttpModule
}

interface Runtime {
  readonly navigator?: { readonly userAgent?: string }
  readonly process?: { getBuiltinModule?(id: string): unknown }
}

/**
 * Finds the socket modules of Node.js, Bun or Deno. `undefined` on runtimes without sockets, and on
 * Cloudflare Workers, whose `node:http` is a wrapper around `fetch` that has no `lookup`.
 */
export function findBuiltins(runtime: Runtime = globalThis as Runtime): Builtins | undefined {
  const { navigator, process } = runtime
  if (navigator?.userAgent === 'Cloudflare-Workers') return undefined
  if (typeof process?.getBuiltinModule !== 'function') return undefined
  const [dns, http, https] = ['node:dns', 'node:http', 'node:https'].map((id) =>
    process.getBuiltinModule?.(id),
  )
  if (!dns || !http || !https) return undefined
  return { dns: dns as DnsModule, http: http as HttpModule, https: https as HttpModule }
}
