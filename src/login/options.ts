import { offersPassword } from '../access/enforcement.ts'
import { urlsOf } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { organizationOf, storedOrganization } from '../core/organization.ts'
import { activeRecords } from '../core/organization-records.ts'
import { domainOfEmail, normalizeEmail } from '../domain/email.ts'
import { isSsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { LoginOptions } from '../types/policy.ts'
import type { Sso } from '../types/sso.ts'
import { ownerOf } from './domain-owner.ts'

type Query = Parameters<Sso['loginOptions']>[0]

/** What a connection without a description is called on a login page. */
const DEFAULT_LABEL = 'Single sign-on'

/** What a login page offers for an organisation, or for whoever owns the domain of an address. */
export async function loginOptions(core: Core, query: Query): Promise<LoginOptions> {
  const organizationId =
    'email' in query
      ? await ownerOf(core, domainOfEmail(normalizeEmail(query.email)))
      : organizationOf(core, query.organizationId)
  // Nobody's domain: the product's own accounts, and no word about whether there is one.
  if (organizationId === undefined) return { password: true, connections: [] }
  const policy = await storedOrganization(core, organizationId)
  const password = offersPassword(policy, query.purpose ?? 'sign_in')
  // A link that ends in a refusal helps nobody; what was enforced stays enforced.
  if (!(await isEntitled(core, organizationId))) return { password, connections: [] }
  const records = await activeRecords(core, organizationId)
  return { password, connections: records.map((record) => option(core, record)) }
}

async function isEntitled(core: Core, organizationId: string): Promise<boolean> {
  try {
    await core.checkEntitlement(organizationId)
    return true
  } catch (error) {
    if (isSsoError(error, 'organization_not_entitled')) return false
    throw error
  }
}

function option(core: Core, record: ConnectionRecord): LoginOptions['connections'][number] {
  const { id, description } = record.connection
  const label = description === '' ? DEFAULT_LABEL : description
  return { id, label, url: urlsOf(core, record).organizationLogin }
}
