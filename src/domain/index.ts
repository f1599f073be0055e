/** @module ssokit/domain: names, challenges and routing as pure functions. */
export { challengeFor, type DomainChallenge } from './challenge.ts'
export { checkDomain, type DomainFinding, type Elsewhere, type TxtRecords } from './check.ts'
export type { CoveringDomain } from './coverage.ts'
export { normalizeDomain } from './domain-name.ts'
export { normalizeEmail } from './email.ts'
export type { NearMiss, NearMissCode } from './near-miss.ts'
export { type RouteCandidate, routeByEmail } from './routing.ts'
