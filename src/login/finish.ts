import { matchPaths } from '../config/paths.ts'
import { hasSharedCallback, providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { refreshTrustLater } from '../core/refresh-trust.ts'
import { sha256 } from '../crypto/digest.ts'
import { SsoError, toSsoError } from '../errors.ts'
import { checkFlow, type Flow, flowExpiry, flowId } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { readMessage } from '../http/message.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import { buildIdentity } from '../identity/identity.ts'
import { type TraceContext, traced } from '../telemetry/tracing.ts'
import type { CallbackResult, Login } from '../types/login.ts'
import type { InboundMessage, ProviderAnswer, SsoProvider } from '../types/provider.ts'
import { admit } from './accounts.ts'
import { attachFailure } from './failure.ts'
import { createSession } from './session.ts'
import { activeConnection, type ActiveConnection } from './target.ts'
import { trustDigest } from './trust-digest.ts'

/** A reservation outlives its flow by this much, so that clocks of several hosts may differ. */
const RESERVATION_MARGIN_MILLISECONDS = 300_000

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
  const connectionId = options.connectionId ?? connectionInPath(core, request)
  const message = await readMessage(request)
  return (await completeCallback(core, request, message, connectionId)).result
}

export interface CompletedCallback {
  readonly result: CallbackResult
  readonly correlationId: string
}

/** The same for an answer that was read already. `request` is asked for its cookies only. */
export function completeCallback(
  core: Core,
  request: Request,
  message: InboundMessage,
  connectionId: string | undefined,
): Promise<CompletedCallback> {
  return traced('handleCallback', async (trace) => {
    const startedAt = core.config.clock().getTime()
    const { provider, handle } = recogniseAnswer(core, message)
    if (connectionId === undefined && !hasSharedCallback(core)) {
      // Behind a proxy that cuts paths: one connection's answer would pass at any other's address.
      throw new SsoError('login_flow_mismatch', {
        message: 'The path of the request names no connection; pass `connectionId`.',
      })
    }
    const flows = flowCookies(core)
    const flow = await flows.find(request, handle)
    const correlationId = await flowId(handle)
    trace.correlationId = correlationId
    const milliseconds = () => core.config.clock().getTime() - startedAt
    const clearFlow = await flows.close(flow)
    try {
      checkFlow(flow, {
        handle,
        connectionId,
        baseUrl: core.config.baseUrl,
        purposes: ['login'],
        now: core.config.clock(),
      })
      const login = await finish(core, { flow, message, provider, trace })
      core.emit({
        type: 'login.succeeded',
        access: login.access.kind,
        milliseconds: milliseconds(),
        connectionId: login.connectionId,
        organizationId: login.organizationId,
        correlationId,
      })
      const instruction = browserInstruction([clearFlow], () => redirect(login.returnTo))
      return { result: { kind: 'login', login, ...instruction }, correlationId }
    } catch (error) {
      const known = toSsoError(error)
      const { code } = known
      const about = { connectionId: flow.connectionId, correlationId }
      if (code === 'login_replayed') core.emit({ type: 'login.replayed', ...about })
      core.emit({ type: 'login.failed', code, milliseconds: milliseconds(), ...about })
      attachFailure(known, { cookies: [clearFlow], correlationId })
      throw known
    }
  })
}

/** Which protocol's answer this is, and to which request of ours. */
function recogniseAnswer(
  core: Core,
  message: InboundMessage,
): { provider: SsoProvider; handle: string } {
  for (const provider of core.config.providers) {
    const recognition = provider.recognise(message)
    if (recognition?.kind === 'unsolicited') throw new SsoError('login_unsolicited')
    if (recognition?.kind === 'answer') return { provider, handle: recognition.handle }
  }
  throw new SsoError('login_unsolicited', {
    message: 'The request to the callback address carries no answer of an identity provider.',
  })
}

function connectionInPath(core: Core, request: Request): string | undefined {
  const matches = matchPaths(core.config.paths, new URL(request.url).pathname)
  return matches.find(({ parameter }) => parameter !== undefined)?.parameter
}

async function finish(
  core: Core,
  step: { flow: Flow; message: InboundMessage; provider: SsoProvider; trace: TraceContext },
): Promise<Login> {
  const { flow, message, trace } = step
  const active = await reload(core, flow, step.provider)
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
    returnTo: flow.returnTo,
    ...(account ? { account } : {}),
    authentication: {
      at: at.toISOString(),
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
      initiatedBy: flow.initiatedBy,
    },
  }
}

/** The connection as it is now: disabled, removed or re-pointed since the start means no (rule T2). */
async function reload(core: Core, flow: Flow, provider: SsoProvider): Promise<ActiveConnection> {
  const [loaded] = await core.storage.connections.load({ id: flow.connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== flow.connectionId) {
    throw new SsoError('connection_not_found', { connectionId: flow.connectionId })
  }
  const active = activeConnection(core, loaded)
  if (active.provider !== provider || (await trustDigest(active)) !== flow.trust) {
    throw new SsoError('connection_changed', { connectionId: flow.connectionId })
  }
  return active
}

/** Runs the provider and insists that it made the answer unusable for a second time (rule S18). */
async function verifyAnswer(
  core: Core,
  active: ActiveConnection,
  flow: Flow,
  message: InboundMessage,
): Promise<ProviderAnswer> {
  const { record } = active.loaded
  const { connectionId } = flow
  let isReserved = false
  const answer = await active.provider.finishLogin({
    ...(await providerContext(core, record, active.live, record.sealed.live ?? {})),
    handle: flow.handle,
    flow: flow.data,
    message,
    async reserve() {
      const key = `flow:${await sha256(JSON.stringify([connectionId, flow.handle]))}`
      const until = new Date(flowExpiry(flow).getTime() + RESERVATION_MARGIN_MILLISECONDS)
      const { ephemeral } = core.storage
      if ((await ephemeral.reserve([key], until, core.config.clock())) !== true) {
        throw new SsoError('login_replayed', { connectionId })
      }
      isReserved = true
    },
  })
  if (!isReserved) {
    throw new SsoError('internal_error', {
      message: `The provider ${active.provider.protocol} finished a sign-in without reserving it.`,
      connectionId,
    })
  }
  return answer
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
