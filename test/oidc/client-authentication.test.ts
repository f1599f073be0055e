import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAuthentication } from '../../src/oidc/client-authentication.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import {
  certificate,
  certificateSha1,
  certificateSha256,
  certifiedKey,
  decodeJwt,
} from '../support/client-key.ts'

const issuer = 'https://idp.example.com'
const endpoint = 'https://idp.example.com/token'
const clock = fixedClock()

interface Client {
  readonly id?: string
  readonly clientSecret?: string
  readonly privateKey?: string
  readonly settings?: object
  readonly profile?: string
  readonly metadata?: object
}

/** What a client adds to a request. */
async function prove(method: string, client: Client = {}, to: string = endpoint) {
  const { id = 'client', settings, profile = 'generic' } = client
  const secrets = new Map(Object.entries(client))
  const metadata = { issuer, token_endpoint: endpoint, ...client.metadata }
  const opened: string[] = []
  const prover = await clientAuthentication(
    { clientAuthentication: method as never, issuer: metadata.issuer, ...settings },
    metadata,
    {
      ...{ profile, endpoint: to, now: clock },
      secret: async (field) => {
        opened.push(field)
        return secrets.get(field) as string | undefined
      },
    },
  )
  const body = new URLSearchParams()
  const headers = new Headers()
  await prover(metadata, { client_id: id }, body, headers)
  return { authorization: headers.get('authorization'), body: Object.fromEntries(body), opened }
}

async function authenticate(
  method: string,
  supported: string[] | undefined,
  clientSecret: string | undefined,
  id: string = 'client',
) {
  const metadata = supported ? { token_endpoint_auth_methods_supported: supported } : {}
  return prove(method, { id, metadata, ...(clientSecret === undefined ? {} : { clientSecret }) })
}

/** Header and claims of the assertion that was made, its signature verified by node. */
async function assertion(client: Client, to: string = endpoint, method = 'private_key_jwt') {
  const { body, authorization } = await prove(method, client, to)
  expect(authorization).toBeNull()
  const { client_assertion: token = '', ...rest } = body
  expect(rest).toEqual({
    client_id: client.id ?? 'client',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  })
  return { token, ...decodeJwt(token) }
}

