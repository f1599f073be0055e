import { element, type MockAttribute, type MockElement, type MockNode, text } from './xml.ts'

/*
 * Reads what service providers send: elements, attributes, text and comments, nothing else. It takes
 * far less than XML allows, and what it does not know it refuses.
 */

interface OpenElement {
  readonly name: string
  readonly rawAttributes: ReadonlyMap<string, string>
  readonly namespaces: Readonly<Record<string, string>>
  readonly children: MockNode[]
}

const token =
  /<!--[\s\S]*?-->|<\/([\w.-]+(?::[\w.-]+)?)\s*>|<([\w.-]+(?::[\w.-]+)?)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y

/** @throws {Error} for everything that is not plain XML */
export function readPlainXml(document: string): MockElement {
  const body = document.replace(/^\ufeff?<\?xml[^>]*\?>/, '').trim()
  const outside: OpenElement = {
    name: '',
    rawAttributes: new Map(),
    namespaces: { '': '', xml: element('xml:x').namespace },
    children: [],
  }
  const open = [outside]
  token.lastIndex = 0
  for (let at = 0; at < body.length; at = token.lastIndex) {
    const [whole, closed, opened, attributes = '', slash, characters] = token.exec(body) ?? []
    const parent = open.at(-1) ?? outside
    if (whole === undefined) throw new Error(`not plain XML at character ${at}`)
    if (closed !== undefined) close(open, closed)
    else if (opened !== undefined) {
      const rawAttributes = attributesIn(attributes)
      const namespaces = { ...parent.namespaces, ...declarationsIn(rawAttributes) }
      open.push({ name: opened, rawAttributes, namespaces, children: [] })
      if (slash === '/') close(open, opened)
    } else if (characters !== undefined) {
      parent.children.push(text(decoded(characters.replaceAll(/\r\n?/g, '\n'))))
    }
  }
  const [root, another] = outside.children
  if (!root || another || !('localName' in root)) throw new Error('not one document element')
  return root
}

function close(open: OpenElement[], name: string): void {
  const finished = open.pop()
  const parent = open.at(-1)
  if (!finished || !parent || finished.name !== name) throw new Error(`</${name}> closes nothing`)
  parent.children.push(finish(finished))
}

function finish({ name, rawAttributes, namespaces, children }: OpenElement): MockElement {
  const attributes: MockAttribute[] = []
  for (const [attribute, value] of rawAttributes) {
    if (/^xmlns(:|$)/.test(attribute)) continue
    const { prefix, localName } = element(attribute)
    const namespace = prefix === '' ? '' : namespaceOf(prefix, namespaces)
    attributes.push({ prefix, localName, namespace, value })
  }
  const { prefix, localName } = element(name)
  return {
    prefix,
    localName,
    namespace: namespaceOf(prefix, namespaces),
    attributes,
    declarations: declarationsIn(rawAttributes),
    children,
  }
}

function namespaceOf(prefix: string, namespaces: OpenElement['namespaces']): string {
  const namespace = Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : undefined
  if (namespace === undefined) throw new Error(`the prefix ${prefix} is not declared`)
  return namespace
}

function attributesIn(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single = ''] of source.matchAll(
    /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (found.has(name)) throw new Error(`the attribute ${name} stands there twice`)
    found.set(name, decoded((double ?? single).replaceAll(/[\t\n\r]/g, ' ')))
  }
  return found
}

function declarationsIn(attributes: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...attributes].flatMap(([name, value]) => {
      const [, , prefix = ''] = /^xmlns(:(.+))?$/.exec(name) ?? []
      return /^xmlns(:|$)/.test(name) ? [[prefix, value]] : []
    }),
  )
}

const predefined: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

function decoded(source: string): string {
  return source.replaceAll(/&([^;]*);?/g, (reference, name: string) => {
    const [, hex, decimal] = /^#(?:x([\dA-Fa-f]+)|(\d+))$/.exec(name) ?? []
    const codePoint = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    const character = Number.isNaN(codePoint) ? predefined[name] : String.fromCodePoint(codePoint)
    if (character === undefined || !reference.endsWith(';')) {
      throw new Error(`the reference ${reference} means nothing`)
    }
    return character
  })
}

/** The complete text of an element that has only text. */
export function textOf({ children }: MockElement): string {
  return decoded(children.map((child) => ('written' in child ? child.written : '')).join(''))
}
