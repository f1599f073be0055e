import type { SsoErrorCode } from '../errors.ts'
import type { CheckStatus } from './check.ts'
import type { LocalLogoutReason } from './login.ts'
import type { EnforcementMode } from './policy.ts'

interface EventBase {
  readonly at: string
  readonly connectionId?: string
  readonly organizationId?: string
  /** Shown to the person on error pages; ties page, event and trace together. */
  readonly correlationId?: string
  /** Of administrative events: who did it, as `describeActor` says. */
  readonly actor?: string
}

/**
 * Audit events. Their payloads are ids, names of domains, codes, booleans and durations only: there is no field that
 * could hold a token, a secret, a claim or an e-mail address.
 */
export type SsoEvent = EventBase &
  (
    | { readonly type: 'login.started'; readonly initiatedBy: 'sp' | 'third_party' }
    | {
        readonly type: 'login.succeeded'
        readonly access: 'sign_in' | 'provision'
        readonly milliseconds: number
      }
    | { readonly type: 'login.failed'; readonly code: SsoErrorCode; readonly milliseconds: number }
    | { readonly type: 'login.replayed' }
    | { readonly type: 'access.refused'; readonly code: SsoErrorCode }
    | {
        readonly type:
          | 'access.provisioned'
          | 'access.linked'
          | 'access.reactivated'
          | 'access.deactivated'
        readonly accountId: string
      }
    | { readonly type: 'join.pending'; readonly needs: 'confirmation' | 'account_session' }
    /** Our session has ended; `scope` says whether the provider is asked to end its own. */
    | {
        readonly type: 'logout.started'
        readonly scope: 'local' | 'provider'
        readonly reason?: LocalLogoutReason
      }
    /** The browser came back from the provider. */
    | { readonly type: 'logout.completed'; readonly confirmed: boolean }
    /** The provider demanded it. */
    | {
        readonly type: 'logout.received'
        readonly outcome: 'ended' | 'partial' | 'failed'
        readonly sessions: number
      }
    /** What a logout address received was refused, or a session could not be ended. */
    | { readonly type: 'logout.failed'; readonly code: SsoErrorCode }
    | { readonly type: 'request.failed'; readonly code: SsoErrorCode; readonly status: number }
    | { readonly type: 'connection.created' | 'connection.updated' | 'connection.disabled' }
    | { readonly type: 'connection.removed' | 'connection.test_started' }
    | {
        readonly type: 'connection.tested'
        readonly status: 'passed' | 'failed'
        /** Of a failed test: the first reason. */
        readonly code?: string
      }
    | { readonly type: 'connection.activated'; readonly fingerprint: string }
    | { readonly type: 'connection.checked'; readonly status: CheckStatus }
    | { readonly type: 'connection.secrets_erased'; readonly fields: readonly string[] }
    | { readonly type: 'trust.refreshed' }
    | { readonly type: 'trust.refresh_failed'; readonly code: SsoErrorCode }
    /**
     * What the provider's metadata changed: certificates by their SHA-256 fingerprints, addresses by
     * themselves.
     */
    | {
        readonly type: 'trust.keys_changed' | 'trust.addresses_changed' | 'trust.change_needs_admin'
        readonly added: readonly string[]
        readonly removed: readonly string[]
      }
    /** 90, 30, 7 and 1 days before its end, and 0 once it is over. */
    | { readonly type: 'certificate.expiring'; readonly fingerprint: string; readonly days: number }
    | {
        readonly type: 'policy.changed'
        readonly mode: EnforcementMode
        readonly isIrreversible: boolean
      }
    | {
        readonly type: 'setup_link.created' | 'setup_link.opened' | 'setup_link.revoked'
        readonly setupLinkId: string
      }
    | { readonly type: 'background.failed'; readonly code: SsoErrorCode }
    /** A running session was renewed, `rotated`: with a new refresh token; or it could not be. */
    | {
        readonly type: 'session.refreshed'
        readonly sessionId: string
        readonly rotated: boolean
        readonly milliseconds: number
      }
    | {
        readonly type: 'session.refresh_failed'
        readonly sessionId: string
        readonly code: SsoErrorCode
      }
    /** A session ended because of what a refresh found; `code` as its result has it. */
    | {
        readonly type: 'session.ended'
        readonly sessionId: string
        readonly code: SsoErrorCode
      }
    /** What became of an organisation's claim of a domain. */
    | {
        readonly type:
          | 'domain.claimed'
          | 'domain.updated'
          | 'domain.verification_started'
          | 'domain.verified'
          | 'domain.conflict'
          | 'domain.failed'
          | 'domain.failing'
          | 'domain.recovered'
          | 'domain.lost'
          | 'domain.expired'
          | 'domain.released'
        readonly domain: string
      }
    /** `organizationId` has the domain now; hosts without `accounts` remove the former owner’s links. */
    | {
        readonly type: 'domain.transferred'
        readonly domain: string
        readonly fromOrganizationId: string
      }
  )

/** The names of all events. */
export type SsoEventType = SsoEvent['type']
