import type { AccessSettings } from '../types/connection.ts'

/** What the groups of a person come to under a connection's role rules. */
export type RoleOutcome =
  /** The connection maps no roles. */
  | { readonly kind: 'unused' }
  | { readonly kind: 'mapped'; readonly roles: readonly string[] }
  /** The claim was not sent, which says nothing about the person. */
  | { readonly kind: 'groups_absent' }
  /** The person is in groups, or in none, and no rule names one of them. */
  | { readonly kind: 'unmapped'; readonly nearMisses: readonly NearMiss[] }

/** A group that differs from a configured one only by case, white space or Unicode form. */
export interface NearMiss {
  readonly received: string
  readonly configured: string
}

/**
 * Maps groups to roles. Names are compared exactly: two groups of one directory may differ by case
 * only. Absent groups are not an empty list unless the connection says so (rule T3). Pure.
 */
export function mapRoles(
  { roles, groupsAbsent }: Pick<AccessSettings, 'roles' | 'groupsAbsent'>,
  groups: readonly string[] | undefined,
): RoleOutcome {
  if (!roles) return { kind: 'unused' }
  if (groups === undefined && groupsAbsent === 'error') return { kind: 'groups_absent' }
  const received = new Set(groups)
  const rules = Object.entries(roles.groupsByRole)
  const mapped = rules
    .filter(([, names]) => names.some((name) => received.has(name)))
    .map(([role]) => role)
  if (mapped.length > 0) return { kind: 'mapped', roles: mapped }
  const configured = rules.flatMap(([, names]) => names)
  return { kind: 'unmapped', nearMisses: nearMisses([...received], configured) }
}

/** More are of no use to an admin who reads them. */
const MAX_NEAR_MISSES = 3

function nearMisses(received: readonly string[], configured: readonly string[]): NearMiss[] {
  const byFolded = new Map(configured.map((name) => [folded(name), name]))
  return received
    .flatMap((name) => {
      const similar = byFolded.get(folded(name))
      return similar === undefined ? [] : [{ received: name, configured: similar }]
    })
    .slice(0, MAX_NEAR_MISSES)
}

const folded = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
