// @ts-check
/** What only this demo needs: your product has people with passwords, and the DNS of the world. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { nodeDns } from 'ssokit/dns/node'
import { createTestDnsServer } from 'ssokit/testing'

export async function startDemo() {
  const { OIDC_ISSUER = '', OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SAML_METADATA_URL } = process.env
  const issuer = OIDC_ISSUER === '' ? undefined : new URL(OIDC_ISSUER)
  const isLocal = issuer?.protocol === 'http:'
  // With an identity provider on this machine, DNS is on this machine too, and anybody may publish.
  const dnsServer = isLocal ? await createTestDnsServer() : undefined
  const password = randomBytes(12).toString('base64url')
  console.log(`To set up single sign-on, sign in as the owner with the password ${password}`)
  return {
    /** Only public https is called by default. An identity provider on this machine is named here. */
    network: isLocal ? { privateHosts: [issuer.host] } : {},
    dns: dnsServer ? nodeDns({ servers: [dnsServer.address] }) : nodeDns(),
    publishTxt: dnsServer?.setTxt,
    /** To try out the portal with. */
    sampleValues: isLocal
      ? {
          'settings.issuer': OIDC_ISSUER,
          'settings.clientId': OIDC_CLIENT_ID,
          'secrets.clientSecret': OIDC_CLIENT_SECRET,
          'settings.metadataUrl': SAML_METADATA_URL,
        }
      : {},
    /** The one who sets everything up; a new password with every start. */
    owner: 'Olive Owner',
    isOwner: (/** @type {string} */ typed) => timingSafeEqual(digest(typed), digest(password)),
  }
}

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest()
