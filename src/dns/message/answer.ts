import { dnsFailure } from '../failure.ts'
import {
  CLASS_IN,
  RCODE_NAME_ERROR,
  RCODE_NO_ERROR,
  RCODE_REFUSED,
  RCODE_SERVER_FAILURE,
  TYPE_CNAME,
  TYPE_TXT,
} from './constants.ts'
import type { DnsMessage, DnsRecord } from './message.ts'

/** Steps over CNAME records; resolvers stop after 8 to 16. */
const MAX_STEPS = 16

/**
 * The TXT records that a message gives for a name.
 *
 * @param message the answer to `encodeQuery`, so its id is 0
 * @returns empty only where the message says that there are none
 * @throws {SsoError} `domain_dns_failed`
 */
export function textsFrom(message: DnsMessage, name: string): string[][] {
  const records = checkAnswer(message, name, TYPE_TXT)
  const visited = new Set<string>()
  for (let owner = name; ;) {
    if (visited.has(owner) || visited.size > MAX_STEPS) throw dnsFailure('loop')
    visited.add(owner)
    const next = targetOf(records, owner)
    if (next === undefined) {
      return records
        .filter((record) => record.type === TYPE_TXT && record.name === owner)
        .map(({ texts = [] }) => [...texts])
    }
    owner = next
  }
}

/** What a CNAME record at this name points to, as `textsFrom`. */
export function targetsFrom(message: DnsMessage, name: string): string[] {
  const target = targetOf(checkAnswer(message, name, TYPE_CNAME), name)
  return target === undefined ? [] : [target]
}

function checkAnswer(message: DnsMessage, name: string, type: number): readonly DnsRecord[] {
  const { id, isResponse, opcode, questions, rcode } = message
  const [question] = questions
  const isOurs =
    questions.length === 1 &&
    question?.name === name &&
    question.type === type &&
    question.class === CLASS_IN
  if (id !== 0 || !isResponse || opcode !== 0 || !isOurs) throw dnsFailure('mismatch')
  if (message.isTruncated) throw dnsFailure('truncated')
  if (rcode === RCODE_NAME_ERROR) return []
  if (rcode === RCODE_SERVER_FAILURE) throw dnsFailure('servfail')
  if (rcode === RCODE_REFUSED) throw dnsFailure('refused')
  if (rcode !== RCODE_NO_ERROR) throw dnsFailure('failed')
  return message.answers.filter((record) => record.class === CLASS_IN)
}

/** A name has one CNAME record at most (RFC 2181 section 10.1); which of two to follow is a guess. */
function targetOf(records: readonly DnsRecord[], owner: string): string | undefined {
  const aliases = records.filter((record) => record.type === TYPE_CNAME && record.name === owner)
  const targets = new Set(aliases.map(({ target }) => target))
  if (targets.size > 1) throw dnsFailure('malformed')
  return aliases[0]?.target
}
