/** One element of a DER structure (X.690). */
export interface DerValue {
  readonly tag: number
  /** Without tag and length. */
  readonly content: Uint8Array<ArrayBuffer>
  /** With tag and length. */
  readonly whole: Uint8Array<ArrayBuffer>
}

export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** `[0] EXPLICIT`, constructed. */
  context0: 0xa0,
} as const

/** Reads the elements that stand in a row; the caller says how many it will take. */
export class DerReader {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #at = 0

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** The next element, if it is one of definite, shortest length and has this tag. */
  next(tag: number): DerValue | undefined {
    return this.#bytes[this.#at] === tag ? this.any() : undefined
  }

  /** The next element, whatever its tag. */
  any(): DerValue | undefined {
    const start = this.#at
    const tag = this.#bytes[start]
    let length = this.#bytes[start + 1]
    // Tags above 30 take several bytes; certificates have none.
    if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return undefined
    let from = start + 2
    if (length >= 0x80) {
      const lengthBytes = length & 0x7f
      length = this.#bytes
        .subarray(from, from + lengthBytes)
        .reduce((sum, byte) => sum * 256 + byte, 0)
      // The shortest form is the only one; an indefinite length, of no bytes, falls out here, too.
      if (length < (lengthBytes === 1 ? 0x80 : 256 ** (lengthBytes - 1))) return undefined
      from += lengthBytes
    }
    const end = from + length
    if (end > this.#bytes.length) return undefined
    this.#at = end
    return {
      tag,
      content: this.#bytes.subarray(from, end),
      whole: this.#bytes.subarray(start, end),
    }
  }
}

/** Dotted form, `1.2.840.113549.1.1.11`. `undefined` for what is no object identifier. */
export function objectIdOf(content: Uint8Array): string | undefined {
  const arcs: number[] = []
  let arc = 0
  for (const [index, byte] of content.entries()) {
    // A leading 0x80 is a padded number, and what exceeds 2⁵³ no registered one.
    if ((arc === 0 && byte === 0x80) || arc > Number.MAX_SAFE_INTEGER / 256) return undefined
    arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) {
      if (index === content.length - 1) return undefined
      continue
    }
    if (arcs.length === 0) {
      const first = Math.min(Math.floor(arc / 40), 2)
      arcs.push(first, arc - first * 40)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.length === 0 ? undefined : arcs.join('.')
}
