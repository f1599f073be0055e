/** The development identity provider for an example. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What connections of an earlier start rely on. Guards nothing: anybody may be anybody there.
 *
 * @typedef {{ port: number, clientSecret: string, samlKey: { privateKey: string, certificate: string } }} Identity
 */

/**
 * @param {string} file
 * @returns {Identity | undefined} of the last start
 */
export function readIdentity(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw new Error(`${file} is damaged; remove its folder to begin anew.`, { cause: error })
  }
}

/**
 * @param {string} file
 * @param {Identity} identity
 */
export function writeIdentity(file, identity) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(identity)}\n`, { mode: 0o600 })
}

/**
 * Starts it in this process, for an app on `localhost` at that port. ssokit has to be built.
 *
 * @param {number} appPort
 * @param {number} port
 * @param {Identity} [known] to be the same as in an earlier start
 * @returns {Promise<{ env: Record<string, string>, identity: Identity, close(): Promise<void> }>} `env`:
 *   what the example has to know
 */
export async function startDevIdpFor(appPort, port, known) {
  // Only now, since it takes a moment, and the build may have been missing before.
  const { startDevIdp } = await import('../../examples/dev-idp/index.js')
  const { createMockKeyPair } = await import('ssokit/testing')
  const app = `http://localhost:${appPort}`
  const samlKey = known?.samlKey ?? createMockKeyPair()
  const { issuer, client, samlMetadataUrl, close } = await startDevIdp({
    port,
    ...(known ? { clientSecret: known.clientSecret } : {}),
    // The last two are routes of the examples' own.
    redirectUris: [
      `${app}/sso/*/callback`,
      `${app}/accounts/auth/okta/callback`,
      `${app}/oidc/callback`,
    ],
    postLogoutRedirectUris: [`${app}/sso/*/logout/return`],
    acsUrls: [`${app}/sso/*/acs`],
    samlKey,
  })
  const env = {
    PORT: String(appPort),
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.clientId,
    OIDC_CLIENT_SECRET: client.clientSecret,
    SAML_METADATA_URL: samlMetadataUrl,
  }
  return { env, identity: { port, clientSecret: client.clientSecret, samlKey }, close }
}
