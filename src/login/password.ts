import { decidePassword } from '../access/password.ts'
import type { Core } from '../core/core.ts'
import { organizationOf, storedOrganization } from '../core/organization.ts'
import { activeRecords } from '../core/organization-records.ts'
import type { PasswordDecision } from '../types/policy.ts'
import type { Sso } from '../types/sso.ts'

/** Reads what the organisation allows, and decides. Whatever throws lets nobody in. */
export async function mayUsePassword(
  core: Core,
  query: Parameters<Sso['mayUsePassword']>[0],
): Promise<PasswordDecision> {
  // An id that got lost must not read as an organisation that never enforced anything.
  const organizationId = organizationOf(core, query.organizationId)
  const policy = await storedOrganization(core, organizationId)
  const records = policy ? await activeRecords(core, organizationId) : []
  return decidePassword({
    policy,
    account: query.account,
    activeConnectionIds: records.map(({ connection }) => connection.id),
  })
}
