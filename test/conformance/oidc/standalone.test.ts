import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/index.ts'
import {
  authorizationRequest,
  type AuthorizationRequestOptions,
  discover,
  exchangeCode,
  type ExchangeCodeRequest,
  identityFromClaims,
  type IdTokenClaims,
  validateIdToken,
  validateLogoutToken,
} from '../../../src/oidc/index.ts'
import {
  createMockOidcProvider,
  type LogoutDefect,
  type MockOidcOptions,
  type OidcDefect,
} from '../../../src/testing/oidc/index.ts'

const redirectUri = 'https://app.example.com/callback'
const create = (options: MockOidcOptions = {}) =>
  createMockOidcProvider({ algorithm: 'ES256', redirectUris: [redirectUri], ...options })
type Provider = ReturnType<typeof create>

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (isSsoError(error) ? error.code : String(error)),
  )

/** A sign-in from start to end, with nothing but the public functions. */
async function signIn(
  idp: Provider,
  asked: Partial<AuthorizationRequestOptions> = {},
  exchange: Partial<ExchangeCodeRequest> = {},
) {
  const { clientId, clientSecret, fetch } = idp
  const { metadata, jwks } = await discover(idp.issuer, { fetch })
  const options = { metadata, clientId, redirectUri, ...asked }
  const { url, state, nonce, codeVerifier } = await authorizationRequest(options)
  const { fields } = await idp.authorize(url)
  const tokens = await exchangeCode(fields, {
    ...{ metadata, clientId, clientSecret, redirectUri, state, codeVerifier, fetch },
    ...exchange,
  })
  const { idToken, accessToken } = tokens
  const { issuer } = metadata
  const code = fields.get('code') ?? ''
  const claims = await validateIdToken(idToken, {
    ...{ issuer, clientId, jwks, nonce, accessToken, code },
    maxAgeSeconds: asked.maxAge,
  })
  return { tokens, claims, identity: identityFromClaims(claims, { groups: 'groups' }) }
}

