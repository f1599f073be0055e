import assert from 'node:assert/strict'
import type { Checks } from './checks.ts'
import { aKey, aNewAccount, anIdentity, assertSame, known } from './people.ts'

const keep = { revokeCredentials: false }

/** `link` and `unlink`. */
export const linkingChecks: Checks = {
  'link makes the key lead to the account, and doing it again changes nothing': async (opened) => {
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const linked = await opened.accounts.link(id, aKey(), keep)
    assert.equal(linked.id, id)
    assert.equal(linked.hasPassword, true)
    assert.deepEqual(linked.linkedConnectionIds ?? ['con_1'], ['con_1'])
    assertSame(await opened.accounts.link(id, aKey(), keep), linked)
    assertSame(await known(opened), linked)
  },

  'link leaves the account’s other keys as they are': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    await opened.accounts.link(id, aKey({ connectionId: 'con_2' }), keep)
    assert.equal((await known(opened)).id, id)
  },

  'E4 link ends the password where it is told to': async (opened) => {
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const linked = await opened.accounts.link(id, aKey(), { revokeCredentials: true })
    assert.equal(linked.hasPassword, false)
  },

  'E2 link throws for a key that leads to another account, which keeps it': async (opened) => {
    const first = await opened.accounts.create(aNewAccount())
    const id = await opened.register({ email: 'ben@acme.example', organizationId: 'org_1' })
    await assert.rejects(async () => opened.accounts.link(id, aKey(), keep))
    assert.equal((await known(opened)).id, first.id)
  },

  'link adds the membership of the key’s organisation': async (opened) => {
    const { accounts } = opened
    if (accounts.scope === 'organization') return
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_2' })
    const linked = await accounts.link(id, aKey(), keep)
    assert.deepEqual([...linked.organizationIds].sort(), ['org_1', 'org_2'])
    assert.deepEqual(linked.roles, [], 'and no role that nobody gave')
  },

  'unlink removes the keys of a connection and no others, and no account': async (opened) => {
    const { id } = await opened.accounts.create(aNewAccount())
    const other = aKey({ connectionId: 'con_2' })
    await opened.accounts.link(id, other, keep)
    await opened.accounts.unlink({ connectionId: 'con_1' })
    await opened.accounts.unlink({ connectionId: 'con_1' })
    assert.equal(await opened.accounts.findByKey(aKey()), null)
    assert.equal((await known(opened, other)).id, id)
    assert.equal((await opened.accounts.findByEmail('ann@acme.example', 'org_1'))?.id, id)
  },

  'D5 unlink with a domain removes the keys of its people only': async (opened) => {
    const ben = aKey({ subject: 'ben' })
    const eve = aKey({ subject: 'eve' })
    await opened.accounts.create(aNewAccount())
    const identity = anIdentity({ subject: 'ben', email: 'ben@other.example' })
    await opened.accounts.create(aNewAccount({ key: ben, identity }))
    const similar = anIdentity({ subject: 'eve', email: 'eve@not-acme.example' })
    await opened.accounts.create(aNewAccount({ key: eve, identity: similar }))
    await opened.accounts.unlink({ connectionId: 'con_1', emailDomain: 'acme.example' })
    assert.equal(await opened.accounts.findByKey(aKey()), null)
    await known(opened, ben)
    await known(opened, eve)
  },

  'D5 unlink with subdomains removes the keys of people below the domain too': async (opened) => {
    const filter = { connectionId: 'con_1', emailDomain: 'acme.example' }
    const ben = aKey({ subject: 'ben' })
    const eve = aKey({ subject: 'eve' })
    const below = anIdentity({ subject: 'ben', email: 'ben@eu.acme.example' })
    await opened.accounts.create(aNewAccount())
    await opened.accounts.create(aNewAccount({ key: ben, identity: below }))
    const similar = anIdentity({ subject: 'eve', email: 'eve@not-acme.example' })
    await opened.accounts.create(aNewAccount({ key: eve, identity: similar }))
    await opened.accounts.unlink(filter)
    await known(opened, ben)
    await opened.accounts.unlink({ ...filter, withSubdomains: true })
    assert.equal(await opened.accounts.findByKey(ben), null)
    await known(opened, eve)
  },
}
