import type { CoveringDomain } from '../domain/coverage.ts'
import { readDomain } from '../domain/domain-name.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { Core } from './core.ts'

/**
 * The domains whose e-mail addresses the organisation of a connection may speak for: those that it has
 * verified and, where the product has one organisation, those that the host trusts it with.
 */
export function verifiedDomainsOf(
  { config }: Pick<Core, 'config'>,
  { record, verifiedDomains }: LoadedConnection,
): readonly CoveringDomain[] {
  const { organization } = config
  if (organization?.id !== record.connection.organizationId) return verifiedDomains
  const trusted = trustedDomains(config).map((domain) => ({ domain, coversSubdomains: false }))
  return [...verifiedDomains, ...trusted]
}

/** True for a domain that the host vouches for where the product has one organisation. */
export function trustsDomain({ config }: Pick<Core, 'config'>, domain: string): boolean {
  return trustedDomains(config).includes(domain)
}

/** In the form in which addresses are compared (rule E1); what has none is trusted with nothing. */
export function trustedDomains({ organization }: Core['config']): readonly string[] {
  return (organization?.trustedDomains ?? []).flatMap((name) => {
    const read = readDomain(name)
    return 'domain' in read ? [read.domain] : []
  })
}
