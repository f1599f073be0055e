import type { ProfileEntry } from '../guides/index.ts'
import type { Connection, ConnectionInput } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { profileProtocol, revisionOf } from './connection.ts'
import type { FormValues } from './form.ts'
import type { Stored } from './save.ts'

/** Addresses that follow from the others, for those whose identity provider has its own. */
const endpointPaths: readonly string[] = [
  'authorization',
  'token',
  'userinfo',
  'jwks',
  'endSession',
].map((name) => `settings.endpoints.${name}`)

/** Of a file that was chosen; the paste field has the path of the setting itself. */
export const METADATA_FILE = 'metadataFile'
export const METADATA_XML = 'settings.metadataXml'

export interface ValueFields {
  readonly entries: readonly ProfileEntry[]
  /** What an identity provider rarely needs. */
  readonly further: readonly string[]
}

/** What the page asks for. Pure. */
export function valueFields(connection: Connection, isNarrow: boolean): ValueFields {
  const { entries } = profileProtocol(connection)
  if (isNarrow) {
    const ids = ['issuer', 'domain', 'clientId']
    return { entries: entries.filter(({ id }) => ids.includes(id)), further: [] }
  }
  if (connection.protocol !== 'oidc') return { entries, further: [] }
  const hasIssuer = entries.some(({ path }) => path === 'settings.issuer')
  return { entries, further: [...(hasIssuer ? [] : ['settings.issuer']), ...endpointPaths] }
}

/** What is stored of it, as text; secrets never are. Pure. */
export function storedSettings(connection: Connection): Stored {
  const { settings } = revisionOf(connection)
  const texts: [string, string][] = []
  const collect = (path: string, value: JsonValue) => {
    if (typeof value === 'string') texts.push([path, value])
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) collect(`${path}.${name}`, inner)
    }
  }
  collect('settings', settings as JsonObject)
  return new Map(texts)
}

/**
 * The edit that a form means: what it did not send stays as it is, and what was emptied goes back to
 * its default. A suggestion that was accepted takes the place of what was typed. Pure.
 */
export function valuesInput({ entries, further }: ValueFields, form: FormValues): ConnectionInput {
  const accepted = form.text('accept')
  const typed = (path: string): string | undefined => {
    if (path === accepted) return form.text(`suggestion:${path}`)
    return form.has(path) ? form.text(path) : undefined
  }
  const settings = new Map<string, JsonValue>()
  const secrets = new Map<string, string>()
  // An issue may be about a field that this profile derives from another.
  const paths = new Set([...entries.map(({ path }) => path), ...further])
  if (accepted.startsWith('settings.')) paths.add(accepted)
  for (const path of paths) {
    const value = path === METADATA_XML ? metadataIn(form) : typed(path)
    if (value === undefined) continue
    const [part, name = '', member] = path.split('.')
    if (part === 'secrets') {
      // Empty keeps what is stored.
      if (value !== '') secrets.set(name, value)
    } else if (member === undefined) settings.set(name, value === '' ? null : value)
    else settings.set(name, { ...(settings.get(name) as JsonObject | undefined), [member]: value })
  }
  if (settings.get('metadataXml') === null) settings.delete('metadataXml')
  for (const [name, value] of settings) {
    const isEmptied =
      typeof value === 'object' && Object.values(value ?? {}).every((text) => text === '')
    if (isEmptied) settings.set(name, null)
  }
  return {
    ...(settings.size > 0 ? { settings: Object.fromEntries(settings) as JsonObject } : {}),
    ...(secrets.size > 0 ? { secrets: Object.fromEntries(secrets) } : {}),
  }
}

/** A file counts before what was pasted: it was chosen on purpose. */
function metadataIn(form: FormValues): string | undefined {
  const file = form.text(METADATA_FILE)
  return file === '' ? form.text(METADATA_XML) : file
}
