import { SsoError } from '../errors.ts'
import { dnsFailure } from './failure.ts'

/** Milliseconds for one question, repetitions included: as resolvers of operating systems wait. */
const DEFAULT_TIMEOUT = 5000

/** Milliseconds; a question that takes longer holds up the others for nothing. */
const MAX_TIMEOUT = 60_000

/** At a label made for the challenge there is one; at an apex some dozens. */
const MAX_RECORDS = 100

/**
 * @param timeout milliseconds
 * @throws {SsoError} `config_invalid`
 */
export function readTimeout(timeout: number = DEFAULT_TIMEOUT): number {
  if (Number.isInteger(timeout) && timeout >= 1 && timeout <= MAX_TIMEOUT) return timeout
  throw dnsOptionRefused(
    'timeout',
    `timeout must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}.`,
    `Leave it out for ${DEFAULT_TIMEOUT}.`,
  )
}

/** Refuses an answer as a whole: a part of it could lack the one record that matters. */
export function boundRecords<Item>(records: Item[]): Item[] {
  if (records.length > MAX_RECORDS) throw dnsFailure('too_large')
  return records
}

/** What an adapter says of its own options. */
export function dnsOptionRefused(path: string, message: string, hint: string): SsoError {
  const issue = { path: `dns.${path}`, code: 'config_invalid', message, hint }
  return new SsoError('config_invalid', { message, hint, issues: [issue] })
}
