import { CLASS_IN, FLAG_RECURSION_DESIRED, TYPE_OPT } from './constants.ts'

/** Octets that the resolver may take over UDP for us; without it some cut answers off at 512. */
const UDP_PAYLOAD_SIZE = 4096

/**
 * Writes a question. Its id is 0, so that equal questions are equal bytes (RFC 8484 section 4.1).
 *
 * @param name one that `checkQueryName` passes
 */
export function encodeQuery(name: string, type: number): Uint8Array<ArrayBuffer> {
  const header = [0, FLAG_RECURSION_DESIRED, 1, 0, 0, 1]
  // RFC 6891 section 6.1.2: the root's name, then version 0 without options.
  const extension = [0, ...words(TYPE_OPT, UDP_PAYLOAD_SIZE, 0, 0, 0)]
  return Uint8Array.from([
    ...words(...header),
    ...encodeName(name),
    ...words(type, CLASS_IN),
    ...extension,
  ])
}

/** RFC 1035 section 3.1, without compression. */
export function encodeName(name: string): number[] {
  const labels = name === '' ? [] : name.split('.')
  const octets = labels.flatMap((label) => [
    label.length,
    ...Array.from(label, (character) => character.charCodeAt(0)),
  ])
  return [...octets, 0]
}

/** Numbers of two octets each, the higher one first. */
export function words(...numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => [number >> 8, number & 0xff])
}
