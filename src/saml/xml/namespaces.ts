import { MAX_NAMESPACE_LENGTH } from './limits.ts'
import { refuseXml } from './refusal.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

/**
 * RFC 3986: a scheme makes a URI absolute. Of the characters that may follow, `&` is left out because
 * libxml2 does not escape it in canonical forms, and brackets because only IPv6 hosts have them.
 */
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[-\w.~:/?@!$'()*+,;=]|#(?!.*#)|%[0-9A-Fa-f]{2})*$/

/**
 * The declarations in force while a document is read, one step per declaration and lookup however deep
 * the element is. The parser's own resolution is not used: it walks up all open elements and trims
 * namespace names, so that two different names would look alike (rule S8).
 */
export class NamespaceScope {
  readonly #bindings = new Map<string, string>([
    ['', ''],
    ['xml', XML_NAMESPACE],
  ])
  /** Those that were looked at: honest documents declare a few of them at each value again. */
  readonly #plainUris = new Set<string>()
  readonly #undo: [prefix: string, namespace: string | undefined][] = []

  /** The namespace bound to a prefix, as written. */
  resolve(prefix: string): string {
    const namespace = this.#bindings.get(prefix)
    if (namespace === undefined) {
      throw refuseXml('namespace', `The namespace prefix ${prefix} is not declared.`)
    }
    return namespace
  }

  /** @throws {SsoError} `saml_xml_refused` where Namespaces in XML 1.0 or canonical XML forbid it */
  enter(declarations: ReadonlyMap<string, string>): void {
    for (const [prefix, namespace] of declarations) {
      const complaint = this.#complaintAbout(prefix, namespace)
      if (complaint) {
        throw refuseXml('namespace', `The declaration of the prefix "${prefix}" ${complaint}.`)
      }
      this.#undo.push([prefix, this.#bindings.get(prefix)])
      this.#bindings.set(prefix, namespace)
    }
  }

  leave(declarations: ReadonlyMap<string, string>): void {
    for (let left = declarations.size; left > 0; left--) {
      const [prefix, namespace] = this.#undo.pop() ?? ['', '']
      if (namespace === undefined) this.#bindings.delete(prefix)
      else this.#bindings.set(prefix, namespace)
    }
  }

  #complaintAbout(prefix: string, namespace: string): string | undefined {
    if (prefix === 'xml' || prefix === 'xmlns') {
      const isTrue = prefix === 'xml' && namespace === XML_NAMESPACE
      return isTrue ? undefined : 'binds a reserved prefix'
    }
    if (namespace === XML_NAMESPACE || namespace === XMLNS_NAMESPACE) {
      return 'binds a reserved namespace'
    }
    if (namespace === '') return prefix === '' ? undefined : 'is empty'
    if (this.#plainUris.has(namespace)) return undefined
    if (namespace.length > MAX_NAMESPACE_LENGTH) return 'is longer than any honest one'
    // Canonical XML 1.0 section 1.3: canonicalization fails on relative ones (rule S9).
    if (!absoluteUri.test(namespace)) return 'is not a plain absolute URI'
    this.#plainUris.add(namespace)
    return undefined
  }
}
