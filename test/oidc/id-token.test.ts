import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type IdTokenExpectations, validateIdToken } from '../../src/oidc/index.ts'
import { signedToken as signed, signedTokenKeys as jwks, verdict } from '../support/signed-token.ts'

/** 2026-01-01T12:00:00Z */
const now = 1_767_268_800
const issuer = 'https://idp.example.com'
const honest = { iss: issuer, sub: 'ann', aud: 'c', exp: now + 300, iat: now, nonce: 'n' }
const expected: IdTokenExpectations = {
  ...{ issuer, jwks, clientId: 'c', nonce: 'n', now: new Date(now * 1000) },
}

const outcome = (claims: object, change: object = {}): Promise<string> =>
  verdict(validateIdToken(signed({ ...honest, ...claims }), { ...expected, ...change }))
const invalid = 'oidc_id_token_claims_invalid'

describe('times, to the second', () => {
  const expired = 'oidc_id_token_expired'
  const early = 'oidc_id_token_not_yet_valid'
  const old = 'oidc_id_token_authentication_too_old'

  it.each([
    // Sixty seconds of tolerance, the default.
    [{ exp: now - 59 }, {}, 'accepted'],
    [{ exp: now - 60 }, {}, expired],
    [{ iat: now + 60 }, {}, 'accepted'],
    [{ iat: now + 61 }, {}, early],
    [{ nbf: now + 60 }, {}, 'accepted'],
    [{ nbf: now + 61 }, {}, early],
    [{ auth_time: now + 60 }, {}, 'accepted'],
    [{ auth_time: now + 61 }, {}, early],
    // None.
    [{ exp: now + 1 }, { clockToleranceSeconds: 0 }, 'accepted'],
    [{ exp: now }, { clockToleranceSeconds: 0 }, expired],
    [{ iat: now }, { clockToleranceSeconds: 0 }, 'accepted'],
    [{ iat: now + 1 }, { clockToleranceSeconds: 0 }, early],
    [{ nbf: now + 1 }, { clockToleranceSeconds: 0 }, early],
    // Fractions count.
    [{ exp: now + 0.5 }, { clockToleranceSeconds: 0 }, 'accepted'],
    [{ iat: now + 0.5 }, { clockToleranceSeconds: 0 }, early],
    // Never more than 300, and never less than none.
    [{ exp: now - 299 }, { clockToleranceSeconds: 9999 }, 'accepted'],
    [{ exp: now - 300 }, { clockToleranceSeconds: 9999 }, expired],
    [{ exp: now + 1 }, { clockToleranceSeconds: -50 }, 'accepted'],
    // A tolerance or a clock that is no number.
    [{ exp: now + 1 }, { clockToleranceSeconds: Number.NaN }, 'accepted'],
    [{ exp: now }, { clockToleranceSeconds: Number.NaN }, expired],
    [{}, { now: new Date(Number.NaN) }, expired],
    // max_age with its own tolerance.
    [{ auth_time: now - 160 }, { maxAgeSeconds: 100 }, 'accepted'],
    [{ auth_time: now - 161 }, { maxAgeSeconds: 100 }, old],
    [{ auth_time: now - 60 }, { maxAgeSeconds: 0 }, 'accepted'],
    [{ auth_time: now - 61 }, { maxAgeSeconds: 0 }, old],
    [{ auth_time: now }, { maxAgeSeconds: 0, clockToleranceSeconds: 0 }, 'accepted'],
    [{}, { maxAgeSeconds: 0 }, invalid],
    [{ auth_time: now - 999_999 }, {}, 'accepted'],
  ])('O4 judges %j with %j as %s', async (claims, change, code) => {
    expect(await outcome(claims, change)).toBe(code)
  })

  it('O4 asks the clock of the machine where no time is given', async () => {
    const { now: _now, ...unfixed } = expected
    const fresh = { exp: Date.now() / 1000 + 60, iat: Date.now() / 1000 }
    await expect(validateIdToken(signed({ ...honest, ...fresh }), unfixed)).resolves.toMatchObject({
      sub: 'ann',
    })
    const past = { exp: Date.now() / 1000 - 61, iat: Date.now() / 1000 - 100 }
    await expect(validateIdToken(signed({ ...honest, ...past }), unfixed)).rejects.toMatchObject({
      code: expired,
    })
  })
})