describe('a sign-in by the public functions alone', () => {
  it('knows the person and where each claim is from', async () => {
    const { identity, tokens } = await signIn(create())
    expect(identity).toMatchObject({
      ...{ issuer: 'https://idp.example.com', subject: 'ann', email: 'ann@example.com' },
      ...{ emailVerified: false, name: 'Ann Example', givenName: 'Ann', groups: ['staff'] },
    })
    expect(identity.origin.email).toEqual({ source: 'id_token', claim: 'email' })
    expect(tokens.refreshToken).toBeUndefined()
  })

  it('brings a refresh token where one is asked for', async () => {
    const { tokens } = await signIn(create(), { scopes: ['openid', 'offline_access'] })
    expect(tokens.refreshToken).toMatch(/^[\w-]{22}$/)
  })

  it('takes the answer as a form', async () => {
    const { claims } = await signIn(create(), { responseMode: 'form_post' })
    expect(claims.sub).toBe('ann')
  })

  it('holds max_age, with the claim that proves it', async () => {
    const idp = create()
    expect((await signIn(idp, { maxAge: 60 })).claims.sub).toBe('ann')
    idp.tamper('old_auth_time')
    expect(await codeOf(signIn(idp, { maxAge: 60 }))).toBe('oidc_id_token_authentication_too_old')
    expect(await codeOf(signIn(idp))).toBe('accepted')
  })

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'proves itself by %s',
    async (method) => {
      const idp = create({ clientAuthentication: [method] })
      expect(await codeOf(signIn(idp))).toBe('accepted')
      expect(await codeOf(signIn(idp, {}, { clientAuthentication: method }))).toBe('accepted')
      const other = method === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic'
      expect(await codeOf(signIn(idp, {}, { clientAuthentication: other }))).toBe(
        'oidc_client_rejected',
      )
      expect(await codeOf(signIn(idp, {}, { clientSecret: 'wrong' }))).toBe('oidc_client_rejected')
    },
  )

  it('is a public client only where it says so', async () => {
    const idp = create({ clientAuthentication: ['none'] })
    const { metadata } = await discover(idp.issuer, { fetch: idp.fetch })
    const { clientId, fetch } = idp
    const redeem = async (change: Partial<ExchangeCodeRequest>) => {
      const { url, ...kept } = await authorizationRequest({ metadata, clientId, redirectUri })
      const { fields } = await idp.authorize(url)
      return codeOf(
        exchangeCode(fields, { metadata, clientId, redirectUri, fetch, ...kept, ...change }),
      )
    }
    expect(await redeem({ clientAuthentication: 'none' })).toBe('accepted')
    expect(await redeem({})).toBe('connection_secret_missing')
    expect(idp.requests.filter(({ url }) => url.endsWith('/token'))).toHaveLength(1)
  })

  it('F1 takes no answer where the state was lost, not even one without a state', async () => {
    const idp = create()
    const { metadata } = await discover(idp.issuer, { fetch: idp.fetch })
    const { clientId, secrets, fetch } = idp
    const { url, codeVerifier } = await authorizationRequest({ metadata, clientId, redirectUri })
    const { fields } = await idp.authorize(url)
    fields.delete('state')
    for (const state of [undefined, null, '']) {
      const kept = { state: state as never, codeVerifier, ...secrets }
      const request = { metadata, clientId, redirectUri, fetch, ...kept }
      expect(await codeOf(exchangeCode(fields, request))).toBe('oidc_response_invalid')
    }
    expect(idp.requests.filter(({ url: called }) => called.endsWith('/token'))).toEqual([])
  })

  const refusals: [OidcDefect, string][] = [
    ['discovery_issuer_mismatch', 'oidc_issuer_mismatch'],
    ['discovery_http_token_endpoint', 'oidc_metadata_invalid'],
    ['discovery_private_token_endpoint', 'oidc_metadata_invalid'],
    ['discovery_html', 'network_media_type_refused'],
    ['jwks_private_members', 'oidc_keys_unavailable'],
    ['jwks_weak_rsa', 'oidc_keys_unavailable'],
    ['state_wrong', 'oidc_response_invalid'],
    ['iss_wrong', 'oidc_response_issuer_mismatch'],
    ['access_denied', 'oidc_access_denied'],
    ['code_missing', 'oidc_response_invalid'],
    ['code_repeated', 'request_parameter_repeated'],
    ['code_and_error', 'oidc_provider_error'],
    ['id_token_in_response', 'oidc_response_invalid'],
    ['invalid_grant', 'oidc_code_rejected'],
    ['token_redirect', 'network_redirect_refused'],
    ['token_without_id_token', 'oidc_token_response_invalid'],
    ['signature_by_other_key', 'oidc_id_token_signature_invalid'],
    ['alg_none', 'oidc_id_token_malformed'],
    ['wrong_nonce', 'oidc_id_token_nonce_mismatch'],
    ['wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['wrong_audience', 'oidc_id_token_audience_mismatch'],
    ['at_hash_wrong', 'oidc_id_token_hash_mismatch'],
    ['c_hash_wrong', 'oidc_id_token_hash_mismatch'],
    ['expired', 'oidc_id_token_expired'],
    ['groups_overage', 'identity_groups_overage'],
  ]

  it.each(refusals)('signs nobody in with %s (%s)', async (defect, code) => {
    const idp = create({ algorithm: 'RS256' })
    idp.tamper(defect)
    expect(await codeOf(signIn(idp))).toBe(code)
    idp.tamper()
    expect(await codeOf(signIn(idp))).toBe('accepted')
  })

  it('O2 demands the issuer in answers that promise it', async () => {
    const idp = create({ sendsIssuer: true })
    expect(await codeOf(signIn(idp))).toBe('accepted')
    idp.tamper('iss_missing_though_advertised')
    expect(await codeOf(signIn(idp))).toBe('oidc_response_issuer_mismatch')
  })

  it('F1 sends no code anywhere before state and issuer were right', async () => {
    const idp = create()
    for (const defect of ['state_wrong', 'iss_wrong', 'code_repeated'] as const) {
      idp.tamper(defect)
      await codeOf(signIn(idp))
    }
    expect(idp.requests.filter(({ url }) => url.endsWith('/token'))).toEqual([])
  })
})

