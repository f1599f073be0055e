import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../src/testing/oidc/index.ts'

const clock = fixedClock()
const now = clock().getTime() / 1000
const verifier = 'v'.repeat(43)
/** S256 of the verifier, computed by `printf v… | openssl dgst -sha256 -binary | basenc --base64url`. */
const challenge = '7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM'
const redirectUri = 'https://app.example.com/cb'
const authorization = {
  ...{ response_type: 'code', client_id: 'client-1', redirect_uri: redirectUri, scope: 'openid' },
  ...{ state: 's', nonce: 'n', code_challenge: challenge, code_challenge_method: 'S256' },
}
const authorizationUrl = (fields: object) =>
  `https://idp.example.com/authorize?${new URLSearchParams({ ...fields })}`

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKey = (key: KeyObject, kid: string) => ({
  ...(key.export({ format: 'jwk' }) as Record<string, string>),
  ...{ kid, use: 'sig' },
})
const keys = [publicKey(rsa.publicKey, 'k1'), publicKey(other.publicKey, 'k2')]

const create = (options: MockOidcOptions = {}) =>
  createMockOidcProvider({
    ...{ clock, algorithm: 'ES256', clientAuthentication: ['private_key_jwt'] },
    clientKeys: async () => ({ keys }),
    ...options,
  })

type Provider = ReturnType<typeof create>

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
let serial = 0

