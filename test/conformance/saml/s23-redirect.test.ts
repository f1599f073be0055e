import { deflateRawSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LogoutRequestExpectations } from '../../../src/saml/types.ts'
import { verifyLogoutRequest } from '../../../src/saml/verify-logout.ts'
import { createTestKeyPair } from '../../support/saml-keys.ts'
import {
  logoutRequestXml,
  logoutResponseXml,
  type QueryOptions,
  redirectQuery,
  requestExpectations,
  signedLogoutXml,
} from '../../support/saml-logout.ts'
import { errorOf } from '../../support/saml-refusal.ts'
import { strangerKey } from '../../support/saml-response.ts'
import { uris } from '../../support/xml-dsig.ts'

const accept = (query: string, overrides: Partial<LogoutRequestExpectations> = {}) =>
  verifyLogoutRequest({ query }, { ...requestExpectations, ...overrides })
const codeOf = async (query: string, overrides: Partial<LogoutRequestExpectations> = {}) =>
  (await errorOf(accept(query, overrides))).code
const honest = (options: QueryOptions = {}) => redirectQuery(logoutRequestXml(), options)

describe('a signed query', () => {
  it('S23 is accepted with and without RelayState, with and without its question mark', async () => {
    expect(await accept(honest())).toMatchObject({ nameId: 'ann', id: '_l1' })
    expect(await accept(`?${honest({ relayState: 'a b/ü+&=' })}`)).toMatchObject({
      nameId: 'ann',
      relayState: 'a b/ü+&=',
    })
    expect((await accept(honest({ relayState: '' }))).relayState).toBe('')
  })

  it('S23 is verified over the octets that arrived, however they are encoded', async () => {
    const lowerCase = (value: string) =>
      encodeURIComponent(value).replaceAll(/%../g, (hex) => hex.toLowerCase())
    const everything = (value: string) =>
      [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
    const form = (value: string) => new URLSearchParams({ x: value }).toString().slice(2)
    for (const encode of [lowerCase, everything, form]) {
      const query = honest({ encode, relayState: 'a b~' })
      expect((await accept(query)).relayState).toBe('a b~')
      const again = new URLSearchParams(query).toString()
      if (again !== query) expect(await codeOf(again)).toBe('saml_signature_invalid')
    }
  })

  it('S23 may come in any order', async () => {
    const parts = honest({ relayState: 'r' }).split('&')
    expect((await accept(parts.toReversed().join('&'))).relayState).toBe('r')
  })

  it('S11 S23 may be signed with ECDSA, and with SHA-1 by opt-in only', async () => {
    const ec = createTestKeyPair({ algorithm: 'ec:P-256' })
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'
    const signingCertificates = [ec.certificate]
    const byEc = honest({ algorithm, key: ec.privateKey })
    expect((await accept(byEc, { signingCertificates })).nameId).toBe('ann')
    const bySha1 = honest({ algorithm: uris.rsaSha1 })
    expect(await codeOf(bySha1)).toBe('saml_signature_algorithm_refused')
    expect((await accept(bySha1, { allow: { sha1: true } })).nameId).toBe('ann')
    for (const wrong of ['http://www.w3.org/2000/09/xmldsig#hmac-sha1', 'none', '']) {
      expect(await codeOf(honest({ algorithm: wrong }))).toBe('saml_signature_algorithm_refused')
    }
    expect(await codeOf(honest({ algorithm, key: ec.privateKey }))).toBe(
      'saml_signature_algorithm_refused',
    )
  })

  it('S12 S23 is by a configured key', async () => {
    const byStranger = honest({ key: strangerKey.privateKey })
    const error = await errorOf(accept(byStranger))
    expect(error.code).toBe('saml_signature_invalid')
    expect(error.message).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/)
  })

  it('S23 covers message, RelayState and algorithm', async () => {
    const query = honest({ relayState: 'r' })
    const other = redirectQuery(logoutRequestXml({ attributes: { ID: '_x' } }), { relayState: 'r' })
    const message = /SAMLRequest=[^&]+/
    const changes = [
      query.replace(message, message.exec(other)?.[0] ?? ''),
      query.replace('RelayState=r', 'RelayState=s'),
      query.replace('RelayState=r', 'RelayState='),
      query.replace('RelayState=r&', ''),
      honest().replace('&SigAlg', '&RelayState=r&SigAlg'),
      query.replace('rsa-sha256', 'rsa-sha512'),
      query.replace(/Signature=../, 'Signature=AA'),
    ]
    for (const changed of changes) expect(await codeOf(changed)).toBe('saml_signature_invalid')
  })
})

