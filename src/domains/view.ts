import type { Core } from '../core/core.ts'
import { lastOutcome } from '../domain/claim-states.ts'
import { explainNearMiss } from '../domain/near-miss-texts.ts'
import type { DomainClaim } from '../storage/ports.ts'
import type { DomainCheck, DomainRecord, OrganizationDomain } from '../types/domain.ts'
import { challengeOf } from './settings.ts'

export function recordOf(core: Core, claim: DomainClaim): DomainRecord {
  const { host, value } = challengeOf(core, claim)
  return { host, value }
}

/** What the last check of this claim came to. */
export function domainCheck(core: Core, claim: DomainClaim): DomainCheck {
  const outcome = lastOutcome(claim)
  const nearestMiss = outcome?.nearestMiss
  const { domain, failingSince, lastCheckedAt, nextCheckAt } = claim
  return {
    domain,
    state: checkState(claim),
    instructions: recordOf(core, claim),
    seen: outcome?.seen ?? [],
    ...(nearestMiss ? { nearestMiss: explainNearMiss(challengeOf(core, claim), nearestMiss) } : {}),
    ...defined({ failingSince, lastCheckedAt, nextCheckAt }),
  }
}

/** What the claim is now goes before what one check saw. */
function checkState(claim: DomainClaim): DomainCheck['state'] {
  if (claim.state === 'verified') return 'verified'
  if (claim.state === 'pending') {
    return lastOutcome(claim)?.state === 'conflict' ? 'conflict' : 'pending'
  }
  return claim.state === 'unstarted' ? 'pending' : 'failed'
}

/** A claim as its organisation's admins see it. */
export function organizationDomain(core: Core, claim: DomainClaim): OrganizationDomain {
  const { domain, coversSubdomains, state, version, createdAt, startedAt, verifiedAt } = claim
  const { failingSince, lastCheckedAt, nextCheckAt, expiresAt, transferTo } = claim
  const times = { startedAt, verifiedAt, failingSince, lastCheckedAt, nextCheckAt, expiresAt }
  return {
    ...{ domain, coversSubdomains, state, version, createdAt },
    instructions: recordOf(core, claim),
    ...defined({ ...times, transferTo }),
    ...(claim.lastSeen ? { lastCheck: domainCheck(core, claim) } : {}),
  }
}

type Defined<Type> = { readonly [Key in keyof Type]?: Exclude<Type[Key], undefined> }

function defined<Type extends object>(members: Type): Defined<Type> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Defined<Type>
}
