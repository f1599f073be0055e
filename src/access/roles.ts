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
  /** Rules name the person's groups, and every role that they lead to is gone from the catalogue. */
  | { readonly kind: 'roles_unknown'; readonly roles: readonly string[] }

/** A group that differs from a configured one only by case, white space or Unicode form. */
export interface NearMiss {
  readonly received: string
  readonly configured: string
}

/**
 * Maps groups to roles. Names are compared exactly: two groups of one directory may differ by case
 * only. Absent groups are not an empty list unless the connection says so (rule T3). Pure.
 *
 * @param access `roles`: the rules; `groupsAbsent`: what it means that no groups were sent
 * @param groups of the person; `undefined` where the claim was absent
 * @param roleIds the catalogue: no other role is ever granted. Default: those that the rules name
 * @returns the roles, or why there are none
 * @example
 * ```ts
 * import { mapRoles } from 'ssokit/access'
 *
 * const access = {
 *   roles: { groupsByRole: { admin: ['SSO-Admins'] }, sync: 'replace', unmapped: 'refuse' },
 *   groupsAbsent: 'error',
 * } as const
 * const outcome = mapRoles(access, ['sso-admins'])
 * console.log(outcome.kind) // unmapped
 * if (outcome.kind === 'unmapped') console.log(outcome.nearMisses[0]?.configured) // SSO-Admins
 * ```
 */
export function mapRoles(
  { roles, groupsAbsent }: Pick<AccessSettings, 'roles' | 'groupsAbsent'>,
  groups: readonly string[] | undefined,
  roleIds?: readonly string[],
): RoleOutcome {
  if (!roles) return { kind: 'unused' }
  if (groups === undefined && groupsAbsent !== 'empty') return { kind: 'groups_absent' }
  const received = new Set(groups)
  const rules = Object.entries(roles.groupsByRole)
  const mapped = rules
    .filter(([, names]) => names.some((name) => received.has(name)))
    .map(([role]) => role)
  const granted = roleIds ? mapped.filter((role) => roleIds.includes(role)) : mapped
  if (granted.length > 0) return { kind: 'mapped', roles: granted }
  // Not the person's doing: they are in a mapped group, so their account must not pay for it.
  if (mapped.length > 0) return { kind: 'roles_unknown', roles: mapped }
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
