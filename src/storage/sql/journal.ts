import type { JournalEntry, JournalStore } from '../ports.ts'
import type { SqlClient } from './client.ts'
import { deleteDue } from './due.ts'
import { allOf, count, joined, type Sql, sql } from './fragment.ts'
import { call, insist } from './run.ts'
import type { SqlContext } from './tables.ts'
import { jsonOf } from './text.ts'

/** Eight parameters each stay far below what every database takes in one statement. */
const entriesPerStatement = 200

/** Login trace and audit: append only. */
export function createSqlJournal(client: SqlClient, { tables }: SqlContext): JournalStore {
  const { name: journal, column } = tables.journal

  const insertion = (entries: readonly JournalEntry[]): Sql => {
    const rows = entries.map((entry) => {
      const { id, at, kind, organizationId, connectionId = null, correlationId = null } = entry
      const login = kind === 'login' ? connectionId : null
      return sql`(${id}, ${Date.parse(at)}, ${kind}, ${organizationId}, ${connectionId}, ${login},
        ${correlationId}, ${JSON.stringify(entry)})`
    })
    // INSERT IGNORE would let MySQL cut what is too long.
    const ignoring =
      client.dialect === 'mysql'
        ? sql`ON DUPLICATE KEY UPDATE ${column.id} = VALUES(${column.id})`
        : sql`ON CONFLICT (${column.id}) DO NOTHING`
    return sql`INSERT INTO ${journal} (${column.id}, ${column.at}, ${column.kind},
        ${column.organizationId}, ${column.connectionId}, ${column.loginConnectionId},
        ${column.correlationId}, ${column.record}) VALUES ${joined(rows)} ${ignoring}`
  }

  /** All login entries but the newest `keep` of each connection. */
  const deleteSurplus = async (keep: number, limit: number): Promise<number> => {
    if (limit <= 0) return 0
    const ranked = sql`SELECT ${column.id} AS id, ROW_NUMBER() OVER
        (PARTITION BY ${column.loginConnectionId} ORDER BY ${column.id} DESC) AS place
      FROM ${journal} WHERE ${column.loginConnectionId} IS NOT NULL`
    // Twice derived, because MySQL takes no LIMIT right inside of IN.
    const surplus = sql`SELECT id FROM (SELECT id FROM (${ranked}) ranked
      WHERE place > ${count(keep)} LIMIT ${count(limit)}) surplus`
    return (await client.run(sql`DELETE FROM ${journal} WHERE ${column.id} IN (${surplus})`))
      .affected
  }

  return {
    append: (entries, storeCall) =>
      call(client, storeCall, async () => {
        const first = new Map<string, JournalEntry>()
        for (const entry of entries) if (!first.has(entry.id)) first.set(entry.id, entry)
        // One order for all callers, so that no two wait for one another.
        const sorted = [...first.keys()].sort().flatMap((id) => first.get(id) ?? [])
        if (sorted.length === 0) return
        if (sorted.length <= entriesPerStatement) {
          await client.run(insertion(sorted))
          return
        }
        await client.transaction(async (inner) => {
          for (let start = 0; start < sorted.length; start += entriesPerStatement) {
            await inner.run(insertion(sorted.slice(start, start + entriesPerStatement)))
          }
        })
      }),

    list: (filter, storeCall) =>
      call(client, storeCall, async () => {
        const { organizationId, connectionId, kind, correlationId, before, limit } = filter
        const where = allOf(
          sql`${column.organizationId} = ${organizationId}`,
          connectionId === undefined ? undefined : sql`${column.connectionId} = ${connectionId}`,
          kind === undefined ? undefined : sql`${column.kind} = ${kind}`,
          correlationId === undefined ? undefined : sql`${column.correlationId} = ${correlationId}`,
          before === undefined ? undefined : sql`${column.id} < ${before}`,
        )
        const { rows } = await client.run(
          sql`SELECT ${column.record} AS record FROM ${journal} WHERE ${where}
            ORDER BY ${column.id} DESC LIMIT ${count(limit)}`,
        )
        return rows.map((row) => jsonOf<JournalEntry>(row, 'record'))
      }),

    trim: async ({ kind, olderThan, keepPerConnection, limit }, storeCall) => {
      // Each by itself, so that what was counted once is not forgotten when the other is repeated.
      const old = await call(client, storeCall, () =>
        deleteDue(client, {
          table: journal,
          id: column.id,
          where: sql`${column.kind} = ${kind} AND ${column.at} < ${olderThan.getTime()}`,
          orderBy: column.at,
          limit,
        }),
      )
      if (keepPerConnection === undefined || kind !== 'login') return old
      const surplus = await insist(client, storeCall, () =>
        deleteSurplus(keepPerConnection, limit - old),
      )
      return old + surplus
    },
  }
}
