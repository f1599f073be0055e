import type { Core } from '../core/core.ts'
import type { UnreadableSecret } from '../types/rotation.ts'

/** Connections, and sessions of one, that are read at once. */
export const PAGE_SIZE = 100

const MAX_LISTED = 100

/** One run of `rotateSecrets`: what it works with and what it has done. */
export interface Rotation {
  readonly core: Core
  /** Whether the first of the secrets sealed it. */
  isFirst(sealed: string): Promise<boolean>
  readonly counts: {
    connections: number
    sessions: number
    resealed: { secrets: number; sessions: number }
    unreadable: number
  }
  readonly unreadable: UnreadableSecret[]
  report(): void
  isStopped(): boolean
}

/** Counts all, and lists as many as somebody will read. */
export function noteUnreadable(
  { counts, unreadable }: Pick<Rotation, 'counts' | 'unreadable'>,
  found: readonly UnreadableSecret[],
): void {
  counts.unreadable += found.length
  unreadable.push(...found.slice(0, Math.max(0, MAX_LISTED - unreadable.length)))
}