describe('types', () => {
  const wrong: [string, unknown[]][] = [
    ['iss', [undefined, null, 1, '', ['i'], {}]],
    ['sub', [undefined, null, 1, '', ['ann'], {}]],
    ['aud', [undefined, null, 1, {}, [1], [['c']], ['c', null]]],
    ['exp', [undefined, null, '1767269100', true, [], {}, -1, 253_402_300_800]],
    ['iat', [undefined, null, '1767268800', true, [], {}, -1]],
    ['nbf', [null, '1', true, {}, -1]],
    ['auth_time', [null, '1', true, {}, -1, 253_402_300_800]],
    ['nonce', [null, 1, '', ['n']]],
    ['azp', [null, 1, '', ['c']]],
    ['acr', [null, 1, '', ['x']]],
    ['amr', [null, 'pwd', [1], [''], {}]],
    ['at_hash', [null, 1, '']],
    ['c_hash', [null, 1, '']],
    ['sid', [null, 1, '']],
  ]

  it.each(wrong.flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'O4 refuses %s: %j',
    async (name, value) => expect(await outcome({ [name]: value })).toBe(invalid),
  )

  it.each([
    ...[{ aud: ['c'] }, { azp: 'c' }, { acr: '1' }, { amr: [] }, { amr: ['pwd', 'mfa'] }],
    ...[
      { sid: 's' },
      { sub: 'a'.repeat(255) },
      { exp: 253_402_300_799 },
      { aud: ['c', 'c'], azp: 'c' },
    ],
  ])('O4 accepts %j', async (claims) => expect(await outcome(claims)).toBe('accepted'))

  it('O4 names every claim that is wrong at once', async () => {
    const refusal = validateIdToken(signed({ ...honest, sub: 1, iat: 'x', sid: 0 }), expected)
    await expect(refusal).rejects.toThrow('Missing or of the wrong type: sub, iat, sid.')
    await expect(
      validateIdToken(signed({ ...honest, sub: 'a'.repeat(256) }), expected),
    ).rejects.toThrow('longer than 255')
  })
})

describe('parties', () => {
  const other = 'oidc_id_token_audience_mismatch'

  it.each([
    [{ iss: `${issuer}/` }, {}, 'oidc_id_token_issuer_mismatch'],
    [{ iss: issuer.toUpperCase() }, {}, 'oidc_id_token_issuer_mismatch'],
    [{ aud: 'C' }, {}, other],
    [{ aud: [] }, {}, other],
    [{ aud: ['x'] }, { trustedAudiences: ['x'] }, other],
    [{ aud: ['c', 'x'], azp: 'c' }, {}, other],
    [{ aud: ['c', 'x'], azp: 'c' }, { trustedAudiences: ['x'] }, 'accepted'],
    [{ aud: ['c', 'x'] }, { trustedAudiences: ['x'] }, other],
    [{ aud: ['c', 'x'], azp: 'x' }, { trustedAudiences: ['x'] }, other],
    [{ azp: 'x' }, {}, other],
  ])('O4 judges %j with %j as %s', async (claims, change, code) => {
    expect(await outcome(claims, change)).toBe(code)
  })
})

describe('nonce', () => {
  const mismatch = 'oidc_id_token_nonce_mismatch'

  it.each([
    [{ nonce: 'm' }, {}, mismatch],
    [{ nonce: 'nn' }, {}, mismatch],
    [{ nonce: undefined }, {}, mismatch],
    [{ nonce: undefined }, { nonce: undefined }, 'accepted'],
    [{ nonce: 'n' }, { nonce: undefined }, mismatch],
  ])('O4 judges %j with %j as %s', async (claims, change, code) => {
    expect(await outcome(claims, change)).toBe(code)
  })
})

describe('hashes of access token and code', () => {
  /** OpenID Connect Core appendix A.3 and A.4. */
  const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
  const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
  const spec = { at_hash: '77QmUPtjPfzWtF2AnpK9RQ', c_hash: 'LDktKdoQak3Pk0cnXxCltA' }
  const half = (value: string, hash: string) => {
    const digest = createHash(hash).update(value).digest()
    return digest.subarray(0, digest.length / 2).toString('base64url')
  }

  it('O4 agrees with the examples of the specification', () => {
    expect(half(accessToken, 'sha256')).toBe(spec.at_hash)
    expect(half(code, 'sha256')).toBe(spec.c_hash)
  })

  const { privateKey: rsaKey, publicKey: rsaPublic } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  })
  const rsaJwks = { keys: [rsaPublic.export({ format: 'jwk' }) as never] }
  const byRsa = (claims: object, size: 256 | 384 | 512) => {
    const input = [{ alg: `RS${size}` }, { ...honest, ...claims }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const signature = sign(`sha${size}`, Buffer.from(input), rsaKey).toString('base64url')
    const change = { ...expected, jwks: rsaJwks, accessToken, code }
    return verdict(validateIdToken(`${input}.${signature}`, change))
  }

  it('O4 accepts those of the specification with RS256', async () => {
    expect(await byRsa(spec, 256)).toBe('accepted')
  })

  it.each([256, 384, 512] as const)('O4 hashes with SHA-%s for RS%s', async (size) => {
    const right = { at_hash: half(accessToken, `sha${size}`), c_hash: half(code, `sha${size}`) }
    expect(await byRsa(right, size)).toBe('accepted')
    const other = `sha${size === 256 ? 512 : 256}`
    expect(await byRsa({ at_hash: half(accessToken, other) }, size)).toBe(
      'oidc_id_token_hash_mismatch',
    )
  })

  it('O4 hashes with SHA-512 for Ed25519', async () => {
    const claims = { at_hash: half(accessToken, 'sha512'), c_hash: half(code, 'sha512') }
    expect(await outcome(claims, { accessToken, code })).toBe('accepted')
  })

  it.each([
    [{ at_hash: spec.at_hash }, { accessToken: 'another' }],
    [{ c_hash: spec.c_hash }, { code: 'another' }],
    [{ at_hash: half(accessToken, 'sha512').slice(1) }, { accessToken }],
  ])('O4 refuses %j for another value', async (claims, change) => {
    expect(await outcome(claims, change)).toBe('oidc_id_token_hash_mismatch')
  })

  it('O4 needs no hash in the code flow, and checks none without the value', async () => {
    expect(await outcome({}, { accessToken, code })).toBe('accepted')
    expect(await outcome({ at_hash: 'x', c_hash: 'x' })).toBe('accepted')
  })
})

