import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { childrenNamed, textOf } from '../../../../src/saml/xml/node.ts'
import { verifySignature } from '../../../../src/saml/xml/signature.ts'
import {
  complaint,
  rsaPair,
  signingKeysOf,
  verdict,
  verify,
} from '../../../support/verification.ts'
import {
  assertion,
  canonicalizationMethod,
  digestMethod,
  digestValue,
  reference,
  response,
  signature,
  signatureElement,
  signatureMethod,
  signatureValue,
  signedAssertion,
  transforms,
  uris,
} from '../../../support/xml-dsig.ts'
import { canonicalText, find, read } from '../../../support/xml-read.ts'

const pair = rsaPair()
const attacker = rsaPair()
const key = pair.privateKey
const signingKeys = await signingKeysOf(pair)
const signed = signedAssertion({ key })
const ofAssertion = { signingKeys, element: 'Assertion' }

const signedResponse = (inside: string) =>
  response(inside, signature({ key, canonical: response(inside), uri: '#_r' }))

describe('S1 what was verified', () => {
  it('is the signed element without its signature, and nothing around it', async () => {
    const verified = await verify(response(signed), ofAssertion)
    if (!('root' in verified)) throw new Error(verified.code)
    expect(canonicalText(verified.root)).toBe(assertion())
    expect(verified.root.parent).toBeUndefined()
    expect(textOf(find(verified.root, 'NameID'))).toBe('ann@example.com')
  })

  it('X4 holds the complete text, where the message has a comment in it', async () => {
    const canonical = assertion('', { name: 'admin@example.com.attacker.example' })
    const document = assertion(signature({ key, canonical }), {
      name: 'admin@example.com<!-- -->.attacker.example',
    })
    const verified = await verify(document, { signingKeys })
    if (!('root' in verified)) throw new Error(verified.code)
    expect(textOf(find(verified.root, 'NameID'))).toBe('admin@example.com.attacker.example')
  })

  it('X4 holds an instruction where the message has one, so that no part is taken for the whole', async () => {
    const name = 'admin@example.com<?x y?>.attacker.example'
    const canonical = assertion('', { name })
    const document = assertion(signature({ key, canonical }), { name })
    const verified = await verify(document, { signingKeys })
    if (!('root' in verified)) throw new Error(verified.code)
    expect(textOf(find(verified.root, 'NameID'))).toBeUndefined()
  })

  it('S5 is what was digested, however the message spells it', async () => {
    const respelled = signed
      .replace('<saml:NameID>ann@example.com<', '<saml:NameID><![CDATA[ann@]]>&#101;xample.com<')
      .replace(`xmlns:saml="${uris.assertion}" ID="_a" Version="2.0"`, (attributes) =>
        attributes.split(' ').toReversed().join('\n'),
      )
      .replace('</saml:Assertion>', '</saml:Assertion  >')
    expect(respelled).not.toBe(signed)
    expect(await verdict(respelled, { signingKeys })).toBe(assertion())
  })

  it.each([
    ['a changed name', (document: string) => document.replace('ann@', 'bob@')],
    [
      'an added attribute',
      (document: string) => document.replace('<saml:NameID>', '<saml:NameID x="">'),
    ],
    [
      'an added element',
      (document: string) => document.replace('</saml:Subject>', '<x/></saml:Subject>'),
    ],
    [
      'added white space',
      (document: string) => document.replace('</saml:Subject>', ' </saml:Subject>'),
    ],
    [
      'a removed element',
      (document: string) => document.replace(/<saml:NameID>.*<\/saml:NameID>/, ''),
    ],
    [
      'another prefix',
      (document: string) => document.replaceAll('saml:', 'x:').replace('xmlns:saml', 'xmlns:x'),
    ],
    [
      'another namespace',
      (document: string) => document.replace('<saml:NameID>', '<saml:NameID xmlns:saml="urn:x">'),
    ],
    ['an added instruction', (document: string) => document.replace('ann@', 'ann<?x?>@')],
  ])('is nothing where the content was changed: %s', async (_what, change) => {
    const changed = change(signed)
    expect(changed).not.toBe(signed)
    expect(await verdict(changed, { signingKeys })).toBe('saml_digest_mismatch')
  })

  it('is made by the two verifiers alone', () => {
    const folder = join(import.meta.dirname, '../../../../src')
    const users = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /markVerified|as VerifiedXml/.test(readFileSync(join(folder, file), 'utf8')),
      )
    expect(users.toSorted()).toEqual([
      'saml/redirect-binding.ts',
      'saml/xml/signature.ts',
      'saml/xml/verified.ts',
    ])
  })
})

