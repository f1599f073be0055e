import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../src/testing/oidc/index.ts'

const clock = fixedClock()
const verifier = 'v'.repeat(43)
/** S256 of the verifier, computed by `printf v… | openssl dgst -sha256 -binary | basenc --base64url`. */
const challenge = '7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM'
const redirectUri = 'https://app.example.com/cb'

const request = {
  ...{ response_type: 'code', client_id: 'client-1', redirect_uri: redirectUri, scope: 'openid' },
  ...{ state: 's', nonce: 'n', code_challenge: challenge, code_challenge_method: 'S256' },
}
const authorizationUrl = (change: object = {}) =>
  `https://idp.example.com/authorize?${new URLSearchParams({ ...request, ...change })}`
const create = (options: MockOidcOptions = {}) =>
  createMockOidcProvider({ clock, algorithm: 'ES256', ...options })

type Provider = ReturnType<typeof create>

async function redeem(idp: Provider, code: string, change: object = {}, authorization?: string) {
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  const body = new URLSearchParams({ ...fields, code_verifier: verifier, ...change })
  const credentials = authorization ?? `Basic ${btoa('client-1:secret-1')}`
  const headers = credentials === '' ? {} : { authorization: credentials }
  const response = await idp.fetch(`${idp.issuer}/token`, { method: 'POST', headers, body })
  const answer = (await response.json()) as { id_token?: string; access_token?: string }
  return { status: response.status, ...answer }
}
const codeOf = async (idp: Provider, change: object = {}) =>
  (await idp.authorize(authorizationUrl(change))).fields.get('code') ?? ''

afterEach(() => vi.unstubAllEnvs())

