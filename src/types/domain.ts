import type { DomainState } from '../storage/ports.ts'
import type { AdminOptions } from './connections-api.ts'

/** The likeliest mistake, with what to do about it. */
export interface DomainNearMiss {
  readonly code: string
  /** The name in DNS that it is about, if not the expected one. */
  readonly name?: string
  readonly message: string
  readonly hint: string
}

/** The TXT record that proves a domain. */
export interface DomainRecord {
  /** Full name, without the dot at the end. */
  readonly host: string
  readonly value: string
}

/** What a check of DNS came to. */
export interface DomainCheck {
  readonly domain: string
  /**
   * - `verified`: the domain is the organisation's.
   * - `pending`: there is no proof yet, or DNS did not answer; background work goes on.
   * - `conflict`: proven, but another organisation has the domain and has not handed it over.
   * - `failed`: what is there proves nothing (a wildcard record), or a verified domain was lost.
   */
  readonly state: 'verified' | 'pending' | 'conflict' | 'failed'
  /** What was expected. */
  readonly instructions: DomainRecord
  /** TXT records at the expected name: at most ten, cut and escaped. */
  readonly seen: readonly string[]
  readonly nearestMiss?: DomainNearMiss
  /** A verified domain without proof since then: it is lost after a grace of days. */
  readonly failingSince?: string
  readonly lastCheckedAt?: string
  /** When background work checks again. */
  readonly nextCheckAt?: string
}

/** One domain of an organisation, for its admins. */
export interface OrganizationDomain {
  readonly domain: string
  readonly coversSubdomains: boolean
  readonly state: DomainState
  readonly version: number
  readonly instructions: DomainRecord
  readonly createdAt: string
  readonly startedAt?: string
  /** Last check that found the proof. */
  readonly verifiedAt?: string
  readonly failingSince?: string
  readonly lastCheckedAt?: string
  readonly nextCheckAt?: string
  /** When the attempt, or a claim that was never started, ends. */
  readonly expiresAt?: string
  /** The organisation that may take the domain over. */
  readonly transferTo?: string
  readonly lastCheck?: DomainCheck
}

/** DNS providers with instructions of their own. */
export type DnsGuideId = 'cloudflare' | 'route53' | 'godaddy' | 'generic'

/** How to enter the record in one DNS console. */
export interface DnsGuide {
  readonly id: DnsGuideId
  readonly title: string
  /** What this console wants in its field for the name, and in the one for the value. */
  readonly host: string
  readonly value: string
  readonly steps: readonly string[]
}

/** What the customer has to publish in DNS, in the forms in which DNS providers ask for it. */
export interface DomainInstructions extends DomainRecord {
  readonly domain: string
  readonly type: 'TXT'
  /** The zone, most probably: the registered domain. */
  readonly zone: string
  /** Relative to `zone`, for consoles that append it. */
  readonly relativeHost: string
  /** With the dot at the end, for consoles and zone files that take whole names. */
  readonly absoluteHost: string
  readonly expiresAt?: string
  readonly guides: readonly DnsGuide[]
}

/** What a round of checking due domains has done, in numbers of claims. */
export interface DomainWork {
  /** Claims for which DNS was asked. */
  readonly checked: number
  /** Of those, how many became verified. */
  readonly verified: number
  /** Verified domains whose proof was missing for too long. */
  readonly lost: number
  /** Attempts that ended without proof. */
  readonly expired: number
}

/** Everything about the domains of an organisation that admins do. */
export interface DomainsApi {
  /**
   * Saves that an organisation means to prove this domain; nothing is looked up before `verifyDomain`.
   * Saved again it is the same claim, with `coversSubdomains` as given last. Several organisations may
   * claim one domain; at most one verifies it.
   *
   * @param organizationId the host's own id
   * @param domain as a person typed it
   * @param options `coversSubdomains`: whether e-mail addresses below the domain count as well;
   *   default for a new claim: no
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `domain_invalid` and why a domain
   *   cannot be claimed: `domain_ip_address`, `domain_single_label`, `domain_too_long`,
   *   `domain_public_suffix`, `domain_mailbox`, `domain_mixed_script`, `domain_limit_reached`;
   *   `domain_organization_invalid`, `domain_changed`
   */
  claim(
    organizationId: string,
    domain: string,
    options: AdminOptions & { readonly coversSubdomains?: boolean },
  ): Promise<OrganizationDomain>
  /** All claims of the organisation by name. @throws {SsoError} `not_authorized` */
  list(organizationId: string, options: AdminOptions): Promise<readonly OrganizationDomain[]>
  /**
   * The record to enter, in the forms that DNS consoles want, with a guide for each.
   *
   * @throws {SsoError} `not_authorized`, `domain_invalid`, `domain_not_claimed`
   */
  instructions(
    organizationId: string,
    domain: string,
    options: AdminOptions & { readonly locale?: 'en' | 'de' },
  ): Promise<DomainInstructions>
  /**
   * Does the checks that are due; `maintain` includes it.
   *
   * @param options `limit` of claims, default 100; `signal` ends the call early
   * @throws {SsoError} `domain_dns_missing`, `storage_unavailable`
   */
  verifyPending(options?: {
    readonly limit?: number
    readonly signal?: AbortSignal
  }): Promise<DomainWork & { readonly hasMore: boolean }>
  /**
   * Gives the domain up: sign-ins are routed by it no more, and accounts lose the links that rested on
   * it; where that fails (`accounts_failed`) the claim stays, as `lost`. With `transferTo` nothing happens before that organisation proves the domain, which then
   * becomes its own; `null` takes such an agreement back.
   *
   * @throws {SsoError} `not_authorized`, `domain_invalid`, `domain_not_claimed`, `domain_not_verified`,
   *   `domain_organization_invalid`, `domain_changed`, `accounts_failed`
   */
  release(
    organizationId: string,
    domain: string,
    options: AdminOptions & { readonly transferTo?: string | null },
  ): Promise<void>
}
