import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { systemActor, type SsoConfig } from '../../types/config.ts'
import type { ConnectionInput } from '../../types/connection.ts'
import type { SsoEvent } from '../../types/events.ts'
import type { Login } from '../../types/login.ts'
import { createMockOidcProvider } from '../oidc/index.ts'
import { createMockKeyPair, createMockSamlIdp, type MockKeyPair } from '../saml/index.ts'
import { type HttpAnswer, type HttpRequest, sendHttp } from './http.ts'
import type {
  BegunSignIn,
  MountApp,
  MountChange,
  MountScene,
  MountSuite,
  StartedMount,
} from './types.ts'

/** Public, on another host and by another scheme than the server: there is a proxy in front. */
export const BASE_URL = 'https://app.example.com'

export const FORM_TYPE = 'application/x-www-form-urlencoded'

const actor = systemActor

/** So many groups make a SAML response of well over the 100 kB at which common parsers stop. */
const GROUPS = Array.from({ length: 1500 }, (_, index) => `${'group-'.repeat(14)}${index}`)

/** Making a key takes a moment, and one serves all cases. */
let samlKey: MockKeyPair | undefined

/** Starts the app under test with two mock providers, and ends it afterwards. */
export async function inScene(
  { start }: MountSuite,
  app: MountChange & Pick<MountApp, 'parser'>,
  check: (scene: MountScene) => Promise<void>,
): Promise<void> {
  const { prefix = '', parser, config = {} } = app
  const idps = createIdps()
  const logins: Login[] = []
  const events: SsoEvent[] = []
  const started = await start({
    ...{ prefix, parser },
    config: {
      ...(await commonConfig()),
      basePath: `${prefix}/sso`,
      fetch: idps.oidc.fetch,
      onEvent: (event) => void events.push(event),
      onLogin: (login) => void logins.push(login),
      ...config,
    },
  })
  const { origin } = started
  const send = (request: HttpRequest) => sendHttp(origin, request)
  try {
    await check({
      ...{ logins, events, origin, send },
      post: (path, body, headers = {}) => {
        return send({
          method: 'POST',
          path,
          body,
          headers: { 'content-type': FORM_TYPE, ...headers },
        })
      },
      begin: (protocol, returnTo = '/reports') =>
        begin({ started, idps, send, protocol, returnTo, prefix }),
      errors: () =>
        events.flatMap((event) => (event.type === 'request.failed' ? [event.code] : [])),
    })
  } finally {
    await started.close()
  }
}

/** Loaded late: hosts that only use the mock providers need no protocol. */
async function commonConfig(): Promise<Omit<SsoConfig, 'storage'>> {
  const [{ oidc }, { saml }] = await Promise.all([
    import('../../oidc/index.ts'),
    import('../../saml/index.ts'),
  ])
  return {
    baseUrl: BASE_URL,
    secrets: [randomBytes(32).toString('base64url')],
    providers: [oidc(), saml()],
    activation: { requires: [] },
  }
}

function createIdps() {
  samlKey ??= createMockKeyPair()
  const people = [{ nameId: 'ann@acme.example', attributes: { groups: GROUPS } }]
  return {
    // It names itself in its answers, so that connections may share a callback (rule O2).
    oidc: createMockOidcProvider({ sendsIssuer: true }),
    saml: createMockSamlIdp({ people, key: samlKey }),
  }
}

interface Beginning {
  readonly started: StartedMount
  readonly idps: ReturnType<typeof createIdps>
  readonly send: MountScene['send']
  readonly protocol: 'oidc' | 'saml'
  readonly returnTo: string
  readonly prefix: string
}

async function begin(beginning: Beginning): Promise<BegunSignIn> {
  const { started, idps, send, protocol, returnTo, prefix } = beginning
  const { oidc, saml } = idps
  const input: ConnectionInput =
    protocol === 'oidc'
      ? { settings: { ...oidc.settings }, secrets: oidc.secrets }
      : { settings: { ...saml.settings } }
  const { id } = await started.sso.connections.create(
    { organizationId: 'acme', protocol, claims: { groups: 'groups' }, ...input },
    { actor },
  )
  await started.sso.connections.activate(id, { actor })
  const loginPath = `${prefix}/sso/${id}/login`
  const first = await send({ path: `${loginPath}?returnTo=${encodeURIComponent(returnTo)}` })
  assert.equal(first.status, 303, `GET of the login address: ${first.status} ${first.body}`)
  const url = first.headers.location ?? ''
  const answer = protocol === 'oidc' ? await oidc.authorize(url) : saml.respondTo({ url })
  const cookie = cookiesOf(first)
  const target = new URL(answer.url)
  assert.equal(target.origin, BASE_URL, 'addresses for providers must begin with baseUrl')
  const path = target.pathname
  const order =
    answer.method === 'GET'
      ? { path: `${path}${target.search}`, headers: { cookie } }
      : {
          ...{ method: 'POST', path, body: answer.fields.toString() },
          headers: { 'content-type': FORM_TYPE, cookie },
        }
  return {
    ...{ connectionId: id, loginPath, cookie, path, fields: answer.fields },
    answer: ({ headers, ...change } = {}) =>
      send({ ...order, ...change, headers: { ...order.headers, ...headers } }),
  }
}

/** `name=value` of every cookie that was set and not cleared, as a browser sends them. */
export function cookiesOf({ setCookie }: HttpAnswer): string {
  const pairs = setCookie.map((cookie) => cookie.split(';')[0] ?? '')
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ')
}
