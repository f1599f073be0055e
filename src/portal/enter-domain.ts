import type { OrganizationDomain } from '../types/domain.ts'
import type { Visit } from './visit.ts'

/**
 * Claims a domain that somebody typed. What one that is there covers is changed on its own page, where it
 * can be seen: an empty box of a form for new ones is no wish (rule D2).
 *
 * @throws {SsoError} whatever `domains.claim` throws
 */
export async function enterDomain(
  { sso, as, organizationId }: Visit,
  typed: string,
  coversSubdomains: boolean,
): Promise<OrganizationDomain> {
  const known = await sso.domains.list(organizationId, as)
  const claim = await sso.domains.claim(organizationId, typed, as)
  const { domain, version: expectedVersion } = claim
  if (!coversSubdomains || known.some((one) => one.domain === domain)) return claim
  return sso.domains.claim(organizationId, domain, { ...as, coversSubdomains, expectedVersion })
}
