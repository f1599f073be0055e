import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { OidcDefect } from '../../../src/testing/oidc/index.ts'
import { createBrowser } from '../../support/browser.ts'
import { expectIn, expectOut, type OidfOptions, type OidfScene, startOidf } from './oidf-scene.ts'

/*
 * The OpenID Foundation's relying-party plans, module by module under their own names, over real
 * HTTP: `oidcc-client-basic-certification-test-plan`, the same with `response_mode=form_post`
 * (`oidcc-client-formpost-basic-certification-test-plan`), and the modules of the collective plan
 * `oidcc-client-test-plan` that concern the code flow.
 *
 * Not here, and why:
 * - oidcc-client-test-missing-chash, -missing-athash and -nonce-unless-code-flow: for the implicit and
 *   hybrid flows, where the hashes are mandatory and the nonce could be left out. In the code flow
 *   hashes are optional and checked where present (-invalid-chash, -invalid-athash), and the nonce is
 *   always there.
 * - oidcc-client-test-userinfo-bearer-body: the alternative to -bearer-header, which we use.
 * - oidcc-client-test-mtls-endpoint-aliases: clients that authenticate by TLS certificate.
 * - oidcc-client-test-distributed-claims and -aggregated-claims want the claims to be fetched and
 *   unpacked. We never do (rule N1); below is that nobody is kept from signing in by them.
 */

