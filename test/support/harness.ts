import { createSealer } from '../../src/crypto/seal.ts'
import { type Flow, flowId, sealFlow } from '../../src/flow/flow.ts'
import {
  type Connection,
  createSso,
  isSsoError,
  type Login,
  type Sso,
  type SsoConfig,
  type SsoEvent,
  type SsoStorage,
  systemActor,
} from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fixedClock, type FixedClock } from '../../src/testing/clock.ts'
import { fakeProvider } from './fake-provider.ts'

/** 32 random bytes each, made once with `crypto.randomBytes`; they guard nothing. */
export const secretA = 'kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'
export const secretB = 'Zt6WnE9bRj2LhXkD5oQvC8yUaM1sFgP4iNxTzKr7Hwd'

export interface Harness {
  readonly sso: Sso
  readonly clock: FixedClock
  readonly events: SsoEvent[]
  readonly logins: Login[]
  readonly storage: SsoStorage
  /** Waits for everything that goes on after the answer. */
  settled(): Promise<void>
  /** A connection of the fake protocol that is live. */
  activeConnection(organizationId?: string, input?: object): Promise<Connection>
}

export const baseUrl = 'https://app.example.com'

export const asSystem = { actor: systemActor }

export const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' }

/** What `connections.create` needs for a connection of the fake protocol that can be activated. */
export const fakeConnection = {
  organizationId: 'org_1',
  protocol: 'fake',
  settings: { idp: 'https://fake.example' },
}

/** An `Sso` on the fake protocol and memory, with everything observable. */
export function createHarness(config: Partial<SsoConfig> = {}): Harness {
  const clock = fixedClock()
  const events: SsoEvent[] = []
  const logins: Login[] = []
  const work: Promise<unknown>[] = []
  const storage = config.storage ?? memoryStorage()
  const sso = createSso({
    baseUrl,
    secrets: [secretA],
    providers: [fakeProvider()],
    storage,
    clock,
    onEvent: (event) => events.push(event),
    onLogin: (login) => void logins.push(login),
    waitUntil: (promise) => work.push(promise),
    // These tests are not about the gates.
    activation: { requires: [] },
    ...config,
  })
  return {
    sso,
    clock,
    events,
    logins,
    storage,
    async settled() {
      while (work.length > 0) await work.shift()
    },
    async activeConnection(organizationId = 'org_1', input = {}) {
      const { id } = await sso.connections.create(
        { ...fakeConnection, organizationId, ...input },
        asSystem,
      )
      await sso.connections.activate(id, asSystem)
      return sso.connections.get(id, asSystem)
    },
  }
}

/** `name=value` of every cookie that a response sets and does not clear. */
export function cookiesOf(response: Response | { setCookie: readonly string[] }): string[] {
  const set = 'setCookie' in response ? response.setCookie : response.headers.getSetCookie()
  return set.map((cookie) => cookie.split(';')[0] ?? '').filter((pair) => !pair.endsWith('='))
}

/** Where a page leads by itself, after a form; empty where it is no such page. */
export async function wayOn(response: Response): Promise<string> {
  const [, target = ''] =
    /<meta http-equiv="refresh" content="0;url=([^"]+)">/.exec(await response.text()) ?? []
  return target.replaceAll('&amp;', '&')
}

/** Starts a sign-in by the handler; returns what the browser would hold afterwards. */
export async function begin(
  { sso }: Pick<Harness, 'sso'>,
  connectionId: string,
  options: { query?: string; cookie?: string } = {},
): Promise<{ cookie: string; ref: string; response: Response }> {
  const response = await sso.handler(
    new Request(`${baseUrl}/sso/${connectionId}/login${options.query ?? ''}`, {
      headers: options.cookie === undefined ? {} : { cookie: options.cookie },
    }),
  )
  const location = response.headers.get('location') ?? ''
  return {
    response,
    cookie: cookiesOf(response).join('; '),
    ref: new URL(location, baseUrl).searchParams.get('ref') ?? '',
  }
}

/** The request with which the provider sends the browser back. */
export function answer(
  connectionId: string,
  { cookie, ref }: { cookie: string; ref: string },
  person: string = 'ann',
): Request {
  return new Request(`${baseUrl}/sso/${connectionId}/callback?ticket=${person}&ref=${ref}`, {
    headers: { cookie },
  })
}

/** The code that a promise is refused with, or `accepted`. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (isSsoError(error) ? error.code : String(error)),
  )

/** The paths of everything that is wrong with a configuration. */
export function configIssues(config: object): string[] {
  try {
    createHarness(config)
    return []
  } catch (error) {
    return isSsoError(error) ? (error.issues ?? []).map(({ path }) => path) : [String(error)]
  }
}

type MemoryStorage = ReturnType<typeof memoryStorage>

/** A memory storage in which some functions of one port are replaced. */
export function storageWith<Port extends keyof MemoryStorage>(
  port: Port,
  replace: (original: MemoryStorage[Port]) => Partial<MemoryStorage[Port]>,
): MemoryStorage {
  const storage = memoryStorage()
  return { ...storage, [port]: { ...storage[port], ...replace(storage[port]) } }
}

/** The flow cookie with a changed content, as only the holder of our secret can make it. */
export async function forgeFlow(cookie: string, change: Partial<Flow>): Promise<string> {
  const sealer = createSealer([secretA])
  const [, ...value] = cookie.split('=')
  const opened = (await sealer.open('flow', [], value.join('='))) as unknown as Flow
  const flow = { ...opened, ...change }
  return `__Host-ssokit-flow-${await flowId(flow.handle)}=${await sealFlow(sealer, flow)}`
}

/** A claim as a provider hands it on, before anybody looked at it. */
export const receivedClaim = (value: unknown) => ({ value: value as never, source: 'id_token' })
