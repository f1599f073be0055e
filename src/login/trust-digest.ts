import { canonicalJson, sha256 } from '../crypto/digest.ts'
import type { JsonObject } from '../types/json.ts'
import type { ActiveConnection } from './target.ts'

/**
 * Digest of all that an answer was verified by. Of an answer that waits, more counts than where it may
 * come from: a key or a tenant that was taken away since must not let it through (rule T2).
 */
export async function settingsDigest({ live }: Pick<ActiveConnection, 'live'>): Promise<string> {
  return (await sha256(canonicalJson(live.settings as JsonObject))).slice(0, DIGEST_LENGTH)
}

/** In characters: 132 bits. */
const DIGEST_LENGTH = 22

/**
 * Digest of what a running sign-in depends on: issuer, client, endpoints. If it differs when the
 * answer comes, the connection was changed meanwhile and the answer is refused (rule T2).
 */
export async function trustDigest({ live, provider }: ActiveConnection): Promise<string> {
  const binding = provider.trustBinding(live.settings as JsonObject)
  return (await sha256(canonicalJson(binding))).slice(0, DIGEST_LENGTH)
}
