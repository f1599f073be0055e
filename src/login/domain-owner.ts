import type { Core } from '../core/core.ts'
import { trustsDomain } from '../core/verified-domains.ts'
import { coveringNames } from '../domain/coverage.ts'

/**
 * The organisation that people of a domain belong to: whoever verified it, or most closely covers it.
 * Asked of the domains and not of connections, so that an organisation whose connections are switched
 * off leaves its people to nobody else.
 */
export async function ownerOf(core: Core, domain: string): Promise<string | undefined> {
  const { organization } = core.config
  if (organization && trustsDomain(core, domain)) return organization.id
  for (const name of coveringNames(domain)) {
    const claims = await core.storage.domains.list({ domain: name })
    const owner = claims.find(
      (claim) =>
        claim.state === 'verified' &&
        claim.domain === name &&
        (name === domain || claim.coversSubdomains),
    )
    if (owner) return owner.organizationId
  }
  return undefined
}
