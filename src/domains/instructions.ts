import { authorize } from '../admin/authorize.ts'
import type { Core } from '../core/core.ts'
import { dnsGuides } from '../domain/dns-guides.ts'
import type { DomainInstructions, DomainsApi } from '../types/domain.ts'
import { ownClaim } from './own-claim.ts'
import { recordOf } from './view.ts'

/** What an admin has to enter, and where. */
export async function domainInstructions(
  core: Core,
  ...[organizationId, domain, options]: Parameters<DomainsApi['instructions']>
): Promise<DomainInstructions> {
  await authorize(core, 'domain.read', options.actor, organizationId)
  const claim = await ownClaim(core, organizationId, domain)
  const { registeredDomain } = await import('../domain/public-suffix.ts')
  const { dnsGuideTexts } =
    options.locale === 'de'
      ? await import('../domain/dns-guides-de.ts')
      : await import('../domain/dns-guides-en.ts')
  const { host, value } = recordOf(core, claim)
  const zone = registeredDomain(claim.domain)
  const relativeHost = host.slice(0, -(zone.length + 1))
  const absoluteHost = `${host}.`
  const { expiresAt } = claim
  return {
    ...{ domain: claim.domain, type: 'TXT', host, value, zone, relativeHost, absoluteHost },
    ...(expiresAt === undefined ? {} : { expiresAt }),
    guides: dnsGuides(dnsGuideTexts, { zone, relativeHost, absoluteHost, value }),
  }
}
