import type { Sealer } from '../crypto/seal.ts'
import { connectionError } from './error.ts'
import { isSsoError } from '../errors.ts'
import type { SealedSecret } from '../storage/ports.ts'

/** Whom a secret belongs to. */
export interface SecretOwner {
  readonly organizationId: string
  readonly connectionId: string
}

const context = (owner: SecretOwner, field: string) => [
  owner.organizationId,
  owner.connectionId,
  field,
]

/** Seals a secret so that it opens only for this organisation, connection and field (rule T4). */
export async function sealSecret(
  sealer: Sealer,
  owner: SecretOwner,
  field: string,
  plain: string,
  now: Date,
): Promise<SealedSecret> {
  const bound = context(owner, field)
  const [sealed, digest] = await Promise.all([
    sealer.seal('connection_secret', bound, plain),
    sealer.digest('fingerprint', bound, plain),
  ])
  return { sealed, digest, setAt: now.toISOString() }
}

/** @throws {SsoError} `connection_secret_unreadable` */
export async function openSecret(
  sealer: Sealer,
  owner: SecretOwner,
  field: string,
  secret: SealedSecret,
): Promise<string> {
  try {
    return String(await sealer.open('connection_secret', context(owner, field), secret.sealed))
  } catch (cause) {
    if (!isSsoError(cause, 'sealed_value_unreadable')) throw cause
    throw connectionError('connection_secret_unreadable', {
      connectionId: owner.connectionId,
      cause,
    })
  }
}

/**
 * Seals it with the first secret. The digest stays, since fingerprints rest on it: what an admin has
 * tested and confirmed is the same secret afterwards.
 *
 * @throws {SsoError} `connection_secret_unreadable`
 */
export async function resealSecret(
  sealer: Sealer,
  owner: SecretOwner,
  field: string,
  secret: SealedSecret,
): Promise<SealedSecret> {
  const plain = await openSecret(sealer, owner, field, secret)
  return { ...secret, sealed: await sealer.seal('connection_secret', context(owner, field), plain) }
}
