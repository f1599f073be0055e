import type { OrganizationPolicy } from '../../types/policy.ts'
import type { StoreCall } from './call.ts'

export interface OrganizationStore {
  get(organizationId: string, call?: StoreCall): Promise<OrganizationPolicy | null>
  /**
   * Stores where the stored version equals `expectedVersion`; 0 means that none is stored yet, so
   * that where none is stored every other version is a `conflict`. Atomic.
   */
  update(
    organizationId: string,
    expectedVersion: number,
    policy: OrganizationPolicy,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
}
