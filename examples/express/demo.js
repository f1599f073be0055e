// @ts-check
/** What only this demo needs: your product has customers, a database and the DNS of the world. */
import { randomBytes } from 'node:crypto'
import { createSso, systemActor } from 'ssokit'
import { nodeDns } from 'ssokit/dns/node'
import { createTestDnsServer } from 'ssokit/testing'

export const ORGANIZATION = 'acme'

const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SAML_METADATA_URL } = process.env
if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) {
  console.error('Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or use: npm run demo')
  process.exit(1)
}
const issuer = new URL(OIDC_ISSUER)
const isLocal = issuer.protocol === 'http:'
const settings = { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID }
const secrets = { clientSecret: OIDC_CLIENT_SECRET }

/** Only public https is called by default. An identity provider on this machine is named here. */
export const network = isLocal ? { privateHosts: [issuer.host] } : {}

/** With an identity provider on this machine, DNS is on this machine too, and anybody may publish. */
const dnsServer = isLocal ? await createTestDnsServer() : undefined
export const dns = dnsServer ? nodeDns({ servers: [dnsServer.address] }) : nodeDns()
export const publishTxt = dnsServer?.setTxt

/** To try out the settings page with. */
export const sampleValues = isLocal
  ? {
      'settings.issuer': settings.issuer,
      'settings.clientId': settings.clientId,
      'secrets.clientSecret': secrets.clientSecret,
      'settings.metadataUrl': SAML_METADATA_URL ?? '',
    }
  : undefined

/**
 * Two connections that work at once, though no admin has tested them: this needs an `Sso` of its own,
 * since nobody skips a gate.
 *
 * @param {import('ssokit').SsoConfig<import('ssokit/node').NodeContext>} config
 */
export async function connectAtOnce(config) {
  const { connections } = createSso({ ...config, activation: { requires: [] } })
  /** @param {Parameters<typeof connections.create>[0]} input */
  const connect = async (input) => {
    const access = /** @type {const} */ ({ linking: 'organization_member' })
    const created = { ...input, access, organizationId: ORGANIZATION }
    const { id } = await connections.create(created, { actor: systemActor })
    const { fields } = await connections.setup(id)
    for (const { label, value } of fields) console.log(`  ${label}: ${value}`)
    await connections.activate(id, { actor: systemActor })
  }
  console.log('Enter at your identity provider (new with every start, since the storage forgets):')
  const isOkta = /\.okta(preview)?\.com$/.test(issuer.hostname)
  const description = isOkta ? 'Okta' : 'SSO'
  const claims = { groups: 'groups' }
  await connect({ protocol: 'oidc', description, settings, secrets, claims })
  if (!SAML_METADATA_URL) return
  const metadata = { metadataUrl: SAML_METADATA_URL, idpInitiated: 'restart' }
  await connect({ protocol: 'saml', description: 'SAML', settings: metadata })
}

/**
 * The owner who sets everything up, and somebody who has used a password until now.
 *
 * @param {import('./members.js').Members} members
 */
export async function addPeople(members) {
  const password = randomBytes(6).toString('base64url')
  const facts = { organizationId: ORGANIZATION, isEmailVerified: true }
  const email = 'olive@acme.example'
  const [owner, ben] = [
    members.add({ ...facts, email, roles: ['admin'], isOwner: true, isExempt: true }),
    members.add({ ...facts, email: 'ben@acme.example', roles: ['member'] }),
  ]
  await members.setPassword(owner, password)
  await members.setPassword(ben, password)
  return { email, password }
}
