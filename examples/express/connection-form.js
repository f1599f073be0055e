// @ts-check
import { connectionInput as inputOfForm, connectionTexts, profiles } from 'ssokit/guides'
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
  const rules = ['claims.groups', 'access.provisioning', 'access.linking', 'access.emailDomains']
  const entries = entriesOf(connection).map(({ path }) => path)
  const paths = ['description', 'loginPath', ...rules, ...entries]
  const input = inputOfForm(paths, (path) => values[path])
  const groups = roleFields.map(({ id, path }) => ({ id, group: (values[path] ?? '').trim() }))
  const mapped = groups.filter(({ group }) => group !== '')
  const groupsByRole = Object.fromEntries(mapped.map(({ id, group }) => [id, [group]]))
  const sync = /** @type {const} */ ({ sync: 'replace', unmapped: 'deactivate' })
  const roleRules = mapped.length > 0 ? { groupsByRole, ...sync } : null
  return { ...input, access: { ...input.access, roles: roleRules } }
}

/** What is stored, for the fields of the form; no secret is among it. @param {Connection} connection */
export function storedValues(connection) {
  const { groupsByRole } = (connection.draft ?? connection.live)?.access.roles ?? {}
  const groups = roleFields.map(({ id, path }) => [path, groupsByRole?.[id]?.[0]])
  return Object.fromEntries([...connectionTexts(connection), ...groups])
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
