import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeClaims } from '../../src/oidc/claims.ts'

const merged = (idToken: object, userinfo?: object) =>
  Object.fromEntries(
    [...mergeClaims(idToken as never, userinfo as never)].map(([name, { value, source }]) => [
      name,
      `${JSON.stringify(value)} of ${source}`,
    ]),
  )

describe('mergeClaims', () => {
  it('O6 keeps the origin of each claim, and the ID token wins', () => {
    expect(merged({ name: 'A', groups: [] }, { name: 'B', groups: ['b'], title: 'C' })).toEqual({
      name: '"A" of id_token',
      groups: '[] of id_token',
      title: '"C" of userinfo',
    })
  })

  it('O6 takes from userinfo what the ID token left empty', () => {
    expect(merged({ name: '', title: null, nick: '' }, { name: 'B', title: 'C' })).toEqual({
      name: '"B" of userinfo',
      title: '"C" of userinfo',
      nick: '"" of id_token',
    })
  })

  it('O6 takes who and how from the ID token alone, and nothing about the token', () => {
    const about = { iss: 'i', aud: 'a', exp: 1, iat: 1, nbf: 1, jti: 'j', nonce: 'n', azp: 'a' }
    const more = { at_hash: 'h', c_hash: 'h', s_hash: 'h', sid: 's', typ: 'ID', events: {} }
    const sources = { _claim_sources: { a: {} } }
    const person = { sub: 'ann', auth_time: 1, acr: '1', amr: ['pwd'] }
    const everything = { ...about, ...more, ...sources, ...person }
    expect(merged(everything)).toEqual({
      sub: '"ann" of id_token',
      auth_time: '1 of id_token',
      acr: '"1" of id_token',
      amr: '["pwd"] of id_token',
    })
    expect(merged({}, everything)).toEqual({})
    expect(merged({ acr: '' }, { acr: 'x' })).toEqual({ acr: '"" of id_token' })
  })

  it.each([
    [{ email: 'a' }, { email: 'b', email_verified: true }, { email: '"a" of id_token' }],
    [
      { email: 'a', email_verified: false },
      { email_verified: true },
      { email: '"a" of id_token', email_verified: 'false of id_token' },
    ],
    [{ email_verified: true }, { email: 'b' }, { email: '"b" of userinfo' }],
    [
      { email: '', email_verified: true },
      { email: 'b', email_verified: false },
      { email: '"b" of userinfo', email_verified: 'false of userinfo' },
    ],
    [{ email: null }, { email_verified: true }, { email: 'null of id_token' }],
    [{}, { email: '', email_verified: true }, {}],
    [{}, { email_verified: true }, {}],
  ])(
    'O6 takes e-mail and its verification from one source: %j and %j',
    (idToken, userinfo, all) => {
      expect(merged(idToken, userinfo)).toEqual(all)
    },
  )

  it('O6 never mixes them, whatever both say', () => {
    const claims = fc.record(
      {
        email: fc.constantFrom('', null, 'a@example.com', 'b@example.com'),
        email_verified: fc.constantFrom(true, false, null, 'true'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(claims, claims, (idToken, userinfo) => {
        const all = mergeClaims(idToken as never, userinfo as never)
        const email = all.get('email')
        const isVerified = all.get('email_verified')
        if (email && isVerified) expect(isVerified.source).toBe(email.source)
      }),
    )
  })

  it('X6 keeps names such as __proto__ plain data', () => {
    const claims = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as object
    const all = mergeClaims(claims as never)
    expect(all.get('__proto__')?.value).toEqual({ admin: true })
    expect(all.get('constructor')?.value).toBe(1)
    expect(all.get('toString')).toBeUndefined()
  })
})
