import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'
import { printable, type SsoError } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { ProviderContext } from '../types/provider.ts'
import type { OidcTrust } from './metadata.ts'
import { assertionHabits } from './vendors/client-assertions.ts'
import { oidcError } from './error.ts'

export interface ClientContext extends Pick<ProviderContext, 'profile' | 'secret' | 'now'> {
  /** That the request goes to: of some providers, the audience of assertions. */
  readonly endpoint: string
}

/** What a provider takes that says nothing about it (OpenID Connect Discovery section 3). */
const defaultMethods = ['client_secret_basic']

/**
 * How the client proves itself: as configured, whatever the provider says, else the strongest of
 * what it takes and what is stored: key, secret in the header, secret in the body. Going without
 * proof is never chosen, only configured.
 *
 * @throws {SsoError} `connection_secret_missing`, `connection_secret_unreadable`,
 *   `oidc_client_authentication_unsupported`, `oidc_client_key_invalid`
 */
export async function clientAuthentication(
  settings: Pick<OidcSettings, 'clientAuthentication' | 'issuer' | 'deviations'>,
  metadata: OidcTrust['metadata'],
  { profile, endpoint, secret, now }: ClientContext,
): Promise<ClientAuth> {
  const { clientAuthentication: wanted } = settings
  if (wanted === 'none') return None()
  const listed = metadata.token_endpoint_auth_methods_supported ?? []
  const supported = listed.length > 0 ? listed : defaultMethods
  const isPossible = (method: OidcSettings['clientAuthentication']) =>
    wanted === method || (wanted === 'auto' && supported.includes(method))

  if (isPossible('private_key_jwt')) {
    const privateKey = await secret('privateKey')
    if (privateKey !== undefined) {
      // Most connections have no key, and need none of its code.
      const { clientAssertion } = await import('./client-assertion.ts')
      const habits = assertionHabits(settings, profile)
      return clientAssertion(privateKey, metadata, { endpoint, habits, now })
    }
    if (wanted !== 'auto') throw missing('The private key is not entered.', 'Enter a private key.')
  }
  const clientSecret = await secret('clientSecret')
  if (clientSecret !== undefined) {
    if (isPossible('client_secret_basic')) return ClientSecretBasic(clientSecret)
    if (isPossible('client_secret_post')) return ClientSecretPost(clientSecret)
  } else if (wanted !== 'auto' || (await secret('privateKey')) === undefined) {
    throw missing('The client secret is not entered.', 'Enter the client secret.')
  }
  throw unsupported(supported, clientSecret !== undefined)
}

function missing(message: string, hint: string): SsoError {
  return oidcError('connection_secret_missing', { message, hint })
}

/** Only `auto` ends here, with a secret or a key stored that the provider does not say it takes. */
function unsupported(supported: readonly string[], hasSecret: boolean): SsoError {
  const names = supported.map(printable).slice(0, 10)
  const isKeyTaken = supported.includes('private_key_jwt')
  const [stored, method] = hasSecret
    ? ['client secret', 'client_secret_post']
    : ['private key', 'private_key_jwt']
  return oidcError('oidc_client_authentication_unsupported', {
    message: `The provider takes ${names.join(', ')}, and only a ${stored} is entered.`,
    hint: isKeyTaken
      ? 'Enter a private key, and its public half at the identity provider.'
      : `Enter what the provider takes; if its list is wrong, set clientAuthentication, for example to ${method}.`,
    detail: { supported: names },
  })
}
