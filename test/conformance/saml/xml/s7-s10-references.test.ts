import { createHash, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
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
  response,
  signature,
  signedAssertion,
  transform,
  transforms,
  uris,
} from '../../../support/xml-dsig.ts'
import { outcomeOf } from '../../../support/xml-read.ts'

const pair = rsaPair()
const key = pair.privateKey
const signingKeys = await signingKeysOf(pair)
const ofAssertion = { signingKeys, element: 'Assertion' }

describe('S7 the reference', () => {
  it.each([
    ['nothing', ''],
    ['the ID without #', '_a'],
    ['# alone', '#'],
    ['another ID', '#_b'],
    ['the ID in other letters', '#_A'],
    ['the ID and more', '#_a '],
    ['the ID percent-encoded', '#%5Fa'],
    ['an XPointer to the root', '#xpointer(/)'],
    ['an XPointer to the ID', `#xpointer(id('_a'))`],
    ['a document elsewhere', 'https://attacker.example/#_a'],
    ['a file', 'file:///etc/passwd'],
    ['this document by name', '?#_a'],
  ])('is refused if it is %s', async (_what, uri) => {
    expect(await complaint(signedAssertion({ key, uri }), { signingKeys })).toContain('refers to')
  })

  it('is refused if there is none', async () => {
    const change = (ds: string) => ds.replace(' URI="#_a"', '')
    const outcome = await complaint(signedAssertion({ key, change }), { signingKeys })
    expect(outcome).toBe('The signature refers to nothing, not to #_a.')
  })

  it('is refused if the URI has a prefix', async () => {
    const change = (ds: string) => ds.replace(' URI=', ' xmlns:x="urn:x" x:URI=')
    expect(await complaint(signedAssertion({ key, change }), { signingKeys })).toContain('nothing')
  })
})

describe('S7 IDs', () => {
  const twin = assertion('', { name: 'admin@example.com' })

  it.each([
    ['on a second assertion', response(signedAssertion({ key }) + twin)],
    ['on the response', response(signedAssertion({ key }), '', '_a')],
    ['in Extensions', response(`<x ID="_a"/>${signedAssertion({ key })}`)],
    [
      'in a KeyInfo',
      response(signedAssertion({ key, keyInfo: '<ds:KeyInfo><x ID="_a"/></ds:KeyInfo>' })),
    ],
    ['on two others', response(`<x ID="_x"/><y ID="_x"/>${signedAssertion({ key })}`)],
    ['in another spelling', response(`<x ID="&#95;a"/>${signedAssertion({ key })}`)],
    ['in another namespace', response(`<x xmlns="urn:x" ID="_a"/>${signedAssertion({ key })}`)],
  ])('are refused if one stands twice: %s', async (_what, document) => {
    expect(await complaint(document, ofAssertion)).toContain('stands more than once')
  })

  it.each(['', ' ', '1', '-a', 'a b', 'a:b', '#a', '_a ', '__a\u{2028}', '__proto__ '])(
    'are refused if one is no name: "%s"',
    async (id) => {
      const canonical = assertion('', { id })
      const own = assertion(signature({ key, canonical, uri: `#${id}` }), { id })
      expect(await complaint(own, { signingKeys })).toContain('is not an XML name')
      const other = response(`<x ID="${id}"/>${signedAssertion({ key })}`)
      expect(await complaint(other, ofAssertion)).toContain('is not an XML name')
    },
  )

  it.each(['_', 'a', 'é', '\u{10000}', '__proto__', 'constructor', 'toString', 'A-1.b_c'])(
    'X6 are accepted if they are names: %s',
    async (id) => {
      const canonical = assertion('', { id })
      const document = assertion(signature({ key, canonical, uri: `#${id}` }), { id })
      expect(await verdict(document, { signingKeys })).toBe(canonical)
      expect(await complaint(response(`<x ID="${id}"/>${document}`), ofAssertion)).toContain(
        'more than once',
      )
    },
  )

  it('are attributes without a prefix and in these letters; others are something else', async () => {
    const other = '<x xmlns:p="urn:p" p:ID="_a" Id="_a" id="_a" xml:id="_a" AssertionID="_a"/>'
    expect(await verdict(response(other + signedAssertion({ key })), ofAssertion)).toBe(assertion())
  })

  it.each([
    ['a prefixed ID', (text: string) => text.replace(' ID=', ' saml:ID=')],
    ['Id', (text: string) => text.replace(' ID=', ' Id=')],
    ['id', (text: string) => text.replace(' ID=', ' id=')],
    ['xml:id', (text: string) => text.replace(' ID=', ' xml:id=')],
    ['none', (text: string) => text.replace(' ID="_a"', '')],
  ])('are needed on the signed element; it has %s', async (_what, change) => {
    const canonical = change(assertion())
    const document = change(assertion(signature({ key, canonical })))
    expect(await complaint(document, { signingKeys })).toBe('saml:Assertion has no ID.')
  })
})

