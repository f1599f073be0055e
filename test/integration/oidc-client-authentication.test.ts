import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OidcSettings, systemActor } from '../../src/index.ts'
import { generateClientKey } from '../../src/oidc/index.ts'
import { certificate, certifiedKey } from '../support/client-key.ts'
import { createBrowser } from '../support/browser.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import {
  type OpenIdProvider,
  type SignatureAlgorithm,
  startOpenIdProvider,
  type TestClient,
} from '../support/openid-provider.ts'

const actor = { actor: systemActor }

let idp: OpenIdProvider
let strictIdp: OpenIdProvider
let app: HostApp

beforeAll(async () => {
  idp = await startOpenIdProvider()
  strictIdp = await startOpenIdProvider({ requiresPushedRequests: true })
})
afterAll(async () => {
  await Promise.all([idp.close(), strictIdp.close()])
})
beforeEach(async () => {
  app = await startHostApp([idp, strictIdp])
  idp.requests.length = 0
  strictIdp.requests.length = 0
})
afterEach(async () => {
  vi.useRealTimers()
  await app.close()
})

let count = 0

/** A live connection that proves itself in one way only, as the provider knows it. */
async function connect(
  provider: OpenIdProvider,
  secrets: Record<string, string>,
  client: Partial<TestClient>,
  settings: Partial<OidcSettings> = {},
): Promise<string> {
  count += 1
  const clientId = `client:${count} %`
  const { id } = await app.sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', secrets },
      settings: { issuer: provider.issuer, clientId, ...settings },
    },
    actor,
  )
  const { fields } = await app.sso.connections.setup(id)
  const valueOf = (name: string) => fields.find((field) => field.id === name)?.value ?? ''
  const isKeyed = client.token_endpoint_auth_method === 'private_key_jwt'
  provider.register({
    ...{ client_id: clientId, redirect_uris: [valueOf('redirect_uri')] },
    ...(isKeyed ? { jwks_uri: valueOf('jwks_uri') } : {}),
    ...client,
  })
  await app.sso.connections.activate(id, actor)
  return id
}

async function signIn(provider: OpenIdProvider, id: string): Promise<string> {
  const browser = createBrowser()
  const start = await browser.visit(`${app.baseUrl}/sso/${id}/login`)
  const { body } = await provider.logIn(browser, start)
  expect(app.errors).toEqual([])
  return body
}

const byKey = { token_endpoint_auth_method: 'private_key_jwt' } as const
const pem = (namedCurve: string): string =>
  String(
    generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ).trim()
const ed25519 = (): string =>
  JSON.stringify({
    ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    kid: 'my key',
  })

/** What an admin enters, and how the provider knows the client to sign. */
const enteredKeys: readonly [string, () => Promise<string>, SignatureAlgorithm][] = [
  ['a generated key', generateClientKey, 'RS256'],
  ['RSA with its certificate', async () => `${certifiedKey}\n${certificate}`, 'RS256'],
  ['P-256', async () => pem('P-256'), 'ES256'],
  ['a JWK of Ed25519 with a name of its own', async () => ed25519(), 'EdDSA'],
]

describe('private_key_jwt with npm oidc-provider, which fetches the keys over HTTP', () => {
  it.each(enteredKeys)('O8 signs in with %s', async (_what, makeKey, alg) => {
    const client = { ...byKey, token_endpoint_auth_signing_alg: alg }
    const id = await connect(idp, { privateKey: await makeKey() }, client)
    expect(await signIn(idp, id)).toBe('signed in: ann')
    expect(idp.requests.filter((call) => call.startsWith('POST /token'))).toHaveLength(1)
  })

  it('O8 signs with PS256 where the provider takes no RS256', async () => {
    const picky = await startOpenIdProvider({ assertionAlgorithms: ['PS256', 'ES256'] })
    const other = await startHostApp([picky])
    await app.close()
    app = other
    const id = await connect(picky, { privateKey: await generateClientKey() }, byKey)
    expect(await signIn(picky, id)).toBe('signed in: ann')
    await expect(connect(picky, { privateKey: ed25519() }, byKey)).rejects.toMatchObject({
      code: 'connection_not_ready',
    })
    await picky.close()
  })

  it('O8 names the endpoint as audience where the connection says so', async () => {
    const settings = { deviations: ['assertion_audience_token_endpoint'] }
    const id = await connect(idp, { privateKey: certifiedKey }, byKey, settings)
    expect(await signIn(idp, id)).toBe('signed in: ann')
  })

  it('O8 changes its key while people sign in', async () => {
    const id = await connect(idp, { privateKey: await generateClientKey() }, byKey)
    expect(await signIn(idp, id)).toBe('signed in: ann')
    const privateKey = await generateClientKey()
    await app.sso.connections.update(id, { secrets: { privateKey } }, actor)
    expect(await signIn(idp, id)).toBe('signed in: ann')
    // It keeps the keys for as long as the document allows.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 })
    await app.sso.connections.activate(id, actor)
    expect(await signIn(idp, id)).toBe('signed in: ann')
  })

  it('O8 is refused with another key than the registered one', async () => {
    const id = await connect(idp, { privateKey: certifiedKey }, byKey)
    const other = await connect(idp, { privateKey: await generateClientKey() }, byKey)
    const { settings } = (await app.sso.connections.get(id, actor)).live ?? {}
    const { clientId } = settings as OidcSettings
    idp.register({
      ...{ ...byKey, client_id: `${clientId}2`, redirect_uris: [`${app.baseUrl}/sso/x/callback`] },
      jwks_uri: `${app.baseUrl}/sso/${other}/jwks`,
    })
    await app.sso.connections.update(
      ...([
        id,
        { settings: { clientId: `${clientId}2` }, secrets: { privateKey: certifiedKey } },
      ] as const),
      actor,
    )
    await app.sso.connections.activate(id, actor)
    const start = await createBrowser().visit(`${app.baseUrl}/sso/${id}/login`)
    expect(start.status).toBe(502)
    expect(app.errors).toEqual(['oidc_client_rejected'])
  })
})

