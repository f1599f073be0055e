import { sentenceOf } from '../errors.ts'
import type { DiscoveryContext } from './discovery.ts'
import type { StandaloneNetwork } from './standalone-network.ts'
import type { Transport } from './transport.ts'
import { oidcError } from './error.ts'

/**
 * Builds the network guard for one call of a function that is used without `createSso`.
 *
 * @throws {SsoError} `config_invalid`
 */
export async function openNetwork(
  options: StandaloneNetwork,
): Promise<Transport & DiscoveryContext> {
  const [{ createNetwork }, { resolveNetworkPolicy }] = await Promise.all([
    import('../http/network/guard.ts'),
    import('../http/network/policy.ts'),
  ])
  // There is no `baseUrl` to tell development from production; naming a loopback host tells it.
  const { policy, issues } = resolveNetworkPolicy(options.network, 'http://localhost')
  if (issues.length > 0) throw oidcError('config_invalid', { message: sentenceOf(issues), issues })
  const { fetchFor, isAllowedUrl, allowsHttp } = createNetwork({ policy, fetch: options.fetch })
  return { fetch: fetchFor(''), isAllowedUrl, allowsHttp }
}
