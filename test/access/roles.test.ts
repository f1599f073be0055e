import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapRoles } from '../../src/access/index.ts'
import type { AccessSettings } from '../../src/index.ts'

const rules = (
  groupsByRole: Record<string, string[]>,
  groupsAbsent: AccessSettings['groupsAbsent'] = 'error',
) => ({ roles: { groupsByRole, sync: 'replace', unmapped: 'deactivate' }, groupsAbsent }) as const

const two = { admin: ['Konnect Admins'], viewer: ['Konnect Viewers', 'Everyone'] }

describe('mapRoles', () => {
  it('has nothing to do where the connection maps no roles', () => {
    expect(mapRoles({ groupsAbsent: 'error' }, undefined)).toEqual({ kind: 'unused' })
    expect(mapRoles({ groupsAbsent: 'error' }, ['x'])).toEqual({ kind: 'unused' })
  })

  it.each<[string, string[] | undefined, object]>([
    ['one group', ['Konnect Admins'], { kind: 'mapped', roles: ['admin'] }],
    ['another group of a role', ['Everyone'], { kind: 'mapped', roles: ['viewer'] }],
    [
      'two groups of one role',
      ['Everyone', 'Konnect Viewers'],
      { kind: 'mapped', roles: ['viewer'] },
    ],
    [
      'groups of both, in the order of the rules',
      ['Everyone', 'Konnect Admins'],
      { kind: 'mapped', roles: ['admin', 'viewer'] },
    ],
    ['KO-20 no mapped group', ['Sales'], { kind: 'unmapped', nearMisses: [] }],
    ['KO-20 an empty list', [], { kind: 'unmapped', nearMisses: [] }],
    ['T3 an absent claim, which is not an empty list', undefined, { kind: 'groups_absent' }],
  ])('maps %s', (_what, groups, expected) => {
    expect(mapRoles(rules(two), groups)).toEqual(expected)
  })

  it('T3 takes an absent claim for an empty list only where the connection says so', () => {
    expect(mapRoles(rules(two, 'empty'), undefined)).toEqual({ kind: 'unmapped', nearMisses: [] })
  })

  it.each(['EMPTY', 'none', '', undefined, null, true])(
    'T3 takes groupsAbsent: %j for no permission to do so',
    (groupsAbsent) => {
      const access = { ...rules(two), groupsAbsent: groupsAbsent as never }
      expect(mapRoles(access, undefined)).toEqual({ kind: 'groups_absent' })
    },
  )

  it('compares names exactly and says which one was probably meant', () => {
    const near = ['konnect admins', ' Konnect Viewers', 'Konnect  Viewers', 'EVERYONE', 'Sales']
    expect(mapRoles(rules(two), near)).toEqual({
      kind: 'unmapped',
      nearMisses: [
        { received: 'konnect admins', configured: 'Konnect Admins' },
        { received: ' Konnect Viewers', configured: 'Konnect Viewers' },
        { received: 'Konnect  Viewers', configured: 'Konnect Viewers' },
      ],
    })
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'X6 takes a group named %s as a name',
    (name) => {
      expect(mapRoles(rules(two), [name])).toEqual({ kind: 'unmapped', nearMisses: [] })
    },
  )

  it('gives a role if and only if one of its groups was received', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'A')
    const byRole = fc.dictionary(fc.constantFrom('r', 's', 't'), fc.array(name), { minKeys: 1 })
    fc.assert(
      fc.property(byRole, fc.array(name), (groupsByRole, groups) => {
        const outcome = mapRoles(rules(groupsByRole), groups)
        const roles = outcome.kind === 'mapped' ? outcome.roles : []
        for (const [role, names] of Object.entries(groupsByRole)) {
          expect(roles.includes(role)).toBe(names.some((one) => groups.includes(one)))
        }
        expect(outcome.kind).toBe(roles.length > 0 ? 'mapped' : 'unmapped')
      }),
    )
  })
})
