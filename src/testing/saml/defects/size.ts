import { deflateRawSync } from 'node:zlib'
import { keyInfoOf } from '../sign.ts'
import { assertionOnly, inUnsignedExtensions } from '../steps.ts'
import type { Variation } from '../variation.ts'

/** Too much of something, in a place where nobody signed. Rule X5. */
export type SizeDefect =
  | 'document_of_3_mb'
  | 'document_of_3_mb_signed'
  | 'base64_of_3_mb_of_line_breaks'
  | 'depth_of_10000'
  | 'elements_50000'
  | 'comments_50000'
  | 'attributes_of_one_element'
  | 'attributes_in_all'
  | 'namespaces_of_one_element'
  | 'namespaces_in_all'
  | 'namespace_of_100_kb'
  | 'character_references_100000'
  | 'certificates_3000'

/** The Base64 of the message, before anybody parses it: rules X2 and X5. */
export type EncodingDefect =
  | 'base64url'
  | 'base64_without_padding'
  | 'base64_with_stray_bits'
  | 'base64_with_foreign_character'
  | 'base64_with_padding_inside'
  | 'base64_with_no_break_space'
  | 'base64_twice'
  | 'base64_missing'
  | 'deflated'

/** Three mebibytes; honest responses with thousands of groups have half of one. */
const TOO_LARGE = 3 * 1024 * 1024

const numbered = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('')

function tooMuch(description: string, steps: Partial<Variation>): Variation {
  return { rule: 'X5', description, ...steps }
}

export const sizeDefects: Readonly<Record<SizeDefect, Variation>> = {
  document_of_3_mb: tooMuch('Three megabytes of white space at the end.', {
    text: (xml) => xml + ' '.repeat(TOO_LARGE),
  }),
  document_of_3_mb_signed: tooMuch('An attribute’s value of three megabytes, signed.', {
    facts: ({ attributes }) => ({ attributes: { ...attributes, note: ['x'.repeat(TOO_LARGE)] } }),
  }),
  base64_of_3_mb_of_line_breaks: tooMuch('Three megabytes of line breaks after the Base64.', {
    form: (samlResponse) => samlResponse + '\n'.repeat(TOO_LARGE),
  }),
  depth_of_10000: tooMuch(
    '10000 elements inside one another.',
    inUnsignedExtensions(`${'<x>'.repeat(10_000)}${'</x>'.repeat(10_000)}`),
  ),
  elements_50000: tooMuch(
    '50000 elements of four characters.',
    inUnsignedExtensions('<x/>'.repeat(50_000)),
  ),
  comments_50000: tooMuch('50000 empty comments.', inUnsignedExtensions('<!---->'.repeat(50_000))),
  attributes_of_one_element: tooMuch(
    'An element with 20000 attributes.',
    inUnsignedExtensions(`<x ${numbered(20_000, (index) => `a${index}="" `)}/>`),
  ),
  attributes_in_all: tooMuch(
    '2000 elements with 30 attributes of six characters.',
    inUnsignedExtensions(`<x ${numbered(30, (index) => `${letters(index)}="" `)}/>`.repeat(2000)),
  ),
  namespaces_of_one_element: tooMuch(
    'An element with 10000 namespace declarations.',
    inUnsignedExtensions(`<x ${numbered(10_000, (index) => `xmlns:p${index}="urn:x" `)}/>`),
  ),
  namespaces_in_all: tooMuch(
    '20000 elements that declare one namespace each.',
    inUnsignedExtensions(numbered(20_000, (index) => `<x xmlns:p${index}="urn:x"/>`)),
  ),
  namespace_of_100_kb: tooMuch(
    'A namespace whose name has 100000 characters.',
    inUnsignedExtensions(`<x xmlns="urn:example:${'x'.repeat(100_000)}"/>`),
  ),
  character_references_100000: tooMuch(
    '100000 references to the letter a.',
    inUnsignedExtensions('&#97;'.repeat(100_000)),
  ),
  certificates_3000: tooMuch('3000 certificates in KeyInfo, the provider’s among them.', {
    plan: assertionOnly,
    signature: ({ key }) => ({
      keyInfo: keyInfoOf(...Array.from({ length: 3000 }, () => key.certificate)),
    }),
  }),
}

/** Two letters, different for each of the first 676 numbers. */
function letters(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))
}

export const encodingDefects: Readonly<Record<EncodingDefect, Variation>> = {
  base64url: {
    rule: 'X2',
    description: 'The alphabet of base64url.',
    // Whose Base64 is made of the two characters that both alphabets differ in.
    text: (xml) => `<!--${'\u{fbff}'.repeat(6)}-->${xml}`,
    form: (samlResponse) => samlResponse.replaceAll('+', '-').replaceAll('/', '_'),
  },
  base64_without_padding: {
    rule: 'X2',
    description: 'The padding is missing.',
    text: padded,
    form: (samlResponse) => samlResponse.replaceAll('=', ''),
  },
  base64_with_stray_bits: {
    rule: 'X2',
    description: 'The last character carries a bit that means nothing.',
    text: padded,
    form: (samlResponse) => samlResponse.replace(/(.)=$/, (_, last: string) => `${next(last)}=`),
  },
  base64_with_foreign_character: {
    rule: 'X2',
    description: 'An exclamation mark in the middle.',
    form: (samlResponse) => `${samlResponse.slice(0, 400)}!${samlResponse.slice(400)}`,
  },
  base64_with_padding_inside: {
    rule: 'X2',
    description: 'Two pieces of Base64, each with its padding.',
    form: (samlResponse) => `PCE=${samlResponse}`,
  },
  base64_with_no_break_space: {
    rule: 'X2',
    description: 'White space that is none of XML.',
    form: (samlResponse) => `${samlResponse.slice(0, 400)}\u00a0${samlResponse.slice(400)}`,
  },
  base64_twice: {
    rule: 'X2',
    description: 'The Base64 is encoded again.',
    form: (samlResponse) => btoa(samlResponse),
  },
  base64_missing: {
    rule: 'X2',
    description: 'The XML as it is.',
    form: (samlResponse) => Buffer.from(samlResponse, 'base64').toString(),
  },
  deflated: {
    rule: 'X2',
    description: 'Compressed, as only the redirect binding has it.',
    bytes: (bytes) => deflateRawSync(bytes),
  },
}

/** Of a length that leaves one character of padding. */
function padded(xml: string): string {
  const length = Buffer.byteLength(xml)
  return xml + ' '.repeat((5 - (length % 3)) % 3)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const next = (character: string) => alphabet[alphabet.indexOf(character) + 1] ?? ''
