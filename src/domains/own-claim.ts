import type { Core } from '../core/core.ts'
import { normalizeDomain } from '../domain/domain-name.ts'
import { domainError } from '../domain/error.ts'
import type { DomainClaim } from '../storage/ports.ts'

const MAX_ID_LENGTH = 255

/** @throws {SsoError} `domain_organization_invalid` */
export function checkOrganization({ config }: Core, organizationId: unknown): void {
  const isId =
    typeof organizationId === 'string' &&
    organizationId !== '' &&
    organizationId.length <= MAX_ID_LENGTH
  const only = config.organization?.id
  if (isId && (only === undefined || only === organizationId)) return
  throw domainError('domain_organization_invalid')
}

/**
 * The claims of one organisation by domain, and never another's, however its storage compares ids
 * (rule T1).
 *
 * @throws {SsoError} `domain_organization_invalid`
 */
export async function claimsOf(
  core: Core,
  organizationId: string,
): Promise<readonly DomainClaim[]> {
  checkOrganization(core, organizationId)
  const claims = await core.storage.domains.list({ organizationId })
  return claims.filter((claim) => claim.organizationId === organizationId)
}

/** @throws {SsoError} `domain_invalid`, `domain_organization_invalid`, `domain_not_claimed` */
export async function ownClaim(
  core: Core,
  organizationId: string,
  domain: string,
): Promise<DomainClaim> {
  const name = normalizeDomain(domain)
  const claims = await claimsOf(core, organizationId)
  const claim = claims.find((candidate) => candidate.domain === name)
  if (claim) return claim
  throw domainError('domain_not_claimed', { detail: { domain: name } })
}
