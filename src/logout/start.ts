import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { isSsoError } from '../errors.ts'
import { type Flow, flowId } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { leavingPage } from '../http/logout-pages.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import { type ActiveConnection, activeConnection } from '../login/target.ts'
import { trustDigest } from '../login/trust-digest.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type {
  BrowserCookie,
  LocalLogoutReason,
  LogoutStart,
  SsoSession,
  StartLogoutOptions,
} from '../types/login.ts'
import type { ProviderLogoutStart } from '../types/provider.ts'
import { IDP_LOGOUT, LOGOUT } from './reasons.ts'
import { signedOutMark } from './signed-out.ts'
import { isStorableId, openedSession, storedRecord } from './stored.ts'

/**
 * Ends a session on our side, and only then asks the identity provider: whatever becomes of that, the
 * person is signed out here. Nothing but a storage that fails keeps it from ending.
 *
 * @throws {SsoError} `storage_unavailable`
 */
export async function startLogout(
  core: Core,
  session: SsoSession,
  options: StartLogoutOptions = {},
): Promise<LogoutStart> {
  const record = await recordOf(core, session)
  const wasEndedBefore = record === undefined || record.endedAt !== undefined
  if (!wasEndedBefore) await core.storage.sessions.end(record.id, core.config.clock(), LOGOUT)
  const active = await connectionOf(core, session.connectionId)
  const handle = randomToken()
  const asked = await askProvider(core, { session, record, active, handle }, options)
  const { baseUrl, allowedReturnOrigins } = core.config
  const returnTo = safeReturnTo(options.returnTo, baseUrl, allowedReturnOrigins)
  const marks = await marksOf(core, active)
  const { connectionId } = session
  const about = {
    connectionId,
    ...(record ? { organizationId: record.organizationId } : {}),
    correlationId: await flowId(handle),
  }
  if (active === undefined || typeof asked === 'string') {
    const reason = typeof asked === 'string' ? asked : 'connection_gone'
    core.emit({ type: 'logout.started', scope: 'local', reason, ...about })
    const instruction = browserInstruction(marks, () => redirect(returnTo))
    return { method: 'GET', url: returnTo, connectionId, scope: 'local', reason, ...instruction }
  }
  const flow: Flow = {
    purpose: 'logout',
    connectionId,
    trust: await trustDigest(active),
    baseUrl,
    handle,
    initiatedBy: 'sp',
    answer: asked.answer,
    startedAt: core.config.clock().getTime(),
    returnTo,
    ...(asked.request === undefined ? {} : { request: asked.request }),
    data: asked.flow,
  }
  const cookies = [...(await flowCookies(core).open(flow, options.request)), ...marks]
  core.emit({ type: 'logout.started', scope: 'provider', ...about })
  const { method, url, fields } = asked
  return {
    ...{ method, url, connectionId, scope: 'provider', ...(fields ? { fields } : {}) },
    ...browserInstruction(cookies, () =>
      method === 'POST' ? leavingPage(asked, options.request) : redirect(url),
    ),
  }
}

interface Question {
  readonly session: SsoSession
  readonly record: SessionRecord | undefined
  readonly active: ActiveConnection | undefined
  readonly handle: string
}

/** How the provider is asked, or why it is not. Its failures are no reason to stay signed in. */
async function askProvider(
  core: Core,
  { session, record, active, handle }: Question,
  { scope }: StartLogoutOptions,
): Promise<ProviderLogoutStart | LocalLogoutReason> {
  if (scope === 'local') return 'requested'
  if (!active) return 'connection_gone'
  const { provider, live, loaded } = active
  if (!live.session.hasSingleLogout) return 'switched_off'
  if (record?.endReason === IDP_LOGOUT) return 'ended_by_provider'
  if (!provider.startLogout) return 'not_offered'
  const stored = await openedSession(core, session, record)
  // What one issuer said about a person is no other issuer's to know (rule T2).
  const issuers = provider.issuers(live.settings as JsonObject)
  if (issuers.length > 0 && !issuers.includes(stored.issuer)) return 'connection_changed'
  try {
    const { sealed } = loaded.record
    const context = await providerContext(core, loaded.record, live, sealed.live ?? {})
    return (await provider.startLogout({ ...context, handle, session: stored })) ?? 'not_offered'
  } catch (error) {
    const { code } = isSsoError(error) ? error : { code: 'internal_error' as const }
    core.emit({ type: 'logout.failed', code, connectionId: session.connectionId })
    return 'provider_failed'
  }
}

/** A record of another connection is no record of this session (rule T1). */
async function recordOf(core: Core, session: SsoSession): Promise<SessionRecord | undefined> {
  const record = await storedRecord(core, session?.id)
  return record?.connectionId === session?.connectionId ? record : undefined
}

async function connectionOf(core: Core, id: string): Promise<ActiveConnection | undefined> {
  if (!isStorableId(id)) return undefined
  const [loaded] = await core.storage.connections.load({ id })
  // Guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== id) return undefined
  try {
    return activeConnection(core, loaded)
  } catch (error) {
    if (isSsoError(error, 'connection_not_active')) return undefined
    throw error
  }
}

/** What the next sign-in of this browser has to know. */
async function marksOf(
  core: Core,
  active: ActiveConnection | undefined,
): Promise<readonly BrowserCookie[]> {
  if (active?.live.session.requireLoginAfterLogout !== true) return []
  return [await signedOutMark(core, active.loaded.record.connection.id)]
}
