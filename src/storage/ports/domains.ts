import type { JsonObject } from '../../types/json.ts'
import type { StoreCall } from './call.ts'

/** A domain, and whether it speaks for the names below it. */
export interface VerifiedDomain {
  readonly domain: string
  readonly coversSubdomains: boolean
}

/** How far the proof of a domain has come. */
export type DomainState = 'unstarted' | 'pending' | 'verified' | 'lost' | 'failed' | 'expired'

/** A domain that an organisation says is its own, and how far the proof has come. */
export interface DomainClaim extends VerifiedDomain {
  readonly id: string
  readonly organizationId: string
  /** Lower-case A-label. */
  readonly domain: string
  readonly challenge: string
  /** It was verified with its subdomains earlier, so that links below it may remain. */
  readonly hasCoveredSubdomains?: boolean
  readonly state: DomainState
  /** Moved by every change. */
  readonly version: number
  readonly createdAt: string
  readonly startedAt?: string
  readonly verifiedAt?: string
  /** First of the failed checks in a row of a verified domain. */
  readonly failingSince?: string
  readonly lastCheckedAt?: string
  /** When background work checks again; indexed together with the lease. */
  readonly nextCheckAt?: string
  readonly expiresAt?: string
  readonly attempts: number
  /** What the last check saw, for the admin's page. */
  readonly lastSeen?: JsonObject
  /** The owner agreed that this organisation may take the domain over. */
  readonly transferTo?: string
}

/** Keeps claims. At most one claim of a domain is verified at any time. */
export interface DomainStore {
  /**
   * Claims of several organisations coexist; one claim per organisation and domain. `exists` where
   * that or the id is taken. Throws where the state is `verified`. Atomic.
   */
  claim(claim: DomainClaim, call?: StoreCall): Promise<'claimed' | 'exists'>
  /** By domain name, then id. */
  list(
    filter: { readonly organizationId: string } | { readonly domain: string },
    call?: StoreCall,
  ): Promise<readonly DomainClaim[]>
  /**
   * Compare-and-set. Throws where the new state is `verified`, also of the owner: only `verify`
   * stores that. Atomic. Of an absent claim: `conflict`.
   */
  update(
    id: string,
    expectedVersion: number,
    claim: DomainClaim,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
  /**
   * Makes the claim, whose state is `verified`, the one verified owner, or stores it again where it
   * is. Atomic, by a unique index over verified domains.
   *
   * - `conflict`: the version moved, or the claim is absent.
   * - `owned`: another claim of the same domain is verified, and `replaces` is null.
   * - `replaces` names the owner that agreed. In the same atomic step its state becomes `lost` and
   *   its version moves. `conflict` where it is not the verified owner at that version any more.
   */
  verify(
    id: string,
    expectedVersion: number,
    claim: DomainClaim,
    replaces: { readonly id: string; readonly expectedVersion: number } | null,
    call?: StoreCall,
  ): Promise<'verified' | 'conflict' | 'owned'>
  /**
   * Claims with `nextCheckAt` at or before `now` which nobody has leased, oldest first; leases them.
   * No claim is given to two callers within one lease; at `until` it is free again. A lease is no
   * part of the claim: it moves no version and outlasts `update` and `verify`.
   */
  lease(now: Date, until: Date, limit: number, call?: StoreCall): Promise<readonly DomainClaim[]>
  /** Deletes the claim and its lease. */
  release(
    id: string,
    expectedVersion: number,
    call?: StoreCall,
  ): Promise<'released' | 'conflict' | 'absent'>
}
