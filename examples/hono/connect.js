// @ts-check
/**
 * Connects the app with one identity provider, named by environment variables, so that it works at once.
 * In your product the customers' admins do this alone, below `/sso/setup`.
 */
import { createSso, systemActor } from 'ssokit'

const { OIDC_ISSUER = '', OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SAML_METADATA_URL } = process.env
if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) {
  console.error('Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or use: npm run example')
  process.exit(1)
}

/** Only public https is called by default. An identity provider on this machine is named here. */
export const network = OIDC_ISSUER.startsWith('http:')
  ? { privateHosts: [new URL(OIDC_ISSUER).host] }
  : {}

const common = {
  claims: { groups: 'groups' },
  access: {
    roles: {
      groupsByRole: { admin: ['admins'], member: ['engineering'] },
      sync: /** @type {const} */ ('replace'),
      unmapped: /** @type {const} */ ('refuse'),
    },
  },
  // "Sign out everywhere" then ends the session at the identity provider as well.
  session: { hasSingleLogout: true },
}

/**
 * They work at once, though no admin has tested them: this needs an `Sso` of its own, since nobody
 * skips a gate.
 *
 * @param {import('ssokit').SsoConfig<any>} config
 * @param {string} organizationId
 */
export async function connect(config, organizationId) {
  const { connections } = createSso({ ...config, activation: { requires: [] } })
  /** @param {{ protocol: string, description: string, settings: object, secrets?: Record<string, string> }} input */
  const add = async (input) => {
    const created = { ...common, ...input, organizationId }
    const { id } = await connections.create(created, { actor: systemActor })
    await connections.activate(id, { actor: systemActor })
    const { fields } = await connections.setup(id)
    for (const { label, value } of fields) console.log(`  ${label}: ${value}`)
  }
  console.log('Enter at your identity provider:')
  await add({
    protocol: 'oidc',
    description: 'SSO',
    settings: { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID },
    secrets: { clientSecret: OIDC_CLIENT_SECRET ?? '' },
  })
  if (!SAML_METADATA_URL) return
  await add({
    protocol: 'saml',
    description: 'SAML',
    settings: { metadataUrl: SAML_METADATA_URL },
  })
}
