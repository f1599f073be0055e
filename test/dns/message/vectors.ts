/* Messages that other documents print, and a way to write more by hand. */

export const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))

/** RFC 8484 section 4.1.1: the question for www.example.com, type A, as base64url. */
export const rfc8484Query = 'AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB'

/** The same section: a name whose base64url differs from base64. */
export const rfc8484LongQuery =
  'AAABAAABAAAAAAAAAWE-NjJjaGFyYWN0ZXJsYWJlbC1tYWtlcy1iYXNlNjR1cmwtZGlzdGluY3QtZnJvbS1zdGFuZGFyZC1iYXNlNjQHZXhhbXBsZQNjb20AAAEAAQ'

/** RFC 8484 section 4.2.2: the answer for www.example.com, type AAAA. */
export const rfc8484Answer: Uint8Array = bytesOf(
  `00 00 81 80 00 01 00 01 00 00 00 00 03 77 77 77
   07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 1c 00
   01 c0 0c 00 1c 00 01 00 00 0e 7d 00 10 20 01 0d
   b8 ab cd 00 12 00 01 00 02 00 03 00 04`,
)

/** `one.example`, type TXT, class IN, as a question of 17 bytes from offset 12 on. */
export const question = '03 6f 6e 65 07 65 78 61 6d 70 6c 65 00 00 10 00 01'

/** Points at the name in `question`. */
const owner = 'c0 0c'

/** A record of `one.example` with a time to live of 5 seconds. */
export function record(type: string, data: string, name: string = owner): string {
  const length = bytesOf(data).length.toString(16).padStart(4, '0')
  return `${name} 00 ${type} 00 01 00 00 00 05 ${length} ${data}`
}

/** An answer with these records to `question`; flags default to a successful response. */
export function answer(records: readonly string[], flags = '81 80'): Uint8Array<ArrayBuffer> {
  const count = records.length.toString(16).padStart(4, '0')
  return bytesOf(`00 00 ${flags} 00 01 ${count} 00 00 00 00 ${question} ${records.join(' ')}`)
}
