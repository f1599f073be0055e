import { describe, expect, it } from 'vitest'
import { claimedIssuer } from '../../src/oidc/claimed-issuer.ts'
import { oidc } from '../../src/oidc/index.ts'
import { unsignedToken } from '../conformance/oidc/third-party.ts'

const issuer = 'https://idp.example.com'
const [header] = unsignedToken({}).split('.')
const withPayload = (text: string) => `${header}.${Buffer.from(text).toString('base64url')}.c2ln`

describe('claimedIssuer', () => {
  it('F5 tells whom a token says to come from, whoever wrote it', () => {
    expect(claimedIssuer(unsignedToken({ iss: issuer, sub: 'mallory' }))).toBe(issuer)
  })

  it.each([
    ['no iss', unsignedToken({ sub: 'ann' })],
    ['a list', unsignedToken({ iss: [issuer] })],
    ['an object', unsignedToken({ iss: { iss: issuer } })],
    ['a number', unsignedToken({ iss: 1 })],
    ['null', unsignedToken({ iss: null })],
    ['a prototype’s', withPayload(`{"__proto__":{"iss":"${issuer}"}}`)],
    ['two', withPayload(`{"iss":"https://evil.example","iss":"${issuer}"}`)],
    ['no JSON', withPayload('no')],
    ['deep JSON', withPayload('['.repeat(100_000))],
    ['a text', withPayload(`"${issuer}"`)],
    ['nothing', ''],
    ['dots', '..'],
    ['an encrypted token', 'a.b.c.d.e'],
    ['a megabyte', unsignedToken({ iss: issuer, pad: 'x'.repeat(800_000) })],
  ])('F5 tells nothing of %s', (_what, token) => {
    expect(claimedIssuer(token)).toBeUndefined()
    const parameters = new Map([['id_token', token]])
    expect(oidc().recognise({ method: 'POST', parameters })).toEqual({ kind: 'unsolicited' })
  })
})
