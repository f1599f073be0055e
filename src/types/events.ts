import type { SsoErrorCode } from '../errors.ts'

interface EventBase {
  readonly at: string
  readonly connectionId?: string
  readonly organizationId?: string
  /** Shown to the person on error pages; ties page, event and trace together. */
  readonly correlationId?: string
}

/**
 * Audit events. Their payloads are ids, codes, booleans and durations only: there is no field that
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
    | { readonly type: 'request.failed'; readonly code: SsoErrorCode; readonly status: number }
    | { readonly type: 'connection.created' | 'connection.updated' | 'connection.disabled' }
    | { readonly type: 'connection.activated'; readonly fingerprint: string }
    | { readonly type: 'connection.secrets_erased'; readonly fields: readonly string[] }
    | { readonly type: 'trust.refreshed' }
    | { readonly type: 'trust.refresh_failed'; readonly code: SsoErrorCode }
    /** Of certificates by their SHA-256 fingerprints, as the provider's metadata changed them. */
    | {
        readonly type: 'trust.keys_changed' | 'trust.change_needs_admin'
        readonly added: readonly string[]
        readonly removed: readonly string[]
      }
    /** 90, 30, 7 and 1 days before its end, and 0 once it is over. */
    | { readonly type: 'certificate.expiring'; readonly fingerprint: string; readonly days: number }
    | { readonly type: 'background.failed'; readonly code: SsoErrorCode }
  )

export type SsoEventType = SsoEvent['type']
