import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoErrorCode } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type DiscoveryDefect } from '../../../src/testing/oidc/index.ts'
import { callsTo, createHost, createScene, expectRefused, expectSignedIn } from './scene.ts'

const clock = fixedClock()
const idp = createMockOidcProvider({ clock })

describe('discovery', () => {
  const cases: [DiscoveryDefect, SsoErrorCode, string][] = [
    [
      'discovery_issuer_mismatch',
      'oidc_issuer_mismatch',
      'another issuer [oidcc-client-test-discovery-issuer-mismatch]',
    ],
    ['discovery_issuer_trailing_slash', 'oidc_issuer_mismatch', 'one slash more'],
    ['discovery_http_token_endpoint', 'oidc_metadata_invalid', 'a token endpoint without TLS'],
    ['discovery_private_token_endpoint', 'oidc_metadata_invalid', 'a token endpoint inside (N1)'],
    ['discovery_missing_jwks_uri', 'oidc_metadata_invalid', 'no key set'],
    ['discovery_proto_member', 'oidc_metadata_invalid', 'an endpoint below __proto__ (N3)'],
    ['discovery_html', 'network_media_type_refused', 'a web page (N3)'],
    ['discovery_500', 'oidc_discovery_failed', 'an error'],
  ]

  it.each(cases)('O1 does not activate a connection with %s (%s): %s', async (defect, code) => {
    const host = createHost(idp.fetch, clock)
    idp.resetRequests()
    idp.tamper(defect)
    const refusal = await host.connect(idp).catch((error: unknown) => error)
    idp.tamper()
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([{ code }])
    expect(callsTo({ idp }, '/token')).toEqual([])
    await expectSignedIn({ ...host, idp, connectionId: (await host.connect(idp)).id })
  })

  it('O1 reads the document of the issuer itself and the keys that it names', async () => {
    idp.resetRequests()
    await createHost(idp.fetch, clock).connect(idp)
    expect(idp.requests.map(({ url }) => url)).toEqual([
      'https://idp.example.com/.well-known/openid-configuration',
      'https://idp.example.com/jwks',
    ])
  })

  it('O1 keeps a path in the issuer', async () => {
    const issuer = 'https://idp.example.com/realms/acme'
    const scene = await createScene({ provider: { issuer } })
    expect(callsTo(scene, '/realms/acme/.well-known/openid-configuration')).toHaveLength(1)
    expect((await expectSignedIn(scene)).identity.issuer).toBe(issuer)
  })

  it('O1 tells an issuer with a slash from one without, both ways', async () => {
    const slashed = createMockOidcProvider({ clock, issuer: 'https://idp.example.com/' })
    const host = createHost(slashed.fetch, clock)
    await expectSignedIn({ ...host, idp: slashed, connectionId: (await host.connect(slashed)).id })
    const settings = { issuer: 'https://idp.example.com' }
    const refusal = await host.connect(slashed, { settings }).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { code: 'oidc_issuer_mismatch' },
    ])
  })

  it('O1 never calls a userinfo endpoint without TLS', async () => {
    const thin = createMockOidcProvider({ clock, isThin: true })
    const host = createHost(thin.fetch, clock)
    thin.tamper('discovery_http_userinfo_endpoint')
    const { id: connectionId } = await host.connect(thin)
    const login = await expectSignedIn({ ...host, idp: thin, connectionId })
    expect(callsTo({ idp: thin }, '/userinfo')).toEqual([])
    expect(login.identity.email).toBeUndefined()
  })

  it('O1 prefers endpoints that were entered, and checks them likewise', async () => {
    const host = createHost(idp.fetch, clock)
    const entered = { token: 'https://idp.example.com/token2' }
    const { id: connectionId } = await host.connect(idp, { settings: { endpoints: entered } })
    const scene = { ...host, idp, connectionId }
    idp.resetRequests()
    await expectRefused(scene, 'oidc_token_request_failed')
    expect(callsTo(scene, '/token2')).toHaveLength(1)
    const inside = { settings: { endpoints: { token: 'https://192.168.1.1/token' } } }
    const refusal = await host.connect(idp, inside).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_invalid') && refusal.issues).toMatchObject([
      { path: 'settings.endpoints' },
    ])
  })

  it('O1 serves a first login with one request, the token request', async () => {
    const scene = await createScene()
    scene.idp.resetRequests()
    await expectSignedIn(scene)
    expect(scene.idp.requests.map(({ url }) => url)).toEqual(['https://idp.example.com/token'])
  })

  it('O1 speaks plain http with a loopback provider that a loopback host names, and no other', async () => {
    const issuer = 'http://localhost:4000'
    const local = {
      baseUrl: 'http://localhost:3000',
      network: { privateHosts: ['localhost:4000'] },
    }
    const provider = { issuer, isThin: true } as const
    await expectSignedIn(await createScene({ provider, config: local }))
    const refusal = await createScene({ provider }).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_invalid') && refusal.issues).toMatchObject([
      { path: 'settings.issuer' },
    ])
  })
})
