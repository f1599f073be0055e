// @ts-check
import { profiles } from 'ssokit/guides'
import { roles } from './sso.js'

/**
 * The names of the fields are the paths that ssokit names in `issues`, so each problem finds its field
 * by itself.
 *
 * @typedef {{ path: string, label: string, value?: string, type?: 'password' | 'textarea', advice?: string }} Field
 */

/** What the admin enters about an identity provider. @param {string} protocol */
function entriesOf(protocol) {
  // Offer others than `generic`, and people find the words of their own identity provider here.
  const generic = profiles.find(({ id }) => id === 'generic')
  return (protocol === 'saml' ? generic?.saml : generic?.oidc)?.entries ?? []
}

const rolePath = (/** @type {string} */ id) => `access.roles.groupsByRole.${id}`

/**
 * The fields with what is stored; no secret is among it.
 *
 * @param {import('ssokit').Connection} connection
 * @returns {Field[]}
 */
export function fieldsOf({ protocol, description, draft, live }) {
  const revision = draft ?? live
  const settings = /** @type {Record<string, unknown>} */ (revision?.settings ?? {})
  const entries = entriesOf(protocol).map(({ path, label }) => {
    if (path === 'secrets.clientSecret') {
      const isStored = revision?.secrets.clientSecret !== undefined
      const advice = isStored ? 'Stored. Leave it empty to keep it.' : 'It is never shown again.'
      return { path, label, advice, type: /** @type {const} */ ('password') }
    }
    const value = String(settings[path.replace('settings.', '')] ?? '')
    return { path, label, value, ...(path === 'settings.metadataXml' ? longField : {}) }
  })
  return [
    { path: 'description', label: 'Description', value: description },
    ...entries,
    { path: 'claims.groups', label: 'Claim with the groups', value: revision?.claims.groups ?? '' },
    ...roles.map(({ id, label }) => {
      const [value = ''] = revision?.access.roles?.groupsByRole[id] ?? []
      return { path: rolePath(id), label: `Group of the role ${label}`, value }
    }),
  ]
}

const longField = { type: /** @type {const} */ ('textarea') }

/**
 * @param {string} protocol
 * @param {FormData} form
 * @returns {import('ssokit').ConnectionInput}
 */
export function connectionInput(protocol, form) {
  const text = (/** @type {string} */ path) => String(form.get(path) ?? '').trim()
  /** @type {Record<string, string | null>} */
  const settings = {}
  /** @type {Record<string, string>} */
  const secrets = {}
  for (const { path } of entriesOf(protocol)) {
    const [part, name = ''] = path.split('.')
    const value = text(path)
    // An empty field leaves a secret, or metadata that was handed in, as it is.
    if (value === '' && (part === 'secrets' || name === 'metadataXml')) continue
    if (part === 'secrets') secrets[name] = value
    else settings[name] = value === '' ? null : value
  }
  const mapped = roles.filter(({ id }) => text(rolePath(id)) !== '')
  const groupsByRole = Object.fromEntries(mapped.map(({ id }) => [id, [text(rolePath(id))]]))
  return {
    description: text('description'),
    settings,
    secrets,
    claims: { groups: text('claims.groups') || null },
    access: {
      roles: mapped.length > 0 ? { groupsByRole, sync: 'replace', unmapped: 'refuse' } : null,
    },
    // "Sign out everywhere" then ends the session at the identity provider as well.
    session: { hasSingleLogout: true },
  }
}
