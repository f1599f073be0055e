import { describe, expect, it, vi } from 'vitest'
import { createTestKeyPair } from '../../support/saml-keys.ts'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  assertionXml,
  attribute,
  attributeStatement,
  audience,
  confirmation,
  idpKey,
  inSaml,
  nameId,
  samlResponseXml,
  type Scene,
  signedAssertionXml,
  spKey,
  strangerKey,
  subject,
  tag,
  values,
} from '../../support/saml-response.ts'
import {
  contentUris,
  type EncryptionOptions,
  encryptionUris,
  encryptXml,
} from '../../support/xml-encryption.ts'

const keys = { decryptionKeys: [spKey.privateKey] }
const aesCbc = { ...keys, allow: { aesCbc: true } }
const encrypted = (options: EncryptionOptions = {}, scene: Scene = {}): Scene => ({
  ...scene,
  wrap: (xml) => encryptXml(xml, options),
})

describe('an encrypted assertion', () => {
  it.each(['assertion', 'response', 'both'] as const)(
    'S21 is accepted with a signature on: %s',
    async (sign) => {
      const assertion = await accept(encrypted({}, { sign }), keys)
      expect(assertion).toMatchObject({ nameId: 'ann' })
      expect(assertion.attributes).toEqual({
        email: ['ann@example.com'],
        groups: ['staff', 'admins'],
      })
    },
  )

  it.each(['aes-128-gcm', 'aes-192-gcm', 'aes-256-gcm'] as const)(
    'S21 is accepted with %s',
    async (content) => {
      expect((await accept(encrypted({ content }), keys)).nameId).toBe('ann')
    },
  )

  it.each([
    { digest: 'sha1' },
    { digest: 'sha256' },
    { digest: 'sha256', mask: 'sha1' },
    { digest: 'sha512', mask: 'sha1' },
    { label: Buffer.from('a label') },
    { transport: encryptionUris.rsaOaep, mask: 'sha1', digest: 'sha256' },
    { transport: encryptionUris.rsaOaep, digest: 'sha256', namesMask: true },
    { transport: encryptionUris.rsaOaep, digest: 'sha1', mask: 'sha256', namesMask: true },
    { transport: encryptionUris.rsaOaep, digest: 'sha384', mask: 'sha512', namesMask: true },
    { transport: encryptionUris.rsaOaep, digest: 'sha512', mask: 'sha512', namesMask: true },
  ] as const)('S21 is accepted with RSA-OAEP of label and mask %o', async (options) => {
    expect((await accept(encrypted(options), keys)).nameId).toBe('ann')
  })

  it('S21 is decrypted with whichever of our keys fits', async () => {
    const decryptionKeys = [strangerKey.privateKey, spKey.privateKey]
    expect((await accept(encrypted(), { decryptionKeys })).nameId).toBe('ann')
  })

  it('S21 may be encrypted for several recipients', async () => {
    const recipients = [strangerKey.certificate, spKey.certificate]
    expect((await accept(encrypted({ recipients }), keys)).nameId).toBe('ann')
    const tooMany = Array.from({ length: 5 }, () => spKey.certificate)
    expect(await refusalCodes(encrypted({ recipients: tooMany }), keys)).toEqual([
      'saml_encryption_refused',
    ])
  })

  it('S21 is no proof: without a signature it is refused', async () => {
    expect(await refusalCodes(encrypted({}, { sign: 'none' }), keys)).toEqual([
      'saml_signature_missing',
    ])
    const stranger = { key: strangerKey.privateKey }
    expect(await refusalCodes(encrypted({}, { signing: stranger }), keys)).toEqual([
      'saml_signature_invalid',
    ])
  })

  it('S21 has to verify by its own signature, too, where it has one', async () => {
    const inner = signedAssertionXml({}, { key: strangerKey.privateKey })
    const response = samlResponseXml({ sign: 'response', wrap: () => encryptXml(inner) })
    expect(await refusalCodes(response, keys)).toEqual(['saml_signature_invalid'])
  })

  it('S21 is checked like any other assertion', async () => {
    const conditions = tag('saml:Conditions', {}, audience('https://other.example.com'))
    const scene = encrypted({}, { sign: 'response', assertion: { conditions } })
    expect(await refusalCodes(scene, keys)).toEqual(['saml_audience_mismatch'])
  })

  it('S21 may be required', async () => {
    const required = { ...keys, requireEncryption: true }
    for (const sign of ['assertion', 'response'] as const) {
      expect((await accept(encrypted({}, { sign }), required)).nameId).toBe('ann')
      expect(await refusalCodes({ sign }, required)).toEqual(['saml_encryption_missing'])
    }
    const inWords = { ...keys, requireEncryption: 'yes' as never }
    expect(await refusalCodes({}, inWords)).toEqual(['saml_encryption_missing'])
  })

  it('S21 is refused where we have no key, or no key at all', async () => {
    expect(await refusalCodes(encrypted())).toEqual(['saml_decryption_key_missing'])
    const decryptionKeys = [strangerKey.privateKey]
    expect(await refusalCodes(encrypted(), { decryptionKeys })).toEqual(['saml_decryption_failed'])
  })

  it('S21 is read in the namespaces of its place', async () => {
    const bare = assertionXml().replace(/ xmlns:saml="[^"]*"/, '')
    expect(bare).not.toContain('xmlns:saml')
    const inContext = samlResponseXml({ sign: 'response', wrap: () => encryptXml(bare) })
    expect((await accept(inContext, keys)).nameId).toBe('ann')
    // Signed before it was taken out of its place; its canonical form declares the prefix.
    const signed = signedAssertionXml().replace(/ xmlns:saml="[^"]*"/, '')
    expect((await accept({ wrap: () => encryptXml(signed) }, keys)).nameId).toBe('ann')
  })

  it('S21 may stand between blanks', async () => {
    const scene = { wrap: (xml: string) => encryptXml(`\n  ${xml}\n`) }
    expect((await accept(scene, keys)).nameId).toBe('ann')
  })
})

