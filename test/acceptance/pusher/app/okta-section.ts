import { isSsoError, type OidcSettings, type OrganizationDomain, type SsoError } from 'ssokit'
import { connectionInput, connectionTexts } from 'ssokit/guides'
import { deriveSettings, suggestIssuer } from 'ssokit/oidc'
import { type AccountSection, html, type Html, type User } from './host.ts'
import type { PusherSso } from './sso.ts'

const server = '$ISSUER_URL/oauth2/default/v1'
/** Path, label and example of each field. */
const fields = [
  ['domain', 'Organization Domain', 'mydomain.com'],
  ['settings.entered.issuer', 'Issuer URL', 'https://mydomain.okta.com'],
  ['settings.clientId', 'Client ID', ''],
  ['secrets.clientSecret', 'Client Secret', ''],
  ['settings.endpoints.authorization', 'Authorize URL', `${server}/authorize`],
  ['settings.endpoints.token', 'Token URL', `${server}/token`],
  ['settings.endpoints.userinfo', 'User Info URL', `${server}/userinfo`],
] as const
const paths = fields.map(([path]) => path).filter((path) => path !== 'domain')

/** The section "Okta SSO" of the page Account. */
export function oktaSection(sso: PusherSso): AccountSection<SsoError> {
  const load = async (user: User) => {
    const [connection] = await sso.connections.list(user.organizationId, { actor: { user } })
    const domains = await sso.domains.list(user.organizationId, { actor: { user } })
    return { connection, domains }
  }
  return {
    isRefusal: (error) => isSsoError(error),
    async submit(user, { action, version, domain = '', ...sent }) {
      const { organizationId } = user
      const as = { actor: { user } }
      if (action === 'Start Verification') {
        await sso.verifyDomain(organizationId, domain, as)
        return `/sso/setup/domains/${domain}`
      }
      const { connection } = await load(user)
      if (connection) {
        const input = connectionInput(paths, (path) => sent[path])
        const options = { ...as, expectedVersion: Number(version) }
        await sso.connections.update(connection.id, input, options)
        await sso.domains.claim(organizationId, domain, as)
        await sso.connections.activate(connection.id, as)
      } else {
        const whose = { organizationId, protocol: 'oidc', profile: 'okta' }
        await sso.connections.create(whose, as)
      }
      return '/account'
    },

    async show(user, refused) {
      const heading = html`<h2>Okta SSO</h2>`
      if (user.plan !== 'enterprise') {
        return html`${heading}<p>SSO support is only available to Enterprise plans.</p>`
      }
      const { connection, domains } = await load(user)
      if (!connection) return html`${heading}${form('enable')}`
      const { id, status, version, draft, live } = connection
      const { settings } = draft ?? live ?? {}
      const { entered, endpoints } = settings as OidcSettings
      const { value: issuer, repairs } = suggestIssuer(entered?.issuer ?? '', 'okta')
      const defaults = deriveSettings({ issuer }, 'okta', endpoints).endpoints
      const texts = new Map<string, string | undefined>([
        ...Object.entries(defaults).map(
          ([name, url]) => [`settings.endpoints.${name}`, url] as const,
        ),
        ...connectionTexts(connection),
        ...[['settings.entered.issuer', issuer] as const, ['domain', domains[0]?.domain] as const],
        ...Object.entries(refused?.sent ?? {}),
      ])
      const inputs = fields.map(([path, label, example]) => {
        const isSecret = path.startsWith('secrets')
        return html`<p><label>${label} <input name="${path}" type="${isSecret ? 'password' : 'text'}"
size="60" placeholder="${example}" value="${isSecret ? '' : texts.get(path)}"></label></p>`
      })
      const problems = refused?.error.issues ?? (refused ? [refused.error] : [])
      return html`${heading}
<p role="status">${status === 'active' ? 'Okta SSO is on.' : 'Okta SSO is not on yet.'}</p>
<p><a href="/sso/setup/connections/${id}/guide?tile=on">What to enter in Okta</a></p>
${problems.map(({ message, hint }) => html`<p role="alert">${message} ${hint}</p>`)}
${repairs.map(({ message }) => html`<p role="status">${message}</p>`)}
${form('Save', html`<input type="hidden" name="version" value="${String(version)}">${inputs}`)}
${domains.map(domainPart)}`
    },
  }
}

const states = new Map<string, string>([
  ['verified', 'is verified: people with its e-mail addresses can sign in with Okta.'],
  ['pending', 'is being verified in the background.'],
])

const domainPart = ({ domain, state }: OrganizationDomain) => html`
<p role="status">${domain} ${states.get(state) ?? 'is not verified.'}
<a href="/sso/setup/domains/${domain}">TXT record of ${domain}</a></p>
${state !== 'verified' && form('Start Verification', html`<input type="hidden" name="domain" value="${domain}">`)}`

const form = (action: string, inputs?: Html) => html`<form method="post" autocomplete="off">
${inputs}<button name="action" value="${action}">${action}</button></form>`
