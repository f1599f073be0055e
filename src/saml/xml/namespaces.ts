import { MAX_BINDINGS, MAX_NAMESPACE_LENGTH } from './limits.ts'
import { refuseXml } from './refusal.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

/**
 * RFC 3986: a scheme makes a URI absolute. Of the characters that may follow, `&` is left out because
 * libxml2 does not escape it in canonical forms, and brackets because only IPv6 hosts have them.
 */
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:[-\w.~:/?@!$'()*+,;=%]*(?:#[-\w.~:/?@!$'()*+,;=%]*)?$/
const brokenEscape = /%(?![0-9A-Fa-f]{2})/

/** Of one element: prefix, `''` for the default one, to namespace. */
export type Declarations = ReadonlyMap<string, string>

const noDeclarations: Declarations = new Map()

/**
 * The declarations in force while a document is read, one step per declaration and lookup however deep
 * the element is. The parser's own resolution is not used: it walks up all open elements and trims
 * namespace names, so that two different names would look alike (rule S8).
 */
export class NamespaceScope {
  /** What each prefix is bound to, the innermost namespace last. */
  readonly #bindings = new Map<string, string[]>([
    ['', ['']],
    ['xml', [XML_NAMESPACE]],
  ])
  /** Prefixes and namespaces in turns, of the start tag that is being read. */
  #declared: string[] = []
  /** Those of the element before that had any: honest documents repeat a few at each value. */
  #lastDeclared: readonly string[] = []
  #lastDeclarations = noDeclarations
  /** Prefix and namespace of each declaration that was found right. */
  readonly #known = new Set<string>()

  /** Notes a declaration of the element that is entered next. */
  declare(prefix: string, namespace: string): void {
    this.#declared.push(prefix, namespace)
  }

  /**
   * Puts into force what was declared.
   *
   * @throws {SsoError} `saml_xml_refused` where Namespaces in XML 1.0 or canonical XML forbid it
   */
  enter(): Declarations {
    const declared = this.#declared
    if (declared.length === 0) return noDeclarations
    this.#declared = []
    if (!isEqual(declared, this.#lastDeclared)) {
      this.#lastDeclarations = this.#checked(declared)
      this.#lastDeclared = declared
    }
    this.enterAgain(this.#lastDeclarations)
    return this.#lastDeclarations
  }

  /** @param declarations what `enter` returned for another element */
  enterAgain(declarations: Declarations): void {
    if (declarations.size === 0) return
    for (const [prefix, namespace] of declarations) {
      const bound = this.#bindings.get(prefix)
      if (bound) bound.push(namespace)
      else this.#bindings.set(prefix, [namespace])
    }
  }

  leave(declarations: Declarations): void {
    if (declarations.size === 0) return
    for (const prefix of declarations.keys()) this.#bindings.get(prefix)?.pop()
  }

  /** The namespace bound to a prefix, as written. */
  resolve(prefix: string): string {
    const bound = this.#bindings.get(prefix)
    const namespace = bound?.[bound.length - 1]
    if (namespace === undefined) {
      throw refuseXml('namespace', `The namespace prefix ${prefix} is not declared.`)
    }
    return namespace
  }

  #checked(declared: readonly string[]): Declarations {
    const declarations = new Map<string, string>()
    for (let index = 0; index < declared.length; index += 2) {
      const prefix = declared[index] ?? ''
      const namespace = declared[index + 1] ?? ''
      const binding = `${prefix} ${namespace}`
      if (!this.#known.has(binding)) this.#check(prefix, namespace)
      this.#known.add(binding)
      declarations.set(prefix, namespace)
    }
    return declarations
  }

  #check(prefix: string, namespace: string): void {
    const complaint = complaintAbout(prefix, namespace)
    if (complaint) {
      throw refuseXml('namespace', `The declaration of the prefix "${prefix}" ${complaint}.`)
    }
    if (this.#known.size >= MAX_BINDINGS) {
      throw refuseXml('too_many_declarations', 'The document declares too many namespaces.')
    }
  }
}

function isEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index])
}

function complaintAbout(prefix: string, namespace: string): string | undefined {
  if (prefix === 'xml' || prefix === 'xmlns') {
    const isTrue = prefix === 'xml' && namespace === XML_NAMESPACE
    return isTrue ? undefined : 'binds a reserved prefix'
  }
  if (namespace === XML_NAMESPACE || namespace === XMLNS_NAMESPACE) {
    return 'binds a reserved namespace'
  }
  if (namespace === '') return prefix === '' ? undefined : 'is empty'
  if (namespace.length > MAX_NAMESPACE_LENGTH) return 'is longer than any honest one'
  // Canonical XML 1.0 section 1.3: canonicalization fails on relative ones (rule S9).
  const isPlain = absoluteUri.test(namespace) && !brokenEscape.test(namespace)
  return isPlain ? undefined : 'is not a plain absolute URI'
}
