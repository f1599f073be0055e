/** A verified domain as far as coverage goes. */
export interface CoveringDomain {
  readonly domain: string
  readonly coversSubdomains: boolean
}

/**
 * Tells whether a domain is covered by verified ones: itself, or a parent that was verified with its
 * subdomains by explicit choice. A subdomain never covers its parent (rule D2).
 */
export function isCoveredBy(domain: string, verified: readonly CoveringDomain[]): boolean {
  return verified.some(
    (candidate) =>
      candidate.domain === domain ||
      (candidate.coversSubdomains && domain.endsWith(`.${candidate.domain}`)),
  )
}

/** Labels of a domain that can be claimed: a name of 127 would cost as many reads. */
export const MAX_LABELS = 10

/**
 * The names under which a verified domain could cover this one: itself and its parents, as far as they
 * can be claimed.
 */
export function coveringNames(domain: string): readonly string[] {
  const labels = domain.split('.')
  const names = labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.'))
  return names.slice(-(MAX_LABELS - 1))
}
