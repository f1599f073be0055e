import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { toSsoError } from '../errors.ts'
import type { ActiveConnection } from '../login/target.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { RefreshResult } from '../types/login.ts'
import type { ProviderRefresh, RefreshContext, StoredSession } from '../types/provider.ts'
import { accountStanding, decideAgain } from './decide-again.ts'
import { endSession, reportEnd } from './end-session.ts'
import {
  detailWith,
  providerDetail,
  type Renewal,
  renewalOf,
  retainUntil,
  sessionEnd,
  sessionOf,
} from './renewal.ts'
import { changeSession, openSession, sealTokens } from './record.ts'

const over = { state: 'ended', code: 'session_ended' } as const

/** Another process has put another refresh token in the place of ours: look again. */
export type Attempted = RefreshResult | 'again'

/**
 * Asks the provider, by whoever holds the lease. That it is asked is noted before and forgotten once the
 * answer is kept: a later refusal of the same token then means that an answer was lost, and not that
 * somebody took the person's right away.
 *
 * @throws {SsoError} what the provider or the host throws; the session goes on
 */
export async function attemptRefresh(
  core: Core,
  active: ActiveConnection,
  record: SessionRecord,
): Promise<Attempted> {
  const { id, connectionId, organizationId } = record
  const about = { sessionId: id, connectionId, organizationId }
  const startedAt = core.config.clock()
  try {
    const wasAsked = renewalOf(record)?.askedAt !== undefined
    const asked = await noteRenewal(core, id, { askedAt: startedAt.toISOString() })
    if (!asked) return over
    const asking = { core, active, record: asked, isRotated: false }
    const answer = await ask(asking)
    if (answer === undefined) return over
    if (answer.state === 'ended') return await refused(core, asked, wasAsked)
    if (answer.state === 'needs_login') {
      const noted = await noteRenewal(core, id, { askedAt: undefined })
      return noted ? answer : over
    }
    const result = await renewed(core, active, asked, answer)
    if (result.state !== 'active') return result
    const milliseconds = core.config.clock().getTime() - startedAt.getTime()
    const { isRotated: rotated } = asking
    core.emit({ type: 'session.refreshed', rotated, milliseconds, ...about })
    return result
  } catch (error) {
    const { code } = toSsoError(error)
    core.emit({ type: 'session.refresh_failed', code, ...about })
    throw error
  }
}

/** Changes what is known of renewals, and nothing else; `undefined` takes a fact away. */
function noteRenewal(
  core: Core,
  id: string,
  change: { readonly [Name in keyof Renewal]?: Renewal[Name] | undefined },
): Promise<SessionRecord | undefined> {
  return changeSession(core, id, (record) => {
    const renewal = Object.entries({ ...renewalOf(record), ...change })
    const known = Object.fromEntries(renewal.filter(([, value]) => value !== undefined))
    return { ...record, detail: detailWith(providerDetail(record), known as unknown as Renewal) }
  })
}

interface Asking {
  readonly core: Core
  readonly active: ActiveConnection
  readonly record: SessionRecord
  isRotated: boolean
}

/** The provider's word; `undefined` where the session ended while it was asked. */
async function ask(asking: Asking): Promise<ProviderRefresh | undefined> {
  const { core, active, record } = asking
  const { record: connection } = active.loaded
  const { provider, live } = active
  const context = await providerContext(core, connection, live, connection.sealed.live ?? {})
  const session = await openSession(core, record)
  let isOver = false
  const keep: RefreshContext['keep'] = async ({ tokens, detail, isRotated }) => {
    asking.isRotated = isRotated
    const kept = await keepTokens(core, record, tokens, detail, isRotated)
    // What was asked for is worth nothing to anybody: the person has signed out meanwhile.
    if (!kept) isOver = true
  }
  const answer = await provider.refresh?.({ ...context, session, keep })
  return isOver ? undefined : answer
}

