// @ts-check
/** What only this demo needs: your product has customers, a database and the DNS of the world. */
import { randomBytes } from 'node:crypto'
import { createSso, systemActor } from 'ssokit'
import { nodeDns } from 'ssokit/dns/node'
import { createTestDnsServer } from 'ssokit/testing'

export const ORGANIZATION = 'acme'

const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET = '' } = process.env
const { SAML_METADATA_URL } = process.env
const issuer = OIDC_ISSUER === '' ? undefined : new URL(OIDC_ISSUER)
const isLocal = issuer?.protocol === 'http:' || issuer?.hostname.endsWith('.localhost') === true
const settings = { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID }
const secrets = { clientSecret: OIDC_CLIENT_SECRET }

/** Only public https is called by default. An identity provider on this machine is named here. */
export const network = issuer && isLocal ? { privateHosts: [issuer.host] } : {}

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

/** Nobody could sign in. */
export function requireProvider() {
  if (OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET) return
  console.error('Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or use: npm run demo')
  process.exit(1)
}

/**
 * Two connections that work at once, though no admin has tested them: this needs an `Sso` of its own,
 * since nobody skips a gate. Those of earlier starts stay as they are.
 *
 * @param {import('ssokit').SsoConfig<import('ssokit/node').NodeContext>} config
 */
export async function connectAtOnce(config) {
  const { connections } = createSso({ ...config, activation: { requires: [] } })
  if ((await connections.list(ORGANIZATION, { actor: systemActor })).length > 0) return
  /** @param {Parameters<typeof connections.create>[0]} input */
  const connect = async (input) => {
    const access = /** @type {const} */ ({ linking: 'organization_member' })
    // "Sign out everywhere" then ends the session at the identity provider as well.
    const session = { hasSingleLogout: true }
    const created = { ...input, access, session, organizationId: ORGANIZATION }
    const { id } = await connections.create(created, { actor: systemActor })
    const { fields } = await connections.setup(id)
    for (const { label, value } of fields) console.log(`  ${label}: ${value}`)
    await connections.activate(id, { actor: systemActor })
  }
  console.log('Enter at your identity provider:')
  const isOkta = /\.okta(preview)?\.com$/.test(issuer?.hostname ?? '')
  const description = isOkta ? 'Okta' : 'SSO'
  const claims = { groups: 'groups' }
  await connect({ protocol: 'oidc', description, settings, secrets, claims })
  if (!SAML_METADATA_URL) return
  const metadata = { metadataUrl: SAML_METADATA_URL, idpInitiated: 'restart' }
  await connect({ protocol: 'saml', description: 'SAML', settings: metadata })
}

/**
 * The owner who sets everything up, and somebody who has used a password until now. Only the digest of a
 * password is stored, so there is a new one with every start; who has none any more gets none.
 *
 * @param {import('./members.js').Members} members
 */
export async function addPeople(members) {
  const password = randomBytes(6).toString('base64url')
  const facts = { organizationId: ORGANIZATION, isEmailVerified: true }
  const email = 'olive@acme.example'
  const isFirstStart = !members.byEmail(email, ORGANIZATION)
  if (isFirstStart) {
    await members.add({ ...facts, email, roles: ['admin'], isOwner: true, isExempt: true })
    await members.add({ ...facts, email: 'ben@acme.example', roles: ['member'] })
  }
  for (const member of members.of(ORGANIZATION)) {
    const needsOne = isFirstStart || member.email === email || member.password !== undefined
    if (needsOne) await members.setPassword(member, password)
  }
  return { email, password }
}
