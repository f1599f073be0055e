import assert from 'node:assert/strict'
import type { DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { aDomainClaim, isoInstant } from './records.ts'

/** The domain that everybody claims. */
export const domain = 'acme.example'

/** What no update of the first organisation's claim may change. */
export const unchangeable: readonly Partial<DomainClaim>[] = [
  { id: 'dom_other' },
  { organizationId: 'org_2' },
  { createdAt: isoInstant(1) },
  { domain: 'other.example' },
]

/** Stores the claim that the organisation of this number makes, at version 1. */
export async function claimFor({ domains }: SsoStorage, number: number): Promise<DomainClaim> {
  const claim = aDomainClaim({ id: `dom_${number}`, organizationId: `org_${number}` })
  assert.equal(await domains.claim(claim), 'claimed')
  return claim
}

/** The claim of this number as the verified owner, at version 2. */
export function ownedBy(number: number, claim: Partial<DomainClaim> = {}): DomainClaim {
  const owner = { id: `dom_${number}`, organizationId: `org_${number}` }
  return aDomainClaim({ ...owner, version: 2, state: 'verified', ...claim })
}

/** The organisations whose claim is verified. */
export async function ownersOf({ domains }: SsoStorage): Promise<readonly string[]> {
  const claims = await domains.list({ domain })
  return claims.filter(({ state }) => state === 'verified').map((claim) => claim.organizationId)
}
