// @ts-check
import { profiles } from 'ssokit/guides'
import { roles } from './members.js'

/**
 * The names of the form's fields are the paths that ssokit names in `issues`, so each problem finds its
 * field by itself.
 */

/** @typedef {import('ssokit').Connection} Connection */
/** @typedef {Record<string, string | undefined>} Values */

const rolePath = (/** @type {string} */ id) => `access.roles.groupsByRole.${id}`
export const roleFields = roles.map((role) => ({ ...role, path: rolePath(role.id) }))

/** What the admin enters about this identity provider, in its own words. @param {Connection} connection */
export function entriesOf({ profile, protocol }) {
  const { oidc, saml } = profiles.find(({ id }) => id === profile) ?? profiles.slice(-1)[0] ?? {}
  return (protocol === 'saml' ? saml : oidc)?.entries ?? []
}

/** @param {Connection} connection @param {Values} values what was typed */
export function connectionInput(connection, values) {
  const text = (/** @type {string} */ path) => String(values[path] ?? '').trim()
  /** @type {Record<string, unknown>} */
  const settings = {}
  /** @type {Record<string, string>} */
  const secrets = {}
  for (const { path } of entriesOf(connection)) {
    const [part, name = '', member] = path.split('.')
    const value = text(path)
    // An empty field leaves a secret, or metadata that was handed in, as it is.
    if (part === 'secrets' && value !== '') secrets[name] = value
    if (part !== 'settings' || (name === 'metadataXml' && value === '')) continue
    if (member) settings[name] = value === '' ? null : { [member]: value }
    else settings[name] = value === '' ? null : value
  }
  const rules = roles.map(({ id }) => /** @type {const} */ ([id, text(rolePath(id))]))
  const mapped = rules.filter(([, group]) => group !== '').map(([id, group]) => [id, [group]])
  const groupsByRole = Object.fromEntries(mapped)
  const sync = /** @type {const} */ ({ sync: 'replace', unmapped: 'deactivate' })
  return /** @type {import('ssokit').ConnectionInput} */ ({
    description: text('description'),
    loginPath: text('loginPath') || null,
    settings,
    secrets,
    claims: { groups: text('claims.groups') || null },
    access: {
      provisioning: text('access.provisioning') || null,
      linking: text('access.linking') || null,
      emailDomains: text('access.emailDomains') || null,
      roles: mapped.length > 0 ? { groupsByRole, ...sync } : null,
    },
  })
}

/** What is stored, for the fields of the form; no secret is among it. @param {Connection} connection */
export function storedValues(connection) {
  const { description, loginPath, draft, live } = connection
  const { settings = {}, claims, access } = draft ?? live ?? {}
  /** @type {Values} */
  const values = { description, loginPath, 'claims.groups': claims?.groups }
  for (const { path } of entriesOf(connection)) {
    const [part, ...names] = path.split('.')
    if (part !== 'settings') continue
    const value = names.reduce((/** @type {any} */ inner, name) => inner?.[name], settings)
    if (typeof value === 'string') values[path] = value
  }
  for (const { id, path } of roleFields) values[path] = access?.roles?.groupsByRole[id]?.[0]
  for (const name of /** @type {const} */ (['provisioning', 'linking', 'emailDomains'])) {
    values[`access.${name}`] = access?.[name]
  }
  return values
}

/** Whether exactly what is stored may go live, and if not, why. @param {Connection} connection */
export function readiness({ draft, live, test, check, lastLogin, status }) {
  const { fingerprint } = draft ?? live ?? {}
  const isNew = status !== 'active' || (draft !== undefined && fingerprint !== live?.fingerprint)
  if (!isNew) return { canSave: false, reason: 'What you see is in use.' }
  if (check?.fingerprint === fingerprint && check?.status === 'fail') {
    return { canSave: false, reason: 'The check of this configuration failed.' }
  }
  const isTested =
    (test?.fingerprint === fingerprint && test?.status === 'passed') ||
    lastLogin?.fingerprint === fingerprint
  if (isTested) return { canSave: true, reason: 'Exactly this configuration was tested.' }
  return { canSave: false, reason: 'Test this configuration first. Every change needs a new test.' }
}
