import type { SaxesAttributePlain } from 'saxes'
import { MAX_ATTRIBUTES, MAX_DEPTH, maxAttributes, maxDeclarations, maxNodes } from './limits.ts'
import { splitName } from './names.ts'
import { NamespaceScope } from './namespaces.ts'
import type { XmlAttribute, XmlElement, XmlNode } from './node.ts'
import { refuseXml } from './refusal.ts'

/** An element whose children are still being collected. */
type OpenElement = XmlElement & { readonly children: XmlNode[] }

/** An attribute whose namespace may be declared further on in the same tag. */
type OpenAttribute = { -readonly [Key in keyof XmlAttribute]: XmlAttribute[Key] }

const noAttributes: readonly XmlAttribute[] = []
const noDeclarations: ReadonlyMap<string, string> = new Map()

/**
 * Builds the tree from the parser's events in one pass. Each ceiling is checked before the work that
 * it bounds (rule X5).
 */
export class TreeBuilder {
  root: XmlElement | undefined
  readonly #scope = new NamespaceScope()
  #current: OpenElement | undefined
  #depth = 0
  /** Attributes of the element whose start tag is being read. */
  #attributes: OpenAttribute[] = []
  #declarations: Map<string, string> | undefined
  #attributesOfTag = 0
  #text = ''
  #nodesLeft: number
  #attributesLeft: number
  #declarationsLeft: number

  /**
   * @param characters length of the document; some ceilings grow with it
   * @param context declarations that the document element takes over
   */
  constructor(characters: number, context?: ReadonlyMap<string, string>) {
    if (context) this.#declarations = new Map(context)
    this.#nodesLeft = maxNodes(characters)
    this.#attributesLeft = maxAttributes(characters)
    this.#declarationsLeft = maxDeclarations(characters)
  }

  attribute(attribute: SaxesAttributePlain): void {
    if (++this.#attributesOfTag > MAX_ATTRIBUTES || --this.#attributesLeft < 0) {
      throw refuseXml('too_many_attributes', 'An element or the document has too many attributes.')
    }
    const { prefix, localName } = splitName(attribute.name)
    if (prefix === 'xmlns') this.#declare(localName, attribute.value)
    else if (attribute.name === 'xmlns') this.#declare('', attribute.value)
    else this.#attributes.push({ prefix, localName, namespace: '', value: attribute.value })
  }

  open(name: string): void {
    this.#addNode()
    if (++this.#depth > MAX_DEPTH) {
      throw refuseXml('too_deep', `Elements are nested more than ${MAX_DEPTH} levels deep.`)
    }
    const declarations = this.#declarations ?? noDeclarations
    this.#scope.enter(declarations)
    const { prefix, localName } = splitName(name)
    const element: OpenElement = {
      kind: 'element',
      prefix,
      localName,
      namespace: this.#scope.resolve(prefix),
      attributes: this.#takeAttributes(),
      declarations,
      children: [],
      parent: this.#current,
    }
    this.#declarations = undefined
    this.#attributesOfTag = 0
    this.#current?.children.push(element)
    this.#current = element
    this.root ??= element
  }

  close(): void {
    this.#flush()
    if (!this.#current) return
    this.#depth--
    this.#scope.leave(this.#current.declarations)
    this.#current = this.#current.parent as OpenElement | undefined
  }

  /** Text, CDATA and text again become one node: nobody can read a part of it (rule X4). */
  text(text: string): void {
    // Outside the root the parser lets only white space pass.
    if (this.#current) this.#text = this.#text === '' ? text : this.#text + text
  }

  cdata(text: string): void {
    this.#countNode()
    this.text(text)
  }

  comment(value: string): void {
    this.#addNode()
    this.#current?.children.push({ kind: 'comment', value })
  }

  instruction(target: string, value: string): void {
    this.#addNode()
    if (target.includes(':')) {
      throw refuseXml('namespace', `The instruction ${target} has a colon in its name.`)
    }
    this.#current?.children.push({ kind: 'instruction', target, value })
  }

  #addNode(): void {
    this.#countNode()
    this.#flush()
  }

  #countNode(): void {
    if (this.root && !this.#current) {
      throw refuseXml('content_after_root', 'Something follows the document element.')
    }
    if (--this.#nodesLeft < 0) throw refuseXml('too_many_nodes', 'The document is mostly markup.')
  }

  #flush(): void {
    if (this.#text === '') return
    this.#current?.children.push({ kind: 'text', value: this.#text })
    this.#text = ''
  }

  #declare(prefix: string, namespace: string): void {
    if (--this.#declarationsLeft < 0) {
      throw refuseXml('too_many_declarations', 'The document is mostly namespace declarations.')
    }
    // The parser refuses a repeated one once the tag is complete.
    this.#declarations ??= new Map()
    this.#declarations.set(prefix, namespace)
  }

  #takeAttributes(): readonly XmlAttribute[] {
    const attributes = this.#attributes
    if (attributes.length === 0) return noAttributes
    this.#attributes = []
    let firstPrefix = ''
    let hasSeveralPrefixes = false
    for (const attribute of attributes) {
      const { prefix } = attribute
      if (prefix === '') continue
      attribute.namespace = this.#scope.resolve(prefix)
      hasSeveralPrefixes ||= firstPrefix !== '' && firstPrefix !== prefix
      firstPrefix = prefix
    }
    // Equal names are the parser's part; two prefixes of one namespace are its blind spot.
    if (hasSeveralPrefixes) refuseDuplicates(attributes)
    return attributes
  }
}

function refuseDuplicates(attributes: readonly XmlAttribute[]): void {
  const seen = new Set<string>()
  for (const { prefix, localName, namespace } of attributes) {
    if (prefix === '') continue
    const name = `${localName} ${namespace}`
    if (seen.has(name)) {
      throw refuseXml('namespace', `The attribute ${prefix}:${localName} is a repeated one.`)
    }
    seen.add(name)
  }
}
