import { type CoveringDomain, isCoveredBy } from './coverage.ts'
import { domainOfEmail, normalizeEmail } from './email.ts'

/** Something that serves people by the verified domains of its organisation, such as a connection. */
export interface RouteCandidate {
  readonly verifiedDomains: readonly CoveringDomain[]
}

/**
 * The connections that an e-mail address leads to (home-realm discovery). Pure: it looks at the domain
 * and never at an account, so its answer says nothing about who has one.
 *
 * @param email as a person typed it
 * @param candidates what to choose from, each with the verified domains of its organisation
 * @returns those whose domain covers the address most closely: where `example.com` with its subdomains
 *   and `eu.example.com` have different owners, `ann@eu.example.com` belongs to the latter. Several
 *   where one organisation has several connections
 * @throws {SsoError} `email_invalid`
 * @example
 * ```ts
 * import { routeByEmail } from 'ssokit/domain'
 *
 * const acme = { id: 'con_1', verifiedDomains: [{ domain: 'acme.example', coversSubdomains: false }] }
 * routeByEmail('Ann@ACME.example', [acme]) // [acme]
 * ```
 */
export function routeByEmail<Candidate extends RouteCandidate>(
  email: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  return routeByDomain(domainOfEmail(normalizeEmail(email)), candidates)
}

/** The same for a normalised domain. */
export function routeByDomain<Candidate extends RouteCandidate>(
  domain: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const closeness = candidates.map(({ verifiedDomains }) =>
    Math.max(
      0,
      ...verifiedDomains
        .filter((verified) => isCoveredBy(domain, [verified]))
        .map((verified) => verified.domain.length),
    ),
  )
  const closest = Math.max(...closeness)
  return candidates.filter((_candidate, index) => closest > 0 && closeness[index] === closest)
}
