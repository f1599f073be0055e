import { printable } from '../errors.ts'
import type { DomainNearMiss } from '../types/domain.ts'
import type { DomainChallenge } from './challenge.ts'
import type { NearMiss, NearMissCode } from './near-miss.ts'

type Text = (challenge: DomainChallenge, name: string) => readonly [message: string, hint: string]

const texts: Readonly<Record<NearMissCode, Text>> = {
  quoted: () => [
    'The value stands in quotation marks that became part of it.',
    'Remove the quotation marks from the value.',
  ],
  spaced: () => [
    'There is white space before or after the value.',
    'Enter the value again without the space.',
  ],
  letter_case: () => [
    'The value differs in upper and lower case.',
    'Copy the value instead of typing it.',
  ],
  prefix_missing: ({ prefix }) => [
    `The value lacks its beginning, ${prefix}`,
    'Copy the whole value.',
  ],
  surrounded: () => [
    'The record holds more than the value.',
    'Make it a TXT record of its own with nothing but the value.',
  ],
  other_challenge: () => [
    'The record holds another challenge: of an earlier attempt, or of another organisation.',
    'Replace it by the value shown now, or add a second TXT record beside it.',
  ],
  at_apex: ({ host }, name) => [`The record is at ${name} itself.`, `Move it to ${host}.`],
  zone_doubled: ({ host }, name) => [
    `The record is at ${name}: the console appended the domain to a name that had it already.`,
    `Enter the name without the domain at its end, or with a dot after it, so that it becomes ${host}.`,
  ],
  cname: ({ host }, name) => [
    `At ${host} stands a CNAME record to ${name}, where there is no TXT record with the value.`,
    'Remove the CNAME record and add the TXT record, or add the TXT record where the CNAME leads to.',
  ],
  wildcard: ({ host }, name) => [
    `Every name below the domain answers with the value, as a record at ${name} makes it.`,
    `Remove the value from ${name} and add the TXT record at ${host} alone.`,
  ],
  dns_failed: (_challenge, name) => [
    `DNS did not say whether there is a record: ${name}`,
    'Nothing to do if this passes; if it stays, check that the name servers of the domain answer.',
  ],
}

/** What a near miss means and what to change. */
export function explainNearMiss(
  challenge: DomainChallenge,
  { code, name }: NearMiss,
): DomainNearMiss {
  const [message, hint] = texts[code](challenge, printable(name ?? ''))
  // Of a failure it is the reason, which the message tells.
  const isName = name !== undefined && code !== 'dns_failed'
  return { code, ...(isName ? { name: printable(name) } : {}), message, hint }
}
