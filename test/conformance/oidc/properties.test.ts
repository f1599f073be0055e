import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import { readMessage, toMessage } from '../../../src/http/message.ts'
import { mergeClaims } from '../../../src/oidc/claims.ts'
import { checkAuthorizationResponse } from '../../../src/oidc/exchange.ts'
import type { JsonObject } from '../../../src/types/json.ts'

const address = 'https://app.example.com/sso/callback'

/** Names that matter, names of every object, and anything else. */
const names = fc.oneof(
  fc.constantFrom('code', 'state', 'iss', 'error', 'id_token', 'Code', 'code ', ' code', 'code[]'),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', ''),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const values = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', '%', '%zz', '+', '&', '=', 'a&state=evil', '%26state%3Devil', '\0', '\r\n'),
)
const pairs = fc.array(fc.tuple(names, values), { maxLength: 12 })
const asQuery = (list: readonly (readonly [string, string])[]) =>
  new URLSearchParams(list.map(([name, value]) => [name, value]))

const outcome = async (read: () => unknown): Promise<unknown> => {
  try {
    const message = (await read()) as ReturnType<typeof toMessage>
    return [...message.parameters]
  } catch (error) {
    if (isSsoError(error)) return error.code
    throw error
  }
}

const post = (body: string) =>
  new Request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })

describe('parameters of an answer', () => {
  it('F1 are each read once and as they were sent, or refused because one was repeated', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (list) => {
        const isRepeated = new Set(list.map(([name]) => name)).size < list.length
        const read = await outcome(() => toMessage('GET', asQuery(list)))
        expect(read).toEqual(isRepeated ? 'request_parameter_repeated' : list)
      }),
    )
  })

  it('F1 mean the same in a query and in a form', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (list) => {
        const text = asQuery(list).toString()
        const byGet = await outcome(() => readMessage(new Request(`${address}?${text}`)))
        const byPost = await outcome(() => readMessage(post(text)))
        expect(byPost).toEqual(byGet)
      }),
    )
  })

  it('F1 are repeated in whatever spelling of the same name', async () => {
    const spellings = fc.constantFrom('code', 'c%6Fde', '%63ode', '%63%6f%64%65', 'cod%65')
    await fc.assert(
      fc.asyncProperty(spellings, spellings, values, async (one, other, value) => {
        const text = `${one}=a&x=${encodeURIComponent(value)}&${other}=b`
        const request = new Request(`${address}?${text}`)
        expect(await outcome(() => readMessage(request))).toBe('request_parameter_repeated')
        expect(await outcome(() => readMessage(post(text)))).toBe('request_parameter_repeated')
      }),
    )
  })

  it('X7 give a typed answer whatever bytes a form consists of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const request = new Request(address, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: bytes,
        })
        const read = await outcome(() => readMessage(request))
        const codes = ['request_parameter_repeated', 'request_malformed']
        expect(Array.isArray(read) || codes.includes(read as string)).toBe(true)
      }),
    )
  })

  it('O2 yield a code only beside the right state and issuer, and without an error', async () => {
    const metadata = {
      issuer: 'https://idp.example.com',
      authorization_response_iss_parameter_supported: true,
    }
    const fields = fc.record(
      {
        code: fc.constantFrom('x', 'y', ''),
        state: fc.constantFrom('s', 't', ''),
        iss: fc.constantFrom(metadata.issuer, `${metadata.issuer}/`, 'https://evil.example', ''),
        error: fc.constantFrom('access_denied', 'server_error', ''),
        id_token: fc.constantFrom('e30.e30.AA', ''),
        session_state: fc.string(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fields, (answer) => {
        const { code, state, iss } = answer
        const isRight =
          (code === 'x' || code === 'y') &&
          state === 's' &&
          iss === metadata.issuer &&
          answer.error === undefined &&
          // Not even an empty one belongs to the answer of a code flow.
          answer.id_token === undefined
        const expected = { metadata, clientId: 'c', state: 's' }
        const check = () => {
          try {
            const all = new Map(Object.entries(answer))
            return checkAuthorizationResponse(all, expected).get('code')
          } catch (error) {
            if (isSsoError(error)) return undefined
            throw error
          }
        }
        expect(check()).toBe(isRight ? code : undefined)
      }),
    )
  })
})

