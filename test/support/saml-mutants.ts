/* Changes of XML texts, repeatable from a seed: what corrupts, and what attackers are known to do. */

export type Random = () => number

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[below(random, items.length)] as Item

interface Span {
  readonly start: number
  readonly end: number
}

/** Complete elements, found as text: good enough to move them about. */
function elements(xml: string): Span[] {
  const open: number[] = []
  const spans: Span[] = []
  for (const match of xml.matchAll(/<(\/?)[A-Za-z][^<>]*?(\/?)>/g)) {
    const end = match.index + match[0].length
    if (match[1] === '/') {
      const start = open.pop()
      if (start !== undefined) spans.push({ start, end })
    } else if (match[2] === '/') spans.push({ start: match.index, end })
    else open.push(match.index)
  }
  return spans
}

const cut = (xml: string, { start, end }: Span): string => xml.slice(0, start) + xml.slice(end)
const insert = (xml: string, at: number, text: string): string =>
  xml.slice(0, at) + text + xml.slice(at)
const replace = (xml: string, { start, end }: Span, text: string): string =>
  xml.slice(0, start) + text + xml.slice(end)
const textOf = (xml: string, { start, end }: Span): string => xml.slice(start, end)

const evil =
  '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_e" Version="2.0" IssueInstant="2026-11-21T11:59:55Z"><saml:Issuer>https://idp.example.com/metadata</saml:Issuer><saml:Subject><saml:NameID>eve</saml:NameID></saml:Subject></saml:Assertion>'

const snippets = [
  ...[
    '<!---->',
    '<!-- eve -->',
    '<![CDATA[eve]]>',
    '<![CDATA[',
    ']]>',
    '<?x y?>',
    '<?xml version="1.1"?>',
  ],
  ...[
    '<!DOCTYPE a>',
    '<!doctype a [<!ENTITY x "eve">]>',
    '&x;',
    '&#0;',
    '&#13;',
    '&#x10FFFF;',
    '&lt;',
    '&',
  ],
  ...[
    '<',
    '>',
    '"',
    "'",
    '/',
    '=',
    ' ',
    '\n',
    '\r',
    '\0',
    '\u{FEFF}',
    '\u{FFFE}',
    '\u{200B}',
    '\u{D800}',
  ],
  ...[
    ' ID="_a1"',
    ' ID="_r1"',
    ' id="_a1"',
    ' xml:id="_a1"',
    ' saml:ID="_a1"',
    ' Id="_a1"',
    ' xmlns=""',
  ],
  ...[
    ' xmlns:saml="urn:x"',
    ' xmlns:ds="urn:x"',
    ' xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion"',
  ],
  ...[
    ' Version="2.0"',
    ' Destination="x"',
    ' InResponseTo="x"',
    ' NotOnOrAfter="2099-01-01T00:00:00Z"',
  ],
  ...['<saml:NameID>eve</saml:NameID>', '<saml:Issuer>https://evil.example</saml:Issuer>', evil],
  ...[
    '<ds:Signature></ds:Signature>',
    '<saml:Advice></saml:Advice>',
    '<ds:Object></ds:Object>',
    '__proto__',
  ],
  ...[
    'eve',
    '_a1',
    '#_a1',
    '',
    '0',
    '-1',
    '2099-01-01T00:00:00Z',
    'x'.repeat(5000),
    '<a>'.repeat(100),
  ],
]

const swaps = [
  ['ann', 'eve'],
  ['admins', 'owners'],
  ['saml:', 'samlp:'],
  ['samlp:', 'saml:'],
  ['ds:', 'saml:'],
  ['saml:NameID', 'saml:nameid'],
  ['saml:Assertion', 'saml:assertion'],
  ['Assertion', 'EncryptedAssertion'],
  ['EncryptedAssertion', 'Assertion'],
  ['saml:Subject>', 'saml:Advice>'],
  ['_a1', '_r1'],
  ['_r1', '_a1'],
  ['_a1', '_A1'],
  ['2026', '2099'],
  ['sha256', 'sha1'],
  ['rsa-sha256', 'hmac-sha256'],
  ['xml-exc-c14n#', 'xml-exc-c14n#WithComments'],
  ['enveloped-signature', 'base64'],
  ['assertion"', 'assertion "'],
  ['aes256-gcm', 'aes256-cbc'],
  ['status:Success', 'status:Responder'],
] as const

