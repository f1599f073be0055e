import { connectionError } from '../connection/error.ts'
import { SsoError } from '../errors.ts'
import type { OrganizationRecord } from '../storage/ports.ts'
import type { Core } from './core.ts'

/** As long as any identifier that a database indexes. */
const MAX_ID_LENGTH = 255

/**
 * The organisation that a call is about: the one that is named or, where the product has one, that one.
 *
 * @throws {SsoError} `connection_invalid`
 */
export function organizationOf(core: Pick<Core, 'config'>, given: string | undefined): string {
  const only = core.config.organization?.id
  const organizationId = given ?? only
  const isUsable =
    typeof organizationId === 'string' &&
    organizationId !== '' &&
    organizationId.length <= MAX_ID_LENGTH
  if (isUsable && (only === undefined || only === organizationId)) return organizationId
  const message = isUsable
    ? 'This product has one organisation, and this is not it.'
    : 'organizationId is missing.'
  const hint = 'Pass the id of the customer’s organisation.'
  const issue = { path: 'organizationId', code: 'connection_value_invalid', message, hint }
  throw connectionError('connection_invalid', { message, issues: [issue] })
}

/**
 * What an organisation has chosen; `null` where it never chose anything, which lets passwords in. The
 * answer of a storage that compares ids without regard to case is therefore no "never" (rule T1).
 *
 * @throws {SsoError} `storage_unavailable`
 */
export async function storedOrganization(
  { storage }: Pick<Core, 'storage'>,
  organizationId: string,
): Promise<OrganizationRecord | null> {
  const policy = await storage.organizations.get(organizationId)
  if (!policy || policy.organizationId === organizationId) return policy ?? null
  throw new SsoError('storage_unavailable', {
    message: 'The storage answered with the policy of another organisation.',
  })
}
