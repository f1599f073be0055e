import type { Connection, ConnectionInput, SamlSettings } from '../types/connection.ts'
import { revisionOf } from './connection.ts'
import type { FormValues } from './form.ts'
import type { Stored } from './save.ts'

/** Offered as the longest time until the next sign-in, in seconds. */
export const MAX_AGES = [3600, 14_400, 28_800, 43_200, 86_400, 604_800, 2_592_000] as const

const accessFields = ['provisioning', 'linking', 'emailDomains'] as const
const boxes = ['hasSingleLogout', 'requireLoginAfterLogout'] as const

/** Pure. */
export function storedOptions(connection: Connection): Stored {
  const { description, loginPath = '' } = connection
  const { access, session, claims, settings } = revisionOf(connection)
  const { idpInitiated = 'off' } = settings as Partial<SamlSettings>
  return new Map<string, string>([
    ['description', description],
    ['loginPath', loginPath],
    ['claims.email', claims.email],
    ['settings.idpInitiated', idpInitiated],
    ['session.maxAgeSeconds', String(session.maxAgeSeconds ?? '')],
    ...accessFields.map((name) => [`access.${name}`, access[name]] as const),
    ...boxes.map((name) => [`session.${name}`, session[name] ? 'on' : ''] as const),
  ])
}

/**
 * The edit that the form means. What its page did not show stays as it is. Values are validated by
 * `update`. Pure.
 */
export function optionsInput(form: FormValues): ConnectionInput {
  const text = (path: string) => (form.has(path) ? form.text(path) || null : undefined)
  const chosen = Object.fromEntries(
    accessFields.flatMap((name) => {
      const value = text(`access.${name}`)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const maxAge = text('session.maxAgeSeconds')
  const session = {
    ...Object.fromEntries(boxes.map((name) => [name, form.has(`session.${name}`)])),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge === null ? null : Number(maxAge) }),
  }
  const [description, loginPath] = [text('description'), text('loginPath')]
  const [email, idpInitiated] = [text('claims.email'), text('settings.idpInitiated')]
  return {
    access: chosen,
    session,
    ...(description === undefined ? {} : { description }),
    ...(loginPath === undefined ? {} : { loginPath }),
    ...(email === undefined ? {} : { claims: { email } }),
    ...(idpInitiated === undefined ? {} : { settings: { idpInitiated } }),
  } as ConnectionInput
}