type Mutation = (xml: string, random: Random) => string

const onElements =
  (change: (xml: string, one: Span, other: Span, random: Random) => string): Mutation =>
  (xml, random) => {
    const spans = elements(xml)
    return spans.length === 0 ? xml : change(xml, pick(random, spans), pick(random, spans), random)
  }

/** What corruption does. */
const ofCharacters: readonly Mutation[] = [
  (xml, random) => cut(xml, { start: below(random, xml.length), end: below(random, xml.length) }),
  (xml, random) => {
    const start = below(random, xml.length)
    return cut(xml, { start, end: start + 1 + below(random, 8) })
  },
  (xml, random) => {
    const at = below(random, xml.length)
    const code = xml.charCodeAt(at) ^ (1 << below(random, 8))
    return xml.slice(0, at) + String.fromCharCode(code) + xml.slice(at + 1)
  },
  (xml, random) => {
    const start = below(random, xml.length)
    return insert(xml, below(random, xml.length), xml.slice(start, start + below(random, 200)))
  },
]

/** What attackers write. */
const ofMarkup: readonly Mutation[] = [
  (xml, random) => insert(xml, below(random, xml.length), pick(random, snippets)),
  (xml, random) => {
    const ends = [...xml.matchAll(/[<>]/g)].map(
      ({ index, 0: sign }) => index + (sign === '>' ? 1 : 0),
    )
    return insert(xml, pick(random, ends), pick(random, snippets))
  },
  (xml, random) => {
    const tags = [...xml.matchAll(/<[A-Za-z:]+(?=[ >])/g)].map((one) => one.index + one[0].length)
    return insert(xml, pick(random, tags), pick(random, snippets))
  },
  (xml, random) => {
    const [from, to] = pick(random, swaps)
    return random() < 0.5 ? xml.replace(from, to) : xml.replaceAll(from, to)
  },
]

/** What attackers move; the document stays well formed. */
const ofElements: readonly Mutation[] = [
  onElements((xml, one) => cut(xml, one)),
  onElements((xml, one, other) => insert(xml, other.start, textOf(xml, one))),
  onElements((xml, one, other) => insert(xml, other.end, textOf(xml, one))),
  onElements((xml, one, other) => replace(xml, other, textOf(xml, one))),
  onElements((xml, one, other) => {
    const text = textOf(xml, one)
    const rest = cut(xml, one)
    return insert(rest, Math.min(other.start, rest.length), text)
  }),
  onElements((xml, one, other) => {
    const opening = /^<[^>]*>/.exec(textOf(xml, other))?.[0] ?? ''
    const name = /^<([\w:]+)/.exec(opening)?.[1] ?? 'x'
    return replace(xml, one, `${opening}${textOf(xml, one)}</${name}>`)
  }),
  onElements((xml, one) => {
    const text = textOf(xml, one)
    const forged = text.replaceAll('ann', 'eve').replaceAll('_a1', '_e').replaceAll('_r1', '_e2')
    return insert(xml, one.start, forged)
  }),
  onElements((xml, one) => {
    const text = textOf(xml, one)
    return insert(xml, one.end, text.replaceAll('ann', 'eve'))
  }),
]

/** Half of them move elements, so that most mutants get beyond the parser. */
const kinds = [ofCharacters, ofMarkup, ofElements, ofElements]

/** One to three changes, one upon the other, mostly one. */
export function mutate(xml: string, random: Random): string {
  const changes = 1 + below(random, 1 + below(random, 3))
  let mutant = xml
  for (let count = 0; count < changes; count++) {
    mutant = pick(random, pick(random, kinds))(mutant, random)
  }
  return mutant
}
