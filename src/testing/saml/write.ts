import {
  escapeAttribute,
  isElement,
  type MockAttribute,
  type MockElement,
  type MockNode,
  nameOf,
} from './xml.ts'

type Namespaces = Readonly<Record<string, string>>

interface Style {
  readonly isDocument: boolean
  readonly withComments: boolean
  /** Declarations that are written although no name at this place uses them. */
  extra(element: MockElement, inScope: Namespaces): Namespaces
}

const none: Namespaces = {}

/** The document as it was composed, with its comments and superfluous declarations. */
export function writeXml(element: MockElement): string {
  const extra = ({ declarations }: MockElement) => declarations
  return write(element, none, none, { isDocument: true, withComments: true, extra })
}

export interface CanonicalOptions {
  readonly withComments?: boolean
  /** InclusiveNamespaces PrefixList. */
  readonly prefixes?: readonly string[]
  /** What ancestors declare. */
  readonly inherited?: Namespaces
  /** Canonical XML 1.0 instead of Exclusive XML Canonicalization. */
  readonly isInclusive?: boolean
}

/**
 * The canonical form of an element, straight from its composition: nothing is parsed, so it does not
 * depend on how anybody reads the document.
 *
 * @see {@link https://www.w3.org/TR/xml-exc-c14n/#sec-Specification}
 */
export function canonicalXml(element: MockElement, options: CanonicalOptions = {}): string {
  const { withComments = false, prefixes = [], inherited = none, isInclusive = false } = options
  const extra = (_element: MockElement, inScope: Namespaces) =>
    isInclusive
      ? inScope
      : Object.fromEntries(Object.entries(inScope).filter(([name]) => prefixes.includes(name)))
  return write(element, inherited, none, { isDocument: false, withComments, extra })
}

function write(
  element: MockElement,
  outerScope: Namespaces,
  rendered: Namespaces,
  style: Style,
): string {
  const used = usedBy(element)
  const inScope = { ...outerScope, ...element.declarations, ...used }
  const wanted = { ...style.extra(element, inScope), ...used }
  const declared = Object.entries(wanted)
    .filter(([prefix, uri]) => (rendered[prefix] ?? '') !== uri && prefix !== 'xml')
    .sort(([left], [right]) => compare(left, right))
  const declarations = declared.map(([prefix, uri]) => {
    return ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeAttribute(uri)}"`
  })
  const attributes = element.attributes.toSorted(inCanonicalOrder).map((attribute) => {
    const { prefix, localName, value } = attribute
    return ` ${prefix === '' ? '' : `${prefix}:`}${localName}="${escapeAttribute(value)}"`
  })
  const now = { ...rendered, ...Object.fromEntries(declared) }
  const content = element.children.map((child) => writeNode(child, inScope, now, style))
  const name = nameOf(element)
  return `<${name}${declarations.join('')}${attributes.join('')}>${content.join('')}</${name}>`
}

function writeNode(
  node: MockNode,
  inScope: Namespaces,
  rendered: Namespaces,
  style: Style,
): string {
  if (isElement(node)) return write(node, inScope, rendered, style)
  if (style.isDocument || (node.isComment && style.withComments)) return node.written
  return node.canonical
}

/** What the element's own names need: "visibly utilized". */
function usedBy({ prefix, namespace, attributes }: MockElement): Namespaces {
  const prefixed = attributes.filter((attribute) => attribute.prefix !== '')
  return {
    [prefix]: namespace,
    ...Object.fromEntries(prefixed.map((attribute) => [attribute.prefix, attribute.namespace])),
  }
}

function inCanonicalOrder(left: MockAttribute, right: MockAttribute): number {
  return compare(left.namespace, right.namespace) || compare(left.localName, right.localName)
}

/** By UTF-16 unit, which is the order of code points as long as names are not beyond U+FFFF. */
function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
