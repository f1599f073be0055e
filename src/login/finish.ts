import { matchPaths } from '../config/paths.ts'
import { hasSharedAnswers } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { recognise, restartTarget } from '../core/recognise.ts'
import { randomToken } from '../crypto/random.ts'
import { connectionError } from '../connection/error.ts'
import { SsoError } from '../errors.ts'
import { checkFlow, type Flow, flowId, type FlowPurpose } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { checkHop, hopPage } from '../http/hop.ts'
import { readMessage } from '../http/message.ts'
import { browserInstruction } from '../http/responses.ts'
import { withoutMark } from '../logout/signed-out.ts'
import { type TraceContext, traced } from '../telemetry/tracing.ts'
import { recordAttempt } from '../trace/record.ts'
import { noteConnection, startTrail } from '../trace/trail.ts'
import type { CallbackResult, Login } from '../types/login.ts'
import type { InboundMessage, SsoProvider } from '../types/provider.ts'
import { admit } from './accounts.ts'
import { checkContext, endReplaced, replacedSession } from './bound-session.ts'
import { identify } from './identify.ts'
import type { CompletedCallback } from './completed-callback.ts'
import { closedJoin } from './join-cookie.ts'
import { locate } from './locate.ts'
import { reload } from './reload.ts'
import { restartLogin } from './restart.ts'
import { type Attempt, failed, signIn, succeeded } from './sign-in.ts'
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
  if (recognition?.kind === 'unsolicited' && routeOf(core, request) !== 'silent') {
    const { connectionId } = options
    const target =
      connectionId === undefined ? restartTarget(matches, recognition) : { connectionId }
    return restartLogin(core, request, target)
  }
  const connectionId =
    options.connectionId ?? matches.find(({ parameter }) => parameter !== undefined)?.parameter
  const { result } = await completeCallback(core, request, message, connectionId)
  // No hook comes after this; what the host does with the result is its own.
  if ('login' in result && result.login) await endReplaced(core, result.login)
  return result
}

/** Which answers come to the address of this request; a host's own route may get either kind. */
function routeOf(core: Core, request: Request): 'silent' | 'visible' | 'unknown' {
  const keys = matchPaths(core.config.paths, new URL(request.url).pathname).map(({ key }) => key)
  if (keys.includes('silentCallback')) return 'silent'
  return keys.length > 0 ? 'visible' : 'unknown'
}

/** The same for an answer that was read already. `request` is asked for its cookies and address only. */
export async function completeCallback(
  core: Core,
  request: Request,
  message: InboundMessage,
  connectionId: string | undefined,
): Promise<CompletedCallback> {
  const route = routeOf(core, request)
  const completeFor = (purposes: readonly FlowPurpose[]) =>
    completeAnswer(core, request, message, connectionId, purposes)
  if (route === 'visible') return completeFor(['login', 'test', 'step_up'])
  const { originOfAnswer, silently } = await import('./silent.ts')
  const origin = await originOfAnswer(core, request, message)
  if (route === 'unknown' && origin === undefined) return completeFor(['login', 'test', 'step_up'])
  const completed = await silently(core, origin, () => completeFor(['silent']))
  return { ...completed, ...(origin === undefined ? {} : { origin }) }
}

function completeAnswer(
  core: Core,
  request: Request,
  message: InboundMessage,
  connectionId: string | undefined,
  purposes: readonly FlowPurpose[],
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
        trail: startTrail('login', 'idp', 'connection'),
        ...{ message, provider, trace, flow: undefined, cookies: closedJoin(core, request) },
        connectionId: connectionId ?? '',
        correlationId: randomToken(9),
        returnTo: safeReturnTo(returnTo, baseUrl, allowedReturnOrigins),
        initiatedBy: 'idp',
      })
    }
    const { flow } = located
    const correlationId = await flowId(flow.handle)
    const cookies = [await flowCookies(core).close(flow), ...closedJoin(core, request)]
    const { connectionId: id, initiatedBy, purpose } = flow
    const trail = startTrail(purpose === 'test' ? 'test' : 'login', initiatedBy, 'flow')
    try {
      checkFlow(flow, {
        handle: located.handle,
        connectionId,
        baseUrl: core.config.baseUrl,
        purposes,
        now: core.config.clock(),
      })
    } catch (error) {
      throw failed(core, error, { connectionId: id, correlationId, cookies, trail }, 0)
    }
    trail.reached.push('connection')
    if (purpose === 'test') {
      // It never comes near what makes a login (rule F1).
      const { finishTest } = await import('./test-finish.ts')
      const attempt = { flow, message, provider, trace, cookies, correlationId, trail }
      return { result: await finishTest(core, attempt), correlationId }
    }
    return complete(core, {
      ...{ message, provider, trace, flow, cookies, correlationId, trail, initiatedBy },
      isSilent: purpose === 'silent',
      connectionId: id,
      returnTo: flow.returnTo,
    })
  })
}

/** An answer, and what it is allowed to become. */
interface Step extends Attempt {
  readonly message: InboundMessage
  readonly provider: SsoProvider
  readonly trace: TraceContext
  /** `undefined` for an unsolicited answer. */
  readonly flow: Flow | undefined
  readonly returnTo: string
  readonly initiatedBy: Login['authentication']['initiatedBy']
}

async function complete(core: Core, step: Step): Promise<CompletedCallback> {
  const startedAt = core.config.clock().getTime()
  const milliseconds = () => core.config.clock().getTime() - startedAt
  const { correlationId } = step
  step.trace.correlationId = correlationId
  try {
    const result = await finish(core, step, milliseconds)
    return { result, correlationId }
  } catch (error) {
    throw failed(core, error, step, milliseconds())
  }
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

async function finish(core: Core, step: Step, milliseconds: () => number): Promise<CallbackResult> {
  const { flow, message, trace, returnTo, initiatedBy, correlationId, cookies, trail } = step
  const active = await reload(core, step.connectionId, flow?.trust)
  const { id: connectionId, organizationId } = active.loaded.record.connection
  if (active.provider !== step.provider) {
    throw connectionError('connection_changed', { connectionId })
  }
  trace.connectionId = connectionId
  noteConnection(trail, active.loaded.record.connection, active.live)
  await core.checkEntitlement(organizationId)

  const answer = await verifyAnswer(core, active, flow, message, trail)
  // What the answer says counts from when it came (rule T3), whatever takes time after that.
  const asOf = core.config.clock()
  await checkContext(flow?.contexts, answer.authentication, connectionId)
  trail.reached.push('claims')
  const identity = await identify(core, active.loaded, active.live.claims, answer)
  const person = { connectionId, issuer: identity.issuer, subject: identity.subject }
  const replaced = await replacedSession(core, flow, person, answer.authentication)
  trail.identity = identity
  const admission = await admit(core, active, { identity, asOf, correlationId, trail })
  if (admission.kind === 'join') {
    const { needs } = admission
    const pending = { active, identity, answer, needs, asOf, returnTo, initiatedBy, correlationId }
    const { beginJoin } = await import('./join-start.ts')
    const result = await beginJoin(core, pending, cookies)
    const ending = { connectionId, correlationId, milliseconds: milliseconds() }
    recordAttempt(core, trail, { ...ending, outcome: 'join' })
    return result
  }
  trail.reached.push('session')
  const arrival = {
    ...{ identity, answer, admitted: admission, returnTo, initiatedBy },
    ...(replaced ? { replaced } : {}),
  }
  const login = await signIn(core, active, arrival)
  return succeeded(core, login, await withoutMark(core, active, step), milliseconds())
}
