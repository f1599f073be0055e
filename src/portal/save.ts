import { isSsoError, type SsoIssue } from '../errors.ts'
import { html, type Html } from '../http/html.ts'
import type { Connection, ConnectionInput } from '../types/connection.ts'
import type { FieldOptions } from './components.ts'
import { fill } from './locales/fill.ts'
import type { Visit } from './visit.ts'

/** A form that was not accepted: the page is shown again, with all that was typed. */
export interface Refused {
  /** 409: somebody was faster, and what is stored now stands beside what was typed. */
  readonly status: 409 | 422
  readonly issues: readonly SsoIssue[]
}

/**
 * Stores what a form says, unless somebody was faster.
 *
 * @throws {SsoError} `not_authorized`, `connection_not_found`, `organization_not_entitled`,
 *   `storage_unavailable`
 */
export async function save(
  { sso, as, form }: Visit,
  { id }: Connection,
  input: ConnectionInput,
): Promise<{ readonly connection: Connection } | { readonly refused: Refused }> {
  try {
    // A form without a version is older than every connection.
    const expectedVersion = Number(form.text('version'))
    return { connection: await sso.connections.update(id, input, { ...as, expectedVersion }) }
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { code, message, hint, issues } = error
    if (code === 'connection_conflict') return { refused: { status: 409, issues: [] } }
    if (code === 'connection_login_path_taken') {
      return { refused: { status: 422, issues: [{ path: 'loginPath', code, message, hint }] } }
    }
    if (code === 'connection_invalid' && issues) return { refused: { status: 422, issues } }
    throw error
  }
}

/** Texts by the path of their field. */
export type Stored = ReadonlyMap<string, string>

export interface FormState {
  /** What a field shows: what was typed, else what is stored. */
  value(path: string): string
  /** The same for a box. */
  isChecked(name: string): boolean
  /** What somebody else stored in the meantime, where it is something else. */
  note(path: string, told?: (stored: string) => string): string | undefined
  /** The same of a box. */
  boxNote(name: string): string | undefined
  at(path: string): Pick<FieldOptions, 'path' | 'value' | 'issue' | 'note'>
  /** Problems of fields that the page does not have. */
  elsewhere(): readonly SsoIssue[]
}

/** Joins what is stored with what was typed. Secrets are in neither. Pure. */
export function formState(
  { form, texts }: Pick<Visit, 'form' | 'texts'>,
  stored: Stored,
  refused: Refused | undefined,
): FormState {
  const shown = new Set<string>()
  const storedValue = (path: string) => stored.get(path) ?? ''
  const value = (path: string) =>
    refused && form.has(path) ? (form.raw(path) ?? '') : storedValue(path)
  const note: FormState['note'] = (path, told = (text) => text) => {
    const isOther = refused?.status === 409 && value(path).trim() !== storedValue(path)
    if (!isOther) return undefined
    const text = storedValue(path)
    return fill(texts.setup.storedNow, { value: text === '' ? texts.setup.nothing : told(text) })
  }
  return {
    value,
    note,
    isChecked: (name) => (refused ? form.has(name) : storedValue(name) === 'on'),
    boxNote(name) {
      const isOther = refused?.status === 409 && form.has(name) !== (storedValue(name) === 'on')
      const { on, off } = texts.setup
      return isOther
        ? fill(texts.setup.storedNow, { value: storedValue(name) === 'on' ? on : off })
        : undefined
    },
    at(path) {
      shown.add(path)
      const issue = refused?.issues.find((one) => one.path === path)
      return { path, value: value(path), issue, note: note(path) }
    },
    elsewhere: () => (refused?.issues ?? []).filter(({ path }) => !shown.has(path)),
  }
}

/** The version that the next attempt is measured by: after a conflict the one that was shown now. */
export function versionField({ version }: Connection): Html {
  return html`<input type="hidden" name="version" value="${version}">`
}