describe.each<[string, OidfOptions]>([
  ['oidcc-client-basic-certification-test-plan', {}],
  [
    'oidcc-client-formpost-basic-certification-test-plan',
    { settings: { userinfo: 'always', responseMode: 'form_post' } },
  ],
])('%s', (_plan, options) => {
  let scene: OidfScene
  beforeAll(async () => {
    scene = await startOidf(options)
  })
  afterAll(() => scene.close())

  const honest = async (...defects: OidcDefect[]) => {
    scene.server.idp.tamper(...defects)
    scene.server.requests.length = 0
    return expectIn(scene)
  }

  it('oidcc-client-test', async () => {
    const login = await honest()
    expect(login.identity).toMatchObject({ subject: 'ann', issuer: scene.server.issuer })
    expect(scene.server.requests).toEqual(['GET /authorize', 'POST /token', 'GET /userinfo'])
  })

  it('oidcc-client-test-kid-absent-single-jwks', async () => {
    expect((await honest('no_kid')).identity.subject).toBe('ann')
  })

  it('oidcc-client-test-idtoken-sig-rs256', async () => {
    expect(await scene.server.idp.keySet()).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256' }] })
    await honest()
  })

  it('oidcc-client-test-scope-userinfo-claims', async () => {
    const thin = await startOidf({ ...options, provider: { isThin: true } })
    const { identity } = await expectIn(thin)
    expect(identity).toMatchObject({ email: 'ann@example.com', name: 'Ann Example' })
    expect(identity.origin.email).toEqual({ source: 'userinfo', claim: 'email' })
    await thin.close()
  })

  it('oidcc-client-test-client-secret-basic', async () => {
    await honest()
    const call = scene.server.idp.requests.findLast(({ url }) => url.endsWith('/token'))
    const [scheme, credentials = ''] = (call?.headers.authorization ?? '').split(' ')
    // Both halves are form-encoded before they are joined (RFC 6749 section 2.3.1).
    expect([scheme, decodeURIComponent(atob(credentials))]).toEqual(['Basic', 'client-1:secret-1'])
    expect(call?.body).not.toContain('client_secret')
  })

  it('oidcc-client-test-userinfo-bearer-header', async () => {
    await honest()
    const call = scene.server.idp.requests.findLast(({ url }) => url.endsWith('/userinfo'))
    expect(call?.headers.authorization).toMatch(/^Bearer [\w-]{22}$/)
    expect([call?.method, call?.body]).toEqual(['GET', ''])
    expect(call?.url).toBe(`${scene.server.issuer}/userinfo`)
  })

  it('oidcc-client-test-kid-absent-multiple-jwks', async () => {
    const two = await startOidf(options)
    two.server.idp.tamper('jwks_two_without_kid', 'no_kid')
    const before = two.server.requests.length
    // The known key has a kid, so the new ones are fetched only where it does not fit.
    two.server.idp.rotateKeys()
    expect((await expectIn(two)).identity.subject).toBe('ann')
    expect(two.server.requests.slice(before)).toContain('GET /jwks')
    await two.close()
  })

  it('oidcc-client-test-ignores-unparseable-key-in-jwks', async () => {
    const more = await startOidf(options)
    more.server.idp.tamper('jwks_unknown_kinds')
    more.server.idp.rotateKeys()
    await expectIn(more)
    expect(more.server.requests).toContain('GET /jwks')
    await more.close()
  })

  const refused: readonly [module: string, OidcDefect, SsoErrorCode][] = [
    ['invalid-iss', 'wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['missing-sub', 'missing_sub', 'oidc_id_token_claims_invalid'],
    ['invalid-aud', 'wrong_audience', 'oidc_id_token_audience_mismatch'],
    ['missing-aud', 'missing_aud', 'oidc_id_token_claims_invalid'],
    ['missing-iat', 'missing_iat', 'oidc_id_token_claims_invalid'],
    // The module lets a relying party pass that takes unsigned tokens from the token endpoint. We
    // take none from anywhere (rule O3), which the plan allows.
    ['idtoken-sig-none', 'alg_none', 'oidc_id_token_malformed'],
    ['invalid-sig-rs256', 'signature_by_other_key', 'oidc_id_token_signature_invalid'],
    ['nonce-invalid', 'wrong_nonce', 'oidc_id_token_nonce_mismatch'],
    ['userinfo-invalid-sub', 'userinfo_other_subject', 'oidc_userinfo_subject_mismatch'],
    ['invalid-athash', 'at_hash_wrong', 'oidc_id_token_hash_mismatch'],
    ['invalid-chash', 'c_hash_wrong', 'oidc_id_token_hash_mismatch'],
  ]

  it.each(refused)('oidcc-client-test-%s', async (module, defect, code) => {
    const { server } = scene
    server.idp.tamper(defect)
    server.requests.length = 0
    await expectOut(scene, code)
    // Nobody’s access token is used after a bad ID token.
    const isUserinfo = module === 'userinfo-invalid-sub'
    expect(server.requests.includes('GET /userinfo')).toBe(isUserinfo)
    await honest()
  })

  it('oidcc-client-test-invalid-sig-es256', async () => {
    const es256 = await startOidf({ ...options, provider: { algorithm: 'ES256' } })
    await expectIn(es256)
    es256.server.idp.tamper('signature_by_other_key')
    await expectOut(es256, 'oidc_id_token_signature_invalid')
    await es256.close()
  })

  it('oidcc-client-test-invalid-sig-hs256', async () => {
    const clientSecret = 'a client secret of 32 bytes, 0123'
    const hs256 = await startOidf({
      provider: { algorithm: 'HS256', clientSecret },
      settings: { ...options.settings, allowedAlgorithms: ['HS256'] },
    })
    await expectIn(hs256)
    hs256.server.idp.tamper('signature_by_other_key')
    await expectOut(hs256, 'oidc_id_token_signature_invalid')
    await hs256.close()
  })

  it.each(['aggregated', 'distributed'])('oidcc-client-test-%s-claims', async (kind) => {
    const source =
      kind === 'aggregated'
        ? { JWT: 'e30.e30.AA' }
        : { endpoint: 'https://claims.example.net/1', access_token: 'x' }
    const person = {
      ...{ sub: 'ann', email: 'ann@example.com' },
      _claim_names: { address: 'src1', credit_score: 'src1' },
      _claim_sources: { src1: source },
    }
    const other = await startOidf({ ...options, provider: { people: [person], isThin: true } })
    const { identity } = await expectIn(other)
    expect(Object.keys(identity.attributes).sort()).toEqual(['auth_time', 'email', 'sub'])
    expect(other.server.requests).toEqual(['GET /authorize', 'POST /token', 'GET /userinfo'])
    await other.close()
  })
})

describe('oidcc-client-test-plan', () => {
  it('oidcc-client-test-form-post-error', async () => {
    const scene = await startOidf({ settings: { responseMode: 'form_post' } })
    const { app, server, connectionId } = scene
    server.idp.tamper('login_required')
    const browser = createBrowser()
    const start = await app.sso.startLogin({ connectionId }, { prompt: 'none', maxAge: 0 })
    for (const cookie of start.setCookie) browser.jar.store(cookie, app.baseUrl)
    const asked = new URL(start.url).searchParams
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['none', '0'])
    const page = await browser.submit(await browser.visit(start.url))
    expect(app.errors).toEqual(['oidc_interaction_required'])
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(page.body).toContain('<html')
    expect(app.logins).toEqual([])
    expect(server.requests).toEqual(['GET /authorize'])
    await scene.close()
  })
})
