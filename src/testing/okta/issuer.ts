import type { AuthorizationServer, OidcClient, OktaState } from './state.ts'

/** Where the endpoints of a server are, without `/v1`. */
export function pathOf({ id }: AuthorizationServer): string {
  return id === undefined ? '/oauth2' : `/oauth2/${id}`
}

/**
 * The issuer of tokens. `Dynamic` follows the host that was asked, which may be a domain of the
 * customer's own; of the org authorization server each app decides for itself.
 *
 * @param client whose tokens they are; of the document, whose `client_id` it was asked with
 */
export function issuerOf(
  { orgUrl }: OktaState,
  { id, settings }: AuthorizationServer,
  client: OidcClient | undefined,
  host: string,
): string {
  if (id !== undefined) {
    const isDynamic = settings.issuer === 'dynamic'
    return `${isDynamic ? `https://${host}` : orgUrl}/oauth2/${id}`
  }
  const isDynamic = client !== undefined && client.settings.idTokenIssuer !== 'okta_url'
  return isDynamic ? `https://${host}` : orgUrl
}
