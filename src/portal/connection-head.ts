import { html, type Html } from '../http/html.ts'
import type { Connection } from '../types/connection.ts'
import { pagePath, profileOf } from './connection.ts'
import type { Visit } from './visit.ts'

/** What the admin called it, else the name of the identity provider. */
export function nameOf(connection: Pick<Connection, 'description' | 'profile'>): string {
  const { description } = connection
  return description.trim() === '' ? profileOf(connection).name : description
}

/** There are changes that nobody signs in with yet. */
export function hasChanges({ draft, live }: Pick<Connection, 'draft' | 'live'>): boolean {
  return draft !== undefined && draft.fingerprint !== live?.fingerprint
}

/** The way back to the connection, above the heading of a page about it. */
export function backTo({ base }: Pick<Visit, 'base'>, connection: Connection): Html {
  return html`<p><a href="${base}${pagePath(connection)}">‹ ${nameOf(connection)}</a></p>`
}
