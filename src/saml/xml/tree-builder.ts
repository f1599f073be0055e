import {
  COST_OF_OTHER_DECLARATIONS,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  maxDeclarations,
  maxMarkup,
  REFERENCES_PER_ELEMENT,
} from './limits.ts'
import type { QualifiedName } from './names.ts'
import { type Declarations, NamespaceScope } from './namespaces.ts'
import type { XmlAttribute, XmlElement, XmlNode } from './node.ts'
import { refuseXml } from './refusal.ts'

/** An element whose children are still being collected. */
type OpenElement = XmlElement & { readonly children: XmlNode[] }

type StartTag = Omit<XmlElement, 'kind' | 'children' | 'parent'>

/** An attribute whose namespace may be declared further on in the same tag. */
type OpenAttribute = { -readonly [Key in keyof XmlAttribute]: XmlAttribute[Key] }

const noAttributes: readonly XmlAttribute[] = []

/**
 * Builds the tree from a reader's events in one pass. Each ceiling is checked before the work that it
 * bounds (rule X5).
 */
export class TreeBuilder {
  root: XmlElement | undefined
  readonly #scope = new NamespaceScope()
  #current: OpenElement | undefined
  #depth = 0
  /** Attributes of the element whose start tag is being read. */
  #attributes: OpenAttribute[] = []
  #attributesOfTag = 0
  #lastDeclarations: Declarations | undefined
  #text = ''
  #markupLeft: number
  #declarationsLeft: number

  /**
   * @param characters length of the document; some ceilings grow with it
   * @param references how many are in it
   */
  constructor(characters: number, references: number) {
    this.#markupLeft = maxMarkup(characters) - Math.floor(references / REFERENCES_PER_ELEMENT)
    if (this.#markupLeft < 0) {
      throw refuseXml('too_many_references', 'The document is mostly character references.')
    }
    this.#declarationsLeft = maxDeclarations(characters)
  }

  /** The reader refuses repeated names. */
  attribute({ prefix, localName }: QualifiedName, value: string): void {
    this.#countAttributes(1)
    const isDefault = prefix === '' && localName === 'xmlns'
    if (prefix !== 'xmlns' && !isDefault) {
      this.#attributes.push({ prefix, localName, namespace: '', value })
      return
    }
    this.#countDeclarations(1)
    this.#scope.declare(isDefault ? '' : localName, value)
  }

  open({ prefix, localName }: QualifiedName): XmlElement {
    this.#enter()
    const declarations = this.#scope.enter()
    if (declarations.size > 0 && declarations !== this.#lastDeclarations) {
      this.#countMarkup(COST_OF_OTHER_DECLARATIONS)
      this.#lastDeclarations = declarations
    }
    const namespace = this.#scope.resolve(prefix)
    const attributes = this.#takeAttributes()
    return this.#add({ prefix, localName, namespace, attributes, declarations })
  }

  /** Opens an element whose start tag is the same, character by character, as the sibling's. */
  openLike(sibling: XmlElement): XmlElement {
    this.#countAttributes(sibling.attributes.length + sibling.declarations.size)
    this.#countDeclarations(sibling.declarations.size)
    this.#enter()
    this.#scope.enterAgain(sibling.declarations)
    return this.#add(sibling)
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

  #enter(): void {
    this.#addNode()
    if (++this.#depth > MAX_DEPTH) {
      throw refuseXml('too_deep', `Elements are nested more than ${MAX_DEPTH} levels deep.`)
    }
    this.#attributesOfTag = 0
  }

  #add({ prefix, localName, namespace, attributes, declarations }: StartTag): XmlElement {
    const element: OpenElement = {
      kind: 'element',
      prefix,
      localName,
      namespace,
      attributes,
      declarations,
      children: [],
      parent: this.#current,
    }
    this.#current?.children.push(element)
    this.#current = element
    this.root ??= element
    return element
  }

  #addNode(): void {
    this.#countNode()
    this.#flush()
  }

  #countNode(): void {
    if (this.root && !this.#current) {
      throw refuseXml('content_after_root', 'Something follows the document element.')
    }
    this.#countMarkup(1)
  }

  #countMarkup(count: number): void {
    this.#markupLeft -= count
    if (this.#markupLeft < 0) throw refuseXml('too_many_nodes', 'The document is mostly markup.')
  }

  #countAttributes(count: number): void {
    this.#countMarkup(count)
    this.#attributesOfTag += count
    if (this.#attributesOfTag > MAX_ATTRIBUTES) {
      throw refuseXml('too_many_attributes', 'An element has too many attributes.')
    }
  }

  #countDeclarations(count: number): void {
    this.#declarationsLeft -= count
    if (this.#declarationsLeft < 0) {
      throw refuseXml('too_many_declarations', 'The document is mostly namespace declarations.')
    }
  }

  #flush(): void {
    if (this.#text === '') return
    this.#current?.children.push({ kind: 'text', value: this.#text })
    this.#text = ''
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
    // Equal names are the reader's part; two prefixes of one namespace are its blind spot.
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
