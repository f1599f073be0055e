import { nameOf, type XmlElement, type XmlNode } from './xml/node.ts'

/** One node of a parser that keeps the order: `{ name: children, ':@': attributes }` or `{ '#text' }`. */
export type OrderedNode = Readonly<Record<string, unknown>>

/** What two parsers must agree on: names as written, values as read, in order. */
export type Outline = string | readonly [name: string, attributes: readonly string[], ...Outline[]]

/** Of the strict reader's tree. */
export function outlineOf(element: XmlElement): Outline {
  const declarations = [...element.declarations].map(([prefix, uri]) =>
    pair(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri),
  )
  const attributes = element.attributes.map(({ prefix, localName, value }) =>
    pair(prefix === '' ? localName : `${prefix}:${localName}`, value),
  )
  return [
    nameOf(element),
    [...declarations, ...attributes].sort(),
    ...element.children.map(outlineOfNode),
  ]
}

function outlineOfNode(node: XmlNode): Outline {
  if (node.kind === 'element') return outlineOf(node)
  if (node.kind === 'text') return node.value
  return node.kind === 'comment' ? ['#comment', [], node.value] : [`?${node.target}`, []]
}

/** Of the document element in the output of fast-xml-parser; `undefined` if there is not just one. */
export function outlineOfOrdered(nodes: readonly OrderedNode[]): Outline | undefined {
  const elements = nodes.filter((node) => !/^[#?]/.test(nameOfOrdered(node)))
  const [root] = elements
  return root && elements.length === 1 ? outlineOfElement(root) : undefined
}

function nameOfOrdered(node: OrderedNode): string {
  return Object.keys(node).find((key) => key !== ':@') ?? ''
}

function outlineOfElement(node: OrderedNode): Outline {
  const name = nameOfOrdered(node)
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>).map(
    ([attribute, raw]) =>
      pair(attribute.slice('@_'.length), decoded(raw.replaceAll(/[\t\n]/g, ' '))),
  )
  const children: Outline[] = []
  for (const child of node[name] as readonly OrderedNode[]) {
    const outline = outlineOfChild(child)
    const before = children.at(-1)
    // CDATA is text, and text is whole (rule X4).
    if (typeof outline === 'string' && typeof before === 'string') {
      children[children.length - 1] = before + outline
    } else if (outline !== '') children.push(outline)
  }
  return [name, attributes.sort(), ...children]
}

function outlineOfChild(node: OrderedNode): Outline {
  const name = nameOfOrdered(node)
  if (name === '#text') return decoded(String(node[name]))
  if (name.startsWith('?')) return [name, []]
  if (name !== '#cdata' && name !== '#comment') return outlineOfElement(node)
  const [only] = node[name] as readonly OrderedNode[]
  const value = String(only?.['#text'] ?? '')
  return name === '#cdata' ? value : ['#comment', [], value]
}

const pair = (name: string, value: string) => `${name}=${value}`

const predefined: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** The five predefined and numeric references (rule X1); the strict reader refused all others. */
function decoded(raw: string): string {
  return raw.replaceAll(/&(?:#(\d+)|#x([\dA-Fa-f]+)|(\w+));/g, (reference, decimal, hex, name) => {
    if (name !== undefined) return predefined.get(String(name)) ?? reference
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
  })
}
