import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import { storedRecord } from '../logout/stored.ts'
import { reload } from '../login/reload.ts'
import type { ActiveConnection } from '../login/target.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { RefreshResult, SsoSession } from '../types/login.ts'
import { activeResult, attemptRefresh, isPast, refuse } from './attempt.ts'
import { accountStanding } from './decide-again.ts'
import { endSession } from './end-session.ts'
import { sessionError } from './error.ts'
import { changeSession, openSession } from './record.ts'
import { type Renewal, renewalOf, sessionEnd, sessionOf } from './renewal.ts'

/**
 * Beyond the deadlines of the token request and of one refetch of keys, after which the new tokens are
 * kept. A process that dies gives its lease back by this: inside of the usual grace for old tokens.
 */
const LEASE_MARGIN_MILLISECONDS = 5_000

/** Between two looks at what the one that asks has written, doubled up to the second. */
const FIRST_WAIT_MILLISECONDS = 25
const LONGEST_WAIT_MILLISECONDS = 500

const over = { state: 'ended', code: 'session_ended' } as const
const expired = { state: 'needs_login', code: 'session_expired' } as const

/** Renewals under way in this process, by session: callers of one process wait for one another in memory. */
const flights = new WeakMap<Core, Map<string, Promise<RefreshResult>>>()

/**
 * Renews a session once, however many ask: here by one promise, and across processes by the lease of
 * the session. Whoever does not get the lease waits for what its holder writes.
 *
 * @param calledAt when the caller called: what was done after that counts as done during the call
 */
export function refreshSession(
  core: Core,
  session: SsoSession,
  calledAt: Date,
): Promise<RefreshResult> {
  const running = flights.get(core) ?? new Map<string, Promise<RefreshResult>>()
  flights.set(core, running)
  const { id, connectionId, issuer, subject } = session
  const name = JSON.stringify([id, connectionId, issuer, subject])
  const known = running.get(name)
  if (known) return joined(core, session, known)
  const flight = refreshOnce(core, session, calledAt).finally(() => running.delete(name))
  running.set(name, flight)
  return flight
}

/** A sign-out that was done before the call is not undone by what was found before the sign-out. */
async function joined(
  core: Core,
  session: SsoSession,
  flight: Promise<RefreshResult>,
): Promise<RefreshResult> {
  const result = await flight
  if (result.state !== 'active') return result
  return isRunning(await storedRecord(core, session.id), session) ? result : over
}

async function refreshOnce(
  core: Core,
  session: SsoSession,
  calledAt: Date,
): Promise<RefreshResult> {
  const found = await storedRecord(core, session.id)
  if (!isRunning(found, session)) return over
  const active = await trustedConnection(core, found)
  if ('state' in active) return active
  const { provider } = active
  const record = await withCurrentEnd(core, found, active)
  if (!record) return over
  if (isPast(record, core.config.clock())) return expired
  const isRenewable =
    provider.refresh !== undefined &&
    provider.canRefresh?.(await openSession(core, record)) === true
  if (!isRenewable) return withoutRenewal(core, active, record)
  return takeTurns(core, active, record, { session, calledAt })
}

/** Rule T1: what the host passes must be the session that is stored, and not only have its id. */
function isRunning(
  record: SessionRecord | undefined,
  { connectionId, issuer, subject }: SsoSession,
): record is SessionRecord {
  return (
    record !== undefined &&
    record.endedAt === undefined &&
    record.connectionId === connectionId &&
    record.issuer === issuer &&
    record.subject === subject
  )
}

/**
 * The connection as it is now (rule T2). One that is switched off or gone ends the session; of one that
 * trusts something else by now the tokens go nowhere, and the person has to sign in there.
 */
