import type { OrganizationPolicy } from '../../types/policy.ts'
import type { SetupLink } from '../../types/setup-link.ts'
import type { StoreCall } from './call.ts'

/** A setup link as it is stored: without the secret that opens it. */
export interface StoredSetupLink extends SetupLink {
  /** SHA-256 of the secret (rule T5). */
  readonly digest: string
}

/** All that is stored of an organisation. */
export interface OrganizationRecord extends OrganizationPolicy {
  readonly setupLinks?: readonly StoredSetupLink[]
}

/**
 * Keeps what holds for a whole organisation. Every change names the version that it was made from.
 */
export interface OrganizationStore {
  get(organizationId: string, call?: StoreCall): Promise<OrganizationRecord | null>
  /**
   * Stores where the stored version equals `expectedVersion`; 0 means that none is stored yet, so
   * that where none is stored every other version is a `conflict`. Atomic.
   */
  update(
    organizationId: string,
    expectedVersion: number,
    record: OrganizationRecord,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
}
