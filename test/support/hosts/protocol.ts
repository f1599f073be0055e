import type {
  AccountDirectory,
  Login,
  RefreshResult,
  SsoEvent,
  SsoSession,
  SsoStorage,
} from '../../../src/index.ts'
import type { SqlDialect } from '../../../src/storage/schema/names.ts'
import type { ServerSettings } from '../databases.ts'

/** Where a host keeps everything. */
export interface HostDatabase {
  readonly dialect: SqlDialect
  readonly file?: string
  readonly settings?: ServerSettings
  /** Of the Redis that keeps what is short-lived. */
  readonly redisPort?: number
}

/** A request as data, since processes cannot hand over objects. */
export interface SentRequest {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export interface SentResponse {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** What a host was told, and what it told its own code. */
export interface HostReport {
  readonly logins: readonly Login[]
  /** Codes of `onError`, in order. */
  readonly errors: readonly string[]
  readonly events: readonly SsoEvent[]
}

/** A turn at something that only one process may have, in milliseconds of one clock. */
export interface Turn {
  readonly id: string
  readonly from: number
  readonly until: number
}

type StoragePort = {
  [Port in keyof SsoStorage]: {
    [Name in keyof SsoStorage[Port]]: readonly [Port, Name]
  }[keyof SsoStorage[Port]]
}[keyof SsoStorage]

/** What a test can have a host process do. */
export interface HostCalls {
  open(database: HostDatabase): Promise<void>
  /** All at once; answers with the status of each. */
  submit(request: SentRequest, times: number): Promise<readonly number[]>
  /** One after the other, a few side by side; answers with the status of each. */
  submitEach(requests: readonly SentRequest[]): Promise<readonly number[]>
  report(): Promise<HostReport>
  /** All at once, by one process. */
  refresh(session: SsoSession, times: number): Promise<readonly RefreshResult[]>
  /** Calls of one function of the storage, all at once. */
  race(call: StoragePort, each: readonly (readonly unknown[])[]): Promise<readonly unknown[]>
  /** Leases what is due again and again; a turn is over when the lease ends. */
  leaseDomains(rounds: number, milliseconds: number): Promise<readonly Turn[]>
  /** Leases one session again and again, and gives the lease back. */
  leaseSession(id: string, rounds: number): Promise<readonly Turn[]>
  /** Adds one to a number that stands in a connection, by compare-and-set. */
  increment(connectionId: string, times: number): Promise<void>
}

/** What a host process asks the test for: what its machine shares with others. */
export interface TestCalls {
  fetch(request: SentRequest): Promise<SentResponse>
  account(name: keyof AccountDirectory, args: readonly unknown[]): Promise<unknown>
}

export async function requestToSend(request: Request): Promise<SentRequest> {
  const { url, method, headers } = request
  return { url, method, headers: [...headers], body: await request.text() }
}

export function receivedRequest({ url, method, headers, body }: SentRequest): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const pairs = headers.map(([name, value]): [string, string] => [name, value])
  return new Request(url, { method, headers: pairs, ...(hasBody ? { body } : {}) })
}
