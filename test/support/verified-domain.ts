import type { DomainClaim, SsoStorage } from '../../src/index.ts'

/** An organisation that has proved this domain, as its storage says it. */
export async function verifyDomain(
  { storage }: { readonly storage: Pick<SsoStorage, 'domains'> },
  domain: string,
  organizationId: string = 'org_1',
  coversSubdomains: boolean = false,
): Promise<void> {
  const claim: DomainClaim = {
    id: `dom_${organizationId}_${domain}`,
    ...{ organizationId, domain, coversSubdomains, challenge: 'x', state: 'pending' },
    ...{ version: 1, createdAt: '2026-01-01T00:00:00.000Z', attempts: 0 },
  }
  await storage.domains.claim(claim)
  const verified = { ...claim, state: 'verified', version: 2 } as const
  const outcome = await storage.domains.verify(claim.id, 1, verified, null)
  if (outcome !== 'verified') throw new Error(`${domain}: ${outcome}`)
}
