/** Where the record is expected unless the host says otherwise. */
export const DEFAULT_RECORD_LABEL = '_sso-challenge'
export const DEFAULT_RECORD_VALUE_PREFIX = 'sso-challenge='

/** 128 bits in base64url (rule D3). */
const MIN_RANDOM_LENGTH = 22

/** The TXT record by which an organisation proves a domain. */
export interface DomainChallenge {
  readonly domain: string
  /** Full name of the record, without the dot at the end. */
  readonly host: string
  /** What the record has to say, to the letter. */
  readonly value: string
  /** With what every value of this host app begins; may be empty. */
  readonly prefix: string
}

/**
 * The record that proves a domain.
 *
 * @param claim of which domain, and with which random value
 * @param claim.domain as `normalizeDomain` gives it
 * @param claim.random at least 128 bits as base64url, fresh for every organisation, domain and
 *   attempt: whoever sees a challenge elsewhere must not be able to use it (rule D3)
 * @param claim.recordLabel label of the record below the domain; default `_sso-challenge`
 * @param claim.recordValuePrefix what the value begins with; default `sso-challenge=`
 * @returns name and value of the TXT record
 * @throws {TypeError} where `random` is too short or no base64url
 * @example
 * ```ts
 * import { challengeFor } from 'ssokit/domain'
 *
 * const random = crypto.randomUUID().replaceAll('-', '')
 * challengeFor({ domain: 'acme.example', random }).host // '_sso-challenge.acme.example'
 * ```
 */
export function challengeFor(claim: {
  readonly domain: string
  readonly random: string
  readonly recordLabel?: string
  readonly recordValuePrefix?: string
}): DomainChallenge {
  const { domain, random, recordLabel = DEFAULT_RECORD_LABEL } = claim
  const { recordValuePrefix: prefix = DEFAULT_RECORD_VALUE_PREFIX } = claim
  if (!/^[\w-]+$/.test(random) || random.length < MIN_RANDOM_LENGTH) {
    throw new TypeError('A challenge needs at least 128 random bits as base64url.')
  }
  return { domain, host: `${recordLabel}.${domain}`, value: `${prefix}${random}`, prefix }
}