async function keepTokens(
  core: Core,
  about: SessionRecord,
  tokens: StoredSession['tokens'],
  detail: StoredSession['detail'],
  isRotated: boolean,
): Promise<SessionRecord | undefined> {
  const sealedTokens = await sealTokens(core, about, tokens)
  return changeSession(core, about.id, (record) => {
    const { askedAt: _done, ...renewal } = renewalOf(record) ?? { trust: '', since: '' }
    const known = { ...renewal, ...(isRotated ? { isRotated } : {}) }
    return { ...record, sealedTokens, detail: detailWith(detail ?? providerDetail(record), known) }
  })
}

/**
 * `invalid_grant`. After an answer that was lost, the provider has rotated the token and its grace is
 * over: only the person can help. Otherwise the grant is over, and with it the session; after a rotation
 * that is also how a provider answers the theft of a token.
 */
async function refused(core: Core, sent: SessionRecord, wasAsked: boolean): Promise<Attempted> {
  let hasOther = false
  const known = await changeSession(core, sent.id, (record) => {
    hasOther = record.sealedTokens !== sent.sealedTokens
    if (hasOther) return record
    const { askedAt: _done, ...renewal } = renewalOf(record) ?? { trust: '', since: '' }
    const afterRotation = renewal.isRotated ? 'session_refresh_reused' : 'session_refresh_refused'
    const noted: Renewal = {
      ...renewal,
      refusal: wasAsked ? 'session_refresh_lost' : afterRotation,
    }
    return { ...record, detail: detailWith(providerDetail(record), noted) }
  })
  if (!known) return over
  return hasOther ? 'again' : refuse(core, known)
}

/** What becomes of a session that its provider will not renew; for ever, so the provider is not asked. */
export async function refuse(core: Core, record: SessionRecord): Promise<RefreshResult> {
  const code = renewalOf(record)?.refusal ?? 'session_refresh_refused'
  if (code === 'session_refresh_lost') return { state: 'needs_login', code }
  return endSession(core, record, code)
}

async function renewed(
  core: Core,
  active: ActiveConnection,
  record: SessionRecord,
  answer: Extract<ProviderRefresh, { state: 'renewed' }>,
): Promise<RefreshResult> {
  const { claims, emailTrust, expiresAt } = answer
  const asOf = core.config.clock()
  const trusted = emailTrust === undefined ? {} : { emailTrust }
  const standing = claims
    ? await decideAgain(core, active, record, {
        ...{ claims, asOf, correlationId: randomToken(9) },
        ...trusted,
      })
    : await accountStanding(core, active, record)
  if (standing.kind === 'lost') {
    const { code, isEnded } = standing
    if (isEnded !== true) return endSession(core, record, code)
    reportEnd(core, record, code)
    return { state: 'ended', code }
  }
  const { access } = standing
  const done = await changeSession(core, record.id, (current) => {
    const { access: _before, ...before } = renewalOf(current) ?? { trust: '', since: '' }
    const renewal: Renewal = {
      ...before,
      count: (before.count ?? 0) + 1,
      at: core.config.clock().toISOString(),
      ...(access ? { access } : {}),
      ...(expiresAt ? { providerEnd: expiresAt.toISOString() } : {}),
    }
    return withEnd(current, renewal, active.live.session.maxAgeSeconds, asOf)
  })
  if (!done) return over
  if (isPast(done, core.config.clock())) return { state: 'needs_login', code: 'session_expired' }
  return activeResult(done)
}

function withEnd(
  { expiresAt: _before, ...record }: SessionRecord,
  renewal: Renewal,
  maxAgeSeconds: number | undefined,
  now: Date,
): SessionRecord {
  const end = sessionEnd(renewal, maxAgeSeconds)
  return {
    ...record,
    ...(end ? { expiresAt: end.toISOString() } : {}),
    retainUntil: retainUntil(end, now),
    detail: detailWith(providerDetail(record), renewal),
  }
}

/** Written so that an instant that is none counts as past. */
export const isPast = ({ expiresAt }: SessionRecord, now: Date): boolean =>
  expiresAt !== undefined && !(new Date(expiresAt) > now)

/** What the last renewal of a session came to. */
export function activeResult(record: SessionRecord): RefreshResult {
  const access = renewalOf(record)?.access
  return { state: 'active', session: sessionOf(record), ...(access ? { access } : {}) }
}
