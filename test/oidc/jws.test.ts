import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { parseCompactJws } from '../../src/oidc/jws.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (header: unknown, payload: unknown = {}, signature: string = 'AAAA') =>
  `${encode(header)}.${encode(payload)}.${signature}`
const outcome = (text: string): unknown => {
  try {
    return parseCompactJws(text, 'id_token')
  } catch (error) {
    if (!isSsoError(error, 'oidc_id_token_malformed')) throw error
    return error.message
  }
}

describe('parseCompactJws', () => {
  it('takes a token apart', () => {
    expect(
      outcome(token({ alg: 'RS256', kid: 'k', typ: 'application/JWT' }, { sub: 'ann' })),
    ).toEqual({
      ...{ algorithm: 'RS256', keyId: 'k', type: 'jwt', payload: { sub: 'ann' } },
    })
    expect(outcome(token({ alg: 'ES256' }))).toMatchObject({ keyId: undefined, type: undefined })
  })

  it.each(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'b64'])(
    'O3 refuses the header %s',
    (name) => {
      const message = `The token’s header contains ${name}, which is never accepted.`
      expect(outcome(token({ alg: 'RS256', [name]: null }))).toBe(message)
    },
  )

  it.each([
    ['no algorithm', token({ kid: 'k' }), 'names no algorithm'],
    ['an algorithm that is no text', token({ alg: ['RS256'] }), 'names no algorithm'],
    ['a kid that is no text', token({ alg: 'RS256', kid: 7 }), 'kid is not text'],
    ['a kid that is null', token({ alg: 'RS256', kid: null }), 'kid is not text'],
    ['a typ that is no text', token({ alg: 'RS256', typ: {} }), 'typ is not text'],
    ['a JWE', 'e30.AA.AA.AA.AA', 'encrypted (JWE)'],
    ['two parts', 'e30.e30', 'three parts'],
    ['four parts', 'e30.e30.AA.AA', 'three parts'],
    ['no signature', 'e30.e30.', 'three parts'],
    ['an empty header', '.e30.AAAA', 'header is not canonical base64url'],
    ['an empty payload', `${encode({ alg: 'RS256' })}..AAAA`, 'payload is not canonical'],
    ['a list as header', token(['RS256']), 'header is refused: not a JSON object'],
    ['a list as payload', token({ alg: 'RS256' }, []), 'payload is refused: not a JSON object'],
    ['padding', token({ alg: 'RS256' }, {}, 'AA=='), 'signature is not canonical'],
    ['stray bits', token({ alg: 'RS256' }, {}, 'AB'), 'signature is not canonical'],
    ['a dangling character', token({ alg: 'RS256' }, {}, 'AAAAA'), 'signature is not canonical'],
    ['the other alphabet', token({ alg: 'RS256' }, {}, 'AA+/'), 'signature is not canonical'],
    ['white space', token({ alg: 'RS256' }, {}, 'AA AA'), 'signature is not canonical'],
    ['a line break at the end', `${token({ alg: 'RS256' })}\n`, 'signature is not canonical'],
  ])('O3 refuses %s', (_what, text, message) => {
    expect(outcome(text)).toContain(message)
  })

  it('O3 refuses bytes that are not UTF-8, and a byte order mark', () => {
    const header = encode({ alg: 'RS256' })
    const withPayload = (bytes: number[]) =>
      outcome(`${header}.${Buffer.from(bytes).toString('base64url')}.AAAA`)
    expect(withPayload([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).toContain('not UTF-8')
    expect(withPayload([0xef, 0xbb, 0xbf, 0x7b, 0x7d])).toContain('not JSON')
    expect(withPayload([0x7b, 0x7d])).toMatchObject({ payload: {} })
  })

  it('O3 reads up to 262,144 characters', () => {
    const start = `${token({ alg: 'RS256' })}`
    const padded = (length: number) => start + 'A'.repeat(length - start.length)
    expect(outcome(padded(262_144))).toMatchObject({ algorithm: 'RS256' })
    expect(outcome(padded(262_148))).toContain('longer than any honest one')
    expect(outcome(undefined as never)).toContain('not text')
  })

  it('O3 takes exactly one spelling of any bytes', () => {
    const alphabet = /^[\w-]+$/
    const signature = fc.oneof(
      fc
        .uint8Array({ minLength: 1, maxLength: 9 })
        .map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.stringMatching(/^[\w\-+/=]{1,9}$/),
    )
    fc.assert(
      fc.property(signature, (text) => {
        const isCanonical =
          alphabet.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text
        expect(typeof outcome(token({ alg: 'RS256' }, {}, text)) === 'object').toBe(isCanonical)
      }),
    )
  })

  it('quotes nothing of the token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8 }), (text) => {
        const message = outcome(text)
        expect(message).toSatisfy((said) => typeof said === 'string' && !said.includes(text))
      }),
    )
  })
})
