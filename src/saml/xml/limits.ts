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
 * Elements, their attributes and namespace declarations, comments, instructions, CDATA sections, and
 * every fourth reference together. With their share of the text, values of five letters take 34
 * characters each where they name their language, 38 where they have no attributes, and 42 from
 * Okta; small documents may be denser.
 */
export const maxMarkup = (characters: number): number => 512 + Math.floor(characters / 30)

/** Namespace declarations of all elements. Okta repeats two at each value, one in 83 characters. */
export const maxDeclarations = (characters: number): number => 256 + Math.floor(characters / 72)

/**
 * References that count as much as one element, for which they take as much time; `&amp;` and `&#13;`
 * alike. Google and Santuario write `&#13;` at the end of each line of Base64, one in 70 characters;
 * a text in Chinese may be written as references throughout, one in 8 characters, 32 for four.
 */
export const REFERENCES_PER_ELEMENT = 4

/**
 * What a start tag counts beside its parts if it declares others than the last one that declared any.
 * Honest documents repeat the same at each value.
 */
export const COST_OF_OTHER_DECLARATIONS = 2

/** Pairs of prefix and namespace in one document. Honest ones have up to thirty. */
export const MAX_BINDINGS = 256

/** Prefixes in one InclusiveNamespaces list. Honest lists name up to ten. */
export const MAX_INCLUSIVE_PREFIXES = 32

/** Signing keys of one connection (rule S12). */
export const MAX_SIGNING_KEYS = 10

/** Key pairs of ours that decrypt: the present one, the last and the next. Each is tried on every message. */
export const MAX_DECRYPTION_KEYS = 4