describe('discover', () => {
  it('O1 returns plain JSON of what it has checked', async () => {
    const idp = create({ hasEndSession: true })
    const found = await discover(idp.issuer, { fetch: idp.fetch })
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
    expect(found.metadata).toMatchObject({
      issuer: 'https://idp.example.com',
      authorization_endpoint: 'https://idp.example.com/authorize',
      token_endpoint: 'https://idp.example.com/token',
      jwks_uri: 'https://idp.example.com/jwks',
      end_session_endpoint: 'https://idp.example.com/end_session',
    })
    expect(found.jwks).toEqual({ keys: (await idp.keySet()).keys })
  })

  it('asks with the client id where the document depends on it', async () => {
    const idp = create({ issuer: 'https://acme.okta.com' })
    await discover(idp.issuer, { fetch: idp.fetch, clientId: '0oa1' })
    await discover(idp.issuer, { fetch: idp.fetch })
    const asked = idp.requests.filter(({ url }) => url.includes('.well-known'))
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?client_id=0oa1', ''])
  })

  it.each([
    ['http://idp.example.com', 'network_url_refused'],
    ['https://localhost', 'network_url_refused'],
    ['https://127.0.0.1', 'network_url_refused'],
    ['https://10.0.0.1', 'network_url_refused'],
    ['https://169.254.169.254', 'network_url_refused'],
    ['https://[::1]', 'network_url_refused'],
    ['https://idp.internal', 'network_url_refused'],
    ['https://user:secret@idp.example.com', 'network_url_refused'],
    ['https://idp.example.com:22', 'network_url_refused'],
    ['file:///etc/passwd', 'network_url_refused'],
    ['javascript:alert(1)', 'network_url_refused'],
    ['idp.example.com', 'network_url_refused'],
    ['', 'network_url_refused'],
  ])('N1 does not call %s', async (issuer, code) => {
    const calls: unknown[] = []
    const fetch = async (input: unknown) => {
      calls.push(input)
      return new Response('{}')
    }
    expect(await codeOf(discover(issuer, { fetch: fetch as never }))).toBe(code)
    expect(calls).toEqual([])
  })

  it('N1 calls a private host that the policy names, and plain http on loopback only', async () => {
    const local = create({ issuer: 'http://localhost:9000' })
    const open = (privateHosts: string[]) =>
      codeOf(discover(local.issuer, { fetch: local.fetch, network: { privateHosts } }))
    expect(await open(['localhost:9000'])).toBe('accepted')
    expect(await open(['localhost:9001'])).toBe('network_url_refused')
    expect(await open([])).toBe('network_url_refused')
    const remote = create({ issuer: 'http://idp.corp.example' })
    const network = { privateHosts: ['idp.corp.example:80'] }
    expect(await codeOf(discover(remote.issuer, { fetch: remote.fetch, network }))).toBe(
      'network_url_refused',
    )
  })

  it('says what is wrong with a network policy', async () => {
    const network = { privateHosts: ['*.corp.example'] }
    expect(await codeOf(discover('https://idp.example.com', { network }))).toBe('config_invalid')
  })
})

describe('authorizationRequest', () => {
  const options = {
    metadata: { authorization_endpoint: 'https://idp.example.com/authorize?realm=a' },
    ...{ clientId: 'c', redirectUri },
  }
  const refusal = (change: object) =>
    authorizationRequest({ ...options, ...change }).then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    )

  it('F2 makes state, nonce and verifier of 256 bits, new ones every time', async () => {
    const made = await Promise.all([1, 2, 3].map(() => authorizationRequest(options)))
    const texts = made.flatMap(({ state, nonce, codeVerifier }) => [state, nonce, codeVerifier])
    expect(new Set(texts).size).toBe(9)
    for (const text of texts) expect(text).toMatch(/^[\w-]{43}$/)
  })

  it('F2 writes what it was given, with the challenge of RFC 7636 appendix B', async () => {
    const given = {
      state: 's'.repeat(22),
      nonce: 'n'.repeat(22),
      codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    }
    const asked = {
      prompt: 'login',
      maxAge: 0,
      loginHint: 'a@b.c',
      acrValues: 'x',
      uiLocales: 'de',
    }
    const start = await authorizationRequest({ ...options, ...given, ...asked })
    expect(start).toEqual({ url: start.url, ...given })
    expect(Object.fromEntries(new URL(start.url).searchParams)).toEqual({
      ...{ realm: 'a', response_type: 'code', client_id: 'c', redirect_uri: redirectUri },
      ...{ scope: 'openid profile email', state: given.state, nonce: given.nonce },
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...{ prompt: 'login', max_age: '0', login_hint: 'a@b.c', acr_values: 'x', ui_locales: 'de' },
    })
  })

  it.each([
    { scopes: ['profile'] },
    { scopes: [] },
    { maxAge: -1 },
    { maxAge: 1.5 },
    { maxAge: '60' },
    { state: 's'.repeat(21) },
    { nonce: '' },
    { codeVerifier: 'v'.repeat(42) },
    { codeVerifier: 'v'.repeat(129) },
    { codeVerifier: `${'v'.repeat(43)} ` },
    { extraParameters: { state: 'x' } },
    { extraParameters: { REDIRECT_URI: 'https://evil.example' } },
  ])('F3 refuses %j', async (change) => {
    expect(await refusal(change)).toBe('TypeError')
    expect(await refusal({})).toBe('accepted')
  })

  it('F3 keeps the provider’s own parameters', async () => {
    const { url } = await authorizationRequest({ ...options, extraParameters: { audience: 'api' } })
    expect(new URL(url).searchParams.get('audience')).toBe('api')
  })
})

