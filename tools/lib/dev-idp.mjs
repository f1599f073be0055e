/** The development identity provider for an example. */

/**
 * Starts it in this process, for an app on `localhost` at that port. ssokit has to be built.
 *
 * @param {number} appPort
 * @param {number} port
 * @returns {Promise<{ env: Record<string, string>, close(): Promise<void> }>} `env`: what the example
 *   has to know
 */
export async function startDevIdpFor(appPort, port) {
  // Only now, since it takes a moment, and the build may have been missing before.
  const { startDevIdp } = await import('../../examples/dev-idp/index.js')
  const { createMockKeyPair } = await import('ssokit/testing')
  const app = `http://localhost:${appPort}`
  const { issuer, client, samlMetadataUrl, close } = await startDevIdp({
    port,
    redirectUris: [`${app}/sso/*/callback`],
    postLogoutRedirectUris: [`${app}/`],
    acsUrls: [`${app}/sso/*/acs`],
    samlKey: createMockKeyPair(),
  })
  const env = {
    PORT: String(appPort),
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.clientId,
    OIDC_CLIENT_SECRET: client.clientSecret,
    SAML_METADATA_URL: samlMetadataUrl,
  }
  return { env, close }
}
