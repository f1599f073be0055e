import { CONFIRMATION_MILLISECONDS } from '../admin/confirmation.ts'
import type { Core } from '../core/core.ts'
import { sealedWith } from '../crypto/seal.ts'
import { FLOW_MILLISECONDS } from '../flow/flow.ts'
import { JOIN_MILLISECONDS } from '../login/join-cookie.ts'
import type { RotationOptions, RotationReport } from '../types/rotation.ts'
import { resealConnection } from './rotate-connection.ts'
import { resealSessions } from './rotate-sessions.ts'
import { PAGE_SIZE, type Rotation } from './rotation.ts'

/** Connections that are worked on at the same time: most of the time goes into waiting for storage. */
const PARALLEL = 4

/** What browsers hold sealed of sign-ins, join prompts and confirmations. */
const LONGEST_UNSTORED = Math.max(FLOW_MILLISECONDS, JOIN_MILLISECONDS, CONFIRMATION_MILLISECONDS)

/**
 * Seals everything that is stored with the first of the `secrets`. What is sealed with it already is
 * not opened again, so a call that was interrupted is simply repeated.
 *
 * @throws {SsoError} `storage_unavailable`, `connection_conflict`, `session_refresh_busy`
 */
export async function rotateSecrets(
  core: Core,
  { onProgress, signal }: RotationOptions = {},
): Promise<RotationReport> {
  const [first = ''] = core.config.secrets
  const counts: Rotation['counts'] = {
    ...{ connections: 0, sessions: 0, unreadable: 0 },
    resealed: { secrets: 0, sessions: 0 },
  }
  const progress = () => {
    const { connections, sessions, resealed } = counts
    return { connections, sessions, resealed: { ...resealed } }
  }
  const rotation: Rotation = {
    ...{ core, counts, unreadable: [], isFirst: sealedWith(first) },
    report: () => onProgress?.(progress()),
    isStopped: () => signal?.aborted === true,
  }
  await eachConnection(rotation)
  const { unreadable } = counts
  const isComplete = !rotation.isStopped() && unreadable === 0
  const removableAt = new Date(core.config.clock().getTime() + LONGEST_UNSTORED)
  return {
    ...progress(),
    unreadable: { count: unreadable, first: rotation.unreadable },
    isComplete,
    ...(isComplete ? { othersRemovableAt: removableAt.toISOString() } : {}),
  }
}

async function eachConnection(rotation: Rotation): Promise<void> {
  const { connections } = rotation.core.storage
  let after: string | undefined
  for (;;) {
    const page = await connections.list({
      ...(after === undefined ? {} : { after }),
      limit: PAGE_SIZE,
    })
    const waiting = [...page]
    const work = async (): Promise<void> => {
      for (let record = waiting.shift(); record; record = waiting.shift()) {
        if (rotation.isStopped()) return
        await resealConnection(rotation, record)
        await resealSessions(rotation, record)
        rotation.counts.connections += 1
      }
    }
    // All end before one's failure is thrown: nothing goes on behind the caller's back.
    const outcomes = await Promise.allSettled(Array.from({ length: PARALLEL }, work))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    rotation.report()
    const last = page.at(-1)?.connection.id
    if (page.length < PAGE_SIZE || last === undefined || last === after) return
    if (rotation.isStopped()) return
    after = last
  }
}