describe('S2 the signed element', () => {
  it('is an assertion, as document element or in a response, or a response', async () => {
    expect(await verdict(signed, { signingKeys })).toBe(assertion())
    expect(await verdict(response(signed), ofAssertion)).toBe(assertion())
    expect(await verdict(signedResponse(assertion()), { signingKeys })).toBe(response(assertion()))
  })

  it('may be signed itself inside of a signed response', async () => {
    const document = signedResponse(signed)
    expect(await verdict(document, { signingKeys })).toBe(response(signed))
    expect(await verdict(document, ofAssertion)).toBe(assertion())
  })

  it.each([
    [
      'an element of another namespace',
      (element: string) => element.replace(uris.assertion, 'urn:attacker'),
    ],
    [
      'SAML 1.1',
      (element: string) => element.replace(uris.assertion, 'urn:oasis:names:tc:SAML:1.0:assertion'),
    ],
    [
      'another element of SAML',
      (element: string) => element.replaceAll('saml:Assertion', 'saml:Advice'),
    ],
    ['other letters', (element: string) => element.replaceAll('saml:Assertion', 'saml:assertion')],
    [
      'an assertion of the protocol',
      (element: string) => element.replace(uris.assertion, uris.protocol),
    ],
  ])('is refused if it is %s', async (_what, rename) => {
    const canonical = rename(assertion())
    const document = canonical.replace(
      '</saml:Issuer>',
      `</saml:Issuer>${signature({ key, canonical })}`,
    )
    expect(await complaint(document, { signingKeys })).toContain(
      'is not where a signed element may be',
    )
  })

  it.each([
    [
      'in Extensions',
      (inside: string) => response(`<samlp:Extensions>${inside}</samlp:Extensions>`),
    ],
    [
      'in StatusDetail',
      (inside: string) => response(`<samlp:StatusDetail>${inside}</samlp:StatusDetail>`),
    ],
    [
      'in Advice',
      (inside: string) =>
        response(`<saml:Advice xmlns:saml="${uris.assertion}">${inside}</saml:Advice>`),
    ],
    [
      'in an Object',
      (inside: string) => response(signatureElement(`<ds:Object>${inside}</ds:Object>`)),
    ],
    ['in a wrapper of the response', (inside: string) => `<w>${response(inside)}</w>`],
    ['in another document element', (inside: string) => `<w>${inside}</w>`],
    [
      'in a logout request',
      (inside: string) => response(inside).replaceAll('samlp:Response', 'samlp:LogoutRequest'),
    ],
    [
      'in a response of another namespace',
      (inside: string) => response(inside).replace(uris.protocol, 'urn:x'),
    ],
  ])('is refused if it is an assertion %s', async (_what, wrap) => {
    expect(await complaint(wrap(signed), ofAssertion)).toContain(
      'is not where a signed element may be',
    )
  })
})

describe('S2 another child of the response', () => {
  it.each(['Status', 'Extensions', 'Response'])('is refused: %s', async (name) => {
    const empty = (inside = '') =>
      `<samlp:${name} xmlns:samlp="${uris.protocol}" ID="_a">${inside}</samlp:${name}>`
    const ds = signature({ key, canonical: empty() })
    const document = `<samlp:Response xmlns:samlp="${uris.protocol}">${empty(ds)}</samlp:Response>`
    const [child] = read(document).children
    if (child?.kind !== 'element') throw new Error('no child')
    expect(await verifySignature(child, { signingKeys })).toMatchObject({
      issues: [{ message: expect.stringContaining('is not where a signed element may be') }],
    })
  })
})

describe('S2 an assertion in another assertion', () => {
  it('is refused', async () => {
    const [outer] = childrenNamed(
      read(response(assertion(signed, { id: '_o' }))),
      uris.assertion,
      'Assertion',
    )
    const [inner] = outer ? childrenNamed(outer, uris.assertion, 'Assertion') : []
    if (!inner) throw new Error('no inner assertion')
    expect(await verifySignature(inner, { signingKeys })).toMatchObject({
      issues: [{ code: 'saml_signature_malformed' }],
    })
  })
})

