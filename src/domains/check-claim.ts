import type { Core } from '../core/core.ts'
import { randomFraction } from '../crypto/random.ts'
import type { DnsResolver } from '../dns/port.ts'
import { checked, type CheckOutcome, type ClaimStep } from '../domain/claim-states.ts'
import type { DomainClaim } from '../storage/ports.ts'
import { observe } from './observe.ts'
import { revokeLinks } from './revoke-links.ts'
import { challengeOf, siblingOf } from './settings.ts'

/** The claim as it was stored, or nothing where somebody changed it while DNS was asked. */
export type StoredStep = ClaimStep | undefined

/**
 * Checks one claim and stores what came of it. The proof belongs to the claim that was read before DNS
 * was asked, unchanged (rule D4): where its version moved, nothing is stored.
 */
export async function checkClaim(
  core: Core,
  dns: DnsResolver,
  claim: DomainClaim,
): Promise<StoredStep> {
  const outcome = await observe(dns, challengeOf(core, claim), siblingOf(claim.domain))
  if (outcome.state === 'verified') return storeProof(core, claim, outcome)
  return store(core, claim, outcome)
}

async function store(core: Core, claim: DomainClaim, outcome: CheckOutcome): Promise<StoredStep> {
  const step = checked(claim, outcome, timeOf(core))
  const { id, version, state } = step.claim
  const result =
    state === 'verified'
      ? await core.storage.domains.verify(id, version - 1, step.claim, null)
      : await core.storage.domains.update(id, version - 1, step.claim)
  return result === 'updated' || result === 'verified' ? report(core, step) : undefined
}

/** Rule D4: one owner. Another one gives way only where it lost its own proof or agreed (rule D5). */
async function storeProof(
  core: Core,
  claim: DomainClaim,
  outcome: CheckOutcome,
): Promise<StoredStep> {
  const { domains } = core.storage
  const isOwner = claim.state === 'verified'
  const others = isOwner
    ? []
    : (await domains.list({ domain: claim.domain })).filter(
        ({ id, domain }) => id !== claim.id && domain === claim.domain,
      )
  const owner = others.find(({ state }) => state === 'verified')
  const conflict = { ...outcome, state: 'conflict' as const }
  if (owner && owner.transferTo !== claim.organizationId) return store(core, claim, conflict)

  const step = checked(claim, outcome, timeOf(core))
  const replaces = owner ? { id: owner.id, expectedVersion: owner.version } : null
  const result = await domains.verify(claim.id, claim.version, step.claim, replaces)
  if (result === 'owned') return store(core, claim, conflict)
  if (result === 'conflict') return undefined
  report(core, step)
  const former = others.filter(({ verifiedAt }) => verifiedAt !== undefined)
  for (const loser of former) await revokeLinks(core, loser, claim.organizationId)
  return step
}

function report(core: Core, step: ClaimStep): ClaimStep {
  const { domain, organizationId } = step.claim
  if (step.event) core.emit({ type: step.event, domain, organizationId })
  return step
}

function timeOf(core: Core) {
  return { now: core.config.clock(), fraction: randomFraction() }
}
