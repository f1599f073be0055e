import { describe, expect, it } from 'vitest'
import { type AccessFacts, checkRoleEdit, decideAccess } from '../../src/access/index.ts'
import {
  accessFacts,
  byEmail,
  inAWord,
  inGroups,
  known,
  roleRules,
} from '../support/access-facts.ts'
import { facts as account } from '../support/accounts.ts'

const decide = (change: Partial<AccessFacts>) =>
  decideAccess(accessFacts({ ...roleRules(), ...change }))

describe('roles', () => {
  it('KO-21 are given to a newcomer, and follow the groups from then on', () => {
    expect(decide(inGroups('Admins'))).toMatchObject({
      ...{ kind: 'provision', roles: ['admin'], rolesManagedBy: 'idp' },
    })
  })

  it('KO-20 keep out whoever is in no mapped group', () => {
    expect(inAWord({ ...roleRules(), ...inGroups('Sales') })).toBe('access_no_mapped_group')
    expect(inAWord({ ...roleRules(), ...inGroups() })).toBe('access_no_mapped_group')
    expect(inAWord({ ...roleRules(), ...inGroups('Viewers') })).toBe('provision')
  })

  it('KO-22 KO-25 follow the groups at every sign-in', () => {
    const moved = { ...inGroups('Viewers'), ...known({ roles: ['admin'] }) }
    expect(decide(moved)).toMatchObject({ kind: 'sign_in', roles: ['viewer'] })
  })

  it('KO-25 are exchanged for those of the new group, be it more, fewer or others', () => {
    const has = known({ roles: ['admin'], rolesManagedBy: 'idp' })
    const rolesIn = (...groups: string[]) => {
      const decision = decide({ ...inGroups(...groups), ...has })
      return decision.kind === 'sign_in' ? decision.roles : decision.kind
    }
    expect(rolesIn('Viewers')).toEqual(['viewer'])
    expect(rolesIn('Viewers', 'Admins')).toEqual(['admin', 'viewer'])
    expect(rolesIn('Admins', 'Sales')).toEqual(['admin'])
    expect(rolesIn('Sales')).toBe('refuse')
  })

  it('are added to what the account has where the connection says so, and stay the host’s', () => {
    const moved = { ...inGroups('Viewers'), ...known({ roles: ['admin', 'own'] }) }
    expect(decide({ ...moved, ...roleRules({ sync: 'additive' }) })).toMatchObject({
      ...{ roles: ['admin', 'own', 'viewer'], rolesManagedBy: 'host' },
    })
  })

  it('are the host’s again where the connection maps none', () => {
    const decision = decideAccess(accessFacts(known({ rolesManagedBy: 'idp' })))
    expect(decision).toMatchObject({ kind: 'sign_in', rolesManagedBy: 'host' })
    expect(decision).not.toHaveProperty('roles')
  })

  it('KO-24 deactivate the account of somebody who is in no mapped group any more', () => {
    const removed = { ...inGroups('Sales'), ...known({ roles: ['admin'] }) }
    const refusal = { kind: 'refuse', code: 'access_no_mapped_group', isDeactivated: true }
    expect(decide(removed)).toMatchObject(refusal)
    expect(decide({ ...removed, ...roleRules({ sync: 'additive' }) })).toMatchObject(refusal)
    const refusing = decide({ ...removed, ...roleRules({ unmapped: 'refuse' }) })
    expect(refusing.kind).toBe('refuse')
    expect(refusing).not.toHaveProperty('isDeactivated')
  })

  it('T3 touch nobody’s account where only the e-mail matches', () => {
    const decision = decide({ ...inGroups('Sales'), ...byEmail() })
    expect(decision).toMatchObject({ kind: 'refuse', code: 'access_no_mapped_group' })
    expect(decision).not.toHaveProperty('isDeactivated')
  })

  it('T3 refuse without deactivating where the groups were not sent', () => {
    const decision = decide(known())
    expect(decision).toMatchObject({ kind: 'refuse', code: 'access_groups_absent' })
    expect(decision).not.toHaveProperty('isDeactivated')
  })

  it('T3 never come from outside the catalogue, and that is not the person’s fault', () => {
    const both = { ...inGroups('Admins', 'Viewers'), ...known(), roleIds: ['viewer'] }
    expect(decide(both)).toMatchObject({ kind: 'sign_in', roles: ['viewer'] })
    const decision = decide({ ...inGroups('Admins'), ...known(), roleIds: ['viewer'] })
    expect(decision).toMatchObject({ kind: 'refuse', code: 'access_role_unknown' })
    expect(decision).not.toHaveProperty('isDeactivated')
  })

  it('never lock out or demote the last owner', () => {
    const owner = known({ isOwner: true, isLastOwner: true, roles: ['owner'] })
    const out = decide({ ...inGroups('Sales'), ...owner })
    expect(out.kind).toBe('refuse')
    expect(out).not.toHaveProperty('isDeactivated')
    const moved = decide({ ...inGroups('Viewers'), ...owner })
    expect(moved).toMatchObject({ kind: 'sign_in', rolesManagedBy: 'host' })
    expect(moved).not.toHaveProperty('roles')
    const oneOfTwo = known({ isOwner: true, roles: ['owner'] })
    expect(decide({ ...inGroups('Sales'), ...oneOfTwo })).toHaveProperty('isDeactivated', true)
  })

  it('bring back whom a missing group deactivated, and nobody else', () => {
    const by = (deactivatedBy: 'idp' | 'host') => known({ isActive: false, deactivatedBy })
    expect(decide({ ...inGroups('Admins'), ...by('idp') })).toMatchObject({
      ...{ kind: 'sign_in', isReactivated: true, roles: ['admin'] },
    })
    expect(decide({ ...inGroups('Admins'), ...by('host') })).toMatchObject({
      ...{ kind: 'refuse', code: 'access_account_inactive' },
    })
    expect(decide({ ...inGroups('Admins'), ...known({ isActive: false }) })).toMatchObject({
      ...{ kind: 'refuse', code: 'access_account_inactive' },
    })
  })

  it('are told to hosts without accounts as well', () => {
    expect(decide({ ...inGroups('Admins'), accounts: undefined })).toMatchObject({
      ...{ kind: 'sign_in', roles: ['admin'] },
    })
    expect(decide({ ...inGroups('Sales'), accounts: undefined })).toEqual({
      ...{ kind: 'refuse', code: 'access_no_mapped_group', reasons: expect.any(Array) },
    })
  })

  it('say which group was probably meant, without lines that could be forged', () => {
    const { reasons } = decide(inGroups('admins', 'Viewers\n'))
    expect(reasons.at(-1)?.message).toContain('“admins” is not “Admins”')
    expect(reasons.at(-1)?.message).toContain(String.raw`“Viewers\u{a}” is not “Viewers”`)
  })
})

describe('checkRoleEdit', () => {
  it('KO-23 refuses to edit roles that follow the groups', () => {
    const edit = () => checkRoleEdit(account('acc_1', { rolesManagedBy: 'idp' }))
    expect(edit).toThrow(
      expect.objectContaining({
        ...{ code: 'roles_managed_by_idp', status: 409, detail: { accountId: 'acc_1' } },
        hint: expect.stringContaining('groups'),
      }),
    )
    expect(() => checkRoleEdit(account('acc_1'))).not.toThrow()
  })

  it('KO-23 takes what it does not know for the identity provider’s', () => {
    expect(() => checkRoleEdit({ id: 'a' } as never)).toThrow()
  })
})