describe('kinds', () => {
  const kind = 'oidc_id_token_kind_refused'

  it.each(['Bearer', 'bearer', 'DPoP', 'Logout', 'Refresh', 'Offline'])(
    'O7 refuses the payload typ %s',
    async (typ) => expect(await outcome({ typ })).toBe(kind),
  )

  it('O7 accepts the payload typ of Keycloak’s ID tokens, and refuses events of any type', async () => {
    expect(await outcome({ typ: 'ID' })).toBe('accepted')
    expect(await outcome({ events: null })).toBe(kind)
  })

  it.each([
    ['JWT', 'accepted'],
    ['application/jwt', 'accepted'],
    ['at+jwt', kind],
    ['application/at+JWT', kind],
    ['logout+jwt', kind],
    ['secevent+jwt', kind],
    ['', kind],
  ])('O7 judges the header typ %j as %s', async (typ, code) => {
    const token = signed(honest, { alg: 'EdDSA', typ })
    expect(await verdict(validateIdToken(token, expected))).toBe(code)
  })
})

describe('validateIdToken', () => {
  it('returns the claims of a token that node:crypto signed', async () => {
    expect(await validateIdToken(signed(honest), expected)).toEqual(honest)
  })

  it('O3 refuses changed claims, a changed header and a changed signature', async () => {
    const [header, payload, signature] = signed(honest).split('.') as [string, string, string]
    const forged = Buffer.from(JSON.stringify({ ...honest, sub: 'eve' })).toString('base64url')
    const renamed = Buffer.from('{"alg":"EdDSA" }').toString('base64url')
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
    for (const parts of [
      [header, forged, signature],
      [renamed, payload, signature],
      [header, payload, flipped],
    ]) {
      await expect(validateIdToken(parts.join('.'), expected)).rejects.toMatchObject({
        code: 'oidc_id_token_signature_invalid',
      })
    }
  })

  it('O3 uses only algorithms that are expected, and never a symmetric one', async () => {
    await expect(
      validateIdToken(signed(honest), { ...expected, algorithms: ['RS256'] }),
    ).rejects.toMatchObject({ code: 'oidc_id_token_algorithm_refused' })
    const hmac = signed(honest, { alg: 'HS256' })
    await expect(
      validateIdToken(hmac, { ...expected, algorithms: ['HS256', 'none'] }),
    ).rejects.toMatchObject({ code: 'oidc_id_token_key_unknown' })
  })

  it('O3 verifies with the key that fits among several', async () => {
    const others = Array.from({ length: 3 }, () => {
      return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as never
    })
    const keys = [...others, ...jwks.keys]
    await expect(
      validateIdToken(signed(honest), { ...expected, jwks: { keys } }),
    ).resolves.toMatchObject({ sub: 'ann' })
    const broken = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } as never
    const withBroken = { keys: [broken, ...jwks.keys] }
    await expect(
      validateIdToken(signed(honest), { ...expected, jwks: withBroken }),
    ).resolves.toMatchObject({ sub: 'ann' })
  })

  it('checks the signature before it says anything about claims', async () => {
    const [header, , signature] = signed(honest).split('.')
    const payload = Buffer.from(JSON.stringify({ ...honest, iss: 'x' })).toString('base64url')
    await expect(
      validateIdToken([header, payload, signature].join('.'), expected),
    ).rejects.toMatchObject({ code: 'oidc_id_token_signature_invalid' })
  })
})