describe('identityFromClaims', () => {
  const claims: IdTokenClaims = {
    ...{ iss: 'https://idp.example.com', sub: 'ann', aud: 'c', exp: 2, iat: 1 },
    ...{ email: 'Ann@Example.com', email_verified: true, login_email: 'ann@acme.example' },
  }

  it('E3 calls an e-mail verified only under a domain that was passed', () => {
    expect(identityFromClaims(claims)).toMatchObject({
      ...{ subject: 'ann', email: 'ann@example.com', emailVerified: false },
    })
    const verifiedDomains = [{ domain: 'example.com', coversSubdomains: false }]
    expect(identityFromClaims(claims, {}, { verifiedDomains }).emailVerified).toBe(true)
    const mapping = { email: 'login_email' }
    const acme = [{ domain: 'acme.example', coversSubdomains: false }]
    const chosen = identityFromClaims(claims, mapping, { verifiedDomains: acme })
    expect(chosen).toMatchObject({ email: 'ann@acme.example', emailVerified: false })
  })

  it('O6 merges userinfo about the same subject and refuses any other', () => {
    const userinfo = { sub: 'ann', email: 'x@evil.example', name: 'Ann', aud: 'evil' }
    const identity = identityFromClaims(claims, {}, { userinfo })
    expect(identity).toMatchObject({ email: 'ann@example.com', name: 'Ann' })
    expect(identity.origin.name).toEqual({ source: 'userinfo', claim: 'name' })
    expect(identity.attributes).not.toHaveProperty('aud')
    for (const other of [{ sub: 'eve' }, { name: 'Ann' }, { sub: ['ann'] }]) {
      expect(() => identityFromClaims(claims, {}, { userinfo: other })).toThrow(
        expect.objectContaining({ code: 'oidc_userinfo_subject_mismatch' }),
      )
    }
  })

  it('tells absent groups from groups that did not fit', () => {
    const mapping = { groups: 'groups' }
    expect(identityFromClaims(claims, mapping).groups).toBeUndefined()
    const overage = { ...claims, _claim_names: { groups: 'src1' } }
    expect(() => identityFromClaims(overage, mapping)).toThrow(
      expect.objectContaining({ code: 'identity_groups_overage' }),
    )
    expect(identityFromClaims(overage).groups).toBeUndefined()
  })
})

describe('validateLogoutToken with a provider', () => {
  const idp = create()
  const validate = async () => {
    const { metadata, jwks } = await discover(idp.issuer, { fetch: idp.fetch })
    const token = await idp.signLogoutToken({ sub: 'ann', sid: 'session-1' })
    const { issuer } = metadata
    return validateLogoutToken(token, { issuer, clientId: idp.clientId, jwks })
  }

  it('L1 tells whose sessions end', async () => {
    idp.tamper()
    expect(await validate()).toMatchObject({ sub: 'ann', sid: 'session-1' })
    const [first, second] = [await validate(), await validate()]
    expect(first.jti).not.toBe(second.jti)
  })

  const cases: [LogoutDefect | OidcDefect, string, string][] = [
    ['alg_none', 'malformed', '[oidcc-client-test-rp-backchannel-rpinitlogout-alg-none]'],
    ['logout_missing_events', 'kind_refused', '[…-rpinitlogout-no-event]'],
    ['logout_with_nonce', 'kind_refused', '[…-rpinitlogout-with-nonce]'],
    ['hs256_with_client_secret', 'algorithm_refused', '[…-rpinitlogout-wrong-alg]'],
    ['logout_wrong_audience', 'audience_mismatch', '[…-rpinitlogout-wrong-aud]'],
    ['logout_other_event', 'kind_refused', '[…-rpinitlogout-wrong-event]'],
    ['logout_wrong_issuer', 'issuer_mismatch', '[…-rpinitlogout-wrong-iss]'],
    ['logout_events_as_list', 'claims_invalid', ''],
    ['logout_missing_iat', 'claims_invalid', ''],
    ['logout_missing_exp', 'claims_invalid', ''],
    ['logout_missing_jti', 'claims_invalid', ''],
    ['logout_about_nobody', 'claims_invalid', ''],
    ['logout_old', 'expired', ''],
    ['logout_expired', 'expired', ''],
    ['logout_in_future', 'not_yet_valid', ''],
    ['access_token_typ', 'kind_refused', ''],
    ['signature_by_other_key', 'signature_invalid', ''],
    ['unknown_kid', 'key_unknown', ''],
    ['jku', 'malformed', ''],
    ['duplicate_member_header', 'malformed', ''],
  ]

  it.each(cases)('L1 refuses %s (%s) %s', async (defect, code) => {
    idp.tamper(defect as OidcDefect)
    expect(await codeOf(validate())).toBe(`oidc_logout_token_${code}`)
    idp.tamper()
    expect(await codeOf(validate())).toBe('accepted')
  })
})
