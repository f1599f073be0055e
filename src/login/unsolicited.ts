import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
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
  if (!loaded) throw connectionError('connection_not_found', { connectionId })
  const active = activeConnection(core, loaded)
  const isOurs = active.provider === provider
  const policy = isOurs ? provider.unsolicited?.(active.live.settings as JsonObject) : undefined
  if (policy === 'restart' || policy === 'accept') return policy
  // Where the protocol knows such answers, a setting decides and no tile of the provider does.
  const hint = 'Start the sign-in in the application, or allow it with `idpInitiated`.'
  const explained = policy === 'refuse' ? { hint } : {}
  throw new SsoError('login_unsolicited', { connectionId, ...explained })
}
