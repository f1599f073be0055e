import type { ConnectionRecord, DomainClaim, VerifiedDomain } from '../ports.ts'
import type { OrganizationPolicy } from '../../types/policy.ts'
import { compareText } from './step.ts'

/** What `connections.load` joins; each map belongs to the port of its name. */
export interface MemoryTables {
  readonly connections: Map<string, ConnectionRecord>
  readonly policies: Map<string, OrganizationPolicy>
  readonly claims: Map<string, DomainClaim>
}

export function createMemoryTables(): MemoryTables {
  return { connections: new Map(), policies: new Map(), claims: new Map() }
}

/** The domains that one organisation has verified, by name. */
export function verifiedDomainsOf(
  tables: MemoryTables,
  organizationId: string,
): readonly VerifiedDomain[] {
  return [...tables.claims.values()]
    .filter((claim) => claim.organizationId === organizationId && claim.state === 'verified')
    .map(({ domain, coversSubdomains }) => ({ domain, coversSubdomains }))
    .sort((left, right) => compareText(left.domain, right.domain))
}
