import type { RoleConfig } from '../types/config.ts'
import type { Connection, ConnectionInput } from '../types/connection.ts'
import { revisionOf } from './connection.ts'
import type { FormValues } from './form.ts'
import type { Stored } from './save.ts'

/** The path that problems of the whole mapping have. */
export const MAPPING = 'access.roles.groupsByRole'

/** More than anybody scrolls through. */
const MAX_SEEN = 200

export const roleField = (role: string): string => `${MAPPING}.${role}`

/** Groups of one role as they were entered: one, or one a line. */
function groupsIn(form: FormValues, role: string): readonly string[] {
  const lines = (form.raw(roleField(role)) ?? '').split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== '')
}

export function hasGroups(form: FormValues, { catalogue }: RoleConfig): boolean {
  return catalogue.some(({ id }) => groupsIn(form, id).length > 0)
}

/** The edit that the form means. Pure. */
export function rolesInput(
  connection: Connection,
  form: FormValues,
  { catalogue }: RoleConfig,
  isWithout: boolean,
): ConnectionInput {
  const claims = { groups: form.text('claims.groups') || null }
  if (isWithout) return { claims, access: { roles: null, groupsAbsent: null } }
  const mapped = catalogue
    .map(({ id }) => [id, groupsIn(form, id)] as const)
    .filter(([, groups]) => groups.length > 0)
  const unmapped = form.text('access.roles.unmapped') === 'refuse' ? 'refuse' : 'deactivate'
  const groupsAbsent = form.text('access.groupsAbsent') === 'empty' ? 'empty' : 'error'
  const { sync = 'replace' } = revisionOf(connection).access.roles ?? {}
  const roles = { groupsByRole: Object.fromEntries(mapped), sync, unmapped } as const
  return { claims, access: { roles, groupsAbsent } }
}

/** What is stored; before anything is, the name that the guide told to give the claim. Pure. */
export function storedRoles(connection: Connection, usualClaim: string | undefined): Stored {
  const { access, claims } = revisionOf(connection)
  const { groupsByRole = {}, unmapped = 'deactivate' } = access.roles ?? {}
  return new Map<string, string>([
    ['claims.groups', claims.groups ?? usualClaim ?? ''],
    ['access.roles.unmapped', unmapped],
    ['access.groupsAbsent', access.groupsAbsent],
    ...Object.entries(groupsByRole).map(
      ([role, groups]) => [roleField(role), groups.join('\n')] as const,
    ),
  ])
}

/** Reports cut and escape what is long or odd, and no group has such a name. */
const isWhole = (group: unknown): group is string =>
  typeof group === 'string' && !group.endsWith('…') && !group.includes('\\u{')

/** Groups of whoever tested last; `undefined` where none were sent, or nobody tested. */
export function seenGroups({ test }: Connection): readonly string[] | undefined {
  const groups = test?.report?.groups
  if (!Array.isArray(groups)) return undefined
  return groups.filter(isWhole).slice(0, MAX_SEEN)
}
