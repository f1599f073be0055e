import assert from 'node:assert/strict'
import type { Checks } from './checks.ts'
import { aKey, aNewAccount, anIdentity, assertSame, known, minute } from './people.ts'

const organizationId = 'org_1'

/** `update`, and the order of what is applied. */
export const updatingChecks: Checks = {
  'update replaces the roles and answers with the account as it is then': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    const change = { organizationId, roles: ['admin', 'billing'], asOf: minute(1) }
    const updated = await opened.accounts.update(id, change)
    assert.deepEqual([...updated.roles].sort(), ['admin', 'billing'])
    assertSame(await known(opened), updated)
    const repeated = await opened.accounts.update(id, change)
    assertSame(repeated, updated, 'the same again changes nothing')
  },

  'update leaves alone what it does not name': async (opened) => {
    const made = await opened.accounts.create(aNewAccount())
    const updated = await opened.accounts.update(made.id, { organizationId, asOf: minute(1) })
    assertSame(updated, made)
  },

  'update takes all roles away where the list is empty': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    const change = { organizationId, roles: [], asOf: minute(1) }
    assert.deepEqual((await opened.accounts.update(id, change)).roles, [])
  },

  'update says who manages the roles': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    for (const [index, rolesManagedBy] of (['host', 'idp'] as const).entries()) {
      const change = { organizationId, rolesManagedBy, asOf: minute(index + 1) }
      const updated = await opened.accounts.update(id, change)
      assert.equal(updated.rolesManagedBy, rolesManagedBy)
    }
  },

  'T3 update ignores what is older than the last change that was applied': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.update(id, { organizationId, roles: ['admin'], asOf: minute(5) })
    const late = {
      organizationId,
      roles: ['owner'],
      rolesManagedBy: 'host',
      asOf: minute(4),
    } as const
    const answered = await opened.accounts.update(id, late)
    assert.deepEqual(answered.roles, ['admin'])
    assert.equal(answered.rolesManagedBy, 'idp')
    assertSame(await known(opened), answered)
  },

  'T3 update does not bring back by old news whom newer news has put out': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(5) })
    const change = { organizationId, isActive: true, asOf: minute(4) } as const
    assert.equal((await opened.accounts.update(id, change)).isActive, false)
  },

  'update undoes a deactivation by the identity provider': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(1) })
    const change = { organizationId, isActive: true, asOf: minute(2) } as const
    const updated = await opened.accounts.update(id, change)
    assert.equal(updated.isActive, true)
    assert.equal(updated.deactivatedBy, undefined)
  },

  'update without isActive activates nobody': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(1) })
    const change = { organizationId, identity: anIdentity(), roles: ['admin'], asOf: minute(2) }
    assert.equal((await opened.accounts.update(id, change)).isActive, false)
  },

  'E3 update of a global account keeps its e-mail where nobody vouches for another': async (
    opened,
  ) => {
    const { accounts } = opened
    if (accounts.scope === 'organization') return
    const { id } = await accounts.create(aNewAccount())
    const identity = anIdentity({ email: 'victim@acme.example', emailVerified: false })
    await accounts.update(id, { organizationId, identity, asOf: minute(1) })
    assert.equal(await accounts.findByEmail('victim@acme.example', organizationId), null)
    assert.equal((await accounts.findByEmail('ann@acme.example', organizationId))?.id, id)
  },

  'T1 update in one organisation changes nothing in another': async (opened) => {
    const { accounts } = opened
    if (accounts.scope === 'organization') return
    const { id } = await accounts.create(aNewAccount())
    const other = aKey({ connectionId: 'con_2', organizationId: 'org_2' })
    await accounts.link(id, other, { revokeCredentials: false })
    await accounts.update(id, { organizationId: 'org_2', roles: ['admin'], asOf: minute(3) })
    assert.deepEqual((await known(opened)).roles, ['viewer'])
    assert.deepEqual((await known(opened, other)).roles, ['admin'])
    const earlier = { organizationId, roles: ['billing'], asOf: minute(2) }
    const first = await accounts.update(id, earlier)
    assert.deepEqual(first.roles, ['billing'], 'each organisation has an order of its own')
  },
}
