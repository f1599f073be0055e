import { randomInt } from 'node:crypto'

/*
 * Damages honest documents at random: bytes, characters, and whole pieces of markup. The same seed
 * gives the same mutants, so that a failure can be repeated with MUTATION_SEED.
 */

export interface MutantOptions {
  readonly seed: number
  /** Honest documents to start from. */
  readonly documents: readonly string[]
  readonly count: number
}

/** From MUTATION_SEED, or at random. Print it with the test's name. */
export function mutationSeed(): number {
  const given = process.env.MUTATION_SEED
  return given === undefined ? randomInt(2 ** 31) : Number(given)
}

export function* xmlMutants({ seed, documents, count }: MutantOptions): Generator<Uint8Array> {
  const random = randomSource(seed)
  for (let index = 0; index < count; index++) {
    let text = pick(random, documents)
    const changes = 1 + Math.floor(random() * 3)
    for (let change = 0; change < changes; change++) {
      text = pick(random, mutations)(text, random, documents)
    }
    const bytes = Buffer.from(text)
    yield random() < BYTE_DAMAGE ? damageBytes(bytes, random) : bytes
  }
}

/** Share of mutants whose bytes are damaged, too; most of those are not UTF-8 any more. */
const BYTE_DAMAGE = 0.1

type Random = () => number
type Mutation = (text: string, random: Random, documents: readonly string[]) => string

/** What attacks on XML signatures are made of. */
const fragments = [
  '<!-- -->',
  '<!--',
  '-->',
  '<![CDATA[x]]>',
  '<![CDATA[',
  ']]>',
  '<?x y?>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE x [<!ENTITY e "x">]>',
  '&amp;',
  '&e;',
  '&#13;',
  '&#0;',
  '&#xD800;',
  '&',
  '<',
  '>',
  '"',
  "'",
  '\0',
  '\u{FEFF}',
  '\u{FFFF}',
  '\u{2028}',
  '\u{1F600}',
  '\r\n',
  ' ',
  '=',
  ':',
  '/',
  '#',
  '_',
  ' ID="_a"',
  ' Id="_a"',
  ' xml:id="_a"',
  ' xmlns=""',
  ' xmlns="urn:x"',
  ' xmlns:saml="urn:x"',
  ' xmlns:ds="urn:x"',
  ' xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion"',
  ' xml:lang="en"',
  ' __proto__="x"',
  '<x/>',
  '<x>',
  '</x>',
  '<ds:Object>',
  '</ds:Object>',
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>',
  '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">admin</saml:NameID>',
  'http://www.w3.org/2000/09/xmldsig#sha1',
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
]

const mutations: readonly Mutation[] = [
  // A fragment anywhere, or where markup meets text.
  (text, random) => insert(text, place(text, random), pick(random, fragments)),
  (text, random) => insert(text, edge(text, random), pick(random, fragments)),
  (text, random) => {
    const at = place(text, random)
    return text.slice(0, at) + pick(random, fragments) + text.slice(at + 1)
  },
  // Characters removed, repeated or swapped.
  (text, random) => {
    const at = place(text, random)
    return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 40))
  },
  (text, random) => {
    const [from, to] = range(text, random, 200)
    return insert(text, to, text.slice(from, to))
  },
  (text, random) => text.slice(0, place(text, random)),
  // Whole elements: removed, repeated, moved, wrapped, or brought from another document.
  (text, random) => {
    const [from, to] = element(text, random)
    return text.slice(0, from) + text.slice(to)
  },
  (text, random) => {
    const [from, to] = element(text, random)
    return insert(text, edge(text, random), text.slice(from, to))
  },
  (text, random) => {
    const [from, to] = element(text, random)
    const rest = text.slice(0, from) + text.slice(to)
    return insert(rest, edge(rest, random), text.slice(from, to))
  },
  (text, random) => {
    const [from, to] = element(text, random)
    return `${text.slice(0, from)}<x>${text.slice(from, to)}</x>${text.slice(to)}`
  },
  (text, random, documents) => {
    const other = pick(random, documents)
    const [from, to] = element(other, random)
    return insert(text, edge(text, random), other.slice(from, to))
  },
  // Names and values.
  (text, random) =>
    replaceOne(text, random, /[\w:]+(?==")/g, () =>
      pick(random, ['ID', 'URI', 'x', 'xmlns', 'Algorithm', 'xmlns:saml']),
    ),
  (text, random) =>
    replaceOne(text, random, /(?<=")[^"<>]*(?=")/g, (value) =>
      pick(random, ['', ' ', value.toUpperCase(), `${value} `, '#', '_a', '__proto__']),
    ),
  (text, random) =>
    replaceOne(text, random, /(?<=<\/?)[\w:]+/g, (name) =>
      pick(random, ['x', 'saml:x', name.toLowerCase(), 'ds:Object', 'saml:Assertion']),
    ),
  (text, random) =>
    replaceOne(text, random, />[^<]+(?=<)/g, (value) =>
      pick(random, ['>', '> ', `${value}<!-- -->x`, `><![CDATA[${value.slice(1)}]]>`]),
    ),
]

/** Documents stay near the size of the honest ones. */
const MAX_LENGTH = 60_000

function insert(text: string, at: number, piece: string): string {
  return text.length > MAX_LENGTH ? text : text.slice(0, at) + piece + text.slice(at)
}

function place(text: string, random: Random): number {
  return Math.floor(random() * (text.length + 1))
}

/** Where a tag begins or ends. */
function edge(text: string, random: Random): number {
  const at = place(text, random)
  const next = text.indexOf(random() < 0.5 ? '<' : '>', at)
  return next === -1 ? at : next + (text[next] === '>' ? 1 : 0)
}

function range(text: string, random: Random, longest: number): [number, number] {
  const from = place(text, random)
  return [from, Math.min(text.length, from + Math.floor(random() * longest))]
}

/** From a start tag to its end tag, as far as a search by name finds it. */
function element(text: string, random: Random): [number, number] {
  const starts = [...text.matchAll(/<([A-Za-z][\w:]*)/g)]
  if (starts.length === 0) return [0, 0]
  const start = pick(random, starts)
  const end = text.indexOf(`</${start[1]}>`, start.index)
  return [start.index, end === -1 ? start.index : text.indexOf('>', end) + 1]
}

function replaceOne(
  text: string,
  random: Random,
  pattern: RegExp,
  replacement: (found: string) => string,
): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const { index, 0: old } = pick(random, found)
  return text.slice(0, index) + replacement(old) + text.slice(index + old.length)
}

function damageBytes(bytes: Buffer, random: Random): Buffer {
  if (bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return bytes
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

/** Mulberry32: small, and the same everywhere. */
function randomSource(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
