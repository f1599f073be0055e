import {
  CLASS_IN,
  FLAG_AUTHORITATIVE,
  FLAG_RECURSION_DESIRED,
  FLAG_RESPONSE,
  FLAG_TRUNCATED,
  HEADER_LENGTH,
  RCODE_NAME_ERROR,
  RCODE_NO_ERROR,
  RCODE_REFUSED,
  RCODE_SERVER_FAILURE,
  TYPE_CNAME,
  TYPE_TXT,
} from '../../dns/message/constants.ts'
import { decodeMessage, type DnsQuestion } from '../../dns/message/message.ts'
import { encodeName, words } from '../../dns/message/query.ts'
import { findEntry, type Names, type TestDnsEntry, type TestTxt } from './zone.ts'

/** Octets over UDP where the asker does not say otherwise (RFC 1035 section 4.2.1). */
const PLAIN_UDP_LENGTH = 512

/** Octets of one chunk of a TXT record (RFC 1035 section 3.3). */
const MAX_CHUNK_LENGTH = 255

/**
 * What the server says to a message; `undefined` is silence.
 *
 * @param isDatagram over UDP, where a long reply is cut off
 */
export function replyTo(
  bytes: Uint8Array,
  names: Names,
  isDatagram: boolean,
): Uint8Array | undefined {
  const { questions, udpPayloadSize = 0, isResponse } = decodeMessage(bytes)
  const [question] = questions
  if (!question || isResponse) return undefined
  const { rcode, records, entry } = lookUp(question, names)
  if (entry && 'failure' in entry) {
    if (entry.failure === 'silence') return undefined
    if (entry.failure === 'garbage') return bytes.subarray(0, HEADER_LENGTH - 1)
  }
  const isUpper = entry !== undefined && 'spelling' in entry
  const copy = bytes.subarray(HEADER_LENGTH, endOfQuestion(bytes))
  const asked = isUpper ? upperCase(copy) : copy
  const compose = (flags: number, answers: readonly number[][]): Uint8Array => {
    const copied = ((bytes[2] ?? 0) << 8) & FLAG_RECURSION_DESIRED
    const header = words(
      FLAG_RESPONSE | FLAG_AUTHORITATIVE | copied | flags | rcode,
      1,
      answers.length,
      0,
      0,
    )
    return Uint8Array.from([...bytes.subarray(0, 2), ...header, ...asked, ...answers.flat()])
  }
  const whole = compose(0, records)
  const limit = Math.max(PLAIN_UDP_LENGTH, udpPayloadSize)
  return isDatagram && whole.length > limit ? compose(FLAG_TRUNCATED, []) : whole
}

interface Finding {
  readonly rcode: number
  /** Resource records as bytes. */
  readonly records: readonly number[][]
  readonly entry?: TestDnsEntry
}

/** As a resolver answers: CNAME records are followed, and what they lead to comes behind them. */
function lookUp({ name, type }: DnsQuestion, names: Names): Finding {
  const records: number[][] = []
  const visited = new Set<string>()
  for (let owner = name; ;) {
    const entry = findEntry(names, owner)
    if (!entry) return { rcode: RCODE_NAME_ERROR, records }
    if ('failure' in entry) return { rcode: failureCode(entry.failure), records: [], entry }
    const spelled = entry.spelling === 'upper' ? owner.toUpperCase() : owner
    visited.add(owner)
    if ('txt' in entry) {
      const texts = type === TYPE_TXT ? entry.txt : []
      records.push(...texts.map((text) => record(spelled, TYPE_TXT, txtData(text))))
      return { rcode: RCODE_NO_ERROR, records, entry }
    }
    records.push(record(spelled, TYPE_CNAME, encodeName(entry.cname)))
    if (type === TYPE_CNAME || visited.has(entry.cname)) {
      return { rcode: RCODE_NO_ERROR, records, entry }
    }
    owner = entry.cname
  }
}

/** Its time to live is 0, so that whoever asks again sees what was changed. */
function record(owner: string, type: number, data: readonly number[]): number[] {
  return [...encodeName(owner), ...words(type, CLASS_IN, 0, 0, data.length), ...data]
}

function txtData(text: TestTxt): number[] {
  const chunks =
    typeof text === 'string'
      ? (text.match(new RegExp(`[^]{1,${MAX_CHUNK_LENGTH}}`, 'g')) ?? [''])
      : text
  return chunks.flatMap((chunk) => [
    chunk.length,
    ...Array.from(chunk, (character) => character.charCodeAt(0)),
  ])
}

function failureCode(failure: string): number {
  return failure === 'REFUSED' ? RCODE_REFUSED : RCODE_SERVER_FAILURE
}

/** Type and class come behind the name, which is never compressed in a question. */
function endOfQuestion(bytes: Uint8Array): number {
  let at = HEADER_LENGTH
  for (let length = bytes[at]; length; length = bytes[at]) at += length + 1
  return at + 1 + words(0, 0).length
}

/** Lengths, type and class are smaller than any letter. */
function upperCase(question: Uint8Array): Uint8Array {
  return question.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))
}