describe('the parameters', () => {
  const query = honest({ relayState: 'r' })
  const message = /SAMLRequest=[^&]+/.exec(query)?.[0] ?? ''
  const response = redirectQuery(logoutResponseXml())

  it.each([
    ['twice the message', `${message}&${query}`],
    ['a forged message at the end', `${query}&${message}`],
    ['twice the RelayState', `${query}&RelayState=evil`],
    ['twice the algorithm', `${query}&SigAlg=x`],
    ['twice the Signature', `${query}&Signature=x`],
    ['request and response', `${query}&${response}`],
    ['request and response under one signature', `${query}&SAMLResponse=x`],
    ['response and request under one signature', `SAMLResponse=x&${query}`],
    ['a response for a request', response],
    ['an encoding, which no signature covers', `${query}&SAMLEncoding=urn%3Ax`],
    ['anything else', `${query}&x=y`],
    ['another letter case', query.replace('RelayState', 'relaystate')],
    ['a name that is percent-encoded', query.replace('RelayState', 'Relay%53tate')],
    ['a name with a blank', query.replace('&RelayState', '&+RelayState')],
    ['a name without a value', query.replace('RelayState=r', 'RelayState')],
    ['an empty part', `${query}&`],
    ['two question marks', `??${query}`],
    ['no message', query.replace(`${message}&`, '')],
    ['no Signature', query.replace(/&Signature=.*/, '')],
    ['no algorithm', query.replace(/&SigAlg=[^&]*/, '')],
    ['a Signature that is no Base64', query.replace(/Signature=.*/, 'Signature=%21')],
    ['broken percent-encoding', query.replace(/Signature=.*/, 'Signature=%')],
    ['bytes that are no UTF-8', query.replace(/Signature=.*/, 'Signature=%FF')],
    ['nothing', ''],
  ])('S23 are refused: %s', async (_, received) => {
    expect(await codeOf(received)).toBe('saml_redirect_refused')
  })

  it('S23 are one text, of 65,536 characters at most', async () => {
    const long = honest({ relayState: 'x'.repeat(60_000) })
    expect((await accept(long)).relayState).toHaveLength(60_000)
    for (const wrong of [undefined as never, honest({ relayState: 'x'.repeat(66_000) })]) {
      const error = await errorOf(accept(wrong))
      expect([error.code, error.message]).toEqual([
        'saml_redirect_refused',
        'The query is missing or too long.',
      ])
    }
  })
})

describe('the message', () => {
  const xml = logoutRequestXml()
  const packed = deflateRawSync(Buffer.from(xml))

  it.each([
    ['with a header', deflateSync(Buffer.from(xml))],
    ['uncompressed', Buffer.from(xml)],
    ['cut off', packed.subarray(0, -10)],
    ['empty', Buffer.alloc(0)],
    ['a bomb', deflateRawSync(Buffer.alloc(50_000_000))],
  ])('X5 X7 is refused: %s', async (_, bytes) => {
    expect(await codeOf(honest({ bytes }))).toBe('saml_redirect_refused')
  })

  it('X7 is refused where it is no Base64', async () => {
    const error = await errorOf(accept('SAMLRequest=%21'))
    expect(error.code).toBe('saml_redirect_refused')
    expect(error.message).toContain('not Base64')
  })

  it('X1 is read like any other', async () => {
    expect(await codeOf(redirectQuery(`<!DOCTYPE LogoutRequest>${xml}`))).toBe('saml_xml_refused')
    const wrapped = redirectQuery(`<x>${xml}</x>`)
    expect(await codeOf(wrapped)).toBe('saml_message_unexpected')
  })

  it('S24 without a signature is refused', async () => {
    expect(await codeOf(honest({ isSigned: false }))).toBe('saml_signature_missing')
  })

  it('S3 has to verify by its own signature, too, where it has one', async () => {
    const byStranger = signedLogoutXml(logoutRequestXml, {}, { key: strangerKey.privateKey })
    expect(await codeOf(redirectQuery(byStranger))).toBe('saml_signature_invalid')
    const twice = signedLogoutXml(logoutRequestXml)
    expect((await accept(redirectQuery(twice))).nameId).toBe('ann')
    expect((await accept(redirectQuery(twice, { isSigned: false }))).nameId).toBe('ann')
  })

  it('S23 gives no RelayState that the signature does not cover', async () => {
    const enveloped = signedLogoutXml(logoutRequestXml)
    const query = redirectQuery(enveloped, { isSigned: false, relayState: 'evil' })
    expect((await accept(query)).relayState).toBeUndefined()
  })
})
