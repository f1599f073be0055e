import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type CheckReport,
  type ConnectionInput,
  type OidcSettings,
  systemActor,
} from '../../src/index.ts'
import { generateClientKey } from '../../src/oidc/index.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import {
  type OpenIdProvider,
  startOpenIdProvider,
  type TestClient,
} from '../support/openid-provider.ts'

const actor = { actor: systemActor }
const SECRET = 'the right client secret, 0123456789'

let idp: OpenIdProvider
let strictIdp: OpenIdProvider
let app: HostApp

beforeAll(async () => {
  idp = await startOpenIdProvider()
  strictIdp = await startOpenIdProvider({ requiresPushedRequests: true })
  app = await startHostApp([idp, strictIdp])
})
afterAll(async () => {
  await Promise.all([idp.close(), strictIdp.close(), app.close()])
})
beforeEach(() => {
  idp.requests.length = 0
})

let count = 0

interface Case {
  readonly settings?: Partial<OidcSettings>
  readonly secrets?: ConnectionInput['secrets']
  /** As the provider knows it; by default with this connection's redirect URI. */
  readonly client?: Partial<TestClient>
  readonly provider?: OpenIdProvider
}

/** What is found about a draft, by the names of the checks. */
async function check({ settings, secrets, client, provider = idp }: Case) {
  count += 1
  const clientId = `check-${count}`
  const { id } = await app.sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc' },
      secrets: secrets ?? { clientSecret: SECRET },
      settings: { issuer: provider.issuer, clientId, ...settings },
    },
    actor,
  )
  const { fields } = await app.sso.connections.setup(id)
  const valueOf = (name: string) => fields.find((field) => field.id === name)?.value ?? ''
  const isKeyed = client?.token_endpoint_auth_method === 'private_key_jwt'
  provider.register({
    ...{ client_id: clientId, redirect_uris: [valueOf('redirect_uri')] },
    ...(isKeyed ? { jwks_uri: valueOf('jwks_uri') } : { client_secret: SECRET }),
    ...client,
  })
  const report = await app.sso.connections.check(id, actor)
  return { report, of: (name: string) => statusOf(report, name) }
}

const statusOf = ({ checks }: CheckReport, name: string) =>
  checks.filter((one) => one.name === name).map(({ status }) => status)

const tokenRequests = () => idp.requests.filter((call) => call === 'POST /token')

const methods = ['client_secret_basic', 'client_secret_post'] as const

describe('connections.check against npm oidc-provider', () => {
  it.each(methods)('T6 tells a right secret from a wrong one by %s', async (method) => {
    const settings = { clientAuthentication: method }
    const client = { token_endpoint_auth_method: method }
    const right = await check({ settings, client })
    expect(right.of('client_credentials')).toEqual(['pass'])
    expect(right.report.checks.filter(({ status }) => status === 'fail')).toEqual([])
    // It answers `invalid_grant`, which says something only beside a refusal of a made-up secret.
    expect(tokenRequests()).toHaveLength(2)
    idp.requests.length = 0
    const wrong = await check({ settings, client, secrets: { clientSecret: `${SECRET} mistyped` } })
    expect(wrong.of('client_credentials')).toEqual(['fail'])
    expect(wrong.report.status).toBe('fail')
    expect(tokenRequests()).toHaveLength(1)
    expect(JSON.stringify(wrong.report)).not.toContain(SECRET)
  })

  it('T6 tells a secret from the key that the provider wants', async () => {
    const { of } = await check({
      settings: { clientAuthentication: 'client_secret_post' },
      client: { token_endpoint_auth_method: 'private_key_jwt' },
    })
    expect(of('client_credentials')).toEqual(['fail'])
  })

  it('T6 tells a registered private key from another one', async () => {
    const client = { token_endpoint_auth_method: 'private_key_jwt' } as const
    const registered = await check({ client, secrets: { privateKey: await generateClientKey() } })
    expect(registered.of('client_credentials')).toEqual(['pass'])
    expect(tokenRequests()).toHaveLength(2)
    const privateKey = JSON.stringify({
      ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
      kid: 'mine',
    })
    const curve = await check({
      client: { ...client, token_endpoint_auth_signing_alg: 'ES256' },
      secrets: { privateKey },
    })
    expect(curve.of('client_credentials')).toEqual(['pass'])
    // Its keys are looked for where nobody publishes this one.
    const stranger = await check({
      client: { ...client, jwks_uri: `${app.baseUrl}/sso/con_nobody/jwks` },
      secrets: { privateKey },
    })
    expect(stranger.of('client_credentials')).toEqual(['fail'])
  })

  it('T6 presents no public client, and says that nothing is known', async () => {
    const { of, report } = await check({
      settings: { clientAuthentication: 'none' },
      secrets: {},
      client: { token_endpoint_auth_method: 'none' },
    })
    expect(of('client_credentials')).toEqual(['unknown'])
    expect(of('redirect_uri')).toEqual(['pass'])
    expect(report.status).not.toBe('fail')
    expect(tokenRequests()).toEqual([])
  })

  it('tells a registered redirect URI from another one, and names the one to enter', async () => {
    const right = await check({})
    expect(right.of('redirect_uri')).toEqual(['pass'])
    expect(right.of('authorization_request')).toEqual(['pass'])
    const wrong = await check({ client: { redirect_uris: ['https://app.example.com/other'] } })
    const found = wrong.report.checks.find(({ name }) => name === 'redirect_uri')
    expect(found).toMatchObject({ status: 'fail', code: 'oidc_request_rejected' })
    expect(found?.hint).toContain(found?.expected)
    expect(found?.expected).toMatch(/\/callback$/)
  })

  it('says nothing of a redirect URI where requests must be pushed', async () => {
    const { of } = await check({ provider: strictIdp })
    expect(of('redirect_uri')).toEqual(['unknown'])
    expect(of('client_credentials')).toEqual(['pass'])
  })

  it('finds a client id that the provider does not know', async () => {
    const { of } = await check({ client: { client_id: 'somebody-else' } })
    expect(of('client_credentials')).toEqual(['fail'])
    expect(of('redirect_uri')).toEqual(['unknown'])
  })

  it('finds another issuer than the one that was entered, and suggests it', async () => {
    const { report, of } = await check({ settings: { issuer: `${idp.issuer}/` } })
    expect(of('discovery')).toEqual(['pass'])
    const issuer = report.checks.find(({ name }) => name === 'issuer')
    expect(issuer).toMatchObject({
      ...{ status: 'fail', code: 'oidc_issuer_mismatch', path: 'settings.issuer' },
      ...{ expected: `${idp.issuer}/`, received: idp.issuer, suggestion: idp.issuer },
    })
    expect(tokenRequests()).toEqual([])
  })

  it('measures the clock of a real server, which agrees with ours', async () => {
    expect((await check({})).of('clock')).toEqual(['pass'])
  })
})
