import { sha256 } from '../crypto/digest.ts'
import type { JsonObject } from '../types/json.ts'
import type { NameIdentifier, VerifiedAssertion } from './types.ts'

/** What a LogoutRequest has to repeat of the assertion (saml-core section 3.7.3.1). */
export interface SamlSession extends NameIdentifier {
  readonly sessionIndex?: string
}

export function samlSessionOf(assertion: VerifiedAssertion): SamlSession {
  const { nameId, nameIdFormat, nameQualifier, spNameQualifier, sessionIndex } = assertion
  return {
    nameId,
    ...(nameIdFormat === undefined ? {} : { nameIdFormat }),
    ...(nameQualifier === undefined ? {} : { nameQualifier }),
    ...(spNameQualifier === undefined ? {} : { spNameQualifier }),
    ...(sessionIndex === undefined ? {} : { sessionIndex }),
  }
}

/** As it was stored with the session; `undefined` of a session that was stored without it. */
export function storedSamlSession(detail: JsonObject | undefined): SamlSession | undefined {
  return typeof detail?.nameId === 'string' ? (detail as unknown as SamlSession) : undefined
}

/**
 * By which names a session is found. A SessionIndex alone never finds one: it goes with the NameID, so
 * that a request about one person ends no session of another (rule S24). Format and qualifiers are left
 * out: providers repeat them carelessly, and of one connection they tell no two people apart.
 */
export async function sessionNames({ nameId, sessionIndex }: SamlSession): Promise<string[]> {
  const everywhere = await nameOf(nameId)
  return sessionIndex === undefined
    ? [everywhere]
    : [everywhere, await nameOf(nameId, sessionIndex)]
}

/** By which names the sessions are found that a LogoutRequest is about; without an index all of them. */
export function demandedNames(
  { nameId }: NameIdentifier,
  sessionIndexes: readonly string[],
): Promise<string[]> {
  const names = sessionIndexes.map((index) => nameOf(nameId, index))
  return Promise.all(names.length === 0 ? [nameOf(nameId)] : names)
}

/** Digests, since neither part is bounded and both together must not run into one another. */
function nameOf(...parts: readonly string[]): Promise<string> {
  return sha256(JSON.stringify(parts))
}
