import { printable, type SsoIssue } from '../errors.ts'
import type { RoleConfig } from '../types/config.ts'
import type { AccessSettings, ClaimMapping } from '../types/connection.ts'

/**
 * Lists what is wrong with the mapping of groups to roles, measured by the host's catalogue. Pure. A
 * draft with such a mapping is not saved; no mapping at all is fine, and then groups decide nothing.
 *
 * @param access the mapping, as an admin entered it
 * @param config `roles` of `createSso`
 * @returns one issue per problem; none where the mapping is fine
 * @example
 * ```ts
 * import { roleIssues } from 'ssokit/access'
 *
 * const access = {
 *   roles: {
 *     groupsByRole: { owner: ['staff'] },
 *     sync: 'replace',
 *     unmapped: 'refuse',
 *   },
 * } as const
 * const catalogue = [{ id: 'member', label: 'Member' }]
 * for (const { path, message } of roleIssues(access, { catalogue })) console.log(path, message)
 * ```
 */
export function roleIssues(
  access: Pick<AccessSettings, 'roles'>,
  config: RoleConfig | undefined,
): SsoIssue[] {
  if (!access.roles) return []
  if (!config) {
    const message = 'This application has no roles that groups could be mapped to.'
    return [issue('access.roles', 'roles_unavailable', message, 'Remove `access.roles`.')]
  }
  const rules = Object.entries(access.roles.groupsByRole)
  if (rules.every(([, groups]) => groups.length === 0)) {
    const message = 'No group is mapped to a role.'
    const hint = 'Map at least one group, or remove `access.roles`.'
    return [issue('access.roles.groupsByRole', 'roles_empty', message, hint)]
  }
  return [...catalogueIssues(rules, config), ...cardinalityIssues(rules, config)]
}

/**
 * Lists what a mapping still lacks: a draft may be without it, a live revision may not. Pure.
 *
 * @param access the mapping of groups to roles
 * @param claims where the groups of a person stand
 * @returns one issue per thing that lacks
 * @example
 * ```ts
 * import { missingForRoles } from 'ssokit/access'
 *
 * console.log(missingForRoles({}, {})) // []: without roles nothing lacks
 * ```
 */
export function missingForRoles(
  access: Pick<AccessSettings, 'roles'>,
  claims: Pick<ClaimMapping, 'groups'>,
): SsoIssue[] {
  if (!access.roles || claims.groups !== undefined) return []
  const message = 'Roles depend on groups, and no claim is mapped to them.'
  const hint = 'Enter the name of the groups claim or attribute, for example groups.'
  return [issue('claims.groups', 'roles_without_groups', message, hint)]
}

type Rules = readonly (readonly [role: string, groups: readonly string[]])[]

const issue = (path: string, code: string, message: string, hint: string): SsoIssue => ({
  ...{ path, code, message, hint },
})
const pathOf = (role: string): string => `access.roles.groupsByRole.${printable(role)}`

function catalogueIssues(rules: Rules, { catalogue }: RoleConfig): SsoIssue[] {
  const known = catalogue.map(({ id }) => id)
  return rules
    .filter(([role]) => !known.includes(role))
    .map(([role]) => {
      const similar = known.find((id) => id.toLowerCase() === role.trim().toLowerCase())
      const message = `There is no role ${printable(role)}.`
      const hint = `Use ${known.map(printable).join(' or ')}.`
      const found = issue(pathOf(role), 'roles_unknown', message, hint)
      return similar === undefined ? found : { ...found, suggestion: similar }
    })
}

function cardinalityIssues(rules: Rules, config: RoleConfig): SsoIssue[] {
  const isMany = config.cardinality === 'many'
  const crowded = rules
    .filter(([, groups]) => !isMany && groups.length > 1)
    .map(([role, { length }]) => {
      const message = `${length} groups are mapped to the role ${printable(role)}; one is allowed.`
      const hint = 'Keep one of them, or make a group at the identity provider that holds them all.'
      return issue(pathOf(role), 'roles_too_many_groups', message, hint)
    })
  const isShared = config.allowSharedGroups ?? isMany
  return [...crowded, ...(isShared ? [] : sharedIssues(rules)), ...repeatedIssues(rules)]
}

function sharedIssues(rules: Rules): SsoIssue[] {
  const rolesByGroup = new Map<string, string[]>()
  for (const [role, groups] of rules) {
    for (const group of new Set(groups)) {
      rolesByGroup.set(group, [...(rolesByGroup.get(group) ?? []), role])
    }
  }
  return [...rolesByGroup].flatMap(([group, [first, ...others]]) =>
    others.map((role) => {
      const message = `The group ${printable(group)} is mapped to ${printable(first ?? '')} already.`
      const hint = 'Map every group to one role.'
      return issue(pathOf(role), 'roles_group_shared', message, hint)
    }),
  )
}

function repeatedIssues(rules: Rules): SsoIssue[] {
  return rules
    .filter(([, groups]) => new Set(groups).size < groups.length)
    .map(([role]) => {
      const message = `A group is listed twice for the role ${printable(role)}.`
      return issue(pathOf(role), 'roles_group_repeated', message, 'List every group once.')
    })
}