async function trustedConnection(
  core: Core,
  record: SessionRecord,
): Promise<ActiveConnection | RefreshResult> {
  const renewal = renewalOf(record)
  const changed = { state: 'needs_login', code: 'connection_changed' } as const
  if (!renewal) return changed
  try {
    const active = await reload(core, record.connectionId, renewal.trust)
    const { organizationId } = active.loaded.record.connection
    if (organizationId !== record.organizationId) return changed
    // A tenant that was taken off the list; where there is nothing to ask the provider with, too.
    const issuers = active.provider.issuers(active.live.settings as JsonObject)
    if (issuers.length > 0 && !issuers.includes(record.issuer)) return changed
    await core.checkEntitlement(organizationId)
    return active
  } catch (error) {
    for (const code of ['connection_not_found', 'connection_not_active'] as const) {
      if (isSsoError(error, code)) return endSession(core, record, code)
    }
    if (isSsoError(error, 'connection_changed')) return changed
    if (!isSsoError(error, 'organization_not_entitled')) throw error
    return { state: 'needs_login', code: 'organization_not_entitled' }
  }
}

/**
 * An admin may have shortened sessions since. That is written, or whoever asks whether the session has
 * ended would still be told its old end.
 *
 * @returns `undefined` where the session is over
 */
async function withCurrentEnd(
  core: Core,
  record: SessionRecord,
  { live }: ActiveConnection,
): Promise<SessionRecord | undefined> {
  const renewal = renewalOf(record)
  const end = renewal && sessionEnd(renewal, live.session.maxAgeSeconds)
  const expiresAt = end?.toISOString()
  const isSooner =
    expiresAt !== undefined && (record.expiresAt === undefined || expiresAt < record.expiresAt)
  if (!isSooner) return record
  return changeSession(core, record.id, (current) => ({ ...current, expiresAt }))
}

/** Nothing to ask the provider with: the session goes on until its end, as long as its account does. */
async function withoutRenewal(
  core: Core,
  active: ActiveConnection,
  record: SessionRecord,
): Promise<RefreshResult> {
  const standing = await accountStanding(core, active, record)
  if (standing.kind === 'lost') return endSession(core, record, standing.code)
  return { state: 'active', session: sessionOf(record) }
}

/** One of all callers gets the lease and asks; the others get what it wrote. */
async function takeTurns(
  core: Core,
  active: ActiveConnection,
  first: SessionRecord,
  { session, calledAt }: { readonly session: SsoSession; readonly calledAt: Date },
): Promise<RefreshResult> {
  const { timeoutMilliseconds } = core.config.network
  const before = renewalOf(first)
  const isDone = (record: SessionRecord) => isNewer(renewalOf(record), before, calledAt)
  let waited = 0
  for (
    let pause = FIRST_WAIT_MILLISECONDS;
    ;
    pause = Math.min(pause * 2, LONGEST_WAIT_MILLISECONDS)
  ) {
    const now = core.config.clock()
    const until = new Date(now.getTime() + 2 * timeoutMilliseconds + LEASE_MARGIN_MILLISECONDS)
    const isHolder = (await core.storage.sessions.lease(first.id, now, until)) === true
    try {
      // As it is now: whoever had the lease before may have written.
      const record = await storedRecord(core, first.id)
      if (!isRunning(record, session)) return over
      if (isDone(record))
        return isPast(record, core.config.clock()) ? expired : activeResult(record)
      if (isHolder) {
        const hasRefusal = renewalOf(record)?.refusal !== undefined
        const result = hasRefusal
          ? await refuse(core, record)
          : await attemptRefresh(core, active, record)
        if (result !== 'again') return result
      }
    } finally {
      // A lease that nobody gives back ends by itself.
      if (isHolder) await core.storage.sessions.unlease(first.id, until).catch(() => {})
    }
    if (waited >= timeoutMilliseconds + LEASE_MARGIN_MILLISECONDS) {
      throw sessionError('session_refresh_busy', { connectionId: first.connectionId })
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
    waited += pause
  }
}

/**
 * Whether a renewal was done since: more of them than this call found when it began, or one that ended
 * after it was called, which another process may have made before it could look.
 */
function isNewer(now: Renewal | undefined, before: Renewal | undefined, calledAt: Date): boolean {
  const { count = 0, at } = now ?? {}
  return count > (before?.count ?? 0) || (at !== undefined && new Date(at) > calledAt)
}
