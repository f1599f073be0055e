import { dnsFailure } from '../failure.ts'
import { FLAG_RESPONSE, FLAG_TRUNCATED, TYPE_CNAME, TYPE_OPT, TYPE_TXT } from './constants.ts'
import { createReader, type MessageReader } from './reader.ts'

export interface DnsQuestion {
  /** Lower case, without the last dot. */
  readonly name: string
  readonly type: number
  readonly class: number
}

/** A resource record; of data, only what is needed is read. */
export interface DnsRecord extends DnsQuestion {
  /** Chunks of a TXT record, a byte being a character. */
  readonly texts?: readonly string[]
  /** What a CNAME record points to. */
  readonly target?: string
}

export interface DnsMessage {
  readonly id: number
  readonly isResponse: boolean
  /** 0 is a plain question. */
  readonly opcode: number
  readonly isTruncated: boolean
  /** With the upper bits from the OPT record, without which BADVERS looks like success. */
  readonly rcode: number
  readonly questions: readonly DnsQuestion[]
  readonly answers: readonly DnsRecord[]
  /** Octets that the asker takes over UDP; undefined without an OPT record. */
  readonly udpPayloadSize: number | undefined
}

/**
 * Entries of all sections together: 100 records, the CNAME records before them, and name servers. A
 * compressed one has 12 octets and can stand for 127 labels, so that thousands of them cost a second.
 */
const MAX_ENTRIES = 500

/**
 * Reads a message of RFC 1035 section 4, all of it: what does not fit to the last byte is refused.
 *
 * @throws {SsoError} `domain_dns_failed`
 */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  const reader = createReader(bytes)
  const id = reader.number(2)
  const flags = reader.number(2)
  const counts = [reader.number(2), reader.number(2), reader.number(2), reader.number(2)] as const
  if (counts[0] + counts[1] + counts[2] + counts[3] > MAX_ENTRIES) throw dnsFailure('too_large')
  const questions = repeat(counts[0], () => readQuestion(reader))
  const answers = repeat(counts[1], () => readRecord(reader).record)
  repeat(counts[2], () => readRecord(reader))
  const extensions = repeat(counts[3], () => readRecord(reader)).filter(
    ({ record }) => record.type === TYPE_OPT,
  )
  if (reader.offset !== bytes.length || extensions.length > 1) throw dnsFailure('malformed')
  const [extension] = extensions
  // RFC 6891 section 6.1.3: the time to live begins with the upper eight bits.
  const upper = extension === undefined ? 0 : Math.floor(extension.timeToLive / 0x1000000)
  return {
    id,
    isResponse: (flags & FLAG_RESPONSE) !== 0,
    opcode: (flags >> 11) & 0xf,
    isTruncated: (flags & FLAG_TRUNCATED) !== 0,
    rcode: upper * 16 + (flags & 0xf),
    questions,
    answers,
    udpPayloadSize: extension?.record.class,
  }
}

function readQuestion(reader: MessageReader): DnsQuestion {
  return { name: reader.name(), type: reader.number(2), class: reader.number(2) }
}

function readRecord(reader: MessageReader): { record: DnsRecord; timeToLive: number } {
  const owner = readQuestion(reader)
  const timeToLive = reader.number(4)
  const length = reader.number(2)
  const end = reader.offset + length
  const record = { ...owner, ...readData(reader, owner.type, length) }
  if (reader.offset !== end) throw dnsFailure('malformed')
  return { record, timeToLive }
}

function readData(reader: MessageReader, type: number, length: number): Partial<DnsRecord> {
  if (type === TYPE_CNAME) return { target: reader.name() }
  const bytes = reader.take(length)
  return type === TYPE_TXT ? { texts: readTexts(bytes) } : {}
}

/** RFC 1035 section 3.3.14: one or more strings, each with its length before it. */
function readTexts(bytes: Uint8Array): string[] {
  const reader = createReader(bytes)
  const texts: string[] = []
  do {
    const text = reader.take(reader.number(1))
    texts.push(Array.from(text, (byte) => String.fromCharCode(byte)).join(''))
  } while (reader.offset < bytes.length)
  return texts
}

function repeat<Item>(count: number, read: () => Item): Item[] {
  const items: Item[] = []
  // Not `Array.from`: a message that promises 65,535 records and has none must cost nothing.
  for (let index = 0; index < count; index += 1) items.push(read())
  return items
}
