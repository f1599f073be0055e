import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'
import { SsoError } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { OidcTrust } from './metadata.ts'

/**
 * How the client proves itself at the token endpoint: as configured, else what the provider
 * supports, basic first (its default, OpenID Connect Discovery section 3).
 *
 * @throws {SsoError} `connection_secret_missing`
 */
export async function clientAuthentication(
  settings: Pick<OidcSettings, 'clientAuthentication'>,
  metadata: OidcTrust['metadata'],
  secret: (field: string) => Promise<string | undefined>,
): Promise<ClientAuth> {
  if (settings.clientAuthentication === 'none') return None()
  const clientSecret = await secret('clientSecret')
  if (clientSecret === undefined) throw new SsoError('connection_secret_missing')
  const supported = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const isPost =
    settings.clientAuthentication === 'client_secret_post' ||
    (settings.clientAuthentication === 'auto' &&
      !supported.includes('client_secret_basic') &&
      supported.includes('client_secret_post'))
  return isPost ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret)
}
