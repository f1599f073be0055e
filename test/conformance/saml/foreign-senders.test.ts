import { createPublicKey } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getSamlResponse } from 'samlp'
import { describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import { accept, errorOf } from '../../support/saml-refusal.ts'
import {
  assertionXml,
  attribute,
  attributeStatement,
  expected,
  idpKey,
  inSaml,
  parties,
  responseXml,
  samlResponseXml,
  signedAssertionXml,
  spKey,
  tag,
  toForm,
  values,
} from '../../support/saml-response.ts'
import { uris } from '../../support/xml-dsig.ts'
import { contentUris, encryptionUris } from '../../support/xml-encryption.ts'

/* What other implementations send is accepted; and their messages changed afterwards are not. */

const keys = { decryptionKeys: [spKey.privateKey] }

describe('Auth0’s samlp', () => {
  const user = {
    id: 'ann',
    displayName: 'Ann Lée <&> "x"',
    name: { givenName: 'Ann', familyName: 'Lée' },
    emails: [{ value: 'ann@example.com' }],
    groups: ['staff', 'admins'],
    count: 3,
    flag: true,
  }
  const send = (options: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const settings = {
        ...{ issuer: parties.idp, key: idpKey.privateKey, cert: idpKey.certificate },
        ...{ signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' },
        ...{ audience: parties.sp, recipient: parties.acs, destination: parties.acs },
        ...{ inResponseTo: parties.request, lifetimeInSeconds: 300, sessionIndex: '_s1' },
        ...options,
      }
      getSamlResponse(settings, user, (error, message) =>
        error ? reject(error) : resolve(message),
      )
    })
  const atNow = { ...expected, ...keys, now: new Date() }
  const encryption = {
    encryptionCert: spKey.certificate,
    encryptionPublicKey: createPublicKey(spKey.certificate)
      .export({ type: 'spki', format: 'pem' })
      .toString(),
  }
  const outside = { signAssertion: false, signResponse: true }

  const settings: Record<string, object> = {
    'assertion signed': {},
    'response signed': outside,
    'both signed': { signResponse: true },
    'with a prefix': { signResponse: true, signatureNamespacePrefix: 'ds' },
    'untyped attributes': { typedAttributes: false, includeAttributeNameFormat: false },
    encrypted: encryption,
    'encrypted, response signed': { ...encryption, ...outside },
    'encrypted, both signed': { ...encryption, signResponse: true },
    'AES-128-GCM': { ...encryption, encryptionAlgorithm: contentUris['aes-128-gcm'] },
    'AES-256-CBC in a signed response': {
      ...encryption,
      ...{ signResponse: true, encryptionAlgorithm: contentUris['aes-256-cbc'] },
      ...{
        disallowEncryptionWithInsecureAlgorithm: false,
        warnOnInsecureEncryptionAlgorithm: false,
      },
    },
  }

  it.each(Object.entries(settings))('is understood: %s', async (_, options) => {
    const verified = await verifyResponse(toForm(await send(options)), atNow)
    expect(verified).toMatchObject({ nameId: 'ann', sessionIndex: '_s1', issuer: parties.idp })
    expect(Object.values(verified.attributes)).toEqual(
      expect.arrayContaining([['ann@example.com'], [user.displayName], ['staff', 'admins']]),
    )
  })

  it('is refused where its message was changed', async () => {
    for (const options of [{}, outside]) {
      const changed = (await send(options)).replace('>ann<', '>eve<')
      const { code } = await errorOf(verifyResponse(toForm(changed), atNow))
      expect(code).toBe('saml_digest_mismatch')
    }
  })
})

describe('xml-crypto', () => {
  const exclusive = uris.exclusive
  const sign = (
    xml: string,
    xpath: string,
    { prefix = 'ds', algorithm = 'sha256' } = {},
  ): string => {
    const signer = new SignedXml({
      privateKey: idpKey.privateKey,
      publicCert: idpKey.certificate,
      signatureAlgorithm: `http://www.w3.org/2001/04/xmldsig-more#rsa-${algorithm}`,
      canonicalizationAlgorithm: exclusive,
    })
    signer.addReference({
      xpath,
      transforms: [uris.enveloped, exclusive],
      digestAlgorithm: `http://www.w3.org/2001/04/xmlenc#${algorithm}`,
    })
    const reference = `${xpath}/*[local-name()="Issuer"]`
    signer.computeSignature(xml, { prefix, location: { reference, action: 'after' } })
    return signer.getSignedXml()
  }
  const response = '/*[local-name()="Response"]'
  const assertion = `${response}/*[local-name()="Assertion"]`
  const typed = `<saml:AttributeValue xmlns:xs="urn:xs" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">ä&#xD;\n&lt;</saml:AttributeValue>`
  const rich = responseXml(
    assertionXml({
      attributeStatement: attributeStatement(
        attribute('typed', typed),
        attribute('a', values('b')),
      ),
    }),
  )
  const pretty = rich.replaceAll(/(<saml(?!:AttributeValue|:Audience>|:NameID)[^>]*>)/g, '\n  $1')

  it.each([
    ['assertion', (xml: string) => sign(xml, assertion)],
    ['response', (xml: string) => sign(xml, response)],
    ['both', (xml: string) => sign(sign(xml, assertion), response)],
    ['no prefix', (xml: string) => sign(xml, assertion, { prefix: '' })],
    ['SHA-512', (xml: string) => sign(xml, response, { algorithm: 'sha512' })],
  ])('is understood: %s', async (_, signWith) => {
    for (const xml of [rich, pretty]) {
      const { nameId, attributes } = await accept(signWith(xml))
      expect({ nameId, ...attributes }).toEqual({ nameId: 'ann', typed: ['ä\r\n<'], a: ['b'] })
    }
  })
})

describe('xmlsec1', () => {
  /** Encrypts a whole document by a template that names the algorithms. */
  const encrypt = (xml: string, content: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'xmlsec1-'))
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const { xenc } = encryptionUris
    const empty = tag('CipherData', {}, tag('CipherValue'))
    const key = `<EncryptedKey xmlns="${xenc}">${tag('EncryptionMethod', { Algorithm: encryptionUris.rsaOaepMgf1p })}${empty}</EncryptedKey>`
    const template = `<EncryptedData xmlns="${xenc}" Type="${xenc}Element">${tag('EncryptionMethod', { Algorithm: content })}<KeyInfo xmlns="${uris.dsig}">${key}</KeyInfo>${empty}</EncryptedData>`
    try {
      return execFileSync(
        'xmlsec1',
        [
          ...['--encrypt', '--pubkey-cert-pem', write('certificate.pem', spKey.certificate)],
          ...['--session-key', `aes-${/aes(\d+)/.exec(content)?.[1] ?? ''}`],
          ...['--xml-data', write('data.xml', xml), write('template.xml', template)],
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      ).replace(/^<\?xml[^>]*>\s*/, '')
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  const wrap = (xml: string) => inSaml(tag('saml:EncryptedAssertion', {}, xml.trim()))

  it.each(Object.entries(contentUris).filter(([name]) => name.includes('gcm')))(
    'encrypts so that we decrypt: %s',
    async (_, content) => {
      const message = responseXml(wrap(encrypt(signedAssertionXml(), content)))
      expect((await accept(message, keys)).nameId).toBe('ann')
    },
  )

  it.each(
    Object.entries(contentUris).filter(([name]) => name.startsWith('aes') && name.includes('cbc')),
  )('encrypts so that we decrypt: %s', async (_, content) => {
    const message = responseXml(wrap(encrypt(signedAssertionXml(), content)))
    const allow = { aesCbc: true }
    expect((await accept(message, { ...keys, allow })).nameId).toBe('ann')
  })

  it('is not needed for what nobody encrypted', async () => {
    expect((await accept(samlResponseXml(), keys)).nameId).toBe('ann')
  })
})
