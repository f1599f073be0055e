import {
  ASSERTION,
  EXCLUSIVE,
  METADATA,
  PROTOCOL,
  SCHEMA,
  SCHEMA_INSTANCE,
  XML,
  XMLDSIG,
  XMLENC,
  XMLENC11,
} from './uris.ts'

export interface MockAttribute {
  readonly prefix: string
  readonly localName: string
  /** Empty: none. */
  readonly namespace: string
  readonly value: string
}

export interface MockElement {
  readonly prefix: string
  readonly localName: string
  readonly namespace: string
  readonly attributes: readonly MockAttribute[]
  /** Prefix to URI: declarations beyond those without which the element's names mean nothing. */
  readonly declarations: Readonly<Record<string, string>>
  readonly children: readonly MockNode[]
}

/** Everything between tags. What is written may mean something else than it looks like. */
export interface Markup {
  readonly written: string
  /** The same as canonical XML without comments has it. */
  readonly canonical: string
  readonly isComment: boolean
}

export type MockNode = MockElement | Markup
export type Content = MockNode | string | readonly (MockNode | string)[]

const prefixes: Readonly<Record<string, string>> = {
  '': '',
  saml: ASSERTION,
  samlp: PROTOCOL,
  md: METADATA,
  ds: XMLDSIG,
  xenc: XMLENC,
  xenc11: XMLENC11,
  ec: EXCLUSIVE,
  xs: SCHEMA,
  xsi: SCHEMA_INSTANCE,
  xml: XML,
}

/**
 * @param name with one of the prefixes above, or one that `declarations` declares
 * @param attributes `undefined` leaves one out
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  content: Content = [],
  declarations: Readonly<Record<string, string>> = {},
): MockElement {
  const namespaceOf = (prefix: string) => declarations[prefix] ?? prefixes[prefix] ?? ''
  const [prefix, localName] = split(name)
  return {
    prefix,
    localName,
    namespace: namespaceOf(prefix),
    attributes: Object.entries(attributes).flatMap(([attribute, value]) => {
      if (value === undefined) return []
      const [ownPrefix, ownName] = split(attribute)
      const namespace = ownPrefix === '' ? '' : namespaceOf(ownPrefix)
      return [{ prefix: ownPrefix, localName: ownName, namespace, value }]
    }),
    declarations,
    children: nodesOf(content),
  }
}

function split(name: string): [string, string] {
  const [first = '', second] = name.split(':')
  return second === undefined ? ['', first] : [first, second]
}

export function nodesOf(content: Content): MockNode[] {
  const list = Array.isArray(content) ? (content as readonly (MockNode | string)[]) : [content]
  return (list as readonly (MockNode | string)[]).map((node) =>
    typeof node === 'string' ? text(node) : node,
  )
}

export function isElement(node: MockNode): node is MockElement {
  return 'localName' in node
}

export function nameOf({ prefix, localName }: MockElement): string {
  return prefix === '' ? localName : `${prefix}:${localName}`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}
const escape = (character: string) => escapes[character] ?? character

/** Canonical XML 1.0 section 2.3. */
export const escapeText = (value: string): string => value.replaceAll(/[&<>\r]/g, escape)
export const escapeAttribute = (value: string): string => value.replaceAll(/[&<"\t\n\r]/g, escape)

export function text(value: string): Markup {
  const canonical = escapeText(value)
  return { written: canonical, canonical, isComment: false }
}

export function comment(value: string): Markup {
  return { written: `<!--${value}-->`, canonical: '', isComment: true }
}

export function cdata(value: string): Markup {
  return { written: `<![CDATA[${value}]]>`, canonical: escapeText(value), isComment: false }
}

/** Markup as it stands, for instance a processing instruction, a character reference or nonsense. */
export function raw(written: string, canonical: string = written): Markup {
  return { written, canonical, isComment: false }
}
