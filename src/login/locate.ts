import type { Core } from '../core/core.ts'
import { isSsoError, SsoError } from '../errors.ts'
import type { Flow } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { canHop } from '../http/hop.ts'
import type { InboundMessage, SsoProvider } from '../types/provider.ts'

/** What an answer belongs to, as far as this browser's cookies tell. */
export type Located =
  | { readonly kind: 'flow'; readonly flow: Flow; readonly handle: string }
  /** Perhaps the browser left its cookie at home: it is asked to post again, from our own site. */
  | { readonly kind: 'hop' }
  | { readonly kind: 'unsolicited' }

/**
 * Finds the flow that an answer continues: by its handle, else by the request that it says to answer.
 * Before the hop nothing of the message is decoded (rule F7). An answer that names a request without a
 * flow is refused and never taken for an unsolicited one (rule S20).
 *
 * @throws {SsoError} `login_flow_missing`, and what the provider refuses the message for
 */
export async function locate(
  core: Core,
  request: Request,
  message: InboundMessage,
  answer: { readonly provider: SsoProvider; readonly handle: string | undefined },
): Promise<Located> {
  const flows = flowCookies(core)
  const { provider, handle } = answer
  if (handle !== undefined) {
    try {
      return { kind: 'flow', flow: await flows.find(request, handle), handle }
    } catch (error) {
      if (!isSsoError(error, 'login_flow_missing')) throw error
      if (canHop(message)) return { kind: 'hop' }
      if (!provider.requestNamed) throw error
    }
  }
  const id = await provider.requestNamed?.(message)
  if (id === null) return { kind: 'unsolicited' }
  const flow = id === undefined ? undefined : await flows.findRequest(request, id)
  if (!flow) throw new SsoError('login_flow_missing')
  // It was found by what it asked, so the handle is its own.
  return { kind: 'flow', flow, handle: flow.handle }
}
