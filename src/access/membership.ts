import type { AccountFacts } from '../types/accounts.ts'

/** Of a directory that gives a text, `org_1` would be found inside of `org_12` (rule T1). */
export function isMemberOf(
  { organizationIds }: Pick<AccountFacts, 'organizationIds'>,
  organizationId: string,
): boolean {
  return Array.isArray(organizationIds) && organizationIds.includes(organizationId)
}
