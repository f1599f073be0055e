import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Connection,
  type OidcSettings,
  type SsoStorage,
  systemActor,
} from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import {
  type OpenIdProvider,
  startOpenIdProvider,
  type TestClient,
} from '../support/openid-provider.ts'

const actor = { actor: systemActor }
const strong = 'urn:example:mfa'
const secret = 'a client secret of the tests, 0123456789'

let idp: OpenIdProvider
let app: HostApp
let browser: Browser
let storage: SsoStorage
let clients = 0

beforeAll(async () => {
  idp = await startOpenIdProvider({ rotatesRefreshTokens: true, acr: strong })
})

afterAll(() => idp.close())

beforeEach(async () => {
  storage = memoryStorage()
  app = await startHostApp([idp], {
    ...{ storage, allowedReturnOrigins: ['https://spa.example.com'] },
    roles: { catalogue, cardinality: 'many' },
  })
  browser = createBrowser()
  idp.changePerson('ann', {})
  return app.close
})

const catalogue = ['admin', 'engineer'].map((id) => ({ id, label: id }))
const access = {
  roles: {
    groupsByRole: { admin: ['admins'], engineer: ['engineering'] },
    ...({ sync: 'replace', unmapped: 'deactivate' } as const),
  },
}

/** A connection that the provider knows, with everything that it may ask for. */
async function connect(
  settings: Partial<OidcSettings> = {},
  client: Partial<TestClient> = {},
): Promise<Connection> {
  clients += 1
  const clientId = `sessions-${clients}`
  const isPublic = settings.clientAuthentication === 'none'
  const { id } = await app.sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', access },
      ...(isPublic ? {} : { secrets: { clientSecret: secret } }),
      claims: { groups: 'groups' },
      settings: { issuer: idp.issuer, clientId, ...settings },
    },
    actor,
  )
  const base = `${app.baseUrl}/sso/${id}`
  idp.register({
    client_id: clientId,
    ...(isPublic ? {} : { client_secret: secret }),
    redirect_uris: [`${base}/callback`, `${base}/silent-callback`],
    token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
    ...client,
  })
  await app.sso.connections.activate(id, actor)
  return app.sso.connections.get(id, actor)
}

async function signIn(connection: Connection, person: string = 'ann') {
  const page = await browser.visit(app.loginUrl(connection))
  const back = await idp.logIn(browser, page, person)
  expect(app.errors).toEqual([])
  expect(back.body).toBe(`signed in: ${person}`)
  const login = app.logins.at(-1)
  if (!login) throw new Error('nobody signed in')
  return login
}

const offline = { scopes: ['openid', 'email', 'profile', 'offline_access'] }

describe('refresh with npm oidc-provider', () => {
  it.each(['client_secret_basic', 'none'] as const)(
    'CL-3 CL-4 KO-25 rotates, follows the groups and notices a reused token (%s)',
    async (clientAuthentication) => {
      const isPublic = clientAuthentication === 'none'
      const connection = await connect({
        ...offline,
        ...(isPublic ? { clientAuthentication } : {}),
      })
      const { session } = await signIn(connection)
      for (let round = 0; round < 3; round++) {
        expect(await app.sso.refresh(session)).toMatchObject({
          ...{ state: 'active', access: { roles: ['admin', 'engineer'] } },
        })
      }
      idp.changePerson('ann', { groups: ['engineering'] })
      expect(await app.sso.refresh(session)).toMatchObject({
        ...{ state: 'active', access: { roles: ['engineer'] } },
      })
      const told = app.events.filter(({ type }) => type === 'session.refreshed')
      expect(told).toHaveLength(4)
      expect(told.every((event) => 'rotated' in event && event.rotated)).toBe(true)
      idp.changePerson('ann', { groups: [] })
      expect(await app.sso.refresh(session)).toEqual({
        ...{ state: 'ended', code: 'access_no_mapped_group' },
      })
      expect(await app.sso.refresh(session)).toEqual({ state: 'ended', code: 'session_ended' })
    },
  )

  it('asks for no refresh token unless the connection does', async () => {
    const { session } = await signIn(await connect())
    idp.requests.length = 0
    expect(await app.sso.refresh(session)).toMatchObject({ state: 'active' })
    expect(idp.requests).toEqual([])
  })

  it('CL-4 a token that was used before ends the session, and the whole family with it', async () => {
    const { session } = await signIn(await connect(offline))
    const before = await storage.sessions.get(session.id)
    expect(await app.sso.refresh(session)).toMatchObject({ state: 'active' })
    const after = await storage.sessions.get(session.id)
    if (!before?.sealedTokens || !after) throw new Error('no tokens')
    // As after a restored backup: the token of the first time.
    const old = { ...after, sealedTokens: before.sealedTokens, version: after.version + 1 }
    expect(await storage.sessions.update(session.id, after.version, old)).toBe('updated')
    const code = 'session_refresh_reused'
    expect(await app.sso.refresh(session)).toEqual({ state: 'ended', code })
    expect(app.events.at(-1)).toMatchObject({ type: 'session.ended', code })
  })
})

