import { accessError } from '../access/error.ts'
import type { Core } from '../core/core.ts'
import { organizationRecords } from '../core/organization-records.ts'
import { isIdle, watched } from '../domain/claim-states.ts'
import { after } from '../domain/schedule.ts'
import { isSsoError, toSsoError } from '../errors.ts'
import type { DomainClaim } from '../storage/ports.ts'

/** Where a former owner's links could not be removed, that is tried again so much later. */
const RETRY_MILLISECONDS = 60_000

/**
 * Removes the keys that lead to accounts with an e-mail of this domain, for every connection of the
 * organisation (rule D5). A host without `accounts` acts on the event.
 *
 * @throws {SsoError} `accounts_failed`, `storage_unavailable`
 */
export async function unlinkDomain(core: Core, claim: DomainClaim): Promise<void> {
  const { accounts } = core.config
  if (!accounts) return
  const { organizationId, domain: emailDomain } = claim
  const isWide = claim.coversSubdomains || claim.hasCoveredSubdomains === true
  for (const { connection } of await organizationRecords(core, organizationId)) {
    const connectionId = connection.id
    try {
      const withSubdomains = isWide ? { withSubdomains: true } : {}
      await accounts.unlink({ connectionId, emailDomain, ...withSubdomains })
    } catch (cause) {
      if (isSsoError(cause)) throw cause
      throw accessError('accounts_failed', { cause, connectionId })
    }
  }
}

/**
 * The same for an organisation whose domain another one, `organizationId`, has now, which the host is
 * told. `verifiedAt` of the former claim says that there is something to remove, so that what fails here
 * is done by background work later.
 */
export async function revokeLinks(
  core: Core,
  former: DomainClaim,
  organizationId: string,
): Promise<void> {
  try {
    await unlinkDomain(core, former)
    // Told before it is stored: a process that ends in between tells it again, and not never.
    const { domain, organizationId: fromOrganizationId } = former
    core.emit({ type: 'domain.transferred', domain, organizationId, fromOrganizationId })
    await change(core, former, ({ verifiedAt: _at, hasCoveredSubdomains: _wide, ...claim }) => {
      const { nextCheckAt: _next, ...idle } = claim
      return isIdle(claim) ? idle : claim
    })
  } catch (error) {
    const { code } = toSsoError(error)
    core.emit({ type: 'background.failed', code, organizationId: former.organizationId })
    const nextCheckAt = after(core.config.clock(), RETRY_MILLISECONDS)
    await change(core, former, (claim) => ({ ...claim, nextCheckAt })).catch(() => {})
  }
}

/**
 * Looks whether a domain that this organisation had belongs to another one by now.
 *
 * @returns false where nobody else has it
 */
export async function settleFormerOwner(core: Core, claim: DomainClaim): Promise<boolean> {
  const claims = await core.storage.domains.list({ domain: claim.domain })
  const owner = claims.find(({ id, state }) => state === 'verified' && id !== claim.id)
  if (owner) await revokeLinks(core, claim, owner.organizationId)
  else if (isIdle(claim)) {
    const now = core.config.clock()
    await change(core, claim, (current) => ({ ...current, ...watched(current, now) }))
  }
  return owner !== undefined
}

/** Changes the claim as it is now; somebody who was faster has the next turn. */
async function change(
  core: Core,
  { id, domain }: DomainClaim,
  edit: (claim: DomainClaim) => DomainClaim,
): Promise<void> {
  const { domains } = core.storage
  const current = (await domains.list({ domain })).find((claim) => claim.id === id)
  // It may have proved the domain again meanwhile, and has nothing to lose then.
  if (!current || current.state === 'verified') return
  const { version } = current
  await domains.update(id, version, { ...edit(current), version: version + 1 })
}
