import { expect } from 'vitest'
import {
  type Connection,
  type ConnectionInput,
  createSso,
  type Login,
  type Sso,
  type SsoConfig,
  type SsoError,
  type SsoErrorCode,
  type SsoEvent,
  type SsoStorage,
  type StartLoginOptions,
  systemActor,
} from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { fixedClock, type FixedClock } from '../../../src/testing/clock.ts'
import {
  createMockOidcProvider,
  type MockAnswer,
  type MockOidcOptions,
  type MockOidcProvider,
  type MockPerson,
  type OidcDefect,
} from '../../../src/testing/oidc/index.ts'
import { baseUrl, cookiesOf, secretA } from '../../support/harness.ts'

/** A host with one OpenID Connect connection to a mock provider, and everything it sees. */
export interface Scene {
  readonly idp: MockOidcProvider
  readonly sso: Sso
  readonly clock: FixedClock
  readonly storage: SsoStorage
  readonly events: SsoEvent[]
  /** Calls of `onLogin`. */
  readonly logins: Login[]
  /** Ids of the sessions that were written. */
  readonly sessions: string[]
  readonly errors: SsoError[]
  readonly connectionId: string
  settled(): Promise<void>
}

export interface SceneOptions {
  readonly idp?: MockOidcProvider
  readonly provider?: MockOidcOptions
  readonly settings?: object
  readonly input?: Partial<ConnectionInput> & { readonly profile?: string }
  readonly config?: Partial<SsoConfig>
}

const actor = { actor: systemActor }

export async function createScene(options: SceneOptions = {}): Promise<Scene> {
  const clock = fixedClock()
  const idp =
    options.idp ?? createMockOidcProvider({ clock, algorithm: 'ES256', ...options.provider })
  const host = createHost(idp.fetch, clock, options.config)
  const { id: connectionId } = await host.connect(idp, options)
  return { idp, connectionId, ...host }
}

/** A host without any connection yet. */
export function createHost(fetch: SsoConfig['fetch'], clock: FixedClock, config: object = {}) {
  const events: SsoEvent[] = []
  const logins: Login[] = []
  const errors: SsoError[] = []
  const sessions: string[] = []
  const work: Promise<unknown>[] = []
  const memory = memoryStorage()
  const storage: SsoStorage = {
    ...memory,
    sessions: {
      ...memory.sessions,
      put: async (record, call) => {
        sessions.push(record.id)
        return memory.sessions.put(record, call)
      },
    },
  }
  const sso = createSso({
    baseUrl,
    secrets: [secretA],
    providers: [oidc()],
    storage,
    ...(fetch ? { fetch } : {}),
    clock,
    onEvent: (event) => events.push(event),
    onLogin: (login) => void logins.push(login),
    onError: (error) => void errors.push(error),
    waitUntil: (promise) => work.push(promise),
    // These tests are not about the gates.
    activation: { requires: [] },
    ...config,
  })
  return {
    ...{ sso, clock, storage, events, logins, sessions, errors },
    async settled() {
      while (work.length > 0) await work.shift()
    },
    async connect(
      idp: MockOidcProvider,
      { settings, input }: Pick<SceneOptions, 'settings' | 'input'> = {},
      organizationId: string = 'org_1',
    ): Promise<Connection> {
      const { id } = await sso.connections.create(
        {
          ...{ organizationId, protocol: 'oidc', secrets: idp.secrets },
          settings: { ...idp.settings, ...settings },
          ...input,
        },
        actor,
      )
      // Absent groups mean none only where a test saw the claim (rule T3).
      if (input?.access?.groupsAbsent === 'empty') await runTest(sso, idp, id)
      await sso.connections.activate(id, actor)
      return sso.connections.get(id, actor)
    },
  }
}

/** One test from start to end, as an admin's browser makes it. */
export async function runTest(
  sso: Sso,
  idp: MockOidcProvider,
  id: string,
  { person, returnTo }: { person?: string | MockPerson; returnTo?: string } = {},
): Promise<Response> {
  const start = await sso.connections.test(id, {
    ...actor,
    request: new Request(`${baseUrl}/settings`),
    ...(returnTo === undefined ? {} : { returnTo }),
  })
  const answer = await idp.authorize(start.url, person)
  return sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
}

export interface Attempt {
  readonly response: Response
  readonly login: Login | undefined
  readonly error: SsoError | undefined
  /** Where it happened, for whoever looks at it afterwards. */
  readonly host: Pick<Scene, 'sso' | 'settled'>
}

export interface AttemptOptions extends StartLoginOptions {
  readonly person?: string | MockPerson
  readonly connectionId?: string
  /** Happens while the person is at the provider. */
  readonly meanwhile?: () => void | Promise<void>
  readonly change?: (answer: MockAnswer) => Request | undefined
}

type Host = Pick<Scene, 'sso' | 'logins' | 'errors' | 'idp' | 'connectionId' | 'settled'>

/** One sign-in from start to end, as a browser makes it. */
export async function signIn(scene: Host, options: AttemptOptions = {}): Promise<Attempt> {
  const { person, connectionId = scene.connectionId, meanwhile, change, ...startOptions } = options
  const start = await scene.sso.startLogin({ connectionId }, startOptions)
  const cookie = cookiesOf(start).join('; ')
  const answer = await scene.idp.authorize(start.url, person)
  await meanwhile?.()
  const before = { logins: scene.logins.length, errors: scene.errors.length }
  const request = change?.(answer) ?? answer.toRequest(cookie)
  if (!request.headers.has('cookie')) request.headers.set('cookie', cookie)
  const response = await scene.sso.handler(request)
  return {
    response,
    login: scene.logins[before.logins],
    error: scene.errors[before.errors],
    host: scene,
  }
}

/** Signs in, expects that it works, and returns what the host was told. */
export async function expectSignedIn(scene: Scene, options: AttemptOptions = {}): Promise<Login> {
  const { response, login, error } = await signIn(scene, options)
  expect(error?.toJSON()).toBeUndefined()
  expect(response.status).toBe(303)
  if (!login) throw new Error('onLogin was not called')
  expect(scene.sessions).toContain(login.session.id)
  return login
}

/** Tries to sign in and expects this error, no call of `onLogin` and no session. */
export async function expectRefused(
  scene: Scene,
  code: SsoErrorCode,
  options: AttemptOptions = {},
): Promise<SsoError> {
  const sessions = scene.sessions.length
  const { response, login, error } = await signIn(scene, options)
  expect(error?.code).toBe(code)
  expect(login).toBeUndefined()
  expect(scene.sessions).toHaveLength(sessions)
  expect(response.status).toBe(error?.status)
  if (!error) throw new Error('no error')
  return error
}

/**
 * With these defects nobody gets in, for exactly this reason; without them the same scene works. The
 * honest variant comes last, so that what a defect left behind would show.
 */
export async function expectRefusedFor(
  scene: Scene,
  defects: readonly OidcDefect[],
  code: SsoErrorCode,
  options: AttemptOptions = {},
): Promise<SsoError> {
  scene.idp.tamper(...defects)
  const error = await expectRefused(scene, code, options)
  scene.idp.tamper()
  await expectSignedIn(scene, options)
  return error
}

/** Calls of one endpoint, by the end of its path. */
export const callsTo = ({ idp }: Pick<Scene, 'idp'>, path: string) =>
  idp.requests.filter(({ url }) => new URL(url).pathname.endsWith(path))
