import { compareCodePoints } from './code-points.ts'
import type { XmlAttribute } from './node.ts'

/** In the order of Canonical XML 1.0 section 2.2. */
export function inOrder(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
  return isOrdered(attributes) ? attributes : attributes.toSorted(compareAttributes)
}

/** Whether they are in that order, which no two of them share. */
export function isOrdered(attributes: readonly XmlAttribute[]): boolean {
  for (let index = 1; index < attributes.length; index++) {
    const [before, attribute] = [attributes[index - 1], attributes[index]]
    if (before && attribute && compareAttributes(before, attribute) >= 0) return false
  }
  return true
}

/** By namespace, then local name; those without a namespace come first. */
function compareAttributes(left: XmlAttribute, right: XmlAttribute): number {
  if (left.namespace !== right.namespace) {
    return compareCodePoints(left.namespace, right.namespace)
  }
  return compareCodePoints(left.localName, right.localName)
}