describe('secrets with npm oidc-provider', () => {
  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'O8 come through %s unharmed, whatever they are made of [RFC 6749 2.3.1]',
    async (method) => {
      // Every character that RFC 6749 appendix A.2 allows.
      const codes = Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index)
      const clientSecret = `a %2B+${String.fromCharCode(...codes)}`
      const client = { token_endpoint_auth_method: method, client_secret: clientSecret }
      const id = await connect(idp, { clientSecret }, client, { clientAuthentication: method })
      expect(await signIn(idp, id)).toBe('signed in: ann')
    },
  )
})

describe('pushed authorization requests with npm oidc-provider', () => {
  const proofs: [
    string,
    () => Promise<Record<string, string>>,
    Partial<TestClient>,
    Partial<OidcSettings>,
  ][] = [
    [
      'a secret',
      async () => ({ clientSecret: 's:e+c%r et' }),
      { client_secret: 's:e+c%r et', token_endpoint_auth_method: 'client_secret_basic' },
      {},
    ],
    ['a key', async () => ({ privateKey: await generateClientKey() }), byKey, {}],
    [
      'nothing but PKCE (CL-3)',
      async () => ({}),
      { token_endpoint_auth_method: 'none' },
      { clientAuthentication: 'none' },
    ],
  ]

  it.each(proofs)(
    'are made where they are required, by %s',
    async (_what, secrets, client, settings) => {
      const id = await connect(strictIdp, await secrets(), client, settings)
      const { url } = await app.sso.startLogin({ connectionId: id })
      expect([...new URL(url).searchParams.keys()]).toEqual(['client_id', 'request_uri'])
      expect(strictIdp.requests).toContain('POST /request')
      expect(await signIn(strictIdp, id)).toBe('signed in: ann')
    },
  )

  it('are made where they are possible, or left out where only requirements count', async () => {
    const [, secrets, client] = proofs[1] ?? []
    const id = await connect(idp, (await secrets?.()) ?? {}, client ?? {})
    expect(await signIn(idp, id)).toBe('signed in: ann')
    expect(idp.requests).toContain('POST /request')
    idp.requests.length = 0
    const settings = { pushedAuthorizationRequests: 'when_required' } as const
    const plain = await connect(idp, (await secrets?.()) ?? {}, client ?? {}, settings)
    expect(await signIn(idp, plain)).toBe('signed in: ann')
    expect(idp.requests).not.toContain('POST /request')
  })

  it('send nobody to the provider where the redirect URI is not registered', async () => {
    const secret = {
      client_secret: 's',
      token_endpoint_auth_method: 'client_secret_basic',
    } as const
    const redirects = { redirect_uris: [`${app.baseUrl}/another/callback`] }
    const id = await connect(strictIdp, { clientSecret: 's' }, { ...secret, ...redirects })
    const page = await createBrowser().visit(`${app.baseUrl}/sso/${id}/login`)
    expect(page.url.startsWith(app.baseUrl)).toBe(true)
    expect(app.errors).toEqual(['oidc_request_rejected'])
  })

  it('are refused by the provider where the secret is wrong', async () => {
    const secret = {
      client_secret: 's',
      token_endpoint_auth_method: 'client_secret_basic',
    } as const
    const id = await connect(strictIdp, { clientSecret: 'wrong' }, secret)
    await createBrowser().visit(`${app.baseUrl}/sso/${id}/login`)
    expect(app.errors).toEqual(['oidc_client_rejected'])
  })
})
