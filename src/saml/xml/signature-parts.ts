import { printable, type SsoError } from '../../errors.ts'
import { SIGNATURE } from '../uris.ts'
import { decodeBase64 } from './base64.ts'
import {
  attributeOf,
  childElements,
  isNamed,
  nameOf,
  textOf,
  type XmlElement,
  type XmlNode,
} from './node.ts'
import { samlError } from '../error.ts'

/* How the parts of a Signature are found: by child steps, each exactly where the schema has it (S3). */

export function malformed(message: string): SsoError {
  return samlError('saml_signature_malformed', { message: printable(message) })
}

/** @param hint what to change, where the code's own hint is about something else */
export function algorithmRefused(
  what: string,
  algorithm: string | undefined,
  hint?: string,
): SsoError {
  const name = algorithm === undefined ? 'none' : printable(algorithm)
  return samlError('saml_signature_algorithm_refused', {
    message: `The ${what} is not allowed: ${name}.`,
    detail: { algorithm: name },
    ...(hint !== undefined && { hint }),
  })
}

const whiteSpaceOnly = /^[\t\n\r ]*$/

export type QName = readonly [namespace: string, localName: string]

/**
 * The element children, which must be these and no others, in this order, with nothing but white
 * space around them: comments too are refused (rules S3, X4).
 */
export function exactChildren<const Names extends readonly QName[]>(
  parent: XmlElement,
  ...names: Names
): { readonly [Index in keyof Names]: XmlElement } {
  const children = childElements(parent)
  const isExact =
    children.length === names.length &&
    names.every(([namespace, localName], index) => {
      const child = children[index]
      return child !== undefined && isNamed(child, namespace, localName)
    })
  if (!isExact) {
    const wanted = names.map(([, localName]) => localName).join(', ') || 'no element'
    const got = children.map(nameOf).join(', ') || 'no element'
    throw malformed(`${nameOf(parent)} must contain exactly ${wanted}; it contains ${got}.`)
  }
  if (!parent.children.every(isElementOrSpace)) {
    throw malformed(`${nameOf(parent)} contains text, a comment or an instruction.`)
  }
  return children as { readonly [Index in keyof Names]: XmlElement }
}

function isElementOrSpace(node: XmlNode): boolean {
  return node.kind === 'element' || (node.kind === 'text' && whiteSpaceOnly.test(node.value))
}

/** The algorithm of a method element that has no parameters. */
export function plainAlgorithm(method: XmlElement): string | undefined {
  exactChildren(method)
  return attributeOf(method, 'Algorithm')
}

/** A value of Base64 in one text node (rule S3). */
export function binaryValue(element: XmlElement): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64(textOf(element) ?? '-')
  if (!bytes) throw malformed(`${nameOf(element)} is not Base64 alone.`)
  return bytes
}

export function dsig(localName: string): QName {
  return [SIGNATURE, localName]
}