describe('S8 names', () => {
  it.each([
    ['a Signature under another prefix and namespace', 'xmlns:ds="urn:x"'],
    ['a Signature of the next namespace', 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#x"'],
    ['a Signature of a namespace in other letters', `xmlns:ds="${uris.dsig.toUpperCase()}"`],
  ])('%s is none', async (_what, declaration) => {
    const document = signedAssertion({
      key,
      change: (ds) => ds.replace(`xmlns:ds="${uris.dsig}"`, declaration),
    })
    expect(await verdict(document, { signingKeys })).toBe('saml_signature_missing')
  })

  it('a namespace with white space is another one, and no URI', () => {
    const spaced = signedAssertion({ key }).replace(uris.dsig, `${uris.dsig} `)
    expect(outcomeOf(spaced)).toBe('namespace')
    expect(outcomeOf(signedAssertion({ key }).replace(uris.assertion, ` ${uris.assertion}`))).toBe(
      'namespace',
    )
  })

  it('SignedInfo of another namespace is none', async () => {
    const change = (ds: string) => ds.replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="urn:x">')
    expect(await verdict(signedAssertion({ key, change }), { signingKeys })).toBe(
      'saml_signature_malformed',
    )
  })

  it('a reference of another namespace is none', async () => {
    const change = (ds: string) => ds.replace('<ds:Reference ', '<ds:Reference xmlns:ds="urn:x" ')
    expect(await verdict(signedAssertion({ key, change }), { signingKeys })).toBe(
      'saml_signature_malformed',
    )
  })

  it('X6 names of ordinary objects are names like any other', async () => {
    const inside =
      '<__proto__ constructor="1" toString="2"></__proto__><constructor xmlns="urn:c" __proto__="3"></constructor>' +
      '<__proto__:hasOwnProperty xmlns:__proto__="urn:p" __proto__:valueOf="4"></__proto__:hasOwnProperty>'
    const canonical = assertion().replace('<saml:Subject>', `<saml:Subject>${inside}`)
    const document = assertion(signature({ key, canonical })).replace(
      '<saml:Subject>',
      `<saml:Subject>${inside}`,
    )
    expect(await verdict(document, { signingKeys })).toBe(canonical)
    expect(({} as Record<string, unknown>).valueOf).toBe(Object.prototype.valueOf)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

/** As xml-crypto writes it, and anything in it. */
const prefixListIn = (namespace: string, inside: string) =>
  `<ec:InclusiveNamespaces xmlns:ec="${namespace}" PrefixList="">${inside}</ec:InclusiveNamespaces>`

describe('S10 transforms', () => {
  const [enveloped, exclusive] = [transform(uris.enveloped), transform(uris.exclusive)]
  const xpath = transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>1</ds:XPath>')
  const xslt = transform('http://www.w3.org/TR/1999/REC-xslt-19991116', '<x></x>')

  it.each([
    ['none', ''],
    ['the enveloped signature alone: inclusive canonicalization would follow', enveloped],
    ['the canonicalization alone: the signature would sign itself', exclusive],
    ['both in the wrong order', exclusive + enveloped],
    ['the enveloped signature twice', enveloped + enveloped],
    ['the canonicalization twice', enveloped + exclusive + exclusive],
    ['the enveloped signature twice, then canonicalization', enveloped + enveloped + exclusive],
    ['inclusive canonicalization', enveloped + transform(uris.inclusive)],
    [
      'inclusive canonicalization with comments',
      enveloped + transform(`${uris.inclusive}#WithComments`),
    ],
    [
      'inclusive canonicalization 1.1',
      enveloped + transform('http://www.w3.org/2006/12/xml-c14n11'),
    ],
    ['canonicalization 2.0', enveloped + transform('http://www.w3.org/2010/xml-c14n2')],
    ['XPath', xpath + exclusive],
    ['XPath between', enveloped + xpath + exclusive],
    ['XPath Filter 2', transform('http://www.w3.org/2002/06/xmldsig-filter2') + exclusive],
    ['XSLT', xslt + exclusive],
    ['Base64', transform('http://www.w3.org/2000/09/xmldsig#base64') + exclusive],
    ['XPointer', enveloped + transform('http://www.w3.org/2001/04/xmldsig-more/xptr')],
    ['decryption', enveloped + transform('http://www.w3.org/2002/07/decrypt#XML')],
    ['an unknown one', enveloped + transform('urn:x')],
    ['one without a name', enveloped + transform('')],
    ['one without an algorithm', `${enveloped}<ds:Transform></ds:Transform>`],
    ['the right one with a space', enveloped + transform(`${uris.exclusive} `)],
    ['parameters of the enveloped signature', transform(uris.enveloped, '<x></x>') + exclusive],
    ['text in a transform', transform(uris.enveloped, 'x') + exclusive],
    [
      'something in a prefix list of the enveloped signature',
      transform(uris.enveloped, prefixListIn(uris.enveloped, '<x></x>')) + exclusive,
    ],
    [
      'a comment in a prefix list of the enveloped signature',
      transform(uris.enveloped, prefixListIn(uris.enveloped, '<!-- -->')) + exclusive,
    ],
    ['text in the canonicalization', enveloped + transform(uris.exclusive, 'x')],
    [
      'an XPath in the canonicalization',
      enveloped + transform(uris.exclusive, '<ds:XPath>1</ds:XPath>'),
    ],
    ['an unknown child', `${enveloped}${exclusive}<x></x>`],
    ['a hundred', enveloped + exclusive.repeat(99)],
  ])('are refused: %s', async (_what, list) => {
    const document = signedAssertion({ key, transforms: transforms(list) })
    expect(['saml_signature_malformed', 'saml_signature_algorithm_refused']).toContain(
      await verdict(document, { signingKeys }),
    )
  })

  it.each([
    uris.inclusive,
    `${uris.inclusive}#WithComments`,
    'http://www.w3.org/2006/12/xml-c14n11',
    'urn:x',
    '',
  ])('of SignedInfo are refused, too: %s', async (algorithm) => {
    const document = signedAssertion({
      key,
      canonicalizationMethod: canonicalizationMethod(algorithm),
    })
    expect(await complaint(document, { signingKeys })).toContain(
      'The canonicalization is not allowed',
    )
  })

  it('of SignedInfo hold nothing but a prefix list', async () => {
    for (const inside of ['x', '<x></x>', '<!-- -->']) {
      const method = canonicalizationMethod(uris.exclusive, inside)
      const document = signedAssertion({ key, canonicalizationMethod: method })
      expect(await verdict(document, { signingKeys })).toBe('saml_signature_malformed')
    }
  })

  it('of the transforms name what is not allowed', async () => {
    const document = signedAssertion({
      key,
      transforms: transforms(enveloped + transform(uris.inclusive)),
    })
    expect(await verify(document, { signingKeys })).toMatchObject({
      code: 'saml_signature_algorithm_refused',
      detail: { algorithm: uris.inclusive },
      hint: expect.stringContaining('exclusive canonicalization'),
    })
  })
})

describe('S10 comments', () => {
  const withComments = {
    canonicalizationMethod: canonicalizationMethod(uris.withComments),
    transforms: transforms(transform(uris.enveloped) + transform(uris.withComments)),
  }

  it('may be kept where there is none: Google and others ask for it', async () => {
    const document = signedAssertion({ key, ...withComments })
    expect(await verdict(document, { signingKeys })).toBe(assertion())
    // Comments elsewhere are not what is signed.
    const elsewhere = response(`<!-- x -->${document}`)
    expect(await verdict(elsewhere, ofAssertion)).toBe(assertion())
    const keyInfo = '<ds:KeyInfo><!-- x --></ds:KeyInfo>'
    expect(await verdict(signedAssertion({ key, ...withComments, keyInfo }), { signingKeys })).toBe(
      assertion(),
    )
  })

  it.each([
    ['in a value', (text: string) => text.replace('ann@', 'ann@<!-- -->')],
    [
      'between elements',
      (text: string) => text.replace('<saml:Subject>', '<saml:Subject><!-- -->'),
    ],
    ['at the top', (text: string) => text.replace('<saml:Issuer>', '<!-- --><saml:Issuer>')],
  ])('are refused where they would be kept: %s', async (_what, comment) => {
    // Signed with the comment, as the algorithm says, and without.
    for (const canonical of [comment(assertion()), assertion()]) {
      const document = comment(signedAssertion({ key, canonical, ...withComments }))
      expect(await complaint(document, { signingKeys })).toContain('keeps comments')
    }
  })

  it('are dropped where they are not kept', async () => {
    const document = signedAssertion({ key }).replace(
      '<saml:Subject>',
      '<!-- x --><saml:Subject><!---->',
    )
    expect(await verdict(document, { signingKeys })).toBe(assertion())
  })
})

describe('S10 prefix lists', () => {
  const list = (prefixes: string | undefined, inside = '') =>
    `<ec:InclusiveNamespaces xmlns:ec="${uris.exclusive}"${
      prefixes === undefined ? '' : ` PrefixList="${prefixes}"`
    }>${inside}</ec:InclusiveNamespaces>`
  const signedWith = (inside: string, canonical?: string) =>
    signedAssertion({
      key,
      ...(canonical !== undefined && { canonical }),
      transforms: transforms(transform(uris.enveloped) + transform(uris.exclusive, inside)),
    })

  it('put declarations of ancestors into what is signed', async () => {
    const canonical = assertion().replace(' ID=', ' xmlns:xs="urn:xs" ID=')
    const document = `<samlp:Response xmlns:samlp="${uris.protocol}" xmlns:xs="urn:xs">${signedWith(list('xs'), canonical)}</samlp:Response>`
    expect(await verdict(document, ofAssertion)).toBe(assertion())
    expect(
      await verdict(document.replace('xmlns:xs="urn:xs"', 'xmlns:xs="urn:y"'), ofAssertion),
    ).toBe('saml_digest_mismatch')
    expect(await verdict(document.replace('xmlns:xs="urn:xs"', ''), ofAssertion)).toBe(
      'saml_digest_mismatch',
    )
  })

  it('name the default namespace #default', async () => {
    const canonical = assertion().replace(' xmlns:saml', ' xmlns="urn:default" xmlns:saml')
    const inner = signedWith(list('#default'), canonical)
    const document = `<samlp:Response xmlns="urn:default" xmlns:samlp="${uris.protocol}">${inner}</samlp:Response>`
    expect(await verdict(document, ofAssertion)).toBe(assertion())
    expect(await verdict(document.replace('"urn:default"', '"urn:y"'), ofAssertion)).toBe(
      'saml_digest_mismatch',
    )
  })

  it('hold for SignedInfo, too', async () => {
    const method = canonicalizationMethod(uris.exclusive, list('samlp'))
    const inResponse = (ds: string) => response(assertion(ds))
    // SignedInfo in its canonical form declares samlp, which the response declares.
    const ds = signature({
      key,
      canonicalizationMethod: method,
      signer: (octets, privateKey) =>
        sign(
          'sha256',
          Buffer.from(octets.toString().replace('">', `" xmlns:samlp="${uris.protocol}">`)),
          privateKey,
        ),
    })
    expect(await verdict(inResponse(ds), ofAssertion)).toBe(assertion())
    expect(await verdict(assertion(ds), { signingKeys })).toBe('saml_signature_invalid')
  })

  it.each([
    ['empty', list('')],
    ['absent', list(undefined)],
    ['of prefixes that are not declared', list('a b #default xml constructor __proto__')],
    ['with white space', list(' xs  xsi\n#default\t')],
    ['of 32 prefixes', list(Array.from({ length: 32 }, (_, n) => `p${n}`).join(' '))],
  ])('may be %s', async (_what, inside) => {
    const document = signedWith(inside.replaceAll(/[\n\t]/g, ' '))
    expect(await verdict(document, { signingKeys })).toBe(assertion())
  })

  it.each([
    ['of 33 prefixes', list(Array.from({ length: 33 }, (_, n) => `p${n}`).join(' '))],
    ['of what is no prefix', list('a:b')],
    ['of #other', list('#other')],
    ['twice', list('a') + list('b')],
    ['with a child', list('a', '<x></x>')],
    ['with text', list('a', 'x')],
    [
      'of another namespace',
      list('a')
        .replaceAll('ec:', 'ds:')
        .replace(/ xmlns:ds="[^"]*"/, ''),
    ],
  ])('are refused: %s', async (_what, inside) => {
    expect(await verdict(signedWith(inside), { signingKeys })).toBe('saml_signature_malformed')
  })
})

describe('S9 canonicalization', () => {
  it('that grows beyond a document is refused, without an answer about the digest', async () => {
    const declared = `xmlns:p="urn:${'p'.repeat(500)}"`
    const inside =
      '<p:x/><y>text that keeps the number of elements within its ceiling, by length</y>'.repeat(
        2_000,
      )
    const document = signedAssertion({ key }).replace('<saml:Subject>', `<saml:Subject>${inside}`)
    const wrapped = response(document).replace('xmlns:samlp', `${declared} xmlns:samlp`)
    expect(await verdict(wrapped, ofAssertion)).toBe('saml_xml_refused')
  })

  it('of nothing is impossible: the digest of no bytes fits no element', async () => {
    const nothing = `<ds:DigestValue>${createHash('sha256').digest('base64')}</ds:DigestValue>`
    const document = signedAssertion({ key, digestValue: nothing })
    expect(await verdict(document, { signingKeys })).toBe('saml_digest_mismatch')
  })
})
