import { connectionInput, type ProfileEntry } from '../guides/index.ts'
import type { Connection, ConnectionInput } from '../types/connection.ts'
import { profileProtocol } from './connection.ts'
import type { FormValues } from './form.ts'

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
  const { entries, issuerEntry } = profileProtocol(connection)
  if (isNarrow) {
    const asked = entries.filter(({ id }) => ['issuer', 'domain', 'clientId'].includes(id))
    return {
      entries: asked.map((entry) => (entry.id === 'domain' ? (issuerEntry ?? entry) : entry)),
      further: [],
    }
  }
  if (connection.protocol !== 'oidc') return { entries, further: [] }
  const hasIssuer = entries.some(({ path }) => path === 'settings.issuer')
  return { entries, further: [...(hasIssuer ? [] : ['settings.issuer']), ...endpointPaths] }
}

/**
 * The edit that a form means. A suggestion that was accepted takes the place of what was typed. Pure.
 */
export function valuesInput({ entries, further }: ValueFields, form: FormValues): ConnectionInput {
  const accepted = form.text('accept')
  // An issue may be about a field that this profile derives from another.
  const paths = new Set([...entries.map(({ path }) => path), ...further])
  if (accepted.startsWith('settings.')) paths.add(accepted)
  return connectionInput([...paths], (path) => {
    if (path === METADATA_XML) return metadataIn(form)
    if (path === accepted) return form.text(`suggestion:${path}`)
    return form.raw(path)
  })
}

/** A file counts before what was pasted: it was chosen on purpose. */
function metadataIn(form: FormValues): string | undefined {
  const file = form.text(METADATA_FILE)
  return file === '' ? form.text(METADATA_XML) : file
}
