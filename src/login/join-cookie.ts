import type { Core } from '../core/core.ts'
import { hostCookie, readCookies } from '../http/cookies.ts'
import type { JsonValue } from '../types/json.ts'
import type { BrowserCookie } from '../types/login.ts'

/** How long a person may take to answer the join prompt; the same as for a flow (rule F1). */
export const JOIN_MILLISECONDS = 600_000

/** What the browser holds of a pending join: where the rest is, and nothing about the person. */
export interface JoinTicket {
  /** ≥ 128 random bits; finds the record, and only this browser knows it. */
  readonly handle: string
  readonly connectionId: string
  readonly baseUrl: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** `Lax`: the prompt is visited from the identity provider's page, and answered from our own. */
export async function joinCookie(core: Core, ticket: JoinTicket): Promise<BrowserCookie> {
  const value = await core.sealer.seal('join', [], { ...ticket } as JsonValue)
  return cookie(core, value, new Date(ticket.expiresAt))
}

/** The ticket of this browser, unless it has expired or was made for another address. */
export async function openTicket(core: Core, request: Request): Promise<JoinTicket | undefined> {
  for (const sealed of sentValues(core, request)) {
    const ticket = await open(core, sealed)
    const { baseUrl, clock } = core.config
    // Written so that an instant that is none counts as expired.
    if (ticket?.baseUrl === baseUrl && ticket.expiresAt > clock().getTime()) return ticket
  }
  return undefined
}

/** Ends a pending join of this browser: whoever signs in anew starts afresh, perhaps as somebody else. */
export function closedJoin(core: Core, request: Request): readonly BrowserCookie[] {
  return sentValues(core, request).length > 0 ? [clearedJoin(core)] : []
}

export function clearedJoin(core: Core): BrowserCookie {
  return cookie(core, '', new Date(0))
}

function sentValues(core: Core, request: Request): readonly string[] {
  const name = cookieName(core)
  return readCookies(request).flatMap(([sent, value]) => (sent === name ? [value] : []))
}

async function open(core: Core, sealed: string): Promise<JoinTicket | undefined> {
  try {
    return (await core.sealer.open('join', [], sealed)) as unknown as JoinTicket
  } catch {
    return undefined
  }
}

const cookieName = (core: Core): string => cookie(core, '', new Date(0)).name

function cookie({ config }: Core, value: string, expires: Date): BrowserCookie {
  return hostCookie(config.baseUrl, 'ssokit-join', value, expires)
}
