import type { JsonObject } from '../types/json.ts'
import type { PublishContext, PublishedDocument } from '../types/provider.ts'

/**
 * How long providers and proxies between may keep the document. It is how long a new key must be
 * published before it signs, at least: five minutes are little to wait and little to serve.
 */
const MAX_AGE_SECONDS = 300

/**
 * The public keys of a connection, for the provider to fetch (RFC 7517 section 5).
 *
 * Both revisions' keys are published, which is all that a rotation needs. An admin enters the new
 * key with `connections.update(id, { secrets: { privateKey } })`: the draft has it, the live revision
 * signs on with the old one, and the provider sees both. A test of the draft proves that the provider
 * knows the new key; `activate` then makes it the signer, and the old one is gone at once, as it must
 * be if it leaked. Assertions live for one request, so nothing needs the old key any longer.
 *
 * A connection without keys answers with an empty set: a provider that checks the address before any
 * key is entered finds a key set there, and one that has cached a removed key lets go of it, which
 * many do not do upon an error.
 *
 * @throws {SsoError} `connection_secret_unreadable`, `oidc_client_key_invalid`
 */
export async function publishedKeys({ revisions }: PublishContext): Promise<PublishedDocument> {
  /** By `kid`, the live revision's first: no draft may make a live key ambiguous. */
  const keys = new Map<string, JsonObject>()
  for (const { secret } of revisions) {
    const privateKey = await secret('privateKey')
    if (privateKey === undefined) continue
    const { readClientKey } = await import('./client-keys.ts')
    const { keyId, publicJwk } = await readClientKey(privateKey)
    if (!keys.has(keyId)) keys.set(keyId, publicJwk)
  }
  return {
    // RFC 7517 has a type of its own for key sets, but providers themselves send this one, and some
    // take nothing else.
    mediaType: 'application/json',
    body: JSON.stringify({ keys: [...keys.values()] }),
    maxAgeSeconds: MAX_AGE_SECONDS,
  }
}
