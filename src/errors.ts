import type { SsoErrorCode } from './error-codes.ts'
import {
  type CoreErrorCode,
  type ErrorEntry,
  publicMessages,
  type PublicMessageKey,
} from './error-entry.ts'
import { errorTable } from './error-table.ts'

export type { SsoErrorCode } from './error-codes.ts'

/** One problem among several, so that an admin sees all of them at once. */
export interface SsoIssue {
  /** Where: a dotted path into the configuration, the settings or the connection. */
  readonly path: string
  readonly code: string
  readonly message: string
  /** What to change. */
  readonly hint: string
  /** A value that would probably be right; a form offers it beside the field. */
  readonly suggestion?: string
}

/** All of them in one message, each with its place. */
export function sentenceOf(issues: readonly SsoIssue[]): string {
  return issues.map(({ path, message }) => `${path}: ${message}`).join(' ')
}

/** Facts about a failure that are safe to log: names, ids, expected and received identifiers. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | readonly string[]>>

/**
 * What an `SsoError` is made with besides its code; texts left out come from the table of the code.
 */
export interface SsoErrorOptions {
  /** For developers and admins; defaults to the sentence in docs/errors.md. Never a secret value. */
  message?: string
  hint?: string
  issues?: readonly SsoIssue[]
  detail?: ErrorDetail
  connectionId?: string
  /** Kept out of `inspect`, JSON and events: see `unsafeCauseOf`. */
  cause?: unknown
}

/** What remains of an inner error: jose's and oauth4webapi's causes carry tokens and codes. */
export interface SanitisedCause {
  readonly name: string
  readonly code?: string
  readonly message?: string
}

const brand: unique symbol = Symbol.for('ssokit.SsoError') as never
const originals = new WeakMap<object, unknown>()

/**
 * The one error class of ssokit. `code` is stable; `publicMessage` is the only text meant for the
 * person who signs in; `hint` tells the customer's admin what to change.
 */
export class SsoError extends Error {
  override readonly name: string = 'SsoError'
  readonly code: SsoErrorCode
  /** Which of the fixed texts it is, for pages in other languages. */
  readonly publicKey: PublicMessageKey
  /** Fixed text per code, safe on a login page. */
  readonly publicMessage: string
  readonly hint: string
  /** Suggested HTTP status. */
  readonly status: number
  /** True where the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  // Declared only, so that an error without them prints without them.
  declare readonly issues?: readonly SsoIssue[]
  declare readonly detail?: ErrorDetail
  declare readonly connectionId?: string
  /** The reference that the person sees on the error page; events carry the same one. */
  declare readonly correlationId?: string
  declare readonly cause?: SanitisedCause

  /** Codes of a protocol come with their texts: see `oidcError` and `samlError`. */
  constructor(code: CoreErrorCode, options?: SsoErrorOptions)
  constructor(code: SsoErrorCode, options: SsoErrorOptions & { readonly entry: ErrorEntry })
  constructor(code: SsoErrorCode, options: SsoErrorOptions & { readonly entry?: ErrorEntry } = {}) {
    const own = errorTable[code as CoreErrorCode] ?? errorTable.internal_error
    const entry = options.entry ?? own
    super(options.message ?? entry.message)
    this.code = code
    this.publicKey = entry.public
    this.publicMessage = publicMessages[entry.public]
    this.hint = options.hint ?? entry.hint
    this.status = entry.status
    this.retryable = entry.retryable
    if (options.issues) this.issues = options.issues
    if (options.detail) this.detail = options.detail
    if (options.connectionId !== undefined) this.connectionId = options.connectionId
    if (options.cause !== undefined) {
      this.cause = sanitiseCause(options.cause)
      originals.set(this, options.cause)
    }
    Object.defineProperty(this, brand, { value: true })
  }

  /** The fields that are safe to log or to send to an error tracker. */
  toJSON(): Record<string, unknown> {
    const { code, message, publicMessage, hint, status, retryable } = this
    const { issues, detail, connectionId, correlationId, cause } = this
    const facts = { code, message, publicMessage, hint, status, retryable }
    return Object.assign(facts, { issues, detail, connectionId, correlationId, cause })
  }
}

/**
 * Tells whether something is an `SsoError`, also across realms and duplicate installations.
 *
 * @param error anything that was thrown
 * @param code when given, only this code counts
 * @returns true for an `SsoError`, with that code where one is given
 * @example
 * ```ts
 * import { isSsoError, type Sso } from 'ssokit'
 *
 * declare const sso: Sso
 * try {
 *   await sso.startLogin({ loginPath: 'acme' })
 * } catch (error) {
 *   if (!isSsoError(error, 'connection_not_active')) throw error
 *   console.log(error.publicMessage)
 * }
 * ```
 */
export function isSsoError<Code extends SsoErrorCode = SsoErrorCode>(
  error: unknown,
  code?: Code,
): error is SsoError & { readonly code: Code } {
  if (typeof error !== 'object' || error === null) return false
  if ((error as Record<symbol, unknown>)[brand] !== true) return false
  return code === undefined || (error as SsoError).code === code
}

/** Whatever was thrown as an `SsoError`: errors of other code become `internal_error`. */
export function toSsoError(error: unknown): SsoError {
  return isSsoError(error) ? error : new SsoError('internal_error', { cause: error })
}

/**
 * Returns the untouched inner error, for debugging on your own machine only.
 *
 * @param error an `SsoError`; anything else has no such cause
 * @returns what was thrown inside, or `undefined`
 * @security it may carry authorization codes, tokens, client secrets and personal data
 * @example
 * ```ts
 * import { unsafeCauseOf } from 'ssokit'
 *
 * declare const error: unknown
 * if (process.env.NODE_ENV === 'development') console.error(unsafeCauseOf(error))
 * ```
 */
export function unsafeCauseOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? originals.get(error) : undefined
}

/** Messages of these families name claims and parameters but never quote their values. */
const speakingCodes = /^(ERR_J|OAUTH_)/

/** Reduces an error to what may be logged. Other messages may quote input (JSON.parse, SQL). */
function sanitiseCause(cause: unknown): SanitisedCause {
  if (isSsoError(cause)) return { name: cause.name, code: cause.code, message: cause.message }
  if (!(cause instanceof Error)) return { name: typeof cause }
  const code = (cause as { code?: unknown }).code
  if (typeof code !== 'string' || !/^[A-Z0-9_]{1,64}$/i.test(code)) return { name: cause.name }
  if (!speakingCodes.test(code)) return { name: cause.name, code }
  // A header name chosen by an attacker may be quoted (an unknown `crit`), so rule T4's cut applies.
  return { name: cause.name, code, message: printable(cause.message) }
}

/**
 * Cuts text that came from outside at 200 characters and escapes control and bidi characters, so
 * that it cannot forge log lines (rule T4).
 */
export function printable(text: string): string {
  const cut = text.length > 200 ? `${text.slice(0, 200)}…` : text
  return cut.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
