import type { OktaPerson, OktaState } from './state.ts'

/** Of the Okta Expression Language: attributes of the person, and texts put together with `+`. */
const attributes: ReadonlyMap<string, (person: OktaPerson) => string> = new Map([
  ['user.login', ({ login }: OktaPerson) => login],
  ['user.email', ({ email }: OktaPerson) => email],
  ['user.firstName', ({ firstName }: OktaPerson) => firstName],
  ['user.lastName', ({ lastName }: OktaPerson) => lastName],
  ['user.displayName', (person: OktaPerson) => fullName(person)],
])

/** @throws {Error} where the mock does not know the expression */
export function evaluate(expression: string, person: OktaPerson): string {
  return parse(expression)
    .map((part) => part(person))
    .join('')
}

/** What the console says at once. */
export function checkExpression(expression: string): void {
  parse(expression)
}

function parse(expression: string): ((person: OktaPerson) => string)[] {
  return expression.split('+').map((part) => {
    const text = /^"([^"]*)"$/.exec(part.trim())?.[1]
    const attribute = text === undefined ? attributes.get(part.trim()) : () => text
    if (!attribute) throw new Error(`mock Okta: the expression ${part.trim()} is unknown`)
    return attribute
  })
}

export function fullName({ firstName, lastName }: OktaPerson): string {
  return `${firstName} ${lastName}`
}

/** A person's groups by a filter, as group claims have them: those that Okta itself keeps. */
export function ownGroups({ groups }: OktaState, person: OktaPerson, filter: RegExp): string[] {
  return matching(person, filter).filter((name) => groups.get(name)?.isImported === false)
}

/** `search` knows no state, so that a pattern with the flag `g` matches every time. */
export function matching({ groups }: OktaPerson, filter: RegExp): string[] {
  return groups.filter((name) => name.search(filter) >= 0)
}
