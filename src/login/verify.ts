import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import { SsoError } from '../errors.ts'
import { type Flow, flowExpiry } from '../flow/flow.ts'
import type { Trail } from '../trace/trail.ts'
import type {
  FinishContext,
  InboundMessage,
  ProviderAnswer,
  ProviderContext,
  SsoProvider,
} from '../types/provider.ts'
import type { ActiveConnection } from './target.ts'

/** A reservation outlives its flow by this much, so that clocks of several hosts may differ. */
const RESERVATION_MARGIN_MILLISECONDS = 300_000

/** Runs the provider and insists that it made the answer unusable for a second time (rule S18). */
export async function verifyAnswer(
  core: Core,
  active: ActiveConnection,
  flow: Flow | undefined,
  message: InboundMessage,
  trail: Trail,
): Promise<ProviderAnswer> {
  const { record } = active.loaded
  const context = await providerContext(core, record, active.live, record.sealed.live ?? {})
  return verifyWith(core, { provider: active.provider, context }, flow, message, trail)
}

/** The same for any revision: `context` says which. */
export async function verifyWith(
  core: Core,
  { provider, context }: { readonly provider: SsoProvider; readonly context: ProviderContext },
  flow: Flow | undefined,
  message: InboundMessage,
  trail: Trail,
): Promise<ProviderAnswer> {
  const { connectionId } = context
  const reached = (step: string) => void trail.reached.push(step)
  let isReserved = false
  reached('answer')
  const answer = await provider.finishLogin({
    ...context,
    handle: flow?.handle ?? '',
    flow: flow?.data,
    message,
    reached,
    async reserve(unsolicited) {
      reached('single_use')
      const { key, until } = await reservation(connectionId, flow, unsolicited)
      const { ephemeral } = core.storage
      if ((await ephemeral.reserve([key], until, core.config.clock())) !== true) {
        throw new SsoError('login_replayed', { connectionId })
      }
      isReserved = true
    },
  })
  if (!isReserved) {
    throw new SsoError('internal_error', {
      message: `The provider ${provider.protocol} finished a sign-in without reserving it.`,
      connectionId,
    })
  }
  trail.isVerified = true
  return answer
}

/** What counts once: the flow, or where there was none the answer itself. */
async function reservation(
  connectionId: string,
  flow: Flow | undefined,
  unsolicited: Parameters<FinishContext['reserve']>[0],
): Promise<{ key: string; until: Date }> {
  const [kind, id, expiresAt] = flow
    ? (['flow', flow.handle, flowExpiry(flow)] as const)
    : (['answer', unsolicited?.id, unsolicited?.expiresAt] as const)
  if (id === undefined || !(expiresAt && expiresAt.getTime() > 0)) {
    throw new SsoError('internal_error', {
      message: 'The provider reserved an unsolicited answer without naming it.',
      connectionId,
    })
  }
  return {
    key: `${kind}:${await sha256(JSON.stringify([connectionId, id]))}`,
    until: new Date(expiresAt.getTime() + RESERVATION_MARGIN_MILLISECONDS),
  }
}
