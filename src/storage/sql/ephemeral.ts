import type { EphemeralStore } from '../ports.ts'
import type { SqlClient } from './client.ts'
import { deleteDue, type Due } from './due.ts'
import { joined, type Sql, sql } from './fragment.ts'
import { call, insist, unlessDuplicate } from './run.ts'
import type { SqlContext } from './tables.ts'
import { numberOf, textOf } from './text.ts'

/** Each time round, another caller was faster. */
const maximumRounds = 100

/** Values and reservations with an end. */
export function createSqlEphemeral(client: SqlClient, { tables }: SqlContext): EphemeralStore {
  const { name: values, column: value } = tables.ephemeral
  const { name: reservations, column: reserved } = tables.reservation

  /** MySQL cannot answer what it deletes: reads, then deletes exactly that, which one caller can. */
  const takeOfMysql = async (key: string, now: Date): Promise<string | null> => {
    for (let round = 0; round < maximumRounds; round += 1) {
      const { rows } = await client.run(
        sql`SELECT ${value.value} AS value, ${value.expiresAt} AS expiry FROM ${values}
          WHERE ${value.key} = ${key} AND ${value.expiresAt} > ${now.getTime()}`,
      )
      const [row] = rows
      if (row === undefined) return null
      const read = textOf(row, 'value')
      const { affected } = await client.run(
        sql`DELETE FROM ${values} WHERE ${value.key} = ${key}
          AND ${value.expiresAt} = ${numberOf(row, 'expiry')} AND ${value.value} = BINARY ${read}`,
      )
      if (affected === 1) return read
    }
    throw new Error('The value was replaced again and again while it was taken.')
  }

  return {
    put: (key, text, expiresAt, storeCall) =>
      call(client, storeCall, async () => {
        const written =
          client.dialect === 'mysql'
            ? sql`ON DUPLICATE KEY UPDATE ${value.value} = VALUES(${value.value}),
                ${value.expiresAt} = VALUES(${value.expiresAt})`
            : sql`ON CONFLICT (${value.key}) DO UPDATE SET ${value.value} = excluded.${value.value},
                ${value.expiresAt} = excluded.${value.expiresAt}`
        await client.run(
          sql`INSERT INTO ${values} (${value.key}, ${value.value}, ${value.expiresAt})
            VALUES (${key}, ${text}, ${expiresAt.getTime()}) ${written}`,
        )
      }),

    get: (key, now, storeCall) =>
      call(client, storeCall, async () => {
        const { rows } = await client.run(
          sql`SELECT ${value.value} AS value FROM ${values}
            WHERE ${value.key} = ${key} AND ${value.expiresAt} > ${now.getTime()}`,
        )
        return rows[0] === undefined ? null : textOf(rows[0], 'value')
      }),

    take: (key, now, storeCall) =>
      call(client, storeCall, async () => {
        if (client.dialect === 'mysql') return takeOfMysql(key, now)
        const { rows } = await client.run(
          sql`DELETE FROM ${values} WHERE ${value.key} = ${key}
            AND ${value.expiresAt} > ${now.getTime()} RETURNING ${value.value} AS value`,
        )
        return rows[0] === undefined ? null : textOf(rows[0], 'value')
      }),

    reserve: (given, expiresAt, now, storeCall) => {
      // One order for all callers, so that no two wait for one another.
      const keys = [...new Set(given)].sort()
      if (keys.length === 0) return call(client, storeCall, async () => true)
      const rows = keys.map((key) => sql`(${key}, ${expiresAt.getTime()})`)
      // One statement stores all rows or none.
      const insertion = sql`INSERT INTO ${reservations} (${reserved.key}, ${reserved.expiresAt})
        VALUES ${joined(rows)}`
      const isTheirs = sql`${reserved.key} IN (${joined(keys)})`
      return call(client, storeCall, async () => {
        for (let round = 0; round < maximumRounds; round += 1) {
          const inserted = await unlessDuplicate(client, (inner) => inner.run(insertion))
          if (inserted !== 'duplicate') return true
          await client.run(
            sql`DELETE FROM ${reservations}
              WHERE ${isTheirs} AND ${reserved.expiresAt} <= ${now.getTime()}`,
          )
          const { rows: held } = await client.run(
            sql`SELECT ${reserved.key} AS name FROM ${reservations} WHERE ${isTheirs} LIMIT 1`,
          )
          // Else what was in the way had expired, and is gone.
          if (held.length > 0) return false
        }
        throw new Error('The keys were reserved and freed again and again meanwhile.')
      })
    },

    deleteExpired: async (now, limit, storeCall) => {
      const deleteUpTo = (due: Pick<Due, 'table' | 'id'>, expiry: Sql, most: number) =>
        deleteDue(client, {
          ...due,
          where: sql`${expiry} <= ${now.getTime()}`,
          orderBy: expiry,
          limit: most,
        })
      // Each by itself, so that what was counted once is not forgotten when the other is repeated.
      const deleted = await call(client, storeCall, () =>
        deleteUpTo({ table: values, id: value.key }, value.expiresAt, limit),
      )
      const freed = await insist(client, storeCall, () =>
        deleteUpTo({ table: reservations, id: reserved.key }, reserved.expiresAt, limit - deleted),
      )
      return deleted + freed
    },
  }
}
