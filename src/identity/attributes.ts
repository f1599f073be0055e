import { printable } from '../errors.ts'
import { identityError } from './error.ts'
import type { Identity } from '../types/identity.ts'
import type { JsonValue } from '../types/json.ts'
import type { StandardIssue, StandardSchema } from '../types/standard-schema.ts'

/**
 * Lets the host's schema check the custom attributes. What it returns is all that remains of the
 * attributes, so that nothing unchecked stands beside what was checked.
 *
 * @param custom the connection's own names for claims (`claims.custom`)
 * @throws {SsoError} `identity_claim_invalid`, and whatever the schema throws
 */
export async function checkAttributes(
  identity: Identity,
  custom: Readonly<Record<string, string>>,
  schema: StandardSchema,
): Promise<Identity> {
  const names = Object.keys(custom).filter((name) => Object.hasOwn(identity.attributes, name))
  // An ordinary object: some libraries take no other for one. Its members are made, not assigned.
  const given = Object.fromEntries(names.map((name) => [name, identity.attributes[name]]))
  const result = await schema['~standard'].validate(given)
  if (result.issues) throw invalid(result.issues)
  const { value } = result
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid([])
  const attributes: Record<string, JsonValue> = Object.create(null)
  for (const [name, checked] of Object.entries(value)) {
    if (checked !== undefined) attributes[name] = checked as JsonValue
  }
  const origin = Object.entries(identity.origin).filter(
    ([field]) => !field.startsWith('attributes.') || names.includes(field.slice(PREFIX_LENGTH)),
  )
  return { ...identity, attributes, origin: withoutPrototype(origin) }
}

const PREFIX_LENGTH = 'attributes.'.length

function withoutPrototype<Value>(entries: readonly (readonly [string, Value])[]) {
  return Object.assign(Object.create(null), Object.fromEntries(entries)) as Record<string, Value>
}

/** Messages of a schema may quote what was sent, so only the places are named. */
function invalid(issues: readonly StandardIssue[]): Error {
  const paths = issues.map(({ path = [] }) =>
    path.map((part) => printable(String(typeof part === 'object' ? part.key : part))).join('.'),
  )
  const named = [...new Set(paths.filter((path) => path !== ''))]
  const which = named.length > 0 ? named.join(', ') : 'of this person'
  return identityError('identity_claim_invalid', {
    message: `The custom attributes ${which} are not as the application needs them.`,
    detail: { attributes: named },
    cause: issues,
  })
}
