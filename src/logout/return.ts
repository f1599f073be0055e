import type { Core } from '../core/core.ts'
import { isSsoError, type SsoError, toSsoError } from '../errors.ts'
import { checkFlow, type Flow, flowId } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { checkHop, hopPage } from '../http/hop.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import { locate } from '../login/locate.ts'
import { reload } from '../login/reload.ts'
import { providerContext } from '../core/connection-context.ts'
import type { LogoutResult } from '../types/login.ts'
import type { InboundMessage, SsoProvider } from '../types/provider.ts'

type Returned = Extract<LogoutResult, { kind: 'returned' }>

/**
 * Somebody comes back with our `state` (OpenID Connect RP-Initiated Logout section 3). It is compared
 * with the flow of this browser (rule L3), which says where to go; nothing else about it matters, since
 * the session ended before the way out.
 *
 * @returns `undefined` where this browser is not on its way back from a sign-out
 */
export async function completeReturn(
  core: Core,
  request: Request,
  { parameters }: InboundMessage,
  connectionId: string | undefined,
): Promise<Returned | undefined> {
  const handle = parameters.get('state')
  if (handle === undefined) return undefined
  try {
    const flow = await flowCookies(core).find(request, handle)
    checkPurpose(core, flow, handle, connectionId)
    return await returned(core, flow, true)
  } catch (error) {
    if (isNobodys(error)) return undefined
    throw error
  }
}

/**
 * The provider's answer to our own request, as a message that is verified (rule S24). A forged one is
 * refused and leaves the flow open for the honest one. Without a flow of this browser it is nobody's,
 * and all that is left to do is to go on.
 *
 * @throws {SsoError} whatever the provider refuses the message for
 */
export async function completeAnswer(
  core: Core,
  request: Request,
  message: InboundMessage,
  answer: {
    readonly provider: SsoProvider
    readonly handle: string | undefined
    readonly connectionId: string | undefined
  },
): Promise<Exclude<LogoutResult, { kind: 'received' }>> {
  const { provider, connectionId } = answer
  const found = await find(core, request, message, answer)
  if (found === 'hop') {
    const address = core.config.baseUrl + new URL(request.url).pathname
    const again = browserInstruction([], () => hopPage(address, message, provider, request))
    return { kind: 'continue', ...again }
  }
  if (!found) return strayReturn(core, connectionId)
  return returned(core, found, await isConfirmed(core, found, provider, message))
}

/** Back from nowhere: nothing is known of it, and nothing is left to be done. */
export function strayReturn(core: Core, connectionId: string | undefined): Returned {
  const about = connectionId === undefined ? {} : { connectionId }
  core.emit({ type: 'logout.completed', confirmed: false, ...about })
  const instruction = browserInstruction([], () => redirect('/'))
  return { kind: 'returned', confirmed: false, returnTo: '/', ...about, ...instruction }
}

async function returned(core: Core, flow: Flow, confirmed: boolean): Promise<Returned> {
  const { connectionId, returnTo, handle } = flow
  const correlationId = await flowId(handle)
  core.emit({ type: 'logout.completed', confirmed, connectionId, correlationId })
  const cookies = [await flowCookies(core).close(flow)]
  const instruction = browserInstruction(cookies, () => redirect(returnTo))
  return { kind: 'returned', confirmed, connectionId, returnTo, ...instruction }
}

/** The flow serves this purpose and no other; a sign-in that is under way is left alone (rule F1). */
function checkPurpose(
  core: Core,
  flow: Flow,
  handle: string,
  connectionId: string | undefined,
): void {
  const { baseUrl, clock } = core.config
  checkFlow(flow, { handle, baseUrl, connectionId, purposes: ['logout'], now: clock() })
}

async function find(
  core: Core,
  request: Request,
  message: InboundMessage,
  { provider, handle, connectionId }: Parameters<typeof completeAnswer>[3],
): Promise<Flow | 'hop' | undefined> {
  try {
    checkHop(message, request, core.config.baseUrl)
    const located = await locate(core, request, message, { provider, handle })
    if (located.kind === 'hop') return 'hop'
    if (located.kind === 'unsolicited') return undefined
    checkPurpose(core, located.flow, located.handle, connectionId)
    return located.flow
  } catch (error) {
    if (isNobodys(error)) return undefined
    throw error
  }
}

/**
 * The connection is asked as it is now. One that is gone, or trusts others since, can confirm nothing;
 * the person is back all the same (rule T2).
 */
async function isConfirmed(
  core: Core,
  flow: Flow,
  provider: SsoProvider,
  message: InboundMessage,
): Promise<boolean> {
  const active = await reload(core, flow.connectionId, flow.trust).catch(unlessGone)
  if (active?.provider !== provider || !provider.finishLogout) return false
  const { record } = active.loaded
  const context = await providerContext(core, record, active.live, record.sealed.live ?? {})
  const { handle, data } = flow
  const { confirmed } = await provider.finishLogout({ ...context, handle, flow: data, message })
  return confirmed === true
}

function unlessGone(error: unknown): undefined {
  const gone = ['connection_not_found', 'connection_not_active', 'connection_changed'] as const
  if (gone.some((code) => isSsoError(error, code))) return undefined
  throw error
}

const isNobodys = (error: unknown): error is SsoError =>
  (['login_flow_missing', 'login_flow_mismatch', 'login_flow_expired'] as const).some((code) =>
    isSsoError(toSsoError(error), code),
  )
