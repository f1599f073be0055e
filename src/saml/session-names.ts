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
    ...(isBlank(sessionIndex) ? {} : { sessionIndex }),
  }
}

/** An index without content names no session. */
const isBlank = (index: string | undefined): index is undefined | '' =>
  index === undefined || index.trim() === ''

/** As it was stored with the session; `undefined` of a session that was stored without it. */
export function storedSamlSession(detail: JsonObject | undefined): SamlSession | undefined {
  return typeof detail?.nameId === 'string' ? (detail as unknown as SamlSession) : undefined
}

/**
 * By which names a session is found. A SessionIndex alone never finds one: it goes with the NameID, so
 * that a request about one person ends no session of another (rule S24). Format and qualifiers are left
 * out: providers repeat them carelessly, and of one connection they tell no two people apart.
 */
export function sessionNames({ nameId, sessionIndex }: SamlSession): Promise<string[]> {
  const index = isBlank(sessionIndex) ? UNINDEXED : sessionIndex
  return Promise.all([nameOf(nameId), nameOf(nameId, index)])
}

/**
 * By which names the sessions are found that a LogoutRequest is about; without an index all of them. With
 * one, too, those without: nobody could ever name them, and the provider is told that they are over.
 */
export async function demandedNames(
  { nameId }: NameIdentifier,
  sessionIndexes: readonly string[],
): Promise<string[]> {
  const indexes = sessionIndexes.filter((index) => !isBlank(index))
  if (indexes.length === 0) return [await nameOf(nameId)]
  return Promise.all([...indexes, UNINDEXED].map((index) => nameOf(nameId, index)))
}

/** No text, so that no index is taken for it. */
const UNINDEXED = null

/**
 * Digests, since neither part is bounded and both together must not run into one another. Pretty-printed
 * XML has line breaks around an index, which are no part of it.
 */
function nameOf(nameId: string, index?: string | null): Promise<string> {
  const parts = index === undefined ? [nameId] : [nameId, index?.trim() ?? UNINDEXED]
  return sha256(JSON.stringify(parts))
}
