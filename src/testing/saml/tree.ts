import { type Content, element, isElement, type MockElement, nameOf, nodesOf } from './xml.ts'

/*
 * Changes to composed elements. Nothing is changed in place.
 */

/** By namespace and local name, whatever prefix an element has: a variant may have changed it. */
function isNamed(one: MockElement, name: string): boolean {
  const { namespace, localName } = element(name)
  return one.namespace === namespace && one.localName === localName
}

export function childrenNamed(parent: MockElement, name: string): MockElement[] {
  return parent.children.filter(isElement).filter((child) => isNamed(child, name))
}

/** @throws {Error} where there is no such child: the kit itself is wrong then */
export function childNamed(parent: MockElement, name: string): MockElement {
  const [child] = childrenNamed(parent, name)
  if (!child) throw new Error(`${nameOf(parent)} has no ${name}`)
  return child
}

export function withContent(parent: MockElement, content: Content): MockElement {
  return { ...parent, children: nodesOf(content) }
}

export function append(parent: MockElement, content: Content): MockElement {
  return { ...parent, children: [...parent.children, ...nodesOf(content)] }
}

export function prepend(parent: MockElement, content: Content): MockElement {
  return { ...parent, children: [...nodesOf(content), ...parent.children] }
}

/** After the first child of that name; in front of everything where there is none. */
export function insertAfter(parent: MockElement, name: string, content: Content): MockElement {
  const [before] = childrenNamed(parent, name)
  const at = before ? parent.children.indexOf(before) + 1 : 0
  return { ...parent, children: parent.children.toSpliced(at, 0, ...nodesOf(content)) }
}

/** @param value `undefined` removes the attribute */
export function withAttribute(
  parent: MockElement,
  name: string,
  value: string | undefined,
): MockElement {
  const [change] = element('x', { [name]: value }).attributes
  const { prefix, localName } = element(name)
  const isOther = (one: MockElement['attributes'][number]) =>
    one.prefix !== prefix || one.localName !== localName
  const others = parent.attributes.filter(isOther)
  return { ...parent, attributes: change ? [...others, change] : others }
}

export function attributeOf({ attributes }: MockElement, localName: string): string | undefined {
  return attributes.find((one) => one.prefix === '' && one.localName === localName)?.value
}

/**
 * Replaces every element at a path such as `saml:Subject/saml:NameID`.
 *
 * @throws {Error} where the path leads nowhere, so that no defect is silently none
 */
export function replaceAt(
  parent: MockElement,
  path: string,
  change: (found: MockElement) => Content,
): MockElement {
  const [name = '', ...rest] = path.split('/')
  childNamed(parent, name)
  return withContent(
    parent,
    parent.children.flatMap((child) => {
      if (!isElement(child) || !isNamed(child, name)) return [child]
      return rest.length === 0 ? nodesOf(change(child)) : [replaceAt(child, rest.join('/'), change)]
    }),
  )
}

export function removeAt(parent: MockElement, path: string): MockElement {
  return replaceAt(parent, path, () => [])
}

export function setAttributeAt(
  parent: MockElement,
  path: string,
  name: string,
  value: string | undefined,
): MockElement {
  return replaceAt(parent, path, (found) => withAttribute(found, name, value))
}

export function setContentAt(parent: MockElement, path: string, content: Content): MockElement {
  return replaceAt(parent, path, (found) => withContent(found, content))
}
