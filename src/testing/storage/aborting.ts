import assert from 'node:assert/strict'
import type { SsoStorage, StoreCall } from '../../storage/ports.ts'
import type { Checks } from './checks.ts'
import { claimFor, domain, ownedBy, ownersOf } from './claiming.ts'
import { aConnectionRecord, aDomainClaim, aJournalEntry, aPolicy } from './records.ts'
import { aSession, aTrust, instant, isoInstant, minute, revised } from './records.ts'

type PortChecks = Readonly<Record<keyof SsoStorage, Checks>>
type Call = (call: StoreCall) => Promise<unknown>

const aborted = 'throws and does nothing where its signal was aborted before'
const now = instant()
const later = instant(minute)
const page = { limit: 100 }

/** What a signal does, port by port. */
export const abortingChecks: PortChecks = {
  connections: {
    [`every call ${aborted}`]: async ({ connections }) => {
      const record = aConnectionRecord()
      const lastLogin = { fingerprint: 'fingerprint_live', at: isoInstant() }
      await connections.create(record)
      await assertAborted([
        (call) => connections.load({ id: 'con_1' }, call),
        (call) => connections.list(page, call),
        (call) => connections.create(aConnectionRecord({ id: 'con_2' }), call),
        (call) => connections.update('con_1', 1, revised(record), call),
        (call) => connections.saveTrust('con_1', null, aTrust(), null, call),
        (call) => connections.saveEvidence('con_1', { lastLogin }, call),
        (call) => connections.remove('con_1', 1, call),
      ])
      assert.deepEqual(await connections.list(page), [record])
    },
  },

  organizations: {
    [`every call ${aborted}`]: async ({ organizations }) => {
      await assertAborted([
        (call) => organizations.get('org_1', call),
        (call) => organizations.update('org_1', 0, aPolicy(), call),
      ])
      assert.equal(await organizations.get('org_1'), null)
    },
  },

  domains: {
    [`every call ${aborted}`]: async (storage) => {
      const { domains } = storage
      const claim = aDomainClaim({ nextCheckAt: isoInstant() })
      await domains.claim(claim)
      await assertAborted([
        (call) => domains.claim(aDomainClaim({ id: 'dom_2', organizationId: 'org_2' }), call),
        (call) => domains.list({ domain }, call),
        (call) => domains.update('dom_1', 1, { ...claim, version: 2 }, call),
        (call) => domains.verify('dom_1', 1, ownedBy(1), null, call),
        (call) => domains.lease(now, later, 10, call),
        (call) => domains.release('dom_1', 1, call),
      ])
      assert.deepEqual(await domains.list({ domain }), [claim])
      assert.deepEqual(await domains.lease(now, later, 10), [claim], 'nobody has leased it')
    },

    'verify that is aborted on the way moves both claims or none': async (storage) => {
      await claimFor(storage, 1)
      await claimFor(storage, 2)
      await storage.domains.verify('dom_1', 1, ownedBy(1), null)
      const replaced = { id: 'dom_1', expectedVersion: 2 }
      for (const round of rounds) {
        await abortLater(round, (call) =>
          storage.domains.verify('dom_2', 1, ownedBy(2), replaced, call),
        )
        assert.equal((await ownersOf(storage)).length, 1)
      }
    },
  },

  ephemeral: {
    [`every call ${aborted}`]: async ({ ephemeral }) => {
      await ephemeral.put('key', 'value', later)
      await ephemeral.put('expired', 'value', instant(-1))
      await assertAborted([
        (call) => ephemeral.put('key', 'changed', later, call),
        (call) => ephemeral.get('key', now, call),
        (call) => ephemeral.take('key', now, call),
        (call) => ephemeral.reserve(['key'], later, now, call),
        (call) => ephemeral.deleteExpired(now, 10, call),
      ])
      assert.equal(await ephemeral.get('key', now), 'value')
      assert.equal(await ephemeral.reserve(['key'], later, now), true)
      assert.equal(await ephemeral.deleteExpired(now, 10), 1)
    },

    'reserve that is aborted on the way takes all keys or none': async ({ ephemeral }) => {
      for (const round of rounds) {
        const keys = ['a', 'b', 'c'].map((key) => `${key} of ${round}`)
        await abortLater(round, (call) => ephemeral.reserve(keys, later, now, call))
        const isFree: boolean[] = []
        for (const key of keys) isFree.push(await ephemeral.reserve([key], later, now))
        assert.equal(new Set(isFree).size, 1, 'all keys share one fate')
      }
    },
  },

  sessions: {
    [`every call ${aborted}`]: async ({ sessions }) => {
      const session = aSession({ retainUntil: now })
      await sessions.put(session)
      await sessions.put(aSession({ id: 'leased' }))
      await sessions.lease('leased', now, later)
      await assertAborted([
        (call) => sessions.put(aSession({ id: 'new' }), call),
        (call) => sessions.get('ses_1', call),
        (call) => sessions.update('ses_1', 1, { ...session, version: 2 }, call),
        (call) => sessions.find({ connectionId: 'con_1', ...page }, call),
        (call) => sessions.end('ses_1', now, 'logout', call),
        (call) => sessions.lease('ses_1', now, later, call),
        (call) => sessions.unlease('leased', later, call),
        (call) => sessions.deleteExpired(now, 10, call),
      ])
      assert.equal(await sessions.get('new'), null)
      assert.deepEqual(await sessions.get('ses_1'), session)
      assert.equal(await sessions.lease('ses_1', now, later), true, 'nobody has leased it')
      assert.equal(await sessions.lease('leased', now, later), false, 'it was not given back')
    },
  },

  journal: {
    [`every call ${aborted}`]: async ({ journal }) => {
      await journal.append([aJournalEntry(0)])
      const organizationId = 'org_1'
      await assertAborted([
        (call) => journal.append([aJournalEntry(1)], call),
        (call) => journal.list({ organizationId, ...page }, call),
        (call) => journal.trim({ kind: 'login', olderThan: later, ...page }, call),
      ])
      assert.deepEqual(await journal.list({ organizationId, ...page }), [aJournalEntry(0)])
    },

    'append that is aborted on the way stores all entries or none': async ({ journal }) => {
      for (const round of rounds) {
        const organizationId = `org_${round}`
        const entries = [1, 2, 3].map((offset) =>
          aJournalEntry(offset + 10 * round, { organizationId }),
        )
        await abortLater(round, (call) => journal.append(entries, call))
        const { length } = await journal.list({ organizationId, ...page })
        assert.ok(length === 0 || length === 3, `${length} of 3 entries are stored`)
      }
    },
  },
}

const rounds: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7]

/** Aborts a call on its way: in the first rounds after a few turns, then after 1 to 8 ms. */
async function abortLater(round: number, call: Call): Promise<void> {
  const controller = new AbortController()
  const settled = Promise.allSettled([call({ signal: controller.signal })])
  if (round < 4) {
    for (let turn = 0; turn < 8 * round; turn += 1) await Promise.resolve()
  } else {
    await new Promise((resolve) => setTimeout(resolve, 2 ** (round - 4)))
  }
  controller.abort()
  await settled
}

async function assertAborted(calls: readonly Call[]): Promise<void> {
  const signal = AbortSignal.abort()
  for (const call of calls) await assert.rejects(async () => call({ signal }), call.toString())
}
