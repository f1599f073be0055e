/** The classes of driver errors that mean something; every other error is thrown on as it is. */
export type FailureKind = 'duplicate' | 'contention' | 'missing'

/** SQLSTATE and MySQL's and SQLite's numbers and names. */
const kinds: ReadonlyMap<string | number, FailureKind> = new Map<string | number, FailureKind>([
  // Postgres: unique_violation, serialization_failure, deadlock_detected
  ['23505', 'duplicate'],
  ['40001', 'contention'],
  ['40P01', 'contention'],
  // Postgres: undefined_table, undefined_column
  ['42P01', 'missing'],
  ['42703', 'missing'],
  // MySQL and MariaDB: ER_NO_SUCH_TABLE, ER_BAD_FIELD_ERROR
  [1146, 'missing'],
  [1054, 'missing'],
  // MySQL and MariaDB: ER_DUP_ENTRY, ER_LOCK_DEADLOCK, ER_CHECKREAD
  [1062, 'duplicate'],
  [1213, 'contention'],
  [1020, 'contention'],
  // SQLite: primary key, unique; busy, busy snapshot, locked, locked by a shared cache
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'duplicate'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'duplicate'],
  [1555, 'duplicate'],
  [2067, 'duplicate'],
  ['SQLITE_BUSY', 'contention'],
  ['SQLITE_BUSY_SNAPSHOT', 'contention'],
  ['SQLITE_LOCKED', 'contention'],
  ['SQLITE_LOCKED_SHAREDCACHE', 'contention'],
  // @libsql/client: all its connections are in transactions, and the statement was not begun.
  ['TRANSACTION_ACTIVE', 'contention'],
])

/** Where a driver puts the code of an error; `errno` of libuv is negative and never meant. */
const codeFields = ['code', 'errno', 'errcode', 'extendedCode', 'rawCode', 'sqlState']

const maximumCauses = 5

/**
 * What a driver's error says. Drivers of all kinds are read structurally, and wrapped errors down to
 * their causes. Some SQLite drivers have the text only.
 */
export function failureOf(error: unknown): FailureKind | undefined {
  let cause: unknown = error
  for (let depth = 0; depth < maximumCauses && typeof cause === 'object' && cause; depth += 1) {
    const fields = cause as Readonly<Record<string, unknown>>
    for (const field of codeFields) {
      const kind = kinds.get(fields[field] as string | number)
      if (kind !== undefined) return kind
    }
    const kind = sqliteKind(fields)
    if (kind !== undefined) return kind
    cause = fields['cause']
  }
  return undefined
}

/** Their code may be no more than "an error in SQL" or "a constraint". */
function sqliteKind({ code, message }: Readonly<Record<string, unknown>>): FailureKind | undefined {
  const isSqlite =
    code === undefined || code === 'ERR_SQLITE_ERROR' || String(code).startsWith('SQLITE_')
  if (!isSqlite || typeof message !== 'string') return undefined
  if (message.includes('UNIQUE constraint failed')) return 'duplicate'
  return /\bno such (table|column)\b/.test(message) ? 'missing' : undefined
}
