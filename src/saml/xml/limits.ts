/** The ceilings of one document, checked before the work that they bound (rule X5). */
export interface XmlLimits {
  /** Bytes of the document, and of each canonical form made from it. */
  readonly maxBytes: number
}

/**
 * Bytes of a message, decoded or inflated. A form body of 1 MiB, the HTTP layer's ceiling, holds no
 * more when it is Base64; two thousand groups take 400 kB.
 */
const MAX_MESSAGE_BYTES = 786_432

export const messageLimits: XmlLimits = { maxBytes: MAX_MESSAGE_BYTES }

/** Characters of a message as Base64, line breaks included. */
export const MAX_ENCODED_LENGTH = 1_400_000

/** Levels of elements. Responses have about ten, attribute values with XML of their own a few more. */
export const MAX_DEPTH = 64

/** Attributes and namespace declarations of one element. Honest ones have up to twenty. */
export const MAX_ATTRIBUTES = 64

/** Characters of a namespace's name. The long ones of OASIS have about a hundred. */
export const MAX_NAMESPACE_LENGTH = 512

/**
 * Elements, comments, instructions and CDATA sections. Markup of an honest attribute value takes
 * about 80 characters, at least 33; small documents may be denser.
 */
export const maxNodes = (characters: number): number => 512 + Math.floor(characters / 32)

/** Attributes of all elements, namespace declarations included. Honest ones take 20 characters each. */
export const maxAttributes = (characters: number): number => 512 + Math.floor(characters / 16)

/** Namespace declarations of all elements. Okta repeats two at each value, one in 80 characters. */
export const maxDeclarations = (characters: number): number => 256 + Math.floor(characters / 64)

/**
 * References, `&amp;` and `&#13;` alike. Google and Santuario write `&#13;` at the end of each line
 * of Base64, one in 70 characters; names in Chinese may be written as references throughout, one in
 * 10 characters.
 */
export const maxReferences = (characters: number): number => 512 + Math.floor(characters / 8)

/** Prefixes in one InclusiveNamespaces list. Honest lists name up to ten. */
export const MAX_INCLUSIVE_PREFIXES = 32

/** Signing keys of one connection (rule S12). */
export const MAX_SIGNING_KEYS = 10
