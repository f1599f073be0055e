import { type Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import type { DnsResolver } from '../dns/port.ts'
import {
  challengeFor,
  DEFAULT_RECORD_LABEL,
  DEFAULT_RECORD_VALUE_PREFIX,
  type DomainChallenge,
} from '../domain/challenge.ts'
import { domainError } from '../domain/error.ts'
import type { DomainClaim } from '../storage/ports.ts'

/** Random bytes of the label that is asked for beside the expected one: nobody can guess it. */
const SIBLING_BYTES = 12
/** `_` and those bytes as base64url. */
export const SIBLING_LENGTH = 17

/** The label below the domain at which the host app's record stands. */
export function recordLabel({ config }: Core): string {
  return config.domains?.recordLabel ?? DEFAULT_RECORD_LABEL
}

/** The record that proves this claim. */
export function challengeOf({ config }: Core, claim: DomainClaim): DomainChallenge {
  const { domain, challenge: random } = claim
  const { recordLabel: label = DEFAULT_RECORD_LABEL } = config.domains ?? {}
  const { recordValuePrefix = DEFAULT_RECORD_VALUE_PREFIX } = config.domains ?? {}
  return challengeFor({ domain, random, recordLabel: label, recordValuePrefix })
}

/** 256 random bits, new for every organisation, domain and attempt (rule D3). */
export function newChallenge(): string {
  return randomToken()
}

/** A label that nobody made a record for; in letters and digits, which every resolver takes. */
export function siblingOf(domain: string): string {
  const token = randomToken(SIBLING_BYTES)
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '0')
  return `_${token}.${domain}`
}

/** @throws {SsoError} `domain_dns_missing` */
export function requireDns({ config }: Core): DnsResolver {
  if (config.dns) return config.dns
  throw domainError('domain_dns_missing')
}
