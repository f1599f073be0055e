import assert from 'node:assert/strict'
import type { Checks } from './checks.ts'
import { aKey, aNewAccount, assertSame, known, minute } from './people.ts'

const organizationId = 'org_1'

/** `deactivate` and `list`. */
export const leavingChecks: Checks = {
  'deactivate switches the account off, for want of a group': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(1) })
    const off = await known(opened)
    assert.equal(off.id, id)
    assert.equal(off.isActive, false)
    assert.equal(off.deactivatedBy, 'idp')
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(2) })
    assertSame(await known(opened), off, 'the same again changes nothing')
  },

  'T3 deactivate leaves alone whom the host has put out': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.deactivateByHost(id, organizationId)
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(1) })
    assert.equal((await known(opened)).deactivatedBy, 'host')
  },

  'T3 deactivate ignores what is older than the last change that was applied': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.update(id, { organizationId, roles: ['admin'], asOf: minute(5) })
    await opened.accounts.deactivate(id, organizationId, { asOf: minute(4) })
    assert.equal((await known(opened)).isActive, true)
  },

  'T1 deactivate in one organisation leaves the other alone': async (opened) => {
    const { accounts } = opened
    if (accounts.scope === 'organization') return
    const { id } = await accounts.create(aNewAccount())
    const other = aKey({ connectionId: 'con_2', organizationId: 'org_2' })
    await accounts.link(id, other, { revokeCredentials: false })
    await accounts.deactivate(id, organizationId, { asOf: minute(1) })
    assert.equal((await known(opened)).isActive, false)
    assert.equal((await known(opened, other)).isActive, true)
  },

  'list gives members with a password, up to the limit': async (opened) => {
    const { accounts } = opened
    if (!accounts.list) return
    const filter = { only: 'password', limit: 10 } as const
    assert.deepEqual(await accounts.list(organizationId, filter), [])
    for (const name of ['ann', 'ben', 'eve']) {
      await opened.register({ email: `${name}@acme.example`, organizationId })
    }
    await opened.register({ email: 'zoe@other.example', organizationId: 'org_2' })
    assert.equal((await accounts.list(organizationId, filter)).length, 3)
    assert.equal((await accounts.list(organizationId, { ...filter, limit: 2 })).length, 2)
  },
}
