import { authorize } from '../admin/authorize.ts'
import type { Core } from '../core/core.ts'
import { givenUp } from '../domain/claim-states.ts'
import { domainError } from '../domain/error.ts'
import type { DomainClaim } from '../storage/ports.ts'
import type { DomainsApi } from '../types/domain.ts'
import { checkOrganization, ownClaim } from './own-claim.ts'
import { unlinkDomain } from './revoke-links.ts'

/** Gives a domain up, at once or in favour of another organisation. */
export async function releaseDomain(
  core: Core,
  ...[organizationId, domain, options]: Parameters<DomainsApi['release']>
): Promise<void> {
  const { actor, expectedVersion, transferTo } = options
  const action = transferTo === undefined ? 'domain.release' : 'domain.transfer'
  await authorize(core, action, actor, organizationId)
  const claim = await ownClaim(core, organizationId, domain)
  if (expectedVersion !== undefined && expectedVersion !== claim.version) throw changed(claim)
  if (transferTo !== undefined) return agree(core, claim, transferTo)

  // Before its end, so that a failure leaves the claim, and with it the button to press again. Whoever
  // proves the domain next must not meet keys of the one who had it before (rule D5).
  const given = await giveUp(core, claim)
  const outcome = await core.storage.domains.release(given.id, given.version)
  if (outcome === 'conflict') throw changed(claim)
  if (outcome === 'absent') return
  core.emit({ type: 'domain.released', domain: claim.domain, organizationId })
}

/** First the domain stops to count, then its links go: a sign-in in between must not make new ones. */
async function giveUp(core: Core, claim: DomainClaim): Promise<DomainClaim> {
  if (claim.verifiedAt === undefined) return claim
  if (claim.state !== 'verified') {
    await unlinkDomain(core, claim)
    return claim
  }
  const { id, version, domain, organizationId } = claim
  const next = givenUp(claim, core.config.clock())
  if ((await core.storage.domains.update(id, version, next)) === 'conflict') throw changed(claim)
  try {
    await unlinkDomain(core, next)
  } catch (error) {
    core.emit({ type: 'domain.lost', domain, organizationId })
    throw error
  }
  return next
}

/** The owner stays the owner until the other organisation has proved the domain (rule D5). */
async function agree(core: Core, claim: DomainClaim, transferTo: string | null): Promise<void> {
  if (transferTo !== null) {
    checkOrganization(core, transferTo)
    if (transferTo === claim.organizationId) throw domainError('domain_organization_invalid')
  }
  const { domain, id, version, transferTo: _, ...rest } = claim
  if (claim.state !== 'verified') throw domainError('domain_not_verified', { detail: { domain } })
  const agreed = transferTo === null ? {} : { transferTo }
  const next = { ...rest, ...agreed, domain, id, version: version + 1 }
  const outcome = await core.storage.domains.verify(id, version, next, null)
  if (outcome !== 'verified') throw changed(claim)
  core.emit({ type: 'domain.updated', domain, organizationId: claim.organizationId })
}

function changed({ domain }: DomainClaim) {
  return domainError('domain_changed', { detail: { domain } })
}
