import { authorize } from '../admin/authorize.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { started } from '../domain/claim-states.ts'
import { domainError } from '../domain/error.ts'
import type { DomainClaim } from '../storage/ports.ts'
import { systemActor } from '../types/config.ts'
import type { DomainCheck } from '../types/domain.ts'
import { checkClaim } from './check-claim.ts'
import { ownClaim } from './own-claim.ts'
import { newChallenge, requireDns } from './settings.ts'
import { domainCheck } from './view.ts'

/** Somebody else changes the claim that often in a row: then it is theirs to look at. */
const MAX_TRIES = 3

/**
 * Starts the verification of a claimed domain and checks it now.
 *
 * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `domain_invalid`,
 *   `domain_not_claimed`, `domain_dns_missing`, `domain_changed`
 */
export async function verifyDomain(
  core: Core,
  organizationId: string,
  domain: string,
  options: { readonly actor?: unknown } = {},
): Promise<DomainCheck> {
  // An actor that is undefined is somebody who is not signed in, and not the host's own code.
  if ('actor' in options) await authorize(core, 'domain.verify', options.actor, organizationId)
  const dns = requireDns(core)
  const { actor = systemActor } = options
  await core.checkEntitlement(organizationId)
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const claim = await start(core, await ownClaim(core, organizationId, domain), actor)
    if (!claim) continue
    const step = await checkClaim(core, dns, claim)
    if (step) return domainCheck(core, step.claim)
    const current = await ownClaim(core, organizationId, domain)
    if (isCheckedMeanwhile(claim, current)) return domainCheck(core, current)
  }
  throw domainError('domain_changed')
}

/** The claim with an attempt under way; nothing where somebody else was faster. */
async function start(
  core: Core,
  claim: DomainClaim,
  actor: unknown,
): Promise<DomainClaim | undefined> {
  const next = started(claim, newChallenge(), core.config.clock())
  if (next === claim) return claim
  const outcome = await core.storage.domains.update(claim.id, claim.version, next)
  if (outcome === 'conflict') return undefined
  const { domain, organizationId } = claim
  const about = { domain, organizationId, ...by(core, actor) }
  core.emit({ type: 'domain.verification_started', ...about })
  return next
}

/** It was a check of somebody else that moved the claim: its outcome is as good as ours. */
function isCheckedMeanwhile(before: DomainClaim, now: DomainClaim): boolean {
  return (
    now.coversSubdomains === before.coversSubdomains &&
    now.transferTo === before.transferTo &&
    now.lastSeen !== undefined &&
    now.version !== before.version
  )
}
