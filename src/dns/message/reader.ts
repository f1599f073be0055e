import { dnsFailure } from '../failure.ts'
import { HEADER_LENGTH } from './constants.ts'

/** Octets of a name on the wire, its last empty label included (RFC 1035 section 2.3.4). */
const MAX_NAME_OCTETS = 255

/** A name has at most so many labels, and an honest writer points at one at least. */
const MAX_POINTERS = 127

/** Reads a message from its first byte on. Every method throws `domain_dns_failed` at its end. */
export interface MessageReader {
  readonly offset: number
  /** The next bytes as one unsigned number. */
  number(bytes: 1 | 2 | 4): number
  /** The next so many bytes. */
  take(length: number): Uint8Array
  /**
   * The next name in lower case, as zone files write it: without the last dot, unusual octets as
   * `\DDD`. Compressed ones are followed.
   */
  name(): string
}

export function createReader(bytes: Uint8Array): MessageReader {
  let offset = 0

  const take = (length: number): Uint8Array => {
    const end = offset + length
    if (end > bytes.length) throw dnsFailure('malformed')
    const taken = bytes.subarray(offset, end)
    offset = end
    return taken
  }

  return {
    get offset() {
      return offset
    },
    number: (length) => take(length).reduce((value, byte) => value * 256 + byte, 0),
    take,
    name() {
      const { labels, end } = readName(bytes, offset)
      offset = end
      return labels.map(labelText).join('.')
    },
  }
}

/** RFC 1035 section 4.1.4. */
function readName(bytes: Uint8Array, start: number): { labels: Uint8Array[]; end: number } {
  const labels: Uint8Array[] = []
  let octets = 1
  let pointers = 0
  let at = start
  let lowest = start
  let end: number | undefined
  for (;;) {
    const length = bytes[at]
    if (length === undefined) throw dnsFailure('malformed')
    if (length === 0) return { labels, end: end ?? at + 1 }
    if (length >= 0xc0) {
      const low = bytes[at + 1]
      if (low === undefined) throw dnsFailure('malformed')
      end ??= at + 2
      at = (length - 0xc0) * 256 + low
      pointers += 1
      // Each pointer leads before all that was read of this name, so a circle is impossible.
      if (at >= lowest || at < HEADER_LENGTH || pointers > MAX_POINTERS) {
        throw dnsFailure('malformed')
      }
      lowest = at
      continue
    }
    // The lengths between are reserved (section 4.1.4) or were given up (RFC 6891 section 5).
    if (length > 63) throw dnsFailure('malformed')
    octets += length + 1
    if (octets > MAX_NAME_OCTETS) throw dnsFailure('malformed')
    // One that goes beyond the end leads to where there is no next length.
    labels.push(bytes.subarray(at + 1, at + 1 + length))
    at += length + 1
  }
}

/** RFC 1035 section 5.1; a dot inside of a label must not look like one between labels. */
function labelText(label: Uint8Array): string {
  return Array.from(label, (byte) => {
    const character = String.fromCharCode(byte).toLowerCase()
    return /[a-z0-9_*-]/.test(character) ? character : `\\${String(byte).padStart(3, '0')}`
  }).join('')
}
