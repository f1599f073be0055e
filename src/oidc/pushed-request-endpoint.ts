import type { OidcSettings } from '../types/connection.ts'
import type { OidcTrust } from './metadata.ts'
import { oidcError } from './error.ts'

/**
 * The endpoint to push the request to, or `undefined` where it travels through the browser. Pure.
 *
 * @throws {SsoError} `oidc_metadata_invalid` where the provider demands what it offers no address for
 */
export function pushedRequestEndpoint(
  { pushedAuthorizationRequests: wanted }: Pick<OidcSettings, 'pushedAuthorizationRequests'>,
  metadata: OidcTrust['metadata'],
): string | undefined {
  const isRequired = metadata.require_pushed_authorization_requests === true
  const { pushed_authorization_request_endpoint: endpoint } = metadata
  if (isRequired && endpoint === undefined) {
    throw oidcError('oidc_metadata_invalid', {
      message:
        'The provider requires pushed authorization requests and names no endpoint that may be called.',
      hint: 'Switch the requirement off at the identity provider, or make its endpoint public.',
      detail: { member: 'pushed_authorization_request_endpoint' },
    })
  }
  return isRequired || wanted !== 'when_required' ? endpoint : undefined
}