describe('what is encrypted', () => {
  const plaintexts = {
    'a DOCTYPE': '<!DOCTYPE a><saml:Assertion/>',
    'two assertions': assertionXml() + assertionXml({ attributes: { ID: '_a2' } }),
    'text beside it': `x${assertionXml()}`,
    'a comment beside it': `<!-- -->${assertionXml()}`,
    nothing: '',
    'the end of its place and another document': `</context><context>${assertionXml()}`,
    'an undeclared prefix': assertionXml().replaceAll('saml:', 'other:'),
    'broken XML': assertionXml().slice(0, -1),
  }
  it.each(Object.entries(plaintexts))('X1 S21 is refused if it is %s', async (_, plaintext) => {
    const message = samlResponseXml({ sign: 'response', wrap: () => encryptXml(plaintext) })
    expect(await refusalCodes(message, keys)).toEqual(['saml_decryption_failed'])
  })

  it('S6 is exactly one assertion', async () => {
    const nested = assertionXml({ more: assertionXml({ attributes: { ID: '_a2' } }) })
    for (const plaintext of [nested, inSaml(nameId()), encryptXml(assertionXml())]) {
      const message = samlResponseXml({ sign: 'response', wrap: () => encryptXml(plaintext) })
      const error = await refusal(message, keys)
      expect([error.code, error.message]).toEqual([
        'saml_message_malformed',
        'What was encrypted is not one assertion.',
      ])
    }
  })
})