/** An assertion that is right, but for what is changed. */
function assertion(header: object = {}, claims: object = {}, key = rsa.privateKey): string {
  serial += 1
  const input = [
    part({ alg: 'RS256', typ: 'client-authentication+jwt', kid: 'k1', ...header }),
    part({
      ...{ iss: 'client-1', sub: 'client-1', aud: 'https://idp.example.com' },
      ...{ jti: `id-${String(serial).padStart(22, '0')}`, iat: now, exp: now + 60, ...claims },
    }),
  ].join('.')
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

const proof = (token: string) => ({
  ...{ client_id: 'client-1', client_assertion: token },
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
})

async function post(idp: Provider, path: string, fields: object, headers = {}) {
  const body = new URLSearchParams({ ...fields })
  const response = await idp.fetch(`${idp.issuer}${path}`, { method: 'POST', headers, body })
  const answer = (await response.json()) as { request_uri?: string; error_description?: string }
  return { request_uri: '', ...answer, status: response.status }
}

/** Redeems a code with this assertion. */
async function redeem(idp: Provider, token: string, change: object = {}) {
  const { fields } = await idp.authorize(authorizationUrl(authorization))
  return post(idp, '/token', {
    ...{ grant_type: 'authorization_code', code: fields.get('code') ?? '' },
    ...{ redirect_uri: redirectUri, code_verifier: verifier, ...proof(token), ...change },
  })
}

describe('client assertions at the mock provider', () => {
  it('O8 takes one that is right in everything', async () => {
    expect(await redeem(create(), assertion())).toMatchObject({ status: 200 })
    expect(await redeem(create(), assertion({ kid: 'k2' }, {}, other.privateKey))).toMatchObject({
      status: 200,
    })
  })

  it.each([
    ['another audience', assertion({}, { aud: 'https://other.example.com' }), 'aud'],
    [
      'the token endpoint as audience',
      assertion({}, { aud: 'https://idp.example.com/token' }),
      'aud',
    ],
    ['a list of audiences', assertion({}, { aud: ['https://idp.example.com'] }), 'aud'],
    ['no audience', assertion({}, { aud: undefined }), 'aud'],
    ['a long life', assertion({}, { exp: now + 61 }), 'exp'],
    ['a life that was long before', assertion({}, { iat: now - 30, exp: now + 59 }), 'iat'],
    ['no end', assertion({}, { exp: undefined }), 'exp'],
    ['an end as text', assertion({}, { exp: String(now + 60) }), 'exp'],
    ['an end in the past', assertion({}, { iat: now - 60, exp: now }), 'exp'],
    ['a start in the future', assertion({}, { iat: now + 5 }), 'iat'],
    ['a start that is not yet', assertion({}, { nbf: now + 5 }), 'nbf'],
    ['another issuer', assertion({}, { iss: 'client-2' }), 'iss'],
    ['another subject', assertion({}, { sub: 'client-2' }), 'sub'],
    ['no id', assertion({}, { jti: undefined }), 'jti'],
    ['a short id', assertion({}, { jti: '1' }), 'jti'],
    ['an unknown key', assertion({ kid: 'k3' }), 'kid'],
    ['no key id', assertion({ kid: undefined }), 'kid'],
    ['the id of another key', assertion({ kid: 'k2' }), 'signature'],
    ['the signature of a stranger', assertion({}, {}, other.privateKey), 'signature'],
    ['another algorithm', assertion({ alg: 'RS512' }), 'alg'],
    ['no algorithm', assertion({ alg: 'none' }), 'alg'],
    ['an algorithm that does not fit', assertion({ alg: 'ES256' }), 'fit'],
    ['another type', assertion({ typ: 'JWT' }), 'typ'],
    ['text', 'not.a.jwt', 'JWT'],
    ['two parts', assertion().split('.').slice(0, 2).join('.'), 'JWT'],
  ])('O8 refuses %s', async (_what, token, reason) => {
    const idp = create()
    expect(await redeem(idp, token)).toMatchObject({
      ...{ status: 401, error: 'invalid_client' },
      error_description: expect.stringContaining(reason),
    })
    expect(await redeem(idp, assertion())).toMatchObject({ status: 200 })
  })

  it('O8 refuses the same one twice', async () => {
    const [idp, token] = [create(), assertion()]
    expect(await redeem(idp, token)).toMatchObject({ status: 200 })
    expect(await redeem(idp, token)).toMatchObject({ error_description: 'jti was used before' })
  })

  it.each([
    ['another type', { client_assertion_type: 'urn:example' }],
    ['another client', { client_id: 'client-2' }],
    ['a secret as well', { client_secret: 'secret-1' }],
  ])('O8 refuses an assertion that is sent with %s', async (_what, change) => {
    expect(await redeem(create(), assertion(), change)).toMatchObject({ status: 401 })
  })

  it('O8 refuses assertions where they are not accepted, or where a private key is published', async () => {
    const idp = create({ clientAuthentication: ['client_secret_basic'] })
    expect(await redeem(idp, assertion())).toMatchObject({ status: 401 })
    const leaking = [publicKey(rsa.privateKey, 'k1')]
    const careless = create({ clientKeys: async () => ({ keys: leaking }) })
    expect(await redeem(careless, assertion())).toMatchObject({
      error_description: 'a private key is published',
    })
  })

  it('O8 takes the endpoint for an audience where it is one of those, and then nothing else', async () => {
    const idp = create({ assertionAudience: 'endpoint' })
    const older = { typ: 'JWT' }
    const aud = `${idp.issuer}/token`
    expect(await redeem(idp, assertion(older, { aud }))).toMatchObject({ status: 200 })
    expect(await redeem(idp, assertion(older))).toMatchObject({ status: 401 })
    expect(await redeem(idp, assertion(older, { aud: `${idp.issuer}/par` }))).toMatchObject({
      status: 401,
    })
  })
})

describe('pushed requests at the mock provider', () => {
  const secret = { authorization: `Basic ${btoa('client-1:secret-1')}` }
  const basic = (pushedRequests?: 'advertised' | 'required') =>
    create({
      clientAuthentication: ['client_secret_basic'],
      ...(pushedRequests ? { pushedRequests } : {}),
    })
  const push = (idp: Provider, change: object = {}, headers: object = secret) =>
    post(idp, '/par', { ...authorization, ...change }, headers)
  const browse = async (idp: Provider, fields: object) => idp.authorize(authorizationUrl(fields))

  it('keeps a request for the one who pushed it, once', async () => {
    const idp = basic('required')
    const { status, request_uri } = await push(idp)
    expect(status).toBe(201)
    const fields = { client_id: 'client-1', request_uri }
    expect((await browse(idp, fields)).fields.get('state')).toBe('s')
    await expect(browse(idp, fields)).rejects.toThrow('request_uri')
  })

  it('forgets a request after a minute', async () => {
    const idp = create({ ...{ pushedRequests: 'required', clock }, clientAuthentication: ['none'] })
    const { request_uri } = await push(idp, {}, {})
    clock.advance(61)
    await expect(browse(idp, { client_id: 'client-1', request_uri })).rejects.toThrow('expired')
    clock.advance(-61)
  })

  it.each([
    ['no proof', {}, {}, 'invalid_client'],
    ['a wrong secret', {}, { authorization: `Basic ${btoa('client-1:wrong')}` }, 'invalid_client'],
    ['a reference', { request_uri: 'urn:x' }, secret, 'invalid_request'],
    ['a redirect URI that is none', { redirect_uri: 'cb' }, secret, 'invalid_request'],
    ['no PKCE', { code_challenge: '' }, secret, 'invalid_request'],
  ])('refuses a request with %s', async (_what, change, headers, error) => {
    expect(await push(basic('advertised'), change, headers)).toMatchObject({ error })
  })

  it('refuses what came through the browser where pushing is required', async () => {
    await expect(browse(basic('required'), authorization)).rejects.toThrow('not pushed')
    await expect(browse(basic('advertised'), authorization)).resolves.toBeDefined()
  })

  it.each([
    [{ client_id: 'client-2' }, 'client_id'],
    [{ request_uri: 'urn:other' }, 'request_uri'],
    [{ state: 'other' }, 'through the browser'],
  ])('refuses a reference that comes with %j', async (change, message) => {
    const idp = basic('required')
    const { request_uri } = await push(idp)
    const fields = { client_id: 'client-1', request_uri, ...change }
    await expect(browse(idp, fields)).rejects.toThrow(message)
  })

  it('has no such endpoint unless it is told to', async () => {
    expect(await push(basic())).toMatchObject({ status: 404 })
    const { fetch, issuer } = basic('required')
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      pushed_authorization_request_endpoint: 'https://idp.example.com/par',
      require_pushed_authorization_requests: true,
    })
  })
})
