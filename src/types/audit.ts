import type { SsoEventType } from './events.ts'
import type { JsonObject } from './json.ts'
import type { AdminOptions } from './connections-api.ts'

/** One thing that an administrator, or the background, did to an organisation's single sign-on. */
export interface AuditEntry {
  readonly id: string
  readonly at: string
  readonly type: SsoEventType
  /** What `describeActor` says; absent where nobody acted. */
  readonly actor?: string
  readonly connectionId?: string
  readonly correlationId?: string
  /** What else the event told. */
  readonly detail: JsonObject
}

/** Option `audit` of `createSso`. */
export interface AuditConfig {
  /** How long entries are kept, in days. Default 400. */
  readonly days?: number
}

/** Options of `sso.audit.list`. */
export interface AuditOptions extends Pick<AdminOptions, 'actor'> {
  /** Default 50, at most 200. */
  readonly limit?: number
  /** The id of the entry that ended the page before. */
  readonly before?: string
  readonly connectionId?: string
}

/** What was done to connections, domains, policies and setup links. */
export interface AuditApi {
  /**
   * Newest first.
   *
   * @throws {SsoError} `not_authorized`, `storage_unavailable`
   */
  list(organizationId: string | undefined, options: AuditOptions): Promise<readonly AuditEntry[]>
}
