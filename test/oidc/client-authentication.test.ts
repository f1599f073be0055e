import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAuthentication } from '../../src/oidc/client-authentication.ts'

const as = { issuer: 'https://idp.example.com' }

async function authenticate(
  method: string,
  supported: string[] | undefined,
  secret: string | undefined,
  clientId: string = 'client',
) {
  const metadata = supported ? { ...as, token_endpoint_auth_methods_supported: supported } : as
  const authenticationOf = await clientAuthentication(
    { clientAuthentication: method } as never,
    metadata,
    async (field) => (field === 'clientSecret' ? secret : undefined),
  )
  const body = new URLSearchParams()
  const headers = new Headers()
  await authenticationOf(metadata, { client_id: clientId }, body, headers)
  return { authorization: headers.get('authorization'), body: Object.fromEntries(body) }
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
    ['auto', ['private_key_jwt'], 'basic'],
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

  it('O8 fails where a secret is needed and none is stored', async () => {
    await expect(authenticate('auto', undefined, undefined)).rejects.toMatchObject({
      code: 'connection_secret_missing',
    })
    expect(await authenticate('none', undefined, undefined)).toMatchObject({ authorization: null })
  })
})
