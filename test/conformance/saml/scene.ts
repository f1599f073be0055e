import { expect } from 'vitest'
import {
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
import { saml, type SamlOptions, samlUrls } from '../../../src/saml/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { fixedClock, type FixedClock } from '../../../src/testing/clock.ts'
import {
  createMockKeyPair,
  createMockSamlIdp,
  type MockSamlIdp,
  type MockSamlOptions,
  type MockSamlResponse,
  type RespondOptions,
} from '../../../src/testing/saml/index.ts'
import { baseUrl, cookiesOf, secretA } from '../../support/harness.ts'

/** A host with one SAML connection to a mock identity provider, and everything it sees. */
export interface Scene {
  readonly idp: MockSamlIdp
  readonly sso: Sso
  readonly clock: FixedClock
  readonly storage: SsoStorage
  readonly events: SsoEvent[]
  readonly logins: Login[]
  readonly errors: SsoError[]
  readonly connectionId: string
  readonly urls: ReturnType<typeof samlUrls>
  /** The provider as an application of this connection: for answers that nobody asked for. */
  readonly application: { readonly entityId: string; readonly acsUrl: string }
  settled(): Promise<void>
  /** A further live connection to the same provider. */
  connect(input?: Partial<ConnectionInput>): Promise<string>
}

export interface SceneOptions {
  readonly provider?: MockSamlOptions
  readonly settings?: object
  readonly input?: Partial<ConnectionInput>
  readonly config?: Partial<SsoConfig>
  readonly saml?: SamlOptions
}

const actor = { actor: systemActor }

/** Making one takes a while. */
const sharedKey = createMockKeyPair()

export async function createScene(options: SceneOptions = {}): Promise<Scene> {
  const clock = fixedClock()
  const idp = createMockSamlIdp({ clock, key: sharedKey, ...options.provider })
  const events: SsoEvent[] = []
  const logins: Login[] = []
  const errors: SsoError[] = []
  const work: Promise<unknown>[] = []
  const storage = memoryStorage()
  const sso = createSso({
    baseUrl,
    secrets: [secretA],
    providers: [saml(options.saml)],
    storage,
    fetch: idp.fetch,
    clock,
    onEvent: (event) => events.push(event),
    onLogin: (login) => void logins.push(login),
    onError: (error) => void errors.push(error),
    waitUntil: (promise) => work.push(promise),
    // These tests are not about the gates.
    activation: { requires: [] },
    ...options.config,
  })
  const connect = async (input: Partial<ConnectionInput> = {}) => {
    const { id } = await sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'saml' },
        settings: { ...idp.settings, ...options.settings },
        claims: { email: 'email' },
        ...input,
      },
      actor,
    )
    await sso.connections.activate(id, actor)
    return id
  }
  const connectionId = await connect(options.input)
  const paths = options.config?.paths
  const urls = samlUrls({ baseUrl, connectionId, ...(paths ? { paths } : {}) })
  return {
    ...{ idp, sso, clock, storage, events, logins, errors, connectionId, urls, connect },
    application: { entityId: urls.spEntityId, acsUrl: urls.acsUrl },
    async settled() {
      while (work.length > 0) await work.shift()
    },
  }
}

export interface Attempt {
  readonly response: Response
  readonly login: Login | undefined
  readonly error: SsoError | undefined
  /** Where it happened, for whoever looks at it afterwards. */
  readonly host: Pick<Scene, 'sso' | 'settled'>
}

export interface AttemptOptions extends StartLoginOptions, RespondOptions {
  readonly connectionId?: string
  /** Happens while the person is at the provider. */
  readonly meanwhile?: () => void | Promise<void>
  /** What the browser brings instead. */
  readonly change?: (answer: MockSamlResponse, cookie: string) => Request
}

/** One sign-in from start to end, as a browser makes it. */
export async function signIn(scene: Scene, options: AttemptOptions = {}): Promise<Attempt> {
  const { person, authenticatedAt, needsInteraction, facts, ...rest } = options
  const { connectionId = scene.connectionId, meanwhile, change, ...startOptions } = rest
  const start = await scene.sso.startLogin({ connectionId }, startOptions)
  const cookie = cookiesOf(start).join('; ')
  const answer = scene.idp.respondTo(start, {
    ...(person === undefined ? {} : { person }),
    ...(authenticatedAt === undefined ? {} : { authenticatedAt }),
    ...(needsInteraction === undefined ? {} : { needsInteraction }),
    ...(facts === undefined ? {} : { facts }),
  })
  await meanwhile?.()
  return arrive(scene, change?.(answer, cookie) ?? answer.toRequest(cookie))
}

/** What the host answers to a request, and what it was told. */
export async function arrive(scene: Scene, request: Request): Promise<Attempt> {
  const before = { logins: scene.logins.length, errors: scene.errors.length }
  const response = await scene.sso.handler(request)
  return {
    response,
    login: scene.logins[before.logins],
    error: scene.errors[before.errors],
    host: scene,
  }
}

export async function expectSignedIn(scene: Scene, options: AttemptOptions = {}): Promise<Login> {
  const { response, login, error } = await signIn(scene, options)
  expect(error?.toJSON()).toBeUndefined()
  expect(response.status).toBe(303)
  if (!login) throw new Error('onLogin was not called')
  return login
}

/** Expects this error, no call of `onLogin` and no session. */
export async function expectRefused(
  scene: Scene,
  code: SsoErrorCode,
  options: AttemptOptions = {},
): Promise<SsoError> {
  const { response, login, error } = await signIn(scene, options)
  expect(error?.code).toBe(code)
  expect(login).toBeUndefined()
  expect(response.status).toBe(error?.status)
  const { connectionId } = scene
  expect(await scene.storage.sessions.find({ connectionId, limit: 10 })).toEqual([])
  if (!error) throw new Error('no error')
  return error
}

/** Names of the hidden fields of a page's form, with their values. */
export function fieldsOf(markup: string): URLSearchParams {
  const inputs = [...markup.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  return new URLSearchParams(
    inputs.map(([, name = '', value = '']) => [
      name,
      value
        .replaceAll('&#39;', "'")
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    ]),
  )
}
