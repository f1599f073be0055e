import { describe, expect, it } from 'vitest'
import type {
  LogoutRequestExpectations,
  LogoutResponseExpectations,
} from '../../../src/saml/types.ts'
import { verifyLogoutRequest, verifyLogoutResponse } from '../../../src/saml/verify-logout.ts'
import {
  type LogoutParts,
  logoutRequestXml,
  logoutResponseXml,
  redirectQuery,
  requestExpectations,
  responseExpectations,
  sessionIndex,
  signedLogoutXml,
} from '../../support/saml-logout.ts'
import { errorOf } from '../../support/saml-refusal.ts'
import {
  at,
  inSaml,
  issuer,
  nameId,
  parties,
  samlResponseXml,
  spKey,
  status,
  strangerKey,
  tag,
  toForm,
} from '../../support/saml-response.ts'
import { encryptXml } from '../../support/xml-encryption.ts'

const request = (xml: string, overrides: Partial<LogoutRequestExpectations> = {}) =>
  verifyLogoutRequest(toForm(xml), { ...requestExpectations, ...overrides })
const response = (xml: string, overrides: Partial<LogoutResponseExpectations> = {}) =>
  verifyLogoutResponse(toForm(xml), { ...responseExpectations, ...overrides })
const signedRequest = (parts: LogoutParts = {}) => signedLogoutXml(logoutRequestXml, parts)
const signedResponse = (parts: LogoutParts = {}) => signedLogoutXml(logoutResponseXml, parts)
const codesOf = async (promise: Promise<unknown>) => {
  const error = await errorOf(promise)
  return error.issues?.map(({ code }) => code) ?? [error.code]
}

describe('a LogoutRequest', () => {
  it('S24 tells whose sessions end', async () => {
    const inside =
      inSaml(nameId('ann', { Format: 'urn:f', SPNameQualifier: 'urn:s' })) +
      sessionIndex('_s1') +
      sessionIndex('_s2')
    expect(await request(signedRequest({ inside }))).toEqual({
      id: '_l1',
      issuer: parties.idp,
      nameId: 'ann',
      nameIdFormat: 'urn:f',
      spNameQualifier: 'urn:s',
      sessionIndexes: ['_s1', '_s2'],
      notOnOrAfter: new Date(at(300)),
    })
    const all = await request(signedRequest({ inside: inSaml(nameId()) }))
    expect(all.sessionIndexes).toEqual([])
  })

  it('S24 may hide the NameID', async () => {
    const decryptionKeys = [spKey.privateKey]
    for (const content of ['aes-256-gcm', 'aes-256-cbc'] as const) {
      const inside = encryptXml(inSaml(nameId()), { container: 'EncryptedID', content })
      for (const message of [
        toForm(signedRequest({ inside })),
        { query: redirectQuery(logoutRequestXml({ inside })) },
      ]) {
        const expected = { ...requestExpectations, decryptionKeys }
        expect((await verifyLogoutRequest(message, expected)).nameId).toBe('ann')
      }
    }
  })

  it('S24 is signed by the connection’s key', async () => {
    expect(await codesOf(request(logoutRequestXml()))).toEqual(['saml_signature_missing'])
    const byStranger = signedLogoutXml(logoutRequestXml, {}, { key: strangerKey.privateKey })
    expect(await codesOf(request(byStranger))).toEqual(['saml_signature_invalid'])
    const changed = signedRequest().replace('>ann<', '>eve<')
    expect(await codesOf(request(changed))).toEqual(['saml_digest_mismatch'])
  })

  it('S4 is itself what is signed', async () => {
    const honest = signedRequest()
    const forged = (inside: string) =>
      logoutRequestXml({ attributes: { ID: '_evil' }, inside: inSaml(nameId('eve')) + inside })
    const signature = /<ds:Signature .*<\/ds:Signature>/.exec(honest)?.[0] ?? ''
    const wrapped = tag('samlp:Extensions', {}, honest)
    expect(await codesOf(request(forged(wrapped)))).toEqual(['saml_signature_missing'])
    const moved = tag('samlp:Extensions', {}, logoutRequestXml())
    expect(await codesOf(request(forged(signature + moved)))).toEqual(['saml_signature_malformed'])
    expect(await codesOf(request(samlResponseXml()))).toEqual(['saml_message_unexpected'])
    expect(await codesOf(request(signedResponse()))).toEqual(['saml_message_unexpected'])
  })

  it.each([
    [{ issuer: inSaml(issuer('https://other.example.com')) }, 'saml_issuer_mismatch'],
    [{ issuer: '' }, 'saml_issuer_mismatch'],
    [{ attributes: { Destination: parties.acs } }, 'saml_destination_mismatch'],
    [{ attributes: { Destination: `${parties.slo}/` } }, 'saml_destination_mismatch'],
    [{ attributes: { Destination: undefined } }, 'saml_destination_mismatch'],
    [{ attributes: { NotOnOrAfter: at(-60) } }, 'saml_expired'],
    [{ attributes: { NotOnOrAfter: '' } }, 'saml_time_malformed'],
    [{ attributes: { NotOnOrAfter: undefined, IssueInstant: at(-360) } }, 'saml_expired'],
    [{ attributes: { IssueInstant: at(61) } }, 'saml_not_yet_valid'],
    [{ attributes: { IssueInstant: 'x' } }, 'saml_time_malformed'],
    [{ attributes: { NotOnOrAfter: undefined, IssueInstant: 'x' } }, 'saml_time_malformed'],
    [{ attributes: { Version: '1.1' } }, 'saml_version_refused'],
    [{ inside: sessionIndex() }, 'saml_name_id_missing'],
    [{ inside: inSaml(nameId(' ')) }, 'saml_name_id_missing'],
    [{ inside: inSaml(nameId()) + inSaml(nameId('eve')) }, 'saml_message_malformed'],
    [{ inside: inSaml(tag('saml:BaseID')) }, 'saml_message_malformed'],
    [{ attributes: { IssueInstant: undefined } }, 'saml_message_malformed'],
  ] as const)('S24 is refused: %o', async (parts, code) => {
    expect(await codesOf(request(signedRequest(parts)))).toEqual([code])
    const query = { query: redirectQuery(logoutRequestXml(parts)) }
    expect(await codesOf(verifyLogoutRequest(query, requestExpectations))).toEqual([code])
  })

  it('S24 without NotOnOrAfter lives five minutes', async () => {
    const attributes = { NotOnOrAfter: undefined, IssueInstant: at(-359) }
    const { notOnOrAfter } = await request(signedRequest({ attributes }))
    expect(notOnOrAfter).toEqual(new Date(at(-59)))
    const old = { NotOnOrAfter: at(10), IssueInstant: at(-900) }
    expect((await request(signedRequest({ attributes: old }))).nameId).toBe('ann')
  })

  it('S24 is held against expectations that are there', async () => {
    const nothing = { sloUrl: '', idpEntityId: '' }
    expect(await codesOf(request(signedRequest(), nothing))).toEqual([
      'config_invalid',
      'config_invalid',
    ])
  })
})