describe('S4 a request or logout message', () => {
  it.each(['LogoutRequest', 'LogoutResponse'])('%s is signed as document element', async (name) => {
    const rename = (text: string) => text.replaceAll('samlp:Response', `samlp:${name}`)
    const canonical = rename(response())
    const ds = signature({ key, canonical, uri: '#_r' })
    const document = rename(response('', ds))
    expect(await verdict(document, { signingKeys })).toBe(canonical)
    const wrapped = `<samlp:${name} xmlns:samlp="${uris.protocol}" ID="_e">${document}</samlp:${name}>`
    const inside = await complaint(
      wrapped
        .replace(`<samlp:${name} `, '<samlp:Outer ')
        .replace(/<\/samlp:\w+>$/, '</samlp:Outer>'),
      {
        signingKeys,
        element: name,
      },
    )
    expect(inside).toContain('is not where a signed element may be')
    // The genuine one inside of a forged one: the forged one is not signed.
    expect(await verdict(wrapped, { signingKeys })).toBe('saml_signature_missing')
  })

  it('is no response in a response', async () => {
    const inner = signedResponse('')
    const outer = response(inner, '', '_outer')
    expect(await verdict(outer, { signingKeys })).toBe('saml_signature_missing')
  })
})

describe('S3 wrapping', () => {
  const evil = (inside = '') => assertion(inside, { id: '_evil', name: 'admin@example.com' })

  // Somorovsky et al., “On Breaking SAML”, section 4. The target is what a naive reader would read:
  // the evil element. Its own signature, found by child steps, is missing or refers to another ID.
  it.each([
    [
      'XSW1: the original response inside of the moved signature',
      'Response',
      () => {
        const original = response(assertion())
        const ds = signature({ key, canonical: original, uri: '#_r' }).replace(
          '</ds:Signature>',
          `<ds:Object>${original}</ds:Object></ds:Signature>`,
        )
        return response(evil(), ds, '_evil_r')
      },
    ],
    [
      'XSW2: the original response beside its signature',
      'Response',
      () => {
        const original = response(assertion())
        return response(
          evil() + original,
          signature({ key, canonical: original, uri: '#_r' }),
          '_evil_r',
        )
      },
    ],
    [
      'XSW3: the evil assertion in front of the original one',
      'Assertion',
      () => response(evil() + signed),
    ],
    [
      'XSW4: the original assertion inside of the evil one',
      'Assertion',
      () => response(evil(signed)),
    ],
    [
      'XSW5: the signature in the evil assertion, the original one behind it',
      'Assertion',
      () => response(evil(signature({ key })) + assertion()),
    ],
    [
      'XSW6: the original assertion inside of the moved signature',
      'Assertion',
      () =>
        response(
          evil(
            signature({ key }).replace(
              '</ds:SignatureValue>',
              `</ds:SignatureValue>${assertion()}`,
            ),
          ),
        ),
    ],
    [
      'XSW7: the original assertion in Extensions, under the evil one’s ID',
      'Assertion',
      () =>
        response(
          assertion('', { name: 'admin@example.com' }) +
            `<samlp:Extensions>${signed}</samlp:Extensions>`,
        ),
    ],
    [
      'XSW8: the original assertion in an Object of the evil one’s signature',
      'Assertion',
      () =>
        response(
          assertion(
            signature({ key }).replace(
              '</ds:Signature>',
              `<ds:Object>${assertion()}</ds:Object></ds:Signature>`,
            ),
            { name: 'admin@example.com' },
          ),
        ),
    ],
  ])('%s', async (_name, element, document) => {
    const outcome = await verdict(document(), { signingKeys, element })
    expect(['saml_signature_missing', 'saml_signature_malformed']).toContain(outcome)
  })

  it.each([
    ['in the response', () => response(assertion() + signature({ key }))],
    [
      'in the subject',
      () => assertion().replace('</saml:Subject>', `${signature({ key })}</saml:Subject>`),
    ],
    [
      'in Extensions',
      () => response(`<samlp:Extensions>${signature({ key })}</samlp:Extensions>${assertion()}`),
    ],
    [
      'in an attribute value, as text',
      () => assertion().replace('ann@', signature({ key }).replaceAll('<', '&lt;')),
    ],
    ['in another namespace', () => assertion(signature({ key }).replaceAll(uris.dsig, 'urn:x'))],
    [
      'in other letters',
      () => assertion(signature({ key }).replaceAll('ds:Signature', 'ds:signature')),
    ],
  ])('a signature at another position is no signature: %s', async (_what, document) => {
    expect(await verdict(document(), { signingKeys, element: 'Assertion' })).toBe(
      'saml_signature_missing',
    )
  })

  it('a signature under any prefix is one', async () => {
    const renamed = (text: string) => text.replaceAll('ds:', 'x:').replaceAll('xmlns:ds', 'xmlns:x')
    const inside = signature({ key })
    const [, info = ''] = /<ds:SignedInfo>(.*)<\/ds:SignedInfo>/.exec(inside) ?? []
    const ds = signature({ key, signedInfoContent: info })
    expect(await verdict(assertion(ds), { signingKeys })).toBe(assertion())
    // The prefix is part of the canonical form, so that changing it afterwards breaks the signature.
    expect(await verdict(assertion(renamed(ds)), { signingKeys })).toBe('saml_signature_invalid')
  })

  it('two signatures of one element are refused', async () => {
    const ds = signature({ key })
    for (const other of [ds, signature({ key: attacker.privateKey }), signatureElement('')]) {
      expect(await complaint(assertion(ds + other), { signingKeys })).toContain(
        'more than one Signature',
      )
      expect(await complaint(assertion(other + ds), { signingKeys })).toContain(
        'more than one Signature',
      )
    }
  })

  const goodReference = reference(transforms() + digestMethod() + digestValue(assertion()))
  const badReference = reference(transforms() + digestMethod() + digestValue('x'))
  const start = canonicalizationMethod() + signatureMethod()
  const second = '<ds:SignedInfo>x</ds:SignedInfo>'

  it.each([
    ['two references', { signedInfoContent: start + goodReference + goodReference }],
    ['two references, the second bad', { signedInfoContent: start + goodReference + badReference }],
    ['no reference', { signedInfoContent: start }],
    ['no canonicalization method', { signedInfoContent: signatureMethod() + goodReference }],
    ['no signature method', { signedInfoContent: canonicalizationMethod() + goodReference }],
    ['two signature methods', { signedInfoContent: start + signatureMethod() + goodReference }],
    [
      'another order',
      { signedInfoContent: signatureMethod() + canonicalizationMethod() + goodReference },
    ],
    ['a Manifest', { signedInfoContent: `${start}<ds:Manifest>${goodReference}</ds:Manifest>` }],
    ['text in SignedInfo', { signedInfoContent: `${start}x${goodReference}` }],
    ['two digest values', { digestValue: digestValue(assertion()) + digestValue(assertion()) }],
    [
      'two digest values, the second bad',
      { digestValue: digestValue(assertion()) + digestValue('x') },
    ],
    ['no digest value', { digestValue: '' }],
    ['two digest methods', { digestMethod: digestMethod() + digestMethod() }],
    ['two lists of transforms', { transforms: transforms() + transforms() }],
    ['an empty digest value', { digestValue: '<ds:DigestValue></ds:DigestValue>' }],
    ['a digest value of another length', { digestValue: '<ds:DigestValue>AAAA</ds:DigestValue>' }],
    ['a digest value that is no Base64', { digestValue: '<ds:DigestValue>*</ds:DigestValue>' }],
    [
      'a digest value with an element',
      { digestValue: digestValue(assertion()).replace('</', '<x></x></') },
    ],
    [
      'a digest value with an instruction',
      { digestValue: digestValue(assertion()).replace('</', '<?x?></') },
    ],
    ['an Object', { keyInfo: `<ds:Object>${assertion('', { id: '_b' })}</ds:Object>` }],
    ['an Object after KeyInfo', { keyInfo: '<ds:KeyInfo></ds:KeyInfo><ds:Object></ds:Object>' }],
    ['two KeyInfo', { keyInfo: '<ds:KeyInfo></ds:KeyInfo><ds:KeyInfo></ds:KeyInfo>' }],
    ['two signature values', { keyInfo: signatureValue('AAAA') }],
    ['an unknown child', { keyInfo: '<x></x>' }],
    [
      'two SignedInfo',
      { change: (ds: string) => ds.replace('<ds:SignatureValue>', `${second}<ds:SignatureValue>`) },
    ],
    [
      'two SignedInfo, the forged one first',
      { change: (ds: string) => ds.replace('<ds:SignedInfo>', `${second}<ds:SignedInfo>`) },
    ],
    ['a SignedInfo in an Object', { keyInfo: `<ds:Object>${second}</ds:Object>` }],
    [
      'no SignedInfo',
      { change: (ds: string) => ds.replace(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, '') },
    ],
    [
      'no signature value',
      { change: (ds: string) => ds.replace(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, '') },
    ],
    [
      'a signature value that is no Base64',
      { change: (ds: string) => ds.replace('<ds:SignatureValue>', '<ds:SignatureValue>!') },
    ],
    [
      'a signature value with a comment',
      {
        change: (ds: string) => ds.replace('</ds:SignatureValue>', '<!-- --></ds:SignatureValue>'),
      },
    ],
    [
      'a comment in the Signature',
      { change: (ds: string) => ds.replace('<ds:SignedInfo>', '<!-- --><ds:SignedInfo>') },
    ],
    [
      'a comment in SignedInfo',
      { change: (ds: string) => ds.replace('<ds:Reference', '<!-- --><ds:Reference') },
    ],
    [
      'a comment in the reference',
      { change: (ds: string) => ds.replace('<ds:DigestMethod', '<!-- --><ds:DigestMethod') },
    ],
    [
      'a comment in the transforms',
      { change: (ds: string) => ds.replace('<ds:Transforms>', '<ds:Transforms><!-- -->') },
    ],
    [
      'a comment in a method',
      { change: (ds: string) => ds.replace('</ds:DigestMethod>', '<!-- --></ds:DigestMethod>') },
    ],
    [
      'a comment in the digest value',
      { change: (ds: string) => ds.replace('<ds:DigestValue>', '<ds:DigestValue>AAAA<!-- -->') },
    ],
    [
      'a comment after the digest value',
      { change: (ds: string) => ds.replace('</ds:DigestValue>', '<!--AAAA--></ds:DigestValue>') },
    ],
  ])('a signature of another form is refused: %s', async (_what, options) => {
    expect(await verdict(signedAssertion({ key, ...options }), { signingKeys })).toBe(
      'saml_signature_malformed',
    )
  })

  it('white space and line breaks in it are accepted, wherever a printer puts them', async () => {
    const bare = signature({ key })
    // Inside of SignedInfo they are signed, too.
    const info = `\n  ${canonicalizationMethod()}\n  ${signatureMethod()}\n  ${reference(
      `\n    ${transforms(`\n ${transforms().replaceAll(/<\/?ds:Transforms>/g, '')}\n\t`)}\n    ${digestMethod()}\n    ${digestValue(assertion()).replace('=', '=\n')}\n`,
    )}\n`
    const printed = signature({
      key,
      signedInfoContent: info,
      change: (ds) => ds.replaceAll(/(<\/?ds:Signature(?:Value)?(?: [^>]*)?>)/g, '\r\n $1 \t'),
    })
    expect(await verdict(assertion(bare), { signingKeys })).toBe(assertion())
    expect(await verdict(assertion(printed.trim()), { signingKeys })).toBe(assertion())
  })

  it('X5 a signature value with &#13; at its line ends is accepted, as Google and Santuario write it', async () => {
    const lines = (separator: string) => (ds: string) =>
      ds.replace(/(?<=<ds:SignatureValue>).*(?=<\/ds:SignatureValue>)/, (value) =>
        (value.match(/.{1,76}/g) ?? []).join(separator),
      )
    for (const separator of ['&#13;\n', '&#xD;\n', '\r\n', '\n', ' ', '\t']) {
      const document = signedAssertion({ key, change: lines(separator) })
      expect(await verdict(document, { signingKeys }), JSON.stringify(separator)).toBe(assertion())
    }
    for (const separator of ['\u{a0}', '&#xA0;', '&#xC;', '\u{200b}', '-', '&#x2028;']) {
      const document = signedAssertion({ key, change: lines(separator.replace('&#xC;', '*')) })
      expect(await verdict(document, { signingKeys })).toBe('saml_signature_malformed')
    }
  })

  it('of two signatures that apply each is verified for itself', async () => {
    const forged = assertion(signature({ key: attacker.privateKey }))
    const document = signedResponse(forged)
    expect(await verdict(document, { signingKeys })).toBe(response(forged))
    expect(await verdict(document, ofAssertion)).toBe('saml_signature_invalid')
  })

  it('an element without any signature is told apart', async () => {
    const outcome = await verify(response(assertion()), ofAssertion)
    expect(outcome).toMatchObject({
      code: 'saml_signature_missing',
      message: 'The Assertion is not signed.',
      path: 'Assertion.Signature',
      detail: { element: 'Assertion' },
    })
  })
})

describe('S6 plain and encrypted assertions', () => {
  it('are children of the response, which the tree shows as they are', async () => {
    const verified = await verify(signedResponse(assertion() + assertion('', { id: '_b' })), {
      signingKeys,
    })
    if (!('root' in verified)) throw new Error(verified.code)
    expect(childrenNamed(verified.root, uris.assertion, 'Assertion')).toHaveLength(2)
  })
})
