import { isEqualConstantTime } from '../crypto/compare.ts'
import { sha256 } from '../crypto/digest.ts'
import type { Sealer } from '../crypto/seal.ts'
import { SsoError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { BrowserCookie } from '../types/login.ts'

/** How long a person may take at the identity provider (rule F1). */
export const FLOW_MILLISECONDS = 600_000
/** Parallel tabs work; a flood of starts cannot fill the cookie jar. */
export const MAX_OPEN_FLOWS = 5
/** Name and value together. Five of these stay below every server's header limit. */
export const MAX_COOKIE_BYTES = 1024

/** What an answer may be used for: it serves the purpose it was asked for and no other. */
export type FlowPurpose = 'login' | 'test' | 'join' | 'step_up' | 'silent' | 'logout'

/** What must be known when the answer comes, sealed into a cookie of the browser that asked. */
export interface Flow {
  readonly purpose: FlowPurpose
  readonly connectionId: string
  /** Digest of what the connection trusted when the flow began (rule T2). */
  readonly trust: string
  readonly baseUrl: string
  readonly handle: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly returnTo: string
  readonly initiatedBy: 'sp' | 'third_party'
  /** How the answer comes, which decides the attributes of the cookie. */
  readonly answer: 'redirect' | 'post'
  /** The request's own id, where the protocol's answers may come without the handle. */
  readonly request?: string
  /** The session that the answer takes the place of, and a digest of the person whose it is. */
  readonly session?: { readonly id: string; readonly person: string }
  /** Digests of the authentication contexts, one of which the answer must name. */
  readonly contexts?: readonly string[]
  /** The origin of the page around the hidden frame; empty for that of `baseUrl`. */
  readonly silent?: string
  /** The protocol's own part. */
  readonly data: JsonObject
}

/** Short name of a flow, safe to show and to log: it does not reveal the handle. */
export async function flowId(handle: string): Promise<string> {
  return (await sha256(`flow ${handle}`)).slice(0, 16)
}

export async function sealFlow(sealer: Sealer, flow: Flow): Promise<string> {
  return sealer.seal('flow', [], flow as unknown as JsonValue)
}

/** Opens a flow cookie; `undefined` for whatever is not one of ours. */
export async function openFlow(sealer: Sealer, sealed: string): Promise<Flow | undefined> {
  if (sealed.length > MAX_COOKIE_BYTES) return undefined
  try {
    return (await sealer.open('flow', [], sealed)) as unknown as Flow
  } catch {
    return undefined
  }
}

/**
 * Checks that an answer may continue this flow (rule F1), before anything else happens with it.
 *
 * @throws {SsoError} `login_flow_mismatch`, `login_flow_expired`
 */
export function checkFlow(
  flow: Flow,
  expected: {
    handle: string
    baseUrl: string
    purposes: readonly FlowPurpose[]
    /** `undefined` where the callback serves all connections. */
    connectionId: string | undefined
    now: Date
  },
): void {
  const mismatch = (what: string) =>
    new SsoError('login_flow_mismatch', {
      message: `The answer belongs to another ${what} than the sign-in it names.`,
      connectionId: flow.connectionId,
    })
  if (!isEqualConstantTime(expected.handle, flow.handle)) throw mismatch('flow')
  if (flow.baseUrl !== expected.baseUrl) throw mismatch('address')
  if (!expected.purposes.includes(flow.purpose)) throw mismatch('purpose')
  // A step-up that is bound to nobody would take anybody's answer.
  if (flow.purpose === 'step_up' && flow.session === undefined) throw mismatch('purpose')
  if (expected.connectionId !== undefined && flow.connectionId !== expected.connectionId) {
    throw mismatch('connection')
  }
  // Written so that an instant that is none counts as expired.
  if (!(flowExpiry(flow) > expected.now)) {
    throw new SsoError('login_flow_expired', { connectionId: flow.connectionId })
  }
}

export function flowExpiry(flow: Pick<Flow, 'startedAt'>): Date {
  return new Date(flow.startedAt + FLOW_MILLISECONDS)
}

/** A cookie of the flow, or the one that clears it where `sealed` is empty. */
export function flowCookie(options: {
  id: string
  sealed: string
  expires: Date
  isSecureOrigin: boolean
  answer: 'redirect' | 'post'
}): BrowserCookie {
  const { id, sealed, expires, isSecureOrigin, answer } = options
  return {
    name: flowCookieName(id, isSecureOrigin),
    value: sealed,
    options: {
      path: '/',
      httpOnly: true,
      // A POST from the provider's site carries only SameSite=None cookies, which must be Secure;
      // browsers accept that on loopback http too. Lax ones on loopback http cannot be Secure.
      secure: isSecureOrigin || answer === 'post',
      sameSite: answer === 'post' ? 'none' : 'lax',
      expires,
    },
  }
}

/** `__Host-` keeps sibling hosts from planting a cookie of this name (login CSRF). */
export function flowCookieName(id: string, isSecureOrigin: boolean): string {
  return `${flowCookiePrefix(isSecureOrigin)}${id}`
}

export function flowCookiePrefix(isSecureOrigin: boolean): string {
  return isSecureOrigin ? '__Host-ssokit-flow-' : 'ssokit-flow-'
}
