import { matchPaths } from '../config/paths.ts'
import { hasSharedAnswers } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { recognise, restartTarget } from '../core/recognise.ts'
import { refreshTrustLater } from '../core/refresh-trust.ts'
import { randomToken } from '../crypto/random.ts'
import { SsoError, toSsoError } from '../errors.ts'
import { checkFlow, type Flow, flowId } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { checkHop, hopPage } from '../http/hop.ts'
import { readMessage } from '../http/message.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import { buildIdentity } from '../identity/identity.ts'
import { type TraceContext, traced } from '../telemetry/tracing.ts'
import type { BrowserCookie, CallbackResult, Login } from '../types/login.ts'
import type { InboundMessage, SsoProvider } from '../types/provider.ts'
import { admit } from './accounts.ts'
import { attachFailure } from './failure.ts'
import { locate } from './locate.ts'
import { restartLogin } from './restart.ts'
import { createSession } from './session.ts'
import { activeConnection, type ActiveConnection } from './target.ts'
import { trustDigest } from './trust-digest.ts'
import { unsolicitedPolicy } from './unsolicited.ts'
import { verifyAnswer } from './verify.ts'

/**
 * Completes a sign-in. The order is the security of it (rules F1, T2): open the cookie of this
 * browser and compare; load the connection as it is now; let the provider verify the answer, which
 * marks it as used exactly once; map claims; decide access; write the session. Every step throws.
 *
 * @throws {SsoError} whatever keeps this person from being signed in
 */
export async function handleCallback(
  core: Core,
  request: Request,
  options: { connectionId?: string } = {},
): Promise<CallbackResult> {
  const matches = matchPaths(core.config.paths, new URL(request.url).pathname)
  const message = await readMessage(request)
  const recognition = recognise(core, message)?.recognition
  if (recognition?.kind === 'unsolicited') {
    const { connectionId } = options
    const target =
      connectionId === undefined ? restartTarget(matches, recognition) : { connectionId }
    return restartLogin(core, request, target)
  }
  const connectionId =
    options.connectionId ?? matches.find(({ parameter }) => parameter !== undefined)?.parameter
  return (await completeCallback(core, request, message, connectionId)).result
}

export interface CompletedCallback {
  readonly result: CallbackResult
  readonly correlationId: string
}

/** The same for an answer that was read already. `request` is asked for its cookies and address only. */
export function completeCallback(
  core: Core,
  request: Request,
  message: InboundMessage,
  connectionId: string | undefined,
): Promise<CompletedCallback> {
  return traced('handleCallback', async (trace) => {
    const { provider, handle } = recogniseAnswer(core, message)
    if (connectionId === undefined && !hasSharedAnswers(core, provider)) {
      // Behind a proxy that cuts paths: one connection's answer would pass at any other's address.
      throw new SsoError('login_flow_mismatch', {
        message: 'The path of the request names no connection; pass `connectionId`.',
      })
    }
    checkHop(message, request, core.config.baseUrl)
    const located = await locate(core, request, message, { provider, handle })
    if (located.kind === 'hop') {
      const address = core.config.baseUrl + new URL(request.url).pathname
      const again = browserInstruction([], () => hopPage(address, message, provider, request))
      return { result: { kind: 'continue', ...again }, correlationId: randomToken(9) }
    }
    if (located.kind === 'unsolicited') {
      const target = connectionId === undefined ? undefined : { connectionId }
      const policy = await unsolicitedPolicy(core, provider, connectionId)
      // Where to go afterwards is all that such an answer may say about itself.
      const returnTo = message.parameters.get('RelayState')
      if (policy === 'restart') {
        const result = await restartLogin(core, request, target, returnTo)
        return { result, correlationId: randomToken(9) }
      }
      const { baseUrl, allowedReturnOrigins } = core.config
      return complete(core, {
        ...{ message, provider, trace, flow: undefined, cookies: [] },
        connectionId: connectionId ?? '',
        correlationId: randomToken(9),
        returnTo: safeReturnTo(returnTo, baseUrl, allowedReturnOrigins),
        initiatedBy: 'idp',
      })
    }
    const { flow } = located
    const correlationId = await flowId(flow.handle)
    const cookies = [await flowCookies(core).close(flow)]
    try {
      checkFlow(flow, {
        handle: located.handle,
        connectionId,
        baseUrl: core.config.baseUrl,
        purposes: ['login'],
        now: core.config.clock(),
      })
    } catch (error) {
      throw failed(core, error, { connectionId: flow.connectionId, correlationId, cookies }, 0)
    }
    return complete(core, {
      ...{ message, provider, trace, flow, cookies, correlationId },
      connectionId: flow.connectionId,
      returnTo: flow.returnTo,
      initiatedBy: flow.initiatedBy,
    })
  })
}

