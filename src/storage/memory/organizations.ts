import type { OrganizationStore } from '../ports.ts'
import { requireUnchanged, step } from './step.ts'
import type { MemoryTables } from './tables.ts'

/** Keeps one policy per organisation. */
export function createMemoryOrganizations({ policies }: MemoryTables): OrganizationStore {
  return {
    get: (organizationId, call) => step(call, () => policies.get(organizationId) ?? null),

    update: (organizationId, expectedVersion, policy, call) =>
      step(call, () => {
        const storedVersion = policies.get(organizationId)?.version ?? 0
        if (storedVersion !== expectedVersion) return 'conflict'
        requireUnchanged({ organizationId }, policy, 'organizationId')
        policies.set(organizationId, structuredClone(policy))
        return 'updated'
      }),
  }
}
