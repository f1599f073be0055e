import type { Connection, ConnectionInput } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** Members of `ConnectionInput` that hold fields of their own. */
const parts = ['settings', 'claims', 'access', 'session'] as const
type Part = (typeof parts)[number]
const isPart = (name: string): name is Part => parts.some((part) => part === name)

/**
 * The edit that a form of yours means whose fields are named by their paths, as `profiles` and the
 * `issues` of a refusal name them: `settings.entered.domain`, `secrets.clientSecret`, `claims.groups`,
 * `description`. Spaces around a text are dropped. What was not sent stays as it is, and what was
 * emptied goes back to its default; a secret stays, since no form shows it. Pure.
 *
 * @param paths the fields that your form has: whatever else was sent is not looked at, so that nobody
 *   edits by hand what you decide for all customers
 * @param typed what was sent, by path, for example `(path) => req.body[path]`; only texts count
 * @returns what `connections.create` and `connections.update` take
 * @example
 * ```ts
 * import { connectionInput, profiles } from 'ssokit/guides'
 *
 * const entries = profiles.find(({ id }) => id === 'okta')?.oidc.entries ?? []
 * const paths = ['description', ...entries.map(({ path }) => path)]
 * const form = new URLSearchParams('settings.entered.domain=acme.okta.com&settings.clientId=0oa1')
 * console.log(connectionInput(paths, (path) => form.get(path)))
 * // { settings: { entered: { domain: 'acme.okta.com' }, clientId: '0oa1' } }
 * ```
 */
export function connectionInput(
  paths: readonly string[],
  typed: (path: string) => unknown,
): ConnectionInput {
  const input = new Map<string, JsonValue>()
  const members = new Map<Part, Map<string, JsonValue>>()
  const secrets = new Map<string, string>()
  for (const path of paths) {
    const sent = typed(path)
    if (typeof sent !== 'string') continue
    const text = sent.trim()
    const [part = '', name, member] = path.split('.')
    if (name === undefined) input.set(part, text === '' ? null : text)
    // Neither is ever shown, so that an empty field says nothing: of metadata only what follows is stored.
    else if (text === '' && (part === 'secrets' || name === 'metadataXml')) continue
    else if (part === 'secrets') secrets.set(name, text)
    else if (isPart(part)) {
      const fields = members.get(part) ?? new Map<string, JsonValue>()
      members.set(part, fields)
      const value = member === undefined ? text : { ...objectIn(fields.get(name)), [member]: text }
      fields.set(name, value)
    }
  }
  for (const [part, fields] of members) {
    const edits = [...fields].map(([name, value]) => [name, isEmptied(value) ? null : value])
    input.set(part, Object.fromEntries(edits) as JsonObject)
  }
  if (secrets.size > 0) input.set('secrets', Object.fromEntries(secrets))
  return Object.fromEntries(input) as ConnectionInput
}

/**
 * The texts that are stored of a connection, by path: what the fields of a form show. Of an active
 * connection with a draft it is the draft. Secrets are never among them. Pure.
 *
 * @param connection as `connections.get` gives it
 * @returns texts by paths such as `settings.issuer`; what is not set has none
 * @example
 * ```ts
 * import type { Connection } from 'ssokit'
 * import { connectionTexts } from 'ssokit/guides'
 *
 * declare const connection: Connection
 * const texts = connectionTexts(connection)
 * console.log(texts.get('settings.clientId') ?? '')
 * ```
 */
export function connectionTexts(connection: Connection): ReadonlyMap<string, string> {
  const { description, loginPath = '', draft, live } = connection
  const texts = new Map([
    ['description', description],
    ['loginPath', loginPath],
  ])
  const collect = (path: string, value: JsonValue) => {
    if (typeof value === 'string') texts.set(path, value)
    else
      for (const [name, inner] of Object.entries(objectIn(value))) collect(`${path}.${name}`, inner)
  }
  const revision = draft ?? live
  for (const part of parts) collect(part, (revision?.[part] ?? {}) as JsonObject)
  return texts
}

const objectIn = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}

/** Nothing was left in the field, or in any of those that belong together. */
const isEmptied = (value: JsonValue): boolean =>
  typeof value === 'string'
    ? value === ''
    : Object.values(objectIn(value)).every((text) => text === '')
