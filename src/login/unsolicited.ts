import type { Core } from '../core/core.ts'
import { SsoError } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import type { SsoProvider } from '../types/provider.ts'
import { activeConnection } from './target.ts'

/**
 * What the connection of this address does with an answer that nobody asked for (rule S20). On an
 * address that serves several connections nobody can tell, so it is refused there.
 *
 * @throws {SsoError} `login_unsolicited`, `connection_not_found`, `connection_not_active`
 */
export async function unsolicitedPolicy(
  core: Core,
  provider: SsoProvider,
  connectionId: string | undefined,
): Promise<'restart' | 'accept'> {
  if (connectionId === undefined) throw new SsoError('login_unsolicited')
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  if (!loaded) throw new SsoError('connection_not_found', { connectionId })
  const active = activeConnection(core, loaded)
  const isOurs = active.provider === provider
  const policy = isOurs ? provider.unsolicited?.(active.live.settings as JsonObject) : undefined
  if (policy === 'restart' || policy === 'accept') return policy
  throw new SsoError('login_unsolicited', { connectionId })
}
