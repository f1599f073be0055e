import assert from 'node:assert/strict'
import type { Checks } from './checks.ts'
import { aKey, aNewAccount, assertSame, known } from './people.ts'

/** `findByKey`, `findByEmail` and `isInvited`. */
export const findingChecks: Checks = {
  'findByKey gives null for a key that nobody has': async ({ accounts }) => {
    assert.equal(await accounts.findByKey(aKey()), null)
    await accounts.create(aNewAccount())
    for (const change of [
      { subject: 'ben' },
      { subject: 'Ann' },
      { connectionId: 'con_2' },
      { issuer: 'https://other.example' },
    ]) {
      assert.equal(await accounts.findByKey(aKey(change)), null, JSON.stringify(change))
    }
  },

  'findByKey asks for no e-mail: an account that merely has it is not found': async (opened) => {
    await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    assert.equal(await opened.accounts.findByKey(aKey()), null)
  },

  'findByEmail gives the account that the host itself has made': async (opened) => {
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const found = await opened.accounts.findByEmail('ann@acme.example', 'org_1')
    assert.equal(found?.id, id)
    assert.equal(found.isActive, true)
    assert.equal(found.hasPassword, true)
    assert.equal(found.rolesManagedBy, 'host')
    assert.deepEqual(found.organizationIds, ['org_1'])
    assert.equal(await opened.accounts.findByEmail('ben@acme.example', 'org_1'), null)
  },

  'findByEmail gives a deactivated account too, so that no second one is made': async (opened) => {
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    await opened.deactivateByHost(id, 'org_1')
    const found = await opened.accounts.findByEmail('ann@acme.example', 'org_1')
    assert.equal(found?.id, id)
    assert.equal(found.isActive, false)
    assert.equal(found.deactivatedBy, 'host')
  },

  'findByEmail: an account of another organisation is found by global scope only': async (
    opened,
  ) => {
    const { accounts } = opened
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_2' })
    const found = await accounts.findByEmail('ann@acme.example', 'org_1')
    if (accounts.scope === 'organization') {
      assert.equal(found, null)
      return
    }
    assert.equal(found?.id, id)
    assert.deepEqual(found.organizationIds, ['org_2'], 'finding somebody makes nobody a member')
  },

  'findByEmail and findByKey write nothing': async (opened) => {
    await opened.accounts.create(aNewAccount())
    const before = await known(opened)
    await opened.accounts.findByEmail('ann@acme.example', 'org_1')
    assertSame(await known(opened), before)
  },

  'isInvited is true for an open invitation of this e-mail and organisation': async (opened) => {
    const { accounts, invite } = opened
    if (!accounts.isInvited || !invite) return
    assert.equal(await accounts.isInvited('ann@acme.example', 'org_1'), false)
    await invite.call(opened, 'ann@acme.example', 'org_1')
    assert.equal(await accounts.isInvited('ann@acme.example', 'org_1'), true)
    assert.equal(await accounts.isInvited('ann@acme.example', 'org_2'), false)
    assert.equal(await accounts.isInvited('ben@acme.example', 'org_1'), false)
  },

  'an invitation is used up by the account that it led to': async (opened) => {
    const { accounts, invite } = opened
    if (!accounts.isInvited || !invite) return
    await invite.call(opened, 'ann@acme.example', 'org_1')
    await accounts.create(aNewAccount())
    assert.equal(await accounts.isInvited('ann@acme.example', 'org_1'), false)
  },
}