describe('createMockOidcProvider', () => {
  it('throws in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createMockOidcProvider()).toThrow('must not run in production')
  })

  it('signs tokens that jose verifies with the published keys', async () => {
    const idp = create()
    const { id_token: token = '' } = await redeem(idp, await codeOf(idp))
    const keys = createLocalJWKSet((await idp.keySet()) as never)
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer: idp.issuer, audience: 'client-1', currentDate: clock() },
    })
    expect(payload).toMatchObject({ sub: 'ann', email: 'ann@example.com', nonce: 'n' })
    idp.rotateKeys()
    const rotated = createLocalJWKSet((await idp.keySet()) as never)
    await expect(jwtVerify(token, rotated)).rejects.toThrow('no applicable key')
  })

  it('redeems a code once', async () => {
    const idp = create()
    const code = await codeOf(idp)
    expect(await redeem(idp, code)).toMatchObject({ status: 200, token_type: 'Bearer' })
    expect(await redeem(idp, code)).toMatchObject({ status: 400, error: 'invalid_grant' })
  })

  it.each([
    [{ redirect_uri: 'https://app.example.com/cb2' }, 'invalid_grant'],
    [{ code_verifier: 'w'.repeat(43) }, 'invalid_grant'],
    [{ code_verifier: 'v' }, 'invalid_grant'],
    [{ code: 'x' }, 'invalid_grant'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses to redeem a code with %j', async (change, error) => {
    const idp = create()
    expect(await redeem(idp, await codeOf(idp), change)).toMatchObject({ error })
  })

  it.each([
    ['a wrong secret', `Basic ${btoa('client-1:wrong')}`, {}],
    ['another client', `Basic ${btoa('client-2:secret-1')}`, {}],
    ['a secret that is not form-encoded', `Basic ${btoa('client-1:secret 1')}`, {}],
    ['two methods at once', undefined, { client_secret: 'secret-1' }],
    ['another client in the body', undefined, { client_id: 'client-2' }],
    ['nothing', '', {}],
    ['no secret', '', { client_id: 'client-1' }],
    ['a wrong secret in the body', '', { client_id: 'client-1', client_secret: 'wrong' }],
    ['another scheme', 'Bearer secret-1', {}],
  ])('refuses a client with %s', async (_what, authorization, change) => {
    const idp = create()
    const answer = await redeem(idp, await codeOf(idp), change, authorization)
    expect(answer).toMatchObject({ status: 401, error: 'invalid_client' })
  })

  it.each([
    [{ client_id: 'client-2' }, 'client_id'],
    [{ redirect_uri: 'cb' }, 'redirect_uri'],
    [{ redirect_uri: 'https://evil.example.com/cb' }, 'redirect_uri'],
    [{ response_type: 'token' }, 'response_type'],
    [{ scope: 'profile' }, 'openid'],
    [{ code_challenge_method: 'plain' }, 'S256'],
    [{ code_challenge: '' }, 'code_challenge'],
  ])('shows an error page for %j', async (change, message) => {
    const idp = create({ redirectUris: [redirectUri] })
    await expect(idp.authorize(authorizationUrl(change))).rejects.toThrow(message)
    await expect(idp.authorize(authorizationUrl())).resolves.toMatchObject({ method: 'GET' })
  })

  it('refuses repeated parameters and people it does not know', async () => {
    const idp = create()
    await expect(idp.authorize(`${authorizationUrl()}&state=x`)).rejects.toThrow('twice')
    await expect(idp.authorize(authorizationUrl(), 'bob')).rejects.toThrow('nobody called bob')
  })

  it('signs in whoever is named, and keeps what it knows to userinfo where it is thin', async () => {
    const people = [{ sub: 'ann' }, { sub: 'bob', name: 'Bob' }]
    const idp = create({ people, isThin: true })
    const { fields } = await idp.authorize(authorizationUrl(), 'bob')
    const answer = await redeem(idp, fields.get('code') ?? '')
    const payload = atob((answer.id_token ?? '').split('.')[1] ?? '')
    expect(JSON.parse(payload)).toMatchObject({ sub: 'bob' })
    expect(payload).not.toContain('Bob')
    const headers = { authorization: `Bearer ${answer.access_token}` }
    const userinfo = await idp.fetch(`${idp.issuer}/userinfo`, { headers })
    expect(await userinfo.json()).toEqual({ sub: 'bob', name: 'Bob' })
    expect((await idp.fetch(`${idp.issuer}/userinfo`)).status).toBe(401)
  })

  it('answers by form where that is asked for', async () => {
    const idp = create({ sendsIssuer: true })
    const answer = await idp.authorize(authorizationUrl({ response_mode: 'form_post' }))
    const sent = answer.toRequest('a=b')
    expect([sent.method, sent.url]).toEqual(['POST', redirectUri])
    expect(sent.headers.get('cookie')).toBe('a=b')
    expect(Object.fromEntries(new URLSearchParams(await sent.text()))).toEqual({
      ...{ code: answer.fields.get('code'), state: 's', iss: idp.issuer },
    })
  })

  it('logs every call, and reaches nobody else', async () => {
    const idp = create()
    await idp.fetch(`${idp.issuer}/token`, { method: 'POST', body: 'a=b' })
    expect(idp.requests).toMatchObject([{ method: 'POST', body: 'a=b' }])
    await expect(idp.fetch('https://elsewhere.example.com/')).rejects.toThrow('fetch failed')
    expect(idp.requests.at(-1)?.url).toBe('https://elsewhere.example.com/')
    expect((await idp.fetch(`${idp.issuer}/nothing`)).status).toBe(404)
    idp.resetRequests()
    expect(idp.requests).toEqual([])
  })

  it('publishes what it can do', async () => {
    const document = async (options: MockOidcOptions) => {
      const idp = create(options)
      return (await idp.fetch(`${idp.issuer}/.well-known/openid-configuration`)).json()
    }
    expect(await document({ hasEndSession: true, sendsIssuer: true })).toMatchObject({
      end_session_endpoint: 'https://idp.example.com/end_session',
      authorization_response_iss_parameter_supported: true,
      id_token_signing_alg_values_supported: ['ES256'],
    })
    expect(await document({ hasUserinfo: false })).not.toHaveProperty('userinfo_endpoint')
  })

  it('has exactly the defects it was told to have', () => {
    const idp = create()
    idp.tamper('expired', 'jwks_empty')
    idp.tamper('slow')
    expect([...idp.defects]).toEqual(['slow'])
    idp.tamper()
    expect(idp.defects.size).toBe(0)
  })
})