describe('step-up with npm oidc-provider', () => {
  it('asks for the password again, and tells how and when the person authenticated', async () => {
    const connection = await connect()
    const { session, authentication } = await signIn(connection)
    const start = await app.sso.startLogin(
      { connectionId: connection.id },
      { session, maxAge: 0, acrValues: strong },
    )
    await new Promise((resolve) => setTimeout(resolve, 1100))
    for (const line of start.setCookie) browser.jar.store(line, app.baseUrl)
    const page = await browser.visit(start.url)
    expect(page.body).toContain('name="password"')
    const back = await idp.logIn(browser, page)
    expect(back.body).toBe('signed in: ann')
    const login = app.logins.at(-1)
    expect(login).toMatchObject({
      replaces: session.id,
      authentication: { acr: strong },
    })
    expect(Date.parse(login?.authentication.at ?? '')).toBeGreaterThan(
      Date.parse(authentication.at),
    )
  })
})

describe('CL-6 silent renewal with npm oidc-provider', () => {
  const silently = async (connection: Connection, options: object = {}) => {
    const start = await app.sso.startLogin(
      { connectionId: connection.id },
      { silent: { origin: 'https://spa.example.com' }, ...options },
    )
    for (const line of start.setCookie) browser.jar.store(line, app.baseUrl)
    return browser.visit(start.url)
  }

  it('CL-6 goes on without a question while the provider’s session lasts, and not after', async () => {
    const connection = await connect()
    const stranger = await silently(connection)
    expect(stranger.body).toContain('"state":"needs_login"')
    const { session } = await signIn(connection)
    const page = await silently(connection, { session })
    expect(page.url).toContain(`/sso/${connection.id}/silent-callback?`)
    expect(page.body).toContain('"state":"active"')
    expect(page.headers.get('content-security-policy')).toContain(
      'frame-ancestors https://spa.example.com',
    )
    expect(app.logins.at(-1)).toMatchObject({ replaces: session.id })
  })
})

describe('CL-5 hybrid with npm oidc-provider', () => {
  it.each(['code id_token', 'id_token'] as const)('CL-5 signs in with %s', async (responseType) => {
    const grants = ['authorization_code', 'implicit'] as const
    const connection = await connect(
      { responseType },
      // Web applications have no plain http in it, not even on loopback.
      { response_types: [responseType], grant_types: grants, application_type: 'native' },
    )
    const page = await browser.visit(app.loginUrl(connection))
    const form = await idp.logIn(browser, page)
    // The provider’s page posts itself; without scripts the person does.
    const back = form.url.startsWith(idp.issuer) ? await browser.submit(form) : form
    expect(app.errors).toEqual([])
    expect(back.body).toBe('signed in: ann')
    expect(app.logins.at(-1)?.identity.email).toBe('ann@acme.example')
  })
})
