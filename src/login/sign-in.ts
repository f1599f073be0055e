import type { Core } from '../core/core.ts'
import { refreshTrustLater } from '../core/refresh-trust.ts'
import { type SsoError, toSsoError } from '../errors.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import type { Trail } from '../trace/trail.ts'
import { failedOutcome, recordAttempt } from '../trace/record.ts'
import type { Identity } from '../types/identity.ts'
import type { BrowserCookie, CallbackResult, Login } from '../types/login.ts'
import type { ProviderAnswer } from '../types/provider.ts'
import type { Admitted } from './accounts.ts'
import { attachFailure } from './failure.ts'
import { reloadVerified } from './reload.ts'
import { createSession, type ReplacedSession } from './session.ts'
import type { ActiveConnection } from './target.ts'
import { settingsDigest } from './trust-digest.ts'

/** Somebody who was let in, and how they came. */
export interface Arrival {
  readonly identity: Identity
  readonly answer: Pick<ProviderAnswer, 'authentication' | 'session'>
  readonly admitted: Admitted
  readonly returnTo: string
  readonly initiatedBy: Login['authentication']['initiatedBy']
  /** The running session that this one takes the place of, or whose age goes on. */
  readonly replaced?: ReplacedSession
}

/** The last step of every sign-in: the session, and what the host is told. */
export async function signIn(
  core: Core,
  active: ActiveConnection,
  { identity, answer, admitted, returnTo, initiatedBy, replaced }: Arrival,
): Promise<Login> {
  const { id: connectionId, organizationId } = active.loaded.record.connection
  const { access, account } = admitted
  const session = await createSession(core, active, identity, answer, account, replaced)
  await confirmActive(core, active, session.id)
  afterLogin(core, active)
  const { at, acr, amr } = answer.authentication
  return {
    ...{ connectionId, organizationId, identity, access, session, returnTo },
    ...(account ? { account } : {}),
    ...(replaced?.id === undefined ? {} : { replaces: replaced.id }),
    authentication: {
      at: at.toISOString(),
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
      initiatedBy,
    },
  }
}

/**
 * Verifying an answer takes as long as its sender likes, and whoever switches a connection off in the
 * meantime ends the sessions that are there by then. So either they see this one, or this sees them.
 *
 * @throws {SsoError} `connection_not_found`, `connection_not_active`, `connection_changed`
 */
async function confirmActive(core: Core, active: ActiveConnection, session: string): Promise<void> {
  const { id } = active.loaded.record.connection
  try {
    await reloadVerified(core, id, await settingsDigest(active))
  } catch (error) {
    await core.storage.sessions.end(session, core.config.clock(), 'connection_lost')
    throw error
  }
}

/** What may happen after the answer: evidence that this revision works, and fresher trust. */
function afterLogin(core: Core, active: ActiveConnection): void {
  const { id, lastLogin } = active.loaded.record.connection
  const { fingerprint } = active.live
  if (lastLogin?.fingerprint !== fingerprint) {
    core.background(
      async () => {
        const at = core.config.clock().toISOString()
        await core.storage.connections.saveEvidence(id, { lastLogin: { fingerprint, at } })
      },
      { connectionId: id },
    )
  }
  refreshTrustLater(core, { ...active, record: active.loaded.record })
}

/** Which sign-in an outcome belongs to. */
export interface Attempt {
  readonly connectionId: string
  readonly correlationId: string
  /** Those that close the flow, whatever comes of the answer. */
  readonly cookies: readonly BrowserCookie[]
  readonly trail: Trail
  /** In a hidden frame: that somebody has to sign in is no failure that an admin has to know of. */
  readonly isSilent?: boolean
}

/** Reports a sign-in, and says what the browser is to be sent. */
export function succeeded(
  core: Core,
  login: Login,
  { correlationId, cookies, trail }: Attempt,
  milliseconds: number,
): Extract<CallbackResult, { kind: 'login' }> {
  const { connectionId, organizationId } = login
  core.emit({
    ...{ type: 'login.succeeded', access: login.access.kind, milliseconds },
    ...{ connectionId, organizationId, correlationId },
  })
  const outcome = login.access.kind === 'provision' ? 'provisioned' : 'signed_in'
  recordAttempt(core, trail, { connectionId, correlationId, milliseconds, outcome })
  return { kind: 'login', login, ...browserInstruction(cookies, () => redirect(login.returnTo)) }
}

/** Reports a failure and ties it to the page that the person will see. */
export function failed(
  core: Core,
  error: unknown,
  { connectionId, correlationId, cookies, trail, isSilent }: Attempt,
  milliseconds: number,
): SsoError {
  const known = toSsoError(error)
  const { code } = known
  const about = { connectionId, correlationId }
  if (code === 'login_replayed') core.emit({ type: 'login.replayed', ...about })
  core.emit({ type: 'login.failed', code, milliseconds, ...about })
  const outcome = failedOutcome(known)
  if (isSilent !== true || trail.isVerified) {
    recordAttempt(core, trail, { ...about, milliseconds, outcome, failure: known })
  }
  attachFailure(known, { cookies, correlationId, connectionId })
  return known
}
