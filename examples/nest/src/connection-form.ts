import type { Connection, ConnectionInput } from 'ssokit'
import { profiles } from 'ssokit/guides'
import { roles } from './sso.js'

/**
 * A field of the form. Its name is the path that ssokit names in `issues`, so each problem finds its
 * field by itself.
 */
export interface Field {
  readonly path: string
  readonly label: string
  readonly value?: string
  readonly type?: 'password' | 'textarea'
  readonly advice?: string
}

/** As a form sends it; who sends a field twice sends nothing. */
export type Form = Readonly<Record<string, unknown>>

export function textOf(form: Form, path: string): string {
  const value = form[path]
  return typeof value === 'string' ? value.trim() : ''
}

/** What the admin enters about an identity provider. */
function entriesOf(protocol: string) {
  // Offer others than `generic`, and people find the words of their own identity provider here.
  const generic = profiles.find(({ id }) => id === 'generic')
  return (protocol === 'saml' ? generic?.saml : generic?.oidc)?.entries ?? []
}

const rolePath = (id: string) => `access.roles.groupsByRole.${id}`

/** The fields with what is stored; no secret is among it. */
export function fieldsOf({ protocol, description, draft, live }: Connection): Field[] {
  const revision = draft ?? live
  const settings = (revision?.settings ?? {}) as Record<string, unknown>
  const entries = entriesOf(protocol).map(({ path, label }): Field => {
    if (path === 'secrets.clientSecret') {
      const isStored = revision?.secrets.clientSecret !== undefined
      const advice = isStored ? 'Stored. Leave it empty to keep it.' : 'It is never shown again.'
      return { path, label, advice, type: 'password' }
    }
    const value = String(settings[path.replace('settings.', '')] ?? '')
    return { path, label, value, ...(path === 'settings.metadataXml' ? { type: 'textarea' } : {}) }
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

export function connectionInput(protocol: string, form: Form): ConnectionInput {
  const settings: Record<string, string | null> = {}
  const secrets: Record<string, string> = {}
  for (const { path } of entriesOf(protocol)) {
    const [part, name = ''] = path.split('.')
    const value = textOf(form, path)
    // An empty field leaves a secret, or metadata that was handed in, as it is.
    if (value === '' && (part === 'secrets' || name === 'metadataXml')) continue
    if (part === 'secrets') secrets[name] = value
    else settings[name] = value === '' ? null : value
  }
  const mapped = roles.filter(({ id }) => textOf(form, rolePath(id)) !== '')
  const groupsByRole = Object.fromEntries(
    mapped.map(({ id }) => [id, [textOf(form, rolePath(id))]]),
  )
  return {
    description: textOf(form, 'description'),
    settings,
    secrets,
    claims: { groups: textOf(form, 'claims.groups') || null },
    access: {
      roles: mapped.length > 0 ? { groupsByRole, sync: 'replace', unmapped: 'refuse' } : null,
    },
    // "Sign out everywhere" then ends the session at the identity provider as well.
    session: { hasSingleLogout: true },
  }
}
