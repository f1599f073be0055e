import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import { SsoError } from '../errors.ts'
import { type Flow, flowExpiry } from '../flow/flow.ts'
import type { FinishContext, InboundMessage, ProviderAnswer } from '../types/provider.ts'
import type { ActiveConnection } from './target.ts'

/** A reservation outlives its flow by this much, so that clocks of several hosts may differ. */
const RESERVATION_MARGIN_MILLISECONDS = 300_000

/** Runs the provider and insists that it made the answer unusable for a second time (rule S18). */
export async function verifyAnswer(
  core: Core,
  active: ActiveConnection,
  flow: Flow | undefined,
  message: InboundMessage,
): Promise<ProviderAnswer> {
  const { record } = active.loaded
  const connectionId = record.connection.id
  let isReserved = false
  const answer = await active.provider.finishLogin({
    ...(await providerContext(core, record, active.live, record.sealed.live ?? {})),
    handle: flow?.handle ?? '',
    flow: flow?.data,
    message,
    async reserve(unsolicited) {
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
      message: `The provider ${active.provider.protocol} finished a sign-in without reserving it.`,
      connectionId,
    })
  }
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
