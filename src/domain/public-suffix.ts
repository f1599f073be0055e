import { getDomain, getPublicSuffix } from 'tldts'

/** Private suffixes (`github.io`) belong to many people just as ICANN's do; names are normalised. */
const options = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

/** Tells whether anybody can register names below this one (rule D1). */
export function isPublicSuffix(domain: string): boolean {
  return getPublicSuffix(domain, options) === domain
}

/** What somebody registered to own this name: most probably the zone in the DNS console. */
export function registeredDomain(domain: string): string {
  return getDomain(domain, options) ?? domain
}
