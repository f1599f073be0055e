import { connectionError } from '../connection/error.ts'
import { resealSecret } from '../connection/sealed-secret.ts'
import { isSsoError } from '../errors.ts'
import type { ConnectionRecord, SealedSecrets } from '../storage/ports.ts'
import type { UnreadableSecret } from '../types/rotation.ts'
import { noteUnreadable, type Rotation } from './rotation.ts'

/** An edit in between makes a round useless; nobody edits one connection that often. */
const MAX_ROUNDS = 5

/**
 * The version moves, so that an edit which was being prepared cannot bring the old seal back. The
 * fingerprints stay, and with them what was tested and confirmed.
 */
export async function resealConnection(
  rotation: Rotation,
  listed: ConnectionRecord,
): Promise<void> {
  const { connections } = rotation.core.storage
  const { id } = listed.connection
  let record = listed
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found: UnreadableSecret[] = []
    const [live, draft] = [
      await resealed(rotation, record, record.sealed.live, found),
      await resealed(rotation, record, record.sealed.draft, found),
    ]
    const count = live.count + draft.count
    if (count === 0) return noteUnreadable(rotation, found)
    const { version } = record.connection
    const outcome = await connections.update(id, version, {
      ...record,
      connection: { ...record.connection, version: version + 1 },
      sealed: {
        ...(live.secrets ? { live: live.secrets } : {}),
        ...(draft.secrets ? { draft: draft.secrets } : {}),
      },
    })
    if (outcome === 'updated') {
      rotation.counts.resealed.secrets += count
      return noteUnreadable(rotation, found)
    }
    const [loaded] = await connections.load({ id })
    // Removed meanwhile. The second half guards against a storage that ignores case (rule T1).
    if (!loaded || loaded.record.connection.id !== id) return
    record = loaded.record
  }
  throw connectionError('connection_conflict', { connectionId: id })
}

async function resealed(
  { core, isFirst }: Rotation,
  { connection }: ConnectionRecord,
  secrets: SealedSecrets | undefined,
  unreadable: UnreadableSecret[],
): Promise<{ readonly secrets: SealedSecrets | undefined; readonly count: number }> {
  const owner = { organizationId: connection.organizationId, connectionId: connection.id }
  const replaced = new Map(Object.entries(secrets ?? {}))
  let count = 0
  for (const [field, secret] of replaced) {
    if (await isFirst(secret.sealed)) continue
    try {
      replaced.set(field, await resealSecret(core.sealer, owner, field, secret))
      count += 1
    } catch (error) {
      if (!isSsoError(error, 'connection_secret_unreadable')) throw error
      unreadable.push({ ...owner, field })
    }
  }
  return { secrets: secrets && Object.fromEntries(replaced), count }
}
