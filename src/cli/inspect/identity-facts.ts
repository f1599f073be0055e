import type { Identity, ReceivedClaims } from '../../types/identity.ts'
import type { JsonValue } from '../../types/json.ts'
import { type Fact, fact } from './inspection.ts'

/** Whom the connection would take it for. */
export function identityFacts(identity: Identity): readonly Fact[] {
  const { subject, email, emailVerified, name, groups } = identity
  return [
    ...fact('Person: subject', subject, true),
    ...fact('Person: email', email, true),
    ...fact('Person: email is verified', emailVerified ? 'yes' : 'no'),
    ...fact('Person: name', name, true),
    ...fact('Person: groups', groups, true),
  ]
}

/** Claims or attributes as they came, each by its own name. */
export function claimedFacts(claims: ReceivedClaims): readonly Fact[] {
  return [...claims].flatMap(([name, { value }]) => fact(`Claim ${name}`, textsOf(value), true))
}

/** A value as texts: lists one by one, everything else as JSON. */
export function textsOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}
