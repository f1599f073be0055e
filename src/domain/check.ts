import { printable } from '../errors.ts'
import type { DomainChallenge } from './challenge.ts'
import { findNearMiss, type NearMiss } from './near-miss.ts'

/** Records as DNS has them, each as its chunks in order. */
export type TxtRecords = readonly (readonly string[])[]

/** What else was looked at: what proves nothing may still explain, or forbid. */
export interface Elsewhere {
  /** TXT records of a random label beside the expected one (rule D3). */
  readonly sibling?: TxtRecords
  /** Where a CNAME record at the expected name points to, and one at the random label. */
  readonly cname?: string | undefined
  readonly siblingCname?: string | undefined
  /** TXT records of the domain itself. */
  readonly apex?: TxtRecords
  /** TXT records under the expected name with a zone appended once more. */
  readonly doubled?: readonly { readonly name: string; readonly records: TxtRecords }[]
}

/** What `checkDomain` answers. */
export interface DomainFinding {
  readonly state: 'verified' | 'pending' | 'failed'
  /** What the expected name says, for people: cut and escaped. */
  readonly seen: readonly string[]
  readonly nearestMiss?: NearMiss
}

/** More are of no use to a reader. */
const MAX_SEEN = 10

/**
 * Compares what DNS says with what it should say (rule D3). Pure.
 *
 * @param claim the challenge of `challengeFor`
 * @param txtRecords all TXT records of `claim.host`, each as its chunks
 * @param elsewhere what other names say. Without `sibling` a wildcard record, which proves nothing
 *   about the label, is not noticed
 * @returns `verified` where one record is the value to the letter; `failed` where it is, but a
 *   random label says the same; else `pending`, with the likeliest mistake
 * @see https://datatracker.ietf.org/doc/draft-ietf-dnsop-domain-verification-techniques/
 * @example
 * ```ts
 * import { challengeFor, checkDomain } from 'ssokit/domain'
 *
 * const claim = challengeFor({ domain: 'acme.example', random: 'Zt6WnE9bRj2LhXkD5oQvC8' })
 * checkDomain(claim, [['sso-challenge=Zt6WnE9bRj2LhXkD5oQvC8']], { sibling: [] }).state // 'verified'
 * ```
 */
export function checkDomain(
  claim: DomainChallenge,
  txtRecords: TxtRecords,
  elsewhere: Elsewhere = {},
): DomainFinding {
  const values = txtRecords.map(joined)
  const seen = values.slice(0, MAX_SEEN).map(readable)
  if (!values.includes(claim.value)) {
    const nearestMiss = findNearMiss(claim, {
      label: values,
      apex: (elsewhere.apex ?? []).map(joined),
      doubled: (elsewhere.doubled ?? []).map(({ name, records }) => ({
        ...{ name, texts: records.map(joined) },
      })),
      cname: elsewhere.cname,
    })
    return { state: 'pending', seen, ...(nearestMiss ? { nearestMiss } : {}) }
  }
  const { sibling = [], cname, siblingCname } = elsewhere
  // One CNAME for all labels: whoever holds its target answers for this one as well, and could
  // answer the second question differently from the first.
  const isShared = cname !== undefined && cname === siblingCname
  if (!isShared && !sibling.map(joined).includes(claim.value)) return { state: 'verified', seen }
  return { state: 'failed', seen, nearestMiss: { code: 'wildcard', name: `*.${claim.domain}` } }
}

/** True where the record proves the domain, wildcards aside. */
export function hasRecord({ value }: DomainChallenge, txtRecords: TxtRecords): boolean {
  return txtRecords.map(joined).includes(value)
}

/** RFC 7208 section 3.3 and everybody else: the chunks of a record are one text. */
const joined = (chunks: readonly string[]): string => chunks.join('')

/** A resolver gives bytes as characters; people wrote UTF-8. */
function readable(value: string): string {
  if (/[^\0-\u{ff}]/u.test(value)) return printable(value)
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
  return printable(new TextDecoder().decode(bytes))
}
