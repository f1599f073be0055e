import { createPrivateKey, sign as signOctets } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { accept, refusalCodes } from '../../support/saml-refusal.ts'
import {
  assertionXml,
  idpKey,
  inSaml,
  samlResponseXml,
  signedAssertionXml,
  spKey,
  tag,
  withSignature,
} from '../../support/saml-response.ts'
import {
  digestMethod,
  digestValue,
  signatureMethod,
  transform,
  transforms,
  uris,
} from '../../support/xml-dsig.ts'
import { encryptXml } from '../../support/xml-encryption.ts'

const keys = { decryptionKeys: [spKey.privateKey] }

describe('what is read', () => {
  it('S1 X4 is the encrypted content that was signed, without comments from elsewhere', async () => {
    const message = samlResponseXml({ sign: 'response', wrap: (xml) => encryptXml(xml) })
    const commented = message.replaceAll(/<xenc:CipherValue>.{8}/g, '$&<!-- -->')
    expect(commented.match(/<!-- -->/g)).toHaveLength(2)
    expect((await accept(commented, keys)).nameId).toBe('ann')
  })

  it('S1 S21 is signed in the namespaces of its place, those of a prefix list among them', async () => {
    const prefixList = `<ec:InclusiveNamespaces xmlns:ec="${uris.exclusive}" PrefixList="xs"></ec:InclusiveNamespaces>`
    const xs = ' xmlns:xs="urn:xs"'
    // Canonical XML has declarations in the order of their prefixes.
    const canonical = assertionXml().replace(/ xmlns:saml="[^"]*"/, `$&${xs}`)
    const inside = withSignature((signed) => assertionXml({}, signed), '_a1', {
      canonical,
      transforms: transforms(transform(uris.enveloped) + transform(uris.exclusive, prefixList)),
    })
    const inPlace = (xml: string) =>
      samlResponseXml({ sign: 'none', wrap: () => encryptXml(xml) }).replace(
        '<samlp:Response',
        `$&${xs}`,
      )
    expect((await accept(inPlace(inside), keys)).nameId).toBe('ann')
    expect(await refusalCodes(inPlace(inside).replace(xs, ''), keys)).toEqual([
      'saml_digest_mismatch',
    ])
  })

  it('S6 is one assertion: others are quoted by the Advice of an assertion only', async () => {
    const xmlns = / xmlns:saml="[^"]*"/
    const other = assertionXml({ attributes: { ID: '_a2' } }).replace(xmlns, '')
    const advice = tag('saml:Advice', {}, other)
    const quoting = { assertion: { more: advice } }
    for (const sign of ['assertion', 'response', 'both'] as const) {
      expect((await accept({ ...quoting, sign })).assertionId).toBe('_a1')
    }
    expect((await accept({ ...quoting, wrap: (xml) => encryptXml(xml) }, keys)).nameId).toBe('ann')
    const elsewhere = tag('samlp:Extensions', {}, inSaml(advice))
    for (const sign of ['assertion', 'response', 'both'] as const) {
      expect(await refusalCodes({ response: { more: elsewhere }, sign })).toEqual([
        'saml_assertion_repeated',
      ])
    }
  })
})

describe('what weakens a connection', () => {
  const sha1 = {
    signatureMethod: signatureMethod(uris.rsaSha1),
    digestMethod: digestMethod(uris.sha1),
    digestValue: digestValue(assertionXml(), 'sha1'),
    signer: (octets: Buffer) => signOctets('sha1', octets, createPrivateKey(idpKey.privateKey)),
  }
  const inSha1 = samlResponseXml({
    sign: 'none',
    wrap: () => signedAssertionXml({}, sha1),
  })
  const inCbc = samlResponseXml({ wrap: (xml) => encryptXml(xml, { content: 'aes-128-cbc' }) })

  it.each([
    ['sha1', inSha1, 'saml_signature_algorithm_refused'],
    ['aesCbc', inCbc, 'saml_encryption_algorithm_refused'],
  ] as const)('S11 S21 is switched on by true alone: %s', async (name, message, code) => {
    expect((await accept(message, { ...keys, allow: { [name]: true } })).nameId).toBe('ann')
    for (const value of [false, 'false', 'true', 1, {}]) {
      const allow = { [name]: value as boolean }
      expect(await refusalCodes(message, { ...keys, allow })).toEqual([code])
    }
    const other = name === 'sha1' ? 'aesCbc' : 'sha1'
    expect(await refusalCodes(message, { ...keys, allow: { [other]: true } })).toEqual([code])
  })
})
