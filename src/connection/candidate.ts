import type { ConnectionRecord, SealedSecrets } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'

/** What an admin checks, tests and activates: the draft where there is one, else what is live. */
export interface Candidate {
  readonly revision: ConnectionRevision
  readonly sealed: SealedSecrets
  readonly isDraft: boolean
}

/** `undefined` only for a record that no call of ours has written. */
export function candidateOf(record: ConnectionRecord): Candidate | undefined {
  return revisionsOf(record)[0]
}

/** The draft first, where there is one. */
export function revisionsOf({ connection, sealed }: ConnectionRecord): readonly Candidate[] {
  const { draft, live } = connection
  // A storage may drop empty objects, so the revision decides whose secrets they are (rule T4).
  return [
    ...(draft ? [{ revision: draft, sealed: sealed.draft ?? {}, isDraft: true }] : []),
    ...(live ? [{ revision: live, sealed: sealed.live ?? {}, isDraft: false }] : []),
  ]
}
