import { canonicalJson, sha256 } from '../crypto/digest.ts'
import type { JsonObject } from '../types/json.ts'
import type { ActiveConnection } from './target.ts'

/**
 * Digest of what a running sign-in depends on: issuer, client, endpoints. If it differs when the
 * answer comes, the connection was changed meanwhile and the answer is refused (rule T2).
 */
export async function trustDigest({ live, provider }: ActiveConnection): Promise<string> {
  const binding = provider.trustBinding(live.settings as JsonObject)
  return (await sha256(canonicalJson(binding))).slice(0, 22)
}