describe('the algorithm', () => {
  it.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'] as const)(
    'S21 %s is accepted under a signed response only, or by opt-in',
    async (content) => {
      const signedOutside = encrypted({ content }, { sign: 'response' })
      expect((await accept(signedOutside, keys)).nameId).toBe('ann')
      const signedInside = encrypted({ content })
      expect(await refusalCodes(signedInside, keys)).toEqual(['saml_encryption_algorithm_refused'])
      expect((await accept(signedInside, aesCbc)).nameId).toBe('ann')
    },
  )

  it('S21 reads any filler of the last block', async () => {
    for (const byte of [0, 1, 16, 32, 255]) {
      const padding = (length: number) => Buffer.alloc(length, byte)
      const scene = encrypted({ content: 'aes-256-cbc', padding }, { sign: 'response' })
      expect((await accept(scene, keys)).nameId).toBe('ann')
    }
  })

  it('S21 takes no more than a block for filler', async () => {
    for (const paddingByte of [0, 17, 20, 32, 255]) {
      const wrap = (xml: string) => {
        const blanks = ' '.repeat(272 - (Buffer.byteLength(xml) % 16))
        const padding = (length: number) => Buffer.alloc(length, ' ')
        return encryptXml(xml + blanks, { content: 'aes-256-cbc', padding, paddingByte })
      }
      expect(await refusalCodes({ wrap, sign: 'response' }, keys)).toEqual([
        'saml_decryption_failed',
      ])
    }
  })

  it.each([
    { content: 'des-ede3-cbc' },
    { transport: encryptionUris.rsa15 },
    { transport: encryptionUris.rsaOaepMgf1p, mask: 'sha256', digest: 'sha1', namesMask: true },
  ] as const)('S21 is refused: %o', async (options) => {
    for (const sign of ['assertion', 'response'] as const) {
      const codes = await refusalCodes(encrypted(options, { sign }), aesCbc)
      expect(codes).toEqual(['saml_encryption_algorithm_refused'])
    }
  })

  it.each([
    [contentUris['aes-256-gcm'], 'http://www.w3.org/2009/xmlenc11#aes256-ccm'],
    [encryptionUris.rsaOaepMgf1p, 'http://www.w3.org/2001/04/xmlenc#rsa-oaep'],
    [encryptionUris.rsaOaepMgf1p, 'http://www.w3.org/2001/04/xmlenc#kw-aes256'],
    ['http://www.w3.org/2001/04/xmlenc#sha256"', 'http://www.w3.org/2001/04/xmldsig-more#md5"'],
    ['xmlenc11#mgf1sha256', 'xmlenc11#mgf1sha224'],
  ])('S21 is refused: unknown instead of %s', async (known, unknown) => {
    const transport = known.includes('mgf1s') ? { transport: encryptionUris.rsaOaep } : {}
    const message = samlResponseXml(
      encrypted({ digest: 'sha256', namesMask: known.includes('mgf1s'), ...transport }),
    )
    expect(message).toContain(known)
    const codes = await refusalCodes(message.replace(known, unknown), aesCbc)
    expect(codes).toEqual(['saml_encryption_algorithm_refused'])
  })
})

