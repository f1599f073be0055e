/** An attribute that is no namespace declaration. */
export interface XmlAttribute {
  readonly prefix: string
  readonly localName: string
  /** `''` where the attribute has no prefix: the default namespace never applies to attributes. */
  readonly namespace: string
  readonly value: string
}

export interface XmlElement {
  readonly kind: 'element'
  readonly prefix: string
  readonly localName: string
  /** `''` where there is none. */
  readonly namespace: string
  /** In document order, without namespace declarations. */
  readonly attributes: readonly XmlAttribute[]
  /** Namespaces declared on this very element: prefix, `''` for the default one, to URI. */
  readonly declarations: ReadonlyMap<string, string>
  readonly children: readonly XmlNode[]
  readonly parent: XmlElement | undefined
}

/** CDATA sections are text, as they are for canonical XML; adjacent text is one node. */
export interface XmlText {
  readonly kind: 'text'
  readonly value: string
}

export interface XmlComment {
  readonly kind: 'comment'
  readonly value: string
}

export interface XmlInstruction {
  readonly kind: 'instruction'
  readonly target: string
  readonly value: string
}

export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction

/** Tells an element by namespace and local name; the prefix means nothing (rule S8). */
export function isNamed(element: XmlElement, namespace: string, localName: string): boolean {
  return element.localName === localName && element.namespace === namespace
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element')
}

/** The children, never deeper descendants, that have this name (rules S3, S8). */
export function childrenNamed(
  element: XmlElement,
  namespace: string,
  localName: string,
): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement =>
      child.kind === 'element' && isNamed(child, namespace, localName),
  )
}

/** The value of an attribute without a prefix; `x:ID` is not `ID` (rule S7). */
export function attributeOf(element: XmlElement, localName: string): string | undefined {
  return element.attributes.find((one) => one.localName === localName && one.namespace === '')
    ?.value
}

/**
 * The complete text of an element without trimming, `''` for an empty one. `undefined` where elements,
 * comments or instructions are among it, so that a part is never taken for the whole (rule X4).
 */
export function textOf({ children }: XmlElement): string | undefined {
  const [only] = children
  if (only === undefined) return ''
  return children.length === 1 && only.kind === 'text' ? only.value : undefined
}

/** The name for messages, prefix included. */
export function nameOf({ prefix, localName }: XmlElement): string {
  return prefix === '' ? localName : `${prefix}:${localName}`
}

/** Every declaration in force at an element: prefix, `''` for the default one, to URI. */
export function namespacesInScope(element: XmlElement): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    for (const [prefix, namespace] of at.declarations) {
      if (!found.has(prefix)) found.set(prefix, namespace)
    }
  }
  return found
}
