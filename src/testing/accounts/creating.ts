import assert from 'node:assert/strict'
import type { AccountFacts } from '../../types/accounts.ts'
import { callers, type Checks } from './checks.ts'
import { aKey, aNewAccount, anIdentity, assertSame, known, minute } from './people.ts'

/** `create`. */
export const creatingChecks: Checks = {
  'create makes an active member with the roles, whom the key finds': async (opened) => {
    const made = await opened.accounts.create(aNewAccount())
    assert.equal(made.isActive, true)
    assert.equal(made.isOwner, false)
    assert.deepEqual(made.roles, ['viewer'])
    assert.equal(made.rolesManagedBy, 'idp')
    assert.deepEqual(made.organizationIds, ['org_1'])
    assert.equal(made.hasPassword, false)
    assertSame(await known(opened), made)
  },

  'create gives no password, and no proof of an e-mail that nobody vouched for': async (opened) => {
    const identity = anIdentity({ emailVerified: false })
    const made = await opened.accounts.create(aNewAccount({ identity }))
    assert.equal(made.hasPassword, false)
    assert.equal(made.isEmailVerified, false)
  },

  'create works for a person without e-mail': async (opened) => {
    const { email: _none, ...identity } = anIdentity()
    const made = await opened.accounts.create(aNewAccount({ identity }))
    assert.equal((await known(opened)).id, made.id)
  },

  'create under a known key makes no second account and updates the first': async (opened) => {
    const first = await opened.accounts.create(aNewAccount())
    const again = aNewAccount({ roles: ['admin'], asOf: minute(1) })
    const second = await opened.accounts.create(again)
    assert.equal(second.id, first.id)
    assert.deepEqual((await known(opened)).roles, ['admin'])
  },

  'T3 create under a known key ignores what is older than what was applied': async (opened) => {
    await opened.accounts.create(aNewAccount({ asOf: minute(5) }))
    await opened.accounts.create(aNewAccount({ roles: ['admin'], asOf: minute(4) }))
    assert.deepEqual((await known(opened)).roles, ['viewer'])
  },

  'create by many callers at once makes one account': async (opened) => {
    const calls = Array.from({ length: callers }, () => opened.accounts.create(aNewAccount()))
    const settled = await Promise.allSettled(calls)
    const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    assert.equal(made.length, callers, 'a caller that comes second is no failure')
    assert.equal(new Set(made.map(({ id }) => id)).size, 1)
  },

  'E2 create makes one account for each subject, issuer and connection': async ({ accounts }) => {
    const made: AccountFacts[] = []
    const people = [
      {},
      { subject: 'Ann' },
      { subject: 'ann ' },
      { issuer: 'https://idp.example/' },
      { connectionId: 'con_2' },
    ]
    for (const [index, change] of people.entries()) {
      const identity = anIdentity({ email: `ann${index}@acme.example` })
      made.push(await accounts.create(aNewAccount({ key: aKey(change), identity })))
    }
    assert.equal(new Set(made.map(({ id }) => id)).size, people.length)
  },

  'E4 create never answers with an account that merely has the same e-mail': async (opened) => {
    const id = await opened.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const [outcome] = await Promise.allSettled([opened.accounts.create(aNewAccount())])
    if (outcome.status === 'fulfilled') assert.notEqual(outcome.value.id, id)
    const found = await opened.accounts.findByKey(aKey())
    assert.notEqual(found?.id, id)
  },
}