describe('a LogoutResponse', () => {
  it('S24 confirms where it is signed', async () => {
    const confirmed = { id: '_l2', issuer: parties.idp, confirmed: true }
    expect(await response(signedResponse())).toEqual(confirmed)
    const query = { query: redirectQuery(logoutResponseXml(), { relayState: 'r' }) }
    expect(await verifyLogoutResponse(query, responseExpectations)).toEqual(confirmed)
  })

  it('S1 X4 S24 is read from what was signed, without comments from elsewhere', async () => {
    const commented = signedResponse().replace(/<saml:Issuer[^>]*>https/, '$&<!-- -->')
    expect(commented).toContain('<!-- -->')
    expect(await response(commented)).toMatchObject({ confirmed: true })
  })

  it('S24 ends the journey where it is not, and confirms nothing', async () => {
    const unconfirmed = { confirmed: false, reason: 'not signed' }
    expect(await response(logoutResponseXml())).toMatchObject(unconfirmed)
    const query = { query: redirectQuery(logoutResponseXml(), { isSigned: false }) }
    expect(await verifyLogoutResponse(query, responseExpectations)).toMatchObject(unconfirmed)
    const attributes = { Destination: undefined }
    expect(await response(logoutResponseXml({ attributes }))).toMatchObject(unconfirmed)
  })

  it('S24 with a wrong signature is refused', async () => {
    const byStranger = signedLogoutXml(logoutResponseXml, {}, { key: strangerKey.privateKey })
    expect(await codesOf(response(byStranger))).toEqual(['saml_signature_invalid'])
    const query = redirectQuery(logoutResponseXml(), { key: strangerKey.privateKey })
    expect(await codesOf(verifyLogoutResponse({ query }, responseExpectations))).toEqual([
      'saml_signature_invalid',
    ])
  })

  it.each([
    [{ issuer: inSaml(issuer('https://other.example.com')) }, 'saml_issuer_mismatch'],
    [{ issuer: '' }, 'saml_issuer_mismatch'],
    [{ attributes: { Destination: parties.acs } }, 'saml_destination_mismatch'],
    [{ attributes: { InResponseTo: '_other' } }, 'saml_in_response_to_mismatch'],
    [{ attributes: { InResponseTo: undefined } }, 'saml_in_response_to_mismatch'],
    [{ attributes: { IssueInstant: at(61) } }, 'saml_not_yet_valid'],
    [{ attributes: { Version: '1.1' } }, 'saml_version_refused'],
    [{ inside: '' }, 'saml_message_malformed'],
    [{ inside: status() + status() }, 'saml_message_malformed'],
  ] as const)('S24 is refused, signed or not: %o', async (parts, code) => {
    expect(await codesOf(response(signedResponse(parts)))).toEqual([code])
    expect(await codesOf(response(logoutResponseXml(parts)))).toEqual([code])
  })

  it('S16 S24 names its Destination where it is signed', async () => {
    const attributes = { Destination: undefined }
    expect(await codesOf(response(signedResponse({ attributes })))).toEqual([
      'saml_destination_mismatch',
    ])
  })

  it('S24 may report a failure', async () => {
    const partial = tag('samlp:StatusCode', {
      Value: 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout',
    })
    const failures = {
      'Success / PartialLogout': status('Success', partial),
      'Responder / PartialLogout': status('Responder', partial),
      Requester: status('Requester'),
    }
    for (const [reason, inside] of Object.entries(failures)) {
      for (const xml of [signedResponse({ inside }), logoutResponseXml({ inside })]) {
        expect(await response(xml)).toMatchObject({ confirmed: false, reason })
      }
    }
  })

  it('S24 answers a request of ours', async () => {
    for (const inResponseTo of ['', undefined, null]) {
      const overrides = { inResponseTo: inResponseTo as never }
      const unsolicited = logoutResponseXml({ attributes: { InResponseTo: undefined } })
      expect(await codesOf(response(unsolicited, overrides))).toEqual(['config_invalid'])
    }
  })
})
