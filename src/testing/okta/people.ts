import { oktaId } from './ids.ts'
import { type Assignments, EVERYONE, type OktaPerson, type OktaState } from './state.ts'
import type { MockOktaPerson } from './types.ts'

export function addPerson(state: OktaState, person: MockOktaPerson): void {
  if (state.people.has(person.login)) throw new Error(`mock Okta: ${person.login} is there already`)
  state.people.set(person.login, {
    ...person,
    id: oktaId('00u'),
    email: person.email ?? person.login,
    groups: knownGroups(state, person.groups ?? []),
    isActive: true,
  })
}

export function changePerson(state: OktaState, login: string, change: Partial<OktaPerson>): void {
  const groups = change.groups && knownGroups(state, change.groups)
  state.people.set(login, { ...personOf(state, login), ...change, ...(groups && { groups }) })
}

/** A name that is not there yet becomes a group of Okta. */
function knownGroups(state: OktaState, names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (!state.groups.has(name)) state.groups.set(name, { isImported: false })
  }
  return [...new Set([EVERYONE, ...names])]
}

/** @throws {Error} for whoever calls the mock, not for a browser */
export function personOf({ people }: OktaState, login: string): OktaPerson {
  const found = people.get(login)
  if (!found) throw new Error(`mock Okta: there is nobody called ${login}`)
  return found
}

/** The person, unless suspended. */
export function activePerson({ people }: OktaState, login: string): OktaPerson | undefined {
  const person = people.get(login)
  return person?.isActive ? person : undefined
}

export function isAssigned({ login, groups }: OktaPerson, assignments: Assignments): boolean {
  return assignments.people.has(login) || groups.some((name) => assignments.groups.has(name))
}

export type Assignee = { readonly login: string } | { readonly group: string }

/** The assignments of an app, and the calls that change them. */
export function createAssignments(
  state: OktaState,
  access: 'everyone' | readonly string[] | 'skip' = 'skip',
): { assignments: Assignments; assign(to: Assignee): void; unassign(from: Assignee): void } {
  const people = new Set<string>()
  const groups = new Set(groupsOfAccess(access))
  const setFor = (one: Assignee): [Set<string>, string] => {
    if ('login' in one) return [people, personOf(state, one.login).login]
    if (!state.groups.has(one.group)) throw new Error(`mock Okta: there is no group ${one.group}`)
    return [groups, one.group]
  }
  return {
    assignments: { people, groups },
    assign(to) {
      const [set, name] = setFor(to)
      set.add(name)
    },
    unassign(from) {
      const [set, name] = setFor(from)
      set.delete(name)
    },
  }
}

export function groupsOfAccess(access: 'everyone' | readonly string[] | 'skip'): readonly string[] {
  if (access === 'everyone') return [EVERYONE]
  return access === 'skip' ? [] : access
}
