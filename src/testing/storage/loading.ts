import assert from 'node:assert/strict'
import type { ConnectionQuery, DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { aDomainClaim } from './records.ts'

/** The ids of the loaded connections, in their order. */
export async function loadedIds(
  { connections }: Pick<SsoStorage, 'connections'>,
  query: ConnectionQuery,
): Promise<readonly string[]> {
  const loaded = await connections.load(query)
  return loaded.map(({ record }) => record.connection.id)
}

/** Makes an organisation the verified owner of a domain, by a claim of version 2. */
export async function verified(
  { domains }: Pick<SsoStorage, 'domains'>,
  organizationId: string,
  domain: string,
  coversSubdomains: boolean = false,
): Promise<DomainClaim> {
  const claim = aDomainClaim({
    id: `${organizationId} ${domain}`,
    organizationId,
    domain,
    coversSubdomains,
  })
  assert.equal(await domains.claim(claim), 'claimed')
  const owned = { ...claim, state: 'verified' as const, version: 2 }
  assert.equal(await domains.verify(claim.id, 1, owned, null), 'verified')
  return owned
}
