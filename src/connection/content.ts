import { roleIssues } from '../access/role-issues.ts'
import { printable, type SsoIssue } from '../errors.ts'
import type { RoleConfig } from '../types/config.ts'
import type {
  AccessSettings,
  ClaimMapping,
  ConnectionInput,
  ConnectionRevision,
  SessionSettings,
} from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** What a revision says, without its secrets. */
export type RevisionContent = Pick<ConnectionRevision, 'settings' | 'claims' | 'access' | 'session'>

export const defaultAccess: AccessSettings = {
  provisioning: 'jit',
  linking: 'never',
  emailDomains: 'any',
  groupsAbsent: 'error',
}

export const defaultSession: SessionSettings = {
  hasSingleLogout: false,
  requireLoginAfterLogout: false,
}

/**
 * Applies an edit: named fields are replaced whole, `null` puts a field back to its default.
 * The protocol's own settings are validated by its provider afterwards.
 */
export function applyInput(
  base: RevisionContent,
  input: ConnectionInput,
  defaults: { claims: ClaimMapping },
): RevisionContent {
  return {
    settings: edit(base.settings as JsonObject, input.settings, {}),
    claims: edit(base.claims, input.claims, defaults.claims),
    access: edit(base.access, input.access, defaultAccess),
    session: edit(base.session, input.session, defaultSession),
  }
}

function edit<Type extends object>(
  base: Type,
  changes: object | undefined,
  defaults: object,
): Type {
  const edited = new Map<string, unknown>(Object.entries(base))
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === undefined) continue
    const fallback = Object.hasOwn(defaults, name)
      ? (defaults as Record<string, unknown>)[name]
      : undefined
    if (value !== null) edited.set(name, value)
    else if (fallback === undefined) edited.delete(name)
    else edited.set(name, fallback)
  }
  return Object.fromEntries(edited) as Type
}

/** Ten years; beyond some 10^12 seconds a `Date` holds nothing. */
const MAX_AGE_SECONDS = 315_360_000

/** Of groups, claims and the like: more than any directory maps, and a row that every storage takes. */
const MAX_ENTRIES = 1000

type Check = (value: JsonValue) => boolean

/** Beside each check what an admin should give in place of what was refused. */
type Field = readonly [check: Check, hint: string]

const isText: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 256 && !/\p{Cc}/u.test(value)
const isTextList: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_ENTRIES && value.every(isText)
const isTextMap: Check = (value) =>
  isObject(value) &&
  Object.keys(value).length <= MAX_ENTRIES &&
  [...Object.keys(value), ...Object.values(value)].every((text) => isText(text))
const isSeconds: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 60 && (value as number) <= MAX_AGE_SECONDS
const isOneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string)
const isObject = (value: unknown): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRoles: Check = (value) =>
  isObject(value) &&
  Object.keys(value).every(isOneOf('groupsByRole', 'sync', 'unmapped')) &&
  isObject(value.groupsByRole) &&
  Object.values(value.groupsByRole).every(isTextList) &&
  isOneOf('replace', 'additive')(value.sync ?? null) &&
  isOneOf('deactivate', 'refuse')(value.unmapped ?? null)

const text: Field = [isText, 'Give a text of 1 to 256 characters in one line.']
const textList: Field = [isTextList, `Give a list of at most ${MAX_ENTRIES} texts.`]
const textMap: Field = [
  isTextMap,
  `Give at most ${MAX_ENTRIES} names, each with the name of a claim.`,
]
const boolean: Field = [(value) => typeof value === 'boolean', 'Use true or false.']
const seconds: Field = [isSeconds, `Give whole seconds, from 60 to ${MAX_AGE_SECONDS}.`]
const oneOf = (...allowed: readonly string[]): Field => [
  isOneOf(...allowed),
  `Use one of ${allowed.join(', ')}.`,
]
const roleSettings: Field = [
  isRoles,
  'Give all of `groupsByRole` (a list of groups for each role), `sync` (replace or additive) and `unmapped` (deactivate or refuse).',
]

const fields: Readonly<Record<'claims' | 'access' | 'session', Readonly<Record<string, Field>>>> = {
  claims: {
    subject: text,
    email: text,
    name: text,
    givenName: text,
    familyName: text,
    groups: text,
    custom: textMap,
    require: textList,
  },
  access: {
    provisioning: oneOf('jit', 'invite', 'join_prompt'),
    linking: oneOf('never', 'verified_domain', 'organization_member'),
    emailDomains: oneOf('verified', 'any'),
    groupsAbsent: oneOf('error', 'empty'),
    roles: roleSettings,
  },
  session: {
    hasSingleLogout: boolean,
    requireLoginAfterLogout: boolean,
    maxAgeSeconds: seconds,
  },
}

/**
 * Lists what is wrong with the protocol-neutral part of a revision.
 *
 * @param roles the catalogue that a mapping of groups is measured by
 */
export function contentIssues(content: RevisionContent, roles: RoleConfig | undefined): SsoIssue[] {
  const issues = fieldIssues(content)
  // What is no mapping at all cannot be looked into.
  return issues.length > 0 ? issues : roleIssues(content.access, roles)
}

function fieldIssues(content: RevisionContent): SsoIssue[] {
  return (['claims', 'access', 'session'] as const).flatMap((part) =>
    Object.entries(content[part]).flatMap(([name, value]) => {
      const field = Object.hasOwn(fields[part], name) ? fields[part][name] : undefined
      if (field?.[0](value as JsonValue)) return []
      const path = `${part}.${printable(name)}`
      if (!field) {
        const message = `There is no field ${printable(name)}.`
        const hint = `Use one of ${Object.keys(fields[part]).join(', ')}.`
        return [{ path, code: 'connection_field_unknown', message, hint }]
      }
      const message = `${name} has a value that is not allowed.`
      return [{ path, code: 'connection_value_invalid', message, hint: field[1] }]
    }),
  )
}