/** JSON as a provider sends it, with the claims that are special and names that every object has. */
const claimNames = fc.oneof(
  fc.constantFrom('sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'azp', 'jti', 'sid', 'typ'),
  fc.constantFrom('acr', 'amr', 'auth_time', 'at_hash', 'c_hash', 's_hash', 'events'),
  fc.constantFrom('_claim_names', '_claim_sources', 'email', 'email_verified', 'name', 'groups'),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'),
  fc.string({ maxLength: 6 }),
)
const claimValues = fc.oneof(
  fc.constantFrom('', null, true, false, 0, 'a@example.com', 'b@example.com'),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.constant({ admin: true }),
)
const claimSets = fc
  .array(fc.tuple(claimNames, claimValues), { maxLength: 14 })
  .map((members) => JSON.parse(`{${unique(members).join(',')}}`) as JsonObject)

function unique(members: readonly (readonly [string, unknown])[]): string[] {
  return [...new Map(members)].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  )
}

const aboutTheToken = [
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'azp', 'at_hash', 'c_hash', 's_hash'],
  ...['sid', 'typ', 'events', '_claim_names', '_claim_sources'],
]
const ofTheIdTokenAlone = ['sub', 'auth_time', 'acr', 'amr']
const isEmpty = (value: unknown) => value === undefined || value === null || value === ''
const own = (claims: JsonObject, name: string) =>
  Object.hasOwn(claims, name) ? claims[name] : undefined

describe('merged claims', () => {
  const everyMerge = (check: (idToken: JsonObject, userinfo: JsonObject) => void) =>
    fc.assert(fc.property(claimSets, claimSets, check), { numRuns: 500 })

  it('O6 are those of the ID token wherever it has a value', () => {
    everyMerge((idToken, userinfo) => {
      for (const [name, { value, source }] of mergeClaims(idToken, userinfo)) {
        const isEmail = name === 'email' || name === 'email_verified'
        if (isEmail || isEmpty(own(idToken, name))) continue
        expect([value, source]).toEqual([own(idToken, name), 'id_token'])
      }
    })
  })

  it('O6 have the value that their origin has', () => {
    everyMerge((idToken, userinfo) => {
      for (const [name, { value, source }] of mergeClaims(idToken, userinfo)) {
        const origin = source === 'id_token' ? idToken : userinfo
        expect(Object.hasOwn(origin, name)).toBe(true)
        expect(value).toBe(origin[name])
        expect(['id_token', 'userinfo']).toContain(source)
      }
    })
  })

  it('O6 never say anything about a token, and of the sign-in only what the ID token says', () => {
    everyMerge((idToken, userinfo) => {
      const merged = mergeClaims(idToken, userinfo)
      for (const name of aboutTheToken) expect(merged.has(name)).toBe(false)
      for (const name of ofTheIdTokenAlone) expect(merged.get(name)?.source).not.toBe('userinfo')
    })
  })

  it('O6 take e-mail and its verification from one source', () => {
    everyMerge((idToken, userinfo) => {
      const merged = mergeClaims(idToken, userinfo)
      const email = merged.get('email')
      const isVerified = merged.get('email_verified')
      if (!isEmpty(email?.value) && isVerified) expect(isVerified.source).toBe(email?.source)
      if (!isEmpty(own(idToken, 'email'))) expect(email?.value).toBe(own(idToken, 'email'))
    })
  })

  it('O6 lose nothing else that either source says', () => {
    everyMerge((idToken, userinfo) => {
      const merged = mergeClaims(idToken, userinfo)
      const special = [...aboutTheToken, ...ofTheIdTokenAlone, 'email', 'email_verified']
      const all = new Set([...Object.keys(idToken), ...Object.keys(userinfo)])
      for (const name of all) {
        if (!special.includes(name)) expect(merged.has(name)).toBe(true)
      }
    })
  })

  it('X6 keep names such as __proto__ plain data', () => {
    everyMerge((idToken, userinfo) => {
      const merged = mergeClaims(idToken, userinfo)
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const said = [own(idToken, name), own(userinfo, name)]
        expect(merged.has(name)).toBe(said.some((value) => value !== undefined))
      }
      expect(({} as { admin?: unknown }).admin).toBeUndefined()
      expect(Object.getPrototypeOf(merged)).toBe(Map.prototype)
    })
  })
})
