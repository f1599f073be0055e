import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { checkSqlSchema } from '../../src/storage/sql/check-schema.ts'
import type { SqlClient } from '../../src/storage/sql/client.ts'
import { failureOf } from '../../src/storage/sql/failure.ts'
import { raw, type Sql, sql } from '../../src/storage/sql/fragment.ts'
import { call } from '../../src/storage/sql/run.ts'
import { createSqlStorage } from '../../src/storage/sql/storage.ts'
import type { TestServer } from './databases.ts'

const table = raw('sso_reservation')

interface FailureOptions {
  /** postgres.js 3.4.9 throws where nobody can catch it when a transaction's connection is cut. */
  readonly survivesCutTransactions?: boolean
}

/** What a client makes of a server's refusals and of its end. The server has empty tables. */
export function describeFailures(
  name: string,
  open: () => { readonly client: SqlClient; readonly server: TestServer },
  { survivesCutTransactions = true }: FailureOptions = {},
): void {
  describe(`a failure of the database through ${name}`, () => {
    let next = 0
    /** Two rows of this test only; `key` is a word of SQL, and quoted by each database in its way. */
    const keys = async (): Promise<{ a: string; b: string; key: Sql }> => {
      const { client } = open()
      next += 1
      const key = raw(client.dialect === 'mysql' ? '`key`' : '"key"')
      const [a, b] = [`${name}-a-${next}`, `${name}-b-${next}`]
      for (const each of [a, b]) {
        await client.run(sql`INSERT INTO ${table} (${key}, expires_at) VALUES (${each}, 0)`)
      }
      return { a, b, key }
    }
    const kill = (client: SqlClient): Sql =>
      client.dialect === 'mysql'
        ? raw('KILL CONNECTION_ID()')
        : raw('SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS text) AS gone')
    const failure = async (work: Promise<unknown>): Promise<unknown> => {
      const [outcome] = await Promise.allSettled([work])
      if (outcome.status === 'fulfilled') expect.fail('it has to fail')
      return outcome.reason
    }

    it('is a duplicate where a unique index refuses', async () => {
      const { client } = open()
      const { a, key } = await keys()
      const again = sql`INSERT INTO ${table} (${key}, expires_at) VALUES (${a}, 0)`
      expect(failureOf(await failure(client.run(again)))).toBe('duplicate')
      const inside = client.transaction((inner) => inner.run(again))
      expect(failureOf(await failure(inside))).toBe('duplicate')
    })

    it('is missing where there is no table or column', async () => {
      const { client } = open()
      expect(failureOf(await failure(client.run(raw('SELECT 1 FROM absent'))))).toBe('missing')
      const column = sql`SELECT t.absent FROM ${table} t`
      expect(failureOf(await failure(client.run(column)))).toBe('missing')
    })

    /** Connections of before may be found broken one after the other. */
    const works = async (client: SqlClient): Promise<void> => {
      const ask = () => client.run(raw('SELECT 1 AS one')).then(({ rows }) => rows.length)
      await expect.poll(ask, { timeout: 30_000 }).toBe(1)
    }

    /** Each holds one row and then wants the other's; `arrived` brings both so far. */
    const crossing = async () => {
      const { client } = open()
      const { a, b, key } = await keys()
      let waiting = 2
      let both = (): void => {}
      const arrived = new Promise<void>((done) => {
        both = done
      })
      let attempts = 0
      const add = (inner: SqlClient, one: string) =>
        inner.run(sql`UPDATE ${table} SET expires_at = expires_at + 1 WHERE ${key} = ${one}`)
      const cross = (first: string, second: string) => () => {
        attempts += 1
        return client.transaction(async (inner) => {
          await add(inner, first)
          waiting -= 1
          if (waiting <= 0) both()
          await arrived
          await add(inner, second)
        })
      }
      const sum = async () => {
        const { rows } = await client.run(
          sql`SELECT expires_at AS n FROM ${table} WHERE ${key} IN (${a}, ${b})`,
        )
        return rows.map(({ n }) => Number(n))
      }
      return { client, crossings: [cross(a, b), cross(b, a)], attempts: () => attempts, sum }
    }

    it('is contention where two transactions dead-lock, and one of them goes on', async () => {
      const { crossings, sum } = await crossing()
      const outcomes = await Promise.allSettled(crossings.map((work) => work()))
      const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      expect(failures.map(failureOf)).toEqual(['contention'])
      expect(await sum()).toEqual([1, 1])
    })

    it('is repeated after a dead-lock until both are through', async () => {
      const { client, crossings, attempts, sum } = await crossing()
      await Promise.all(crossings.map((work) => call(client, undefined, work)))
      expect(attempts()).toBeGreaterThan(2)
      expect(await sum()).toEqual([2, 2])
    })

    it('is not repeated where a lock was not given in time', async () => {
      const { client } = open()
      const { a, key } = await keys()
      let attempts = 0
      await client.transaction(async (inner) => {
        await inner.run(sql`UPDATE ${table} SET expires_at = 1 WHERE ${key} = ${a}`)
        const impatient = sql`SELECT 1 FROM ${table} WHERE ${key} = ${a} FOR UPDATE NOWAIT`
        const refused = call(client, undefined, () => {
          attempts += 1
          return client.run(impatient)
        })
        expect(failureOf(await failure(refused))).toBeUndefined()
      })
      expect(attempts).toBe(1)
    })

    it('is not repeated where the connection is cut, and others come up', async () => {
      const { client } = open()
      let attempts = 0
      const cut = call(client, undefined, () => {
        attempts += 1
        return client.run(kill(client))
      })
      expect(failureOf(await failure(cut))).toBeUndefined()
      expect(attempts).toBe(1)
      await works(client)
    })

    if (survivesCutTransactions) {
      it('stores nothing of a transaction whose connection is cut', async () => {
        const { client } = open()
        const { a, key } = await keys()
        const cut = client.transaction(async (inner) => {
          await inner.run(sql`UPDATE ${table} SET expires_at = 7 WHERE ${key} = ${a}`)
          await inner.run(kill(client))
        })
        expect(failureOf(await failure(cut))).toBeUndefined()
        await works(client)
        const { rows } = await client.run(
          sql`SELECT expires_at AS n FROM ${table} WHERE ${key} = ${a}`,
        )
        expect(rows.map(({ n }) => Number(n))).toEqual([0])
      })
    }

    it('does not print the values that were to be stored', async () => {
      const { client } = open()
      const { ephemeral } = createSqlStorage(client, { prefix: 'absent_' })
      const put = ephemeral.put('key-of-somebody', 'value-of-somebody', new Date(0))
      const error = await failure(put)
      expect(failureOf(error)).toBe('missing')
      expect(inspect(error, { depth: 20 })).not.toContain('of-somebody')
    })

    it('ends with the server, and its return needs no new start of the host', async () => {
      const { client, server } = open()
      await server.kill()
      const check = () => checkSqlSchema(client, undefined)
      await expect(check()).rejects.toMatchObject({ code: 'storage_unavailable' })
      await server.restart()
      await works(client)
      await check()
    })
  })
}
