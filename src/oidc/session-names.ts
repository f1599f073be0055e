import { sha256 } from '../crypto/digest.ts'
import type { ClaimMapping } from '../types/connection.ts'

type Mapping = Pick<ClaimMapping, 'subject'>

/**
 * How names begin that are made of a `sub`. None is taken for a `sid`: whoever knows that may end the
 * session (rule L2), and a `sub` is no secret.
 */
const PREFIX = 'sub '

/** No text, so that no `sid` is taken for it. */
const UNKNOWN = null

/** True for what may be the id of a session at the provider. */
export const isSid = (sid: unknown): sid is string =>
  typeof sid === 'string' && sid !== '' && !sid.startsWith(PREFIX)

/**
 * By which names a session is found. Where another claim is mapped as the subject, the session is stored
 * under that one, and a logout token, which knows the person’s `sub` alone, would find nobody.
 */
export async function sessionNames(
  { sub, sid }: { readonly sub: string; readonly sid?: unknown },
  mapping: Mapping,
): Promise<readonly string[]> {
  const own = isSid(sid) ? [sid] : []
  if (mapping.subject === undefined) return own
  return [...own, await nameOf(sub), await nameOf(sub, own[0] ?? UNKNOWN)]
}

/** Which sessions a logout token is about, as the core looks for them. */
export async function demandedSessions(
  { sub, sid }: { readonly sub?: string; readonly sid?: string },
  mapping: Mapping,
): Promise<{ readonly subject?: string; readonly idpSessionIds?: readonly string[] }> {
  const named = sid === undefined ? {} : { idpSessionIds: [sid] }
  if (sub === undefined) return named
  if (mapping.subject === undefined) return { subject: sub, ...named }
  if (sid === undefined) return { idpSessionIds: [await nameOf(sub)] }
  // Those of the person whose id is unknown as well: nobody could ever name them.
  return { idpSessionIds: [await nameOf(sub, sid), await nameOf(sub, UNKNOWN)] }
}

/** A digest, since neither part is bounded and both together must not run into one another. */
async function nameOf(sub: string, sid?: string | null): Promise<string> {
  return PREFIX + (await sha256(JSON.stringify(sid === undefined ? [sub] : [sub, sid])))
}
