import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import {
  aConnectionRecord,
  aDomainClaim,
  aPolicy,
  aSession,
  instant,
  minute,
} from '../../src/testing/storage/records.ts'
import type { TestDatabase } from './databases.ts'

const later = instant(minute)
const now = instant()

/** A database of the host's, with tables and empty. */
export interface HostDatabase {
  /** Over the database itself. */
  readonly storage: SsoStorage
  /** The host's own transaction, and a storage inside of it. */
  transaction(work: (storage: SsoStorage) => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Through Kysely; `open` gives an empty database with tables. */
export function describeHostTransactions(open: () => Promise<TestDatabase>): void {
  describeTransactions('kyselyStorage', async () => {
    const { db, dialect, close } = await open()
    return {
      storage: kyselyStorage(db, { dialect }),
      transaction: (work) =>
        db.transaction().execute((trx) => work(kyselyStorage(trx, { dialect }))),
      close,
    }
  })
}

/** What calls do inside of a transaction of the host's. */
export function describeTransactions(name: string, open: () => Promise<HostDatabase>): void {
  describe(`${name} in a transaction of the host`, () => {
    let host: HostDatabase
    let outside: SsoStorage

    beforeEach(async () => {
      host = await open()
      outside = host.storage
    })

    afterEach(() => host.close())

    async function inTransaction(
      end: 'commit' | 'rollback',
      work: (storage: SsoStorage) => Promise<void>,
    ): Promise<void> {
      const rollback = new Error('rolled back')
      const transaction = host.transaction(async (storage) => {
        await work(storage)
        if (end === 'rollback') throw rollback
      })
      if (end === 'commit') await transaction
      else await expect(transaction).rejects.toBe(rollback)
    }

    it('is stored with it, or not at all', async () => {
      const work = async (storage: SsoStorage): Promise<void> => {
        expect(await storage.connections.create(aConnectionRecord())).toBe('created')
        await storage.sessions.put(aSession())
        expect(await storage.ephemeral.reserve(['a', 'b'], later, now)).toBe(true)
      }
      const find = { connectionId: 'con_1', idpSessionId: 'sid_1', limit: 9 }
      await inTransaction('rollback', work)
      expect(await outside.connections.load({ id: 'con_1' })).toEqual([])
      expect(await outside.sessions.find(find)).toEqual([])
      expect(await outside.ephemeral.reserve(['b'], now, now)).toBe(true)
      await outside.ephemeral.deleteExpired(now, 9)
      await inTransaction('commit', work)
      expect(await outside.connections.load({ id: 'con_1' })).toHaveLength(1)
      expect(await outside.sessions.find(find)).toHaveLength(1)
      expect(await outside.ephemeral.reserve(['b'], later, now)).toBe(false)
    })

    it('answers conflicts, undoes no more than the call, and goes on', async () => {
      await inTransaction('commit', async (storage) => {
        const { connections, domains, ephemeral, organizations } = storage
        const taken = { id: 'con_2', loginPath: 'acme' }
        await connections.create(aConnectionRecord({ loginPath: 'acme' }))
        expect(await connections.create(aConnectionRecord(taken))).toBe('login_path_taken')
        expect(await connections.create(aConnectionRecord())).toBe('id_taken')
        expect(await connections.create(aConnectionRecord({ id: 'con_2' }))).toBe('created')
        const edit = aConnectionRecord({ ...taken, version: 2 })
        expect(await connections.update('con_2', 1, edit)).toBe('login_path_taken')
        expect(await connections.update('con_2', 7, edit)).toBe('conflict')
        expect(await organizations.update('org_1', 0, aPolicy())).toBe('updated')
        expect(await organizations.update('org_1', 0, aPolicy())).toBe('conflict')
        for (const number of [1, 2]) {
          const claim = aDomainClaim({ id: `dom_${number}`, organizationId: `org_${number}` })
          expect(await domains.claim(claim)).toBe('claimed')
          expect(await domains.claim(claim)).toBe('exists')
          const owned = { ...claim, state: 'verified', version: 2 } as const
          const outcome = number === 1 ? 'verified' : 'owned'
          expect(await domains.verify(claim.id, 1, owned, null)).toBe(outcome)
        }
        await ephemeral.reserve(['a'], later, now)
        expect(await ephemeral.reserve(['a', 'b'], later, now)).toBe(false)
        expect(await ephemeral.reserve(['b'], later, now)).toBe(true)
        await ephemeral.put('key', 'value', later)
        expect(await ephemeral.take('key', now)).toBe('value')
        expect(await ephemeral.take('key', now)).toBeNull()
      })
      expect(await outside.connections.list({ limit: 9 })).toHaveLength(2)
      expect(await outside.domains.list({ domain: 'acme.example' })).toMatchObject([
        { state: 'verified' },
        { state: 'pending' },
      ])
      expect(await outside.ephemeral.reserve(['a'], later, now)).toBe(false)
    })

    it('undoes a transfer that is refused half-way', async () => {
      await inTransaction('commit', async ({ domains }) => {
        const owner = aDomainClaim()
        const owned = { ...owner, state: 'verified', version: 2 } as const
        await domains.claim(owner)
        await domains.verify('dom_1', 1, owned, null)
        const rival = { ...owned, id: 'dom_2', organizationId: 'org_2' }
        const replaces = { id: 'dom_1', expectedVersion: 2 }
        expect(await domains.verify('dom_2', 1, rival, replaces)).toBe('conflict')
        expect(await domains.list({ domain: owner.domain })).toEqual([owned])
      })
    })
  })
}
