import type { SqlDialect } from '../schema/names.ts'
import type { SqlResult } from '../sql/client.ts'
import type { SqlRow } from '../sql/text.ts'

/**
 * Drizzle hands on what the driver answered, and every driver has a form of its own.
 *
 * @throws {TypeError} where the answer does not tell how many rows there were: to take that for none
 *   would make a value that was taken look untouched
 */
export function resultOf(answer: unknown, dialect: SqlDialect): SqlResult {
  // mysql2: [rows or a header, fields].
  const result = dialect === 'mysql' && Array.isArray(answer) ? (answer[0] as unknown) : answer
  if (typeof result !== 'object' || result === null) throw unreadable()
  const fields = result as Readonly<Record<string, unknown>>
  if (dialect === 'mysql' && Array.isArray(result)) return { rows: result, affected: 0 }
  const rows = Array.isArray(result) ? result : (fields['rows'] ?? [])
  return { rows: rows as readonly SqlRow[], affected: affectedBy(fields) }
}

/** postgres.js, node-postgres, PGlite and MySQL, libsql, better-sqlite3. */
const countFields = ['count', 'rowCount', 'affectedRows', 'rowsAffected', 'changes']

function affectedBy(fields: Readonly<Record<string, unknown>>): number {
  for (const name of countFields) {
    const count = fields[name]
    if (typeof count === 'number' || typeof count === 'bigint') return Number(count)
  }
  throw unreadable()
}

function unreadable(): TypeError {
  return new TypeError('The driver did not tell how many rows a statement changed.')
}
