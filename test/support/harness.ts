import {
  type Connection,
  createSso,
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
        { organizationId, protocol: 'fake', settings: { idp: 'https://fake.example' }, ...input },
        { actor: systemActor },
      )
      await sso.connections.activate(id, { actor: systemActor })
      return sso.connections.get(id, { actor: systemActor })
    },
  }
}

/** `name=value` of every cookie that a response sets and does not clear. */
export function cookiesOf(response: Response | { setCookie: readonly string[] }): string[] {
  const set = 'setCookie' in response ? response.setCookie : response.headers.getSetCookie()
  return set.map((cookie) => cookie.split(';')[0] ?? '').filter((pair) => !pair.endsWith('='))
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