/** An answer, and what it is allowed to become. */
interface Step {
  readonly message: InboundMessage
  readonly provider: SsoProvider
  readonly trace: TraceContext
  readonly connectionId: string
  readonly correlationId: string
  /** `undefined` for an unsolicited answer. */
  readonly flow: Flow | undefined
  readonly returnTo: string
  readonly initiatedBy: Login['authentication']['initiatedBy']
  /** Those that close the flow, whatever comes of the answer. */
  readonly cookies: readonly BrowserCookie[]
}

async function complete(core: Core, step: Step): Promise<CompletedCallback> {
  const startedAt = core.config.clock().getTime()
  const milliseconds = () => core.config.clock().getTime() - startedAt
  const { correlationId, cookies } = step
  step.trace.correlationId = correlationId
  try {
    const login = await finish(core, step)
    const { connectionId, organizationId } = login
    core.emit({
      type: 'login.succeeded',
      access: login.access.kind,
      milliseconds: milliseconds(),
      ...{ connectionId, organizationId, correlationId },
    })
    const instruction = browserInstruction(cookies, () => redirect(login.returnTo))
    return { result: { kind: 'login', login, ...instruction }, correlationId }
  } catch (error) {
    throw failed(core, error, step, milliseconds())
  }
}

/** Reports a failure and ties it to the page that the person will see. */
function failed(
  core: Core,
  error: unknown,
  {
    connectionId,
    correlationId,
    cookies,
  }: Pick<Step, 'connectionId' | 'correlationId' | 'cookies'>,
  milliseconds: number,
): SsoError {
  const known = toSsoError(error)
  const { code } = known
  const about = { connectionId, correlationId }
  if (code === 'login_replayed') core.emit({ type: 'login.replayed', ...about })
  core.emit({ type: 'login.failed', code, milliseconds, ...about })
  attachFailure(known, { cookies, correlationId, connectionId })
  return known
}

/** Which protocol's answer this is, and to which request of ours. */
function recogniseAnswer(
  core: Core,
  message: InboundMessage,
): { provider: SsoProvider; handle: string | undefined } {
  const { provider, recognition } = recognise(core, message) ?? {}
  if (provider && recognition?.kind === 'answer') return { provider, handle: recognition.handle }
  throw new SsoError('login_unsolicited', {
    message: 'The request to the callback address carries no answer of an identity provider.',
  })
}

async function finish(core: Core, step: Step): Promise<Login> {
  const { flow, message, trace, returnTo, initiatedBy } = step
  const active = await reload(core, step)
  const { record, verifiedDomains } = active.loaded
  const { id: connectionId, organizationId } = record.connection
  trace.connectionId = connectionId
  await core.checkEntitlement(organizationId)

  const answer = await verifyAnswer(core, active, flow, message)
  const identity = buildIdentity(answer, active.live.claims, { verifiedDomains })
  const { access, account } = await admit(core, active, identity, core.config.clock())
  const session = await createSession(core, active, identity, answer, account)
  afterLogin(core, active)

  const { at, acr, amr } = answer.authentication
  return {
    connectionId,
    organizationId,
    identity,
    access,
    session,
    returnTo,
    ...(account ? { account } : {}),
    authentication: {
      at: at.toISOString(),
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
      initiatedBy,
    },
  }
}

/** The connection as it is now: disabled, removed or re-pointed since the start means no (rule T2). */
async function reload(
  core: Core,
  { connectionId, provider, flow }: Step,
): Promise<ActiveConnection> {
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== connectionId) {
    throw new SsoError('connection_not_found', { connectionId })
  }
  const active = activeConnection(core, loaded)
  const isSame = flow === undefined || (await trustDigest(active)) === flow.trust
  if (active.provider !== provider || !isSame) {
    throw new SsoError('connection_changed', { connectionId })
  }
  return active
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
