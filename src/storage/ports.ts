import type { ConnectionStore } from './ports/connections.ts'
import type { DomainStore } from './ports/domains.ts'
import type { EphemeralStore } from './ports/ephemeral.ts'
import type { JournalStore } from './ports/journal.ts'
import type { OrganizationStore } from './ports/organizations.ts'
import type { SessionStore } from './ports/sessions.ts'

/**
 * The storage that a host supplies: six small ports, each in a file of its own under `ports/`.
 * `describeStorage` in `ssokit/testing` is their contract; an adapter that fails it is not safe to
 * use. The rules that hold for every call:
 *
 * Calls
 * - A call either does all of what it says or throws; whatever throws fails the sign-in closed.
 * - "Atomic" means: parallel callers see all of a change or none, and one of them wins.
 * - Contention is answered, never thrown: sort the keys, retry dead-locks inside of the adapter.
 * - Results are copies: changing them changes nothing that is stored.
 * - `update` and `verify` replace the whole record, yet never its `id`, `organizationId`,
 *   `createdAt` or `domain`. A record that differs there is a caller's mistake: throw or answer
 *   `conflict`, but store nothing of it.
 *
 * Texts
 * - Values are any well-formed text, NUL and astral characters included; keys likewise.
 * - Identifiers and keys are compared byte by byte: `A` is not `a`. Where a result is ordered by
 *   them, the order is that of their UTF-8 bytes.
 * - Identifiers and keys have at most 512 UTF-16 code units; callers hash longer ones.
 *
 * Instants
 * - They are `Date`s of the application's clock and arrive as arguments; never use the server's.
 * - Inside of records they are `toISOString()` text, so that the order of the texts is that of time.
 */
export interface SsoStorage {
  readonly connections: ConnectionStore
  readonly organizations: OrganizationStore
  readonly domains: DomainStore
  readonly ephemeral: EphemeralStore
  readonly sessions: SessionStore
  readonly journal: JournalStore
}

export type { StoreCall } from './ports/call.ts'
export type {
  ConnectionQuery,
  ConnectionRecord,
  ConnectionStore,
  LoadedConnection,
  SealedSecret,
  SealedSecrets,
} from './ports/connections.ts'
export type { DomainClaim, DomainState, DomainStore, VerifiedDomain } from './ports/domains.ts'
export type { EphemeralStore } from './ports/ephemeral.ts'
export type { JournalEntry, JournalStore } from './ports/journal.ts'
export type {
  OrganizationRecord,
  OrganizationStore,
  StoredSetupLink,
} from './ports/organizations.ts'
export type { SessionRecord, SessionStore } from './ports/sessions.ts'
