import { authorize } from '../admin/authorize.ts'
import { by } from '../audit/actor.ts'
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
  if (transferTo !== undefined) return agree(core, claim, transferTo, actor)

  const idle = await suspend(core, claim)
  try {
    // Before its end, so that a failure leaves the claim, and with it the button to press again. Whoever
    // proves the domain next must not meet keys of the one who had it before (rule D5).
    if (idle.verifiedAt !== undefined) await unlinkDomain(core, idle)
    const outcome = await core.storage.domains.release(idle.id, idle.version)
    if (outcome === 'conflict') throw changed(claim)
    if (outcome === 'absent') return
  } catch (error) {
    if (idle !== claim) core.emit({ type: 'domain.lost', domain: claim.domain, organizationId })
    throw error
  }
  core.emit({ type: 'domain.released', domain: claim.domain, organizationId, ...by(core, actor) })
}

/** First the domain stops to count: a sign-in while its links go must not make new ones. */
async function suspend(core: Core, claim: DomainClaim): Promise<DomainClaim> {
  if (claim.state !== 'verified') return claim
  const next = givenUp(claim, core.config.clock())
  const outcome = await core.storage.domains.update(claim.id, claim.version, next)
  if (outcome === 'conflict') throw changed(claim)
  return next
}

/** The owner stays the owner until the other organisation has proved the domain (rule D5). */
async function agree(
  core: Core,
  claim: DomainClaim,
  transferTo: string | null,
  actor: unknown,
): Promise<void> {
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
  const { organizationId } = claim
  core.emit({ type: 'domain.updated', domain, organizationId, ...by(core, actor) })
}

function changed({ domain }: DomainClaim) {
  return domainError('domain_changed', { detail: { domain } })
}
