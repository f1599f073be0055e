import type { SqlClient } from './client.ts'
import { count, raw, type Sql, sql } from './fragment.ts'

export interface Due {
  readonly table: Sql
  readonly id: Sql
  readonly where: Sql
  readonly orderBy: Sql
  readonly limit: number
}

/** Workers pass over what others are just working at, instead of waiting for it. SQLite has one writer. */
export function skippingLocked({ dialect }: Pick<SqlClient, 'dialect'>): Sql {
  return raw(dialect === 'sqlite' ? '' : ' FOR UPDATE SKIP LOCKED')
}

/** Up to `limit` ids, oldest first. */
export function selectDue({ table, id, where, orderBy, limit }: Due): Sql {
  return sql`SELECT ${id} AS id FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT ${count(limit)}`
}

/** Deletes up to `limit` rows in one statement; answers how many. */
export async function deleteDue(client: SqlClient, due: Due): Promise<number> {
  if (due.limit <= 0) return 0
  return (await client.run(deletion(client, due))).affected
}

function deletion(client: SqlClient, due: Due): Sql {
  const { table, id, where, orderBy, limit } = due
  if (client.dialect === 'mysql') {
    return sql`DELETE FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT ${count(limit)}`
  }
  const ids = sql`${selectDue(due)}${skippingLocked(client)}`
  // An array is made once; as `IN (SELECT …)` Postgres may run it per row and pass the limit.
  if (client.dialect === 'postgres')
    return sql`DELETE FROM ${table} WHERE ${id} = ANY(ARRAY(${ids}))`
  return sql`DELETE FROM ${table} WHERE ${id} IN (${ids})`
}