describe('a runtime without RSA without padding', () => {
  const bare = createTestKeyPair()
  const decryptionKeys = [bare.privateKey]
  const recipients = [bare.certificate]

  it('S21 decrypts where label and mask have one hash, and says why it cannot otherwise', async () => {
    vi.stubGlobal('process', Object.create(process, { getBuiltinModule: { value: undefined } }))
    try {
      for (const options of [{}, { digest: 'sha256', transport: encryptionUris.rsaOaepMgf1p }]) {
        const scene = encrypted({ ...(options as EncryptionOptions), recipients })
        expect((await accept(scene, { decryptionKeys })).nameId).toBe('ann')
      }
      const transport = encryptionUris.rsaOaep
      const scene = encrypted({ transport, digest: 'sha256', mask: 'sha1', recipients })
      const error = await refusal(scene, { decryptionKeys })
      expect(error.code).toBe('saml_encryption_algorithm_refused')
      expect(error.message).toContain('node:crypto')
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('failures of decryption', () => {
  const flip = (position: number) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes)
    const index = position < 0 ? changed.length + position : position
    changed[index] = (changed[index] ?? 0) ^ 1
    return changed
  }
  const sendings: Record<string, EncryptionOptions> = {
    'a stranger’s key': { recipients: [strangerKey.certificate] },
    'a changed IV': { change: flip(0) },
    'a changed byte': { change: flip(40) },
    'a changed tag': { change: flip(-1) },
    'a short tag': { change: (bytes) => bytes.subarray(0, -4) },
    'no content': { change: () => Buffer.alloc(0) },
    'an IV only': { change: (bytes) => bytes.subarray(0, 12) },
    'a key of another length': { content: 'aes-256-gcm', contentKey: Buffer.alloc(16) },
    'another label': { label: Buffer.from('a') },
    'CBC with a changed byte': { content: 'aes-256-cbc', change: flip(20) },
    'CBC with wrong padding': { content: 'aes-256-cbc', change: flip(-17) },
    'CBC of part of a block': { content: 'aes-256-cbc', change: (bytes) => bytes.subarray(0, -3) },
    'CBC of nothing': { content: 'aes-256-cbc', change: () => Buffer.alloc(0) },
    'CBC of no block': { content: 'aes-256-cbc', change: (bytes) => bytes.subarray(0, 16) },
    'CBC for a stranger': { content: 'aes-256-cbc', recipients: [strangerKey.certificate] },
  }

  it('S21 look the same, whatever failed', async () => {
    const seen = new Set<string>()
    for (const [name, options] of Object.entries(sendings)) {
      const isWrongKey = name.includes('another length')
      let message = isWrongKey
        ? samlResponseXml(encrypted({ ...options, content: 'aes-128-gcm' }))
        : samlResponseXml(encrypted(options))
      if (isWrongKey) message = message.replace('aes128-gcm', 'aes256-gcm')
      if (options.label) message = message.replace('>YQ==<', '>Yg==<')
      const error = await refusal(message, aesCbc)
      seen.add(JSON.stringify(error.toJSON()))
      expect([name, error.code]).toEqual([name, 'saml_decryption_failed'])
    }
    expect(seen.size).toBe(1)
  })

  it('S21 do not tell what CBC without a signed envelope decrypted to', async () => {
    const insides = {
      unsigned: assertionXml(),
      'signed by a stranger': signedAssertionXml({}, { key: strangerKey.privateKey }),
      'changed after signing': signedAssertionXml().replace('ann<', 'eve<'),
      'no assertion': inSaml(nameId()),
      'no XML': 'x',
    }
    const seen = new Set<string>()
    for (const inside of Object.values(insides)) {
      const message = samlResponseXml({
        wrap: () => encryptXml(inside, { content: 'aes-256-cbc' }),
      })
      seen.add(JSON.stringify((await refusal(message, aesCbc)).toJSON()))
    }
    expect(seen.size).toBe(1)
    expect([...seen][0]).toContain('saml_decryption_failed')
  })

  it('S21 tell nothing of AES-GCM that is sent as AES-CBC', async () => {
    // Jager, Paterson, Somorovsky (NDSS 2013): what one mode protects, another one opens.
    const shortened = (bytes: Buffer) => bytes.subarray(0, bytes.length - (bytes.length % 16))
    for (const change of [(bytes: Buffer) => bytes, shortened]) {
      const again = samlResponseXml(encrypted({ content: 'aes-128-gcm', change })).replace(
        'http://www.w3.org/2009/xmlenc11#aes128-gcm',
        contentUris['aes-128-cbc'],
      )
      expect(await refusalCodes(again, keys)).toEqual(['saml_encryption_algorithm_refused'])
      expect(await refusalCodes(again, aesCbc)).toEqual(['saml_decryption_failed'])
    }
  })

  it('S21 never fall back to a key that everybody knows', async () => {
    const zeros = Buffer.alloc(32)
    const options = { contentKey: zeros, recipients: [strangerKey.certificate] }
    for (const content of ['aes-256-gcm', 'aes-256-cbc'] as const) {
      const scene = encrypted({ ...options, content }, { sign: 'response' })
      expect(await refusalCodes(scene, keys)).toEqual(['saml_decryption_failed'])
    }
  })
})

describe('encrypted parts of an assertion', () => {
  const encryptedId = (xml: string, options: EncryptionOptions = {}) =>
    encryptXml(xml, { ...options, container: 'EncryptedID' }).replace(/ xmlns:saml="[^"]*"/, '')
  const encryptedAttribute = (xml: string, options: EncryptionOptions = {}) =>
    encryptXml(xml, { ...options, container: 'EncryptedAttribute' }).replace(
      / xmlns:saml="[^"]*"/,
      '',
    )

  const withParts = (content: 'aes-256-gcm' | 'aes-128-cbc') => ({
    subject: subject(
      encryptedId(inSaml(nameId('ann', { Format: 'urn:f' })), { content }) + confirmation(),
    ),
    attributeStatement: attributeStatement(
      attribute('email', values('ann@example.com')),
      encryptedAttribute(inSaml(attribute('department', values('R&amp;D'))), { content }),
    ),
  })

  it.each([
    ['aes-256-gcm', 'assertion', keys],
    ['aes-256-gcm', 'response', keys],
    ['aes-128-cbc', 'response', keys],
    ['aes-128-cbc', 'both', keys],
    ['aes-128-cbc', 'assertion', aesCbc],
  ] as const)('S21 are decrypted: %s, signature on: %s', async (content, sign, expected) => {
    for (const wrap of [(xml: string) => xml, (xml: string) => encryptXml(xml)]) {
      const verified = await accept({ assertion: withParts(content), sign, wrap }, expected)
      expect(verified).toMatchObject({ nameId: 'ann', nameIdFormat: 'urn:f' })
      expect(verified.attributes).toEqual({ email: ['ann@example.com'], department: ['R&D'] })
    }
  })

  it('S21 are refused in AES-CBC where only the assertion is signed', async () => {
    const both = withParts('aes-128-cbc')
    const { subject: onlyId, attributeStatement: onlyAttribute } = both
    for (const assertion of [both, { subject: onlyId }, { attributeStatement: onlyAttribute }]) {
      expect(await refusalCodes({ assertion }, keys)).toEqual(['saml_encryption_algorithm_refused'])
    }
  })

  it('S25 must be what they stand for', async () => {
    const wrongId = subject(encryptedId(inSaml(attribute('a', values('b')))) + confirmation())
    expect(await refusalCodes({ assertion: { subject: wrongId } }, keys)).toEqual([
      'saml_message_malformed',
    ])
    const foreign = '<x:NameID xmlns:x="urn:x">ann</x:NameID>'
    const foreignId = subject(encryptedId(foreign) + confirmation())
    expect(await refusalCodes({ assertion: { subject: foreignId } }, keys)).toEqual([
      'saml_message_malformed',
    ])
    const wrongAttribute = attributeStatement(encryptedAttribute(inSaml(nameId())))
    expect(await refusalCodes({ assertion: { attributeStatement: wrongAttribute } }, keys)).toEqual(
      ['saml_message_malformed'],
    )
  })

  it('S25 count beside plain ones', async () => {
    const both = subject(nameId() + encryptedId(inSaml(nameId())) + confirmation())
    expect(await refusalCodes({ assertion: { subject: both } }, keys)).toEqual([
      'saml_message_malformed',
    ])
  })

  it('X5 are counted before any is decrypted', async () => {
    const one = encryptedAttribute(inSaml(attribute('a', values('b'))))
    const many = attributeStatement(...Array.from({ length: 51 }, () => one))
    expect(await refusalCodes({ assertion: { attributeStatement: many } }, keys)).toEqual([
      'saml_message_malformed',
    ])
  })

  it('S21 are refused where they fail', async () => {
    const id = encryptedId(inSaml(nameId()), { recipients: [idpKey.certificate] })
    const assertion = { subject: subject(id + confirmation()) }
    expect(await refusalCodes({ assertion }, keys)).toEqual(['saml_decryption_failed'])
  })
})