function isSignedBy(token: string, key: KeyObject, options: object = {}): boolean {
  const [header, claims, signature = ''] = token.split('.')
  const isEd = key.asymmetricKeyType === 'ed25519'
  const { alg } = decodeJwt(token).header
  return verify(
    isEd ? null : `sha${String(alg).slice(2)}`,
    Buffer.from(`${header}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363', ...options },
    Buffer.from(signature, 'base64url'),
  )
}

/** Form-encoding written out by hand: everything but letters and digits becomes a percent triple. */
const formEncode = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte)
    if (/[A-Za-z0-9]/.test(character)) return character
    return character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')

describe('clientAuthentication', () => {
  it.each([
    ['c:l', 'a:b%c+d e', 'Basic YyUzQWw6YSUzQWIlMjVjJTJCZCtl'],
    ['client', 'sécrèt', 'Basic Y2xpZW50OnMlQzMlQTljciVDMyVBOHQ='],
    ['client', 'plain123', 'Basic Y2xpZW50OnBsYWluMTIz'],
  ])('O8 encodes %s and %s before joining them (RFC 6749 2.3.1)', async (id, secret, header) => {
    const { authorization, body } = await authenticate('client_secret_basic', undefined, secret, id)
    expect(authorization).toBe(header)
    expect(body).toEqual({})
    expect(atob(header.slice(6))).toBe(`${formEncode(id)}:${formEncode(secret)}`)
  })

  it('O8 encodes any id and secret so that they can be told apart again', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(text, text, async (id, secret) => {
        const { authorization } = await authenticate('auto', undefined, secret, id)
        expect(authorization).toBe(`Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}`)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['auto', undefined, 'basic'],
    ['auto', [], 'basic'],
    ['auto', ['client_secret_basic', 'client_secret_post'], 'basic'],
    ['auto', ['client_secret_post'], 'post'],
    ['auto', ['client_secret_post', 'private_key_jwt'], 'post'],
    ['client_secret_basic', ['client_secret_post'], 'basic'],
    ['client_secret_post', ['client_secret_basic'], 'post'],
    ['none', ['client_secret_basic'], 'none'],
  ])('chooses for %s where %j is supported: %s', async (method, supported, expected) => {
    const { authorization, body } = await authenticate(method, supported, 'secret')
    if (expected === 'basic') expect(authorization).toMatch(/^Basic /)
    else expect(authorization).toBeNull()
    const id = expected === 'basic' ? {} : { client_id: 'client' }
    expect(body).toEqual(expected === 'post' ? { ...id, client_secret: 'secret' } : id)
  })

  it('O8 prefers the key where the provider takes assertions, and only there', async () => {
    const both = { clientSecret: 'secret', privateKey: certifiedKey }
    const supports = (...methods: string[]) => ({
      ...{ ...both, metadata: { token_endpoint_auth_methods_supported: methods } },
    })
    const chosen = await prove('auto', supports('client_secret_basic', 'private_key_jwt'))
    expect(chosen.body).toHaveProperty('client_assertion')
    expect(chosen.authorization).toBeNull()
    expect(chosen.opened).toEqual(['privateKey'])
    const other = await prove('auto', supports('client_secret_basic'))
    expect(other.authorization).toMatch(/^Basic /)
    expect(other.opened).toEqual(['clientSecret'])
    expect((await prove('client_secret_post', supports('private_key_jwt'))).body).toEqual({
      ...{ client_id: 'client', client_secret: 'secret' },
    })
  })

  it('O8 sends one proof only, and opens no secret that it does not send', async () => {
    const both = { clientSecret: 'secret', privateKey: certifiedKey }
    expect((await prove('none', both)).opened).toEqual([])
    expect((await prove('client_secret_basic', both)).opened).toEqual(['clientSecret'])
    const { body, authorization, opened } = await prove('private_key_jwt', both)
    expect(opened).toEqual(['privateKey'])
    expect(authorization).toBeNull()
    expect(body).not.toHaveProperty('client_secret')
  })

  it.each([
    ['auto', {}],
    ['client_secret_basic', { privateKey: certifiedKey }],
    ['client_secret_post', { privateKey: certifiedKey }],
    ['private_key_jwt', { clientSecret: 'secret' }],
  ])('O8 fails for %s where what it needs is not stored', async (method, client) => {
    await expect(prove(method, client)).rejects.toMatchObject({ code: 'connection_secret_missing' })
  })

  it.each([
    [['private_key_jwt'], { clientSecret: 's' }, 'private key'],
    [['tls_client_auth', 'client_secret_jwt'], { clientSecret: 's' }, 'client_secret_post'],
    [['none'], { clientSecret: 's' }, 'client_secret_post'],
    [['client_secret_basic'], { privateKey: certifiedKey }, 'private_key_jwt'],
    [undefined, { privateKey: certifiedKey }, 'private_key_jwt'],
  ])('O8 says so where nothing of %j can be done', async (methods, client, hint) => {
    const metadata = { token_endpoint_auth_methods_supported: methods }
    await expect(prove('auto', { ...client, metadata })).rejects.toMatchObject({
      code: 'oidc_client_authentication_unsupported',
      hint: expect.stringContaining(hint),
      detail: { supported: methods ?? ['client_secret_basic'] },
    })
  })

  it('N3 cuts and escapes what the provider calls its methods', async () => {
    const methods = [...Array.from({ length: 50 }, () => 'x'.repeat(500)), '\u202e']
    const metadata = { token_endpoint_auth_methods_supported: ['\u202eevil\n', ...methods] }
    const error = await prove('auto', { clientSecret: 's', metadata }).catch((cause) => cause)
    expect(error.code).toBe('oidc_client_authentication_unsupported')
    expect(JSON.stringify(error).length).toBeLessThan(6000)
    expect(JSON.stringify(error)).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
})

describe('client assertions', () => {
  const key = createPublicKey(certifiedKey)
  const rsa = { privateKey: certifiedKey }
  const now = clock().getTime() / 1000

  it('O8 names one audience, the issuer, and lives for sixty seconds of the host’s clock', async () => {
    const { token, header, claims } = await assertion({ ...rsa, id: 'client-7' })
    expect(isSignedBy(token, key)).toBe(true)
    const { jti, ...rest } = claims
    expect(rest).toEqual({
      ...{ iss: 'client-7', sub: 'client-7', aud: issuer, iat: now, nbf: now, exp: now + 60 },
    })
    expect(String(jti)).toMatch(/^[\w-]{22,}$/)
    expect(header).toEqual({
      ...{ alg: 'RS256', typ: 'client-authentication+jwt', kid: expect.any(String) },
    })
  })

  it('O8 makes a new assertion for every request, even from one preparation', async () => {
    const prover = await clientAuthentication(
      { clientAuthentication: 'private_key_jwt', issuer },
      { issuer },
      { ...{ profile: 'generic', endpoint, now: clock }, secret: async () => certifiedKey },
    )
    const seen = new Set<unknown>()
    for (let request = 0; request < 20; request++) {
      const body = new URLSearchParams()
      await prover({ issuer }, { client_id: 'client' }, body, new Headers())
      seen.add(decodeJwt(body.get('client_assertion') ?? '').claims.jti)
    }
    expect(seen.size).toBe(20)
  })

  it.each([
    ['okta', 'https://login.acme.example'],
    ['generic', 'https://acme.okta.com/oauth2/default'],
    ['generic', 'https://acme.oktapreview.com'],
  ])('O8 names the endpoint that is called for %s at %s', async (profile, at) => {
    for (const to of [`${at}/v1/token`, `${at}/v1/par`]) {
      const { header, claims } = await assertion({ ...rsa, profile, metadata: { issuer: at } }, to)
      expect(claims.aud).toBe(to)
      expect(header.typ).toBe('JWT')
    }
  })

  it('O8 names the endpoint where the connection allows that deviation, and for no other one', async () => {
    const settings = { deviations: ['assertion_audience_token_endpoint'] }
    expect((await assertion({ ...rsa, settings })).claims.aud).toBe(endpoint)
    const others = { deviations: ['logout_token_without_exp', 'assertion_audience'] }
    expect((await assertion({ ...rsa, settings: others })).claims.aud).toBe(issuer)
  })

  it.each([
    ['entra', 'https://login.acme.example/v2.0'],
    ['generic', 'https://login.microsoftonline.com/0c1c4d5e-1111-4222-8333-444455556666/v2.0'],
  ])('O8 names key and certificate as %s knows them', async (profile, at) => {
    const client = {
      profile,
      metadata: { issuer: at },
      privateKey: `${certifiedKey}\n${certificate}`,
    }
    const { header, claims } = await assertion(client)
    expect(header).toMatchObject({
      typ: 'JWT',
      x5t: certificateSha1,
      'x5t#S256': certificateSha256,
    })
    expect(claims.aud).toBe(endpoint)
    await expect(prove('private_key_jwt', { ...client, ...rsa })).rejects.toMatchObject({
      code: 'oidc_client_authentication_unsupported',
      hint: expect.stringContaining('certificate'),
    })
  })

  it('O8 names a certificate wherever one was entered', async () => {
    const { header } = await assertion({ privateKey: `${certificate}\n${certifiedKey}` })
    expect(header).toMatchObject({ x5t: certificateSha1, 'x5t#S256': certificateSha256 })
    expect((await assertion(rsa)).header).not.toHaveProperty('x5t')
  })

  const listing = (...algorithms: string[]) => ({
    metadata: { token_endpoint_auth_signing_alg_values_supported: algorithms },
  })
  const pem = (made: KeyObject) => String(made.export({ type: 'pkcs8', format: 'pem' })).trim()
  const pss = { padding: 6, saltLength: 32 }

  it('O8 signs RSA with RS256, and with PS256 only where RS256 is not taken', async () => {
    for (const listed of [{}, listing(), listing('PS256', 'RS256'), listing('RS256')]) {
      const { token, header } = await assertion({ ...rsa, ...listed })
      expect([header.alg, isSignedBy(token, key)]).toEqual(['RS256', true])
    }
    const { token, header } = await assertion({ ...rsa, ...listing('ES256', 'PS256') })
    expect([header.alg, isSignedBy(token, key, pss)]).toEqual(['PS256', true])
  })

  it.each([
    ['P-256', 'ES256', 256],
    ['P-384', 'ES384', 384],
    ['P-521', 'ES512', 512],
  ])('O8 signs with %s as %s', async (namedCurve, alg) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const { token, header } = await assertion({ privateKey: pem(privateKey) })
    expect([header.alg, isSignedBy(token, publicKey)]).toEqual([alg, true])
  })

  it('O8 signs with Ed25519 under the name that the provider uses', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const client = { privateKey: pem(privateKey) }
    for (const [listed, alg] of [
      [{}, 'EdDSA'],
      [listing('EdDSA', 'Ed25519'), 'EdDSA'],
      [listing('RS256', 'Ed25519'), 'Ed25519'],
    ] as const) {
      const { token, header } = await assertion({ ...client, ...listed })
      expect([header.alg, isSignedBy(token, publicKey)]).toEqual([alg, true])
    }
  })

  it('O8 refuses a key that signs with nothing that the provider takes', async () => {
    await expect(prove('private_key_jwt', { ...rsa, ...listing('ES256') })).rejects.toMatchObject({
      code: 'oidc_client_authentication_unsupported',
      message: expect.stringContaining('ES256; this key signs with RS256 or PS256'),
    })
  })

  it('O8 fails with a typed error where the stored key is none', async () => {
    const [one, two] = [1, 2].map(() => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return privateKey.export({ format: 'jwk' })
    })
    const torn = JSON.stringify({ ...one, d: two?.d })
    for (const privateKey of ['not a key', torn]) {
      await expect(prove('private_key_jwt', { privateKey })).rejects.toMatchObject({
        code: 'oidc_client_key_invalid',
      })
    }
  })
})
