import { samlError } from '../error.ts'

/** An element to be written. Names are literals of ours; values may come from anywhere. */
export interface XmlDraft {
  readonly name: string
  /** In this order; `undefined` ones are left out. */
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly (XmlDraft | string)[]
}

export function element(
  name: string,
  attributes: XmlDraft['attributes'],
  children: readonly (XmlDraft | string | undefined)[] = [],
): XmlDraft {
  return { name, attributes, children: children.filter((child) => child !== undefined) }
}

/**
 * Writes an element and everything in it. Every value is escaped, so none can end the place it stands
 * in (rule S26); what an XML parser would normalise is written as a reference.
 *
 * @throws {SsoError} `saml_value_unwritable` for characters that XML 1.0 cannot carry
 */
export function writeXml({ name, attributes, children }: XmlDraft): string {
  let start = `<${name}`
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) start += ` ${attribute}="${escaped(value, inAttributes)}"`
  }
  if (children.length === 0) return `${start}/>`
  const content = children.map((child) =>
    typeof child === 'string' ? escaped(child, inText) : writeXml(child),
  )
  return `${start}>${content.join('')}</${name}>`
}

const references: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  // XML 1.0 sections 2.11 and 3.3.3: a parser turns these into line feeds or spaces when they are bare.
  ['\t', '&#9;'],
  ['\n', '&#10;'],
  ['\r', '&#13;'],
])
const inAttributes = /[&<>"'\t\n\r]/g
const inText = /[&<>\r]/g

/** Everything but the characters of XML 1.0 section 2.2. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

function escaped(value: string, special: RegExp): string {
  if (unwritable.test(value)) throw samlError('saml_value_unwritable')
  return value.replace(special, (character) => references.get(character) ?? '')
}
