import type { SqlDialect } from '../schema/names.ts'
import type { SqlClient, SqlResult } from '../sql/client.ts'
import { compile, type Statement } from '../sql/fragment.ts'
import { givesRows } from '../sql/gives-rows.ts'
import { withoutValues } from '../sql/unprinted.ts'
import { resultOf } from './result.ts'

/**
 * What is used of a drizzle database or transaction, so that no version of the package is imported:
 * of PostgreSQL and MySQL, or of SQLite. Drivers that answer at once, such as better-sqlite3, are not
 * among them: their transactions cannot wait for anything.
 */
export type DrizzleClient = DrizzleServerClient | DrizzleSqliteClient

/** A drizzle database, or a transaction, of PostgreSQL or MySQL. */
export interface DrizzleServerClient {
  /** Takes a `DrizzleQuery`, which no version of drizzle's types knows. */
  execute(query: never): PromiseLike<unknown>
  transaction<Result>(
    work: (transaction: DrizzleServerClient) => Promise<Result>,
    config?: { readonly isolationLevel: 'read committed' },
  ): Promise<Result>
}

/** A drizzle database, or a transaction, of SQLite, with a driver that answers asynchronously. */
export interface DrizzleSqliteClient {
  /** Takes a `DrizzleQuery`, as `all` does. */
  run(query: never): PromiseLike<unknown>
  all(query: never): PromiseLike<readonly unknown[]>
  transaction<Result>(
    work: (transaction: DrizzleSqliteClient) => Promise<Result>,
    config?: { readonly behavior: 'immediate' },
  ): Promise<Result>
}

/** A finished statement: what drizzle asks of its own `SQLWrapper`. */
interface DrizzleQuery {
  getSQL(): { toQuery(): { sql: string; params: unknown[] } }
}

/**
 * @throws {TypeError} where the client cannot be one of this dialect
 */
export function drizzleClient(db: DrizzleClient, dialect: SqlDialect): SqlClient {
  requireFit(db, dialect)
  const isTransaction = 'rollback' in db
  const run = async (statement: Statement): Promise<SqlResult> => {
    try {
      return await send(db, statement, dialect)
    } catch (error) {
      throw withoutValues(error)
    }
  }
  return {
    dialect,
    isTransaction,
    run: (statement) => run(compile(statement, dialect)),
    transaction: (work) => {
      if ('run' in db) {
        const inner = (transaction: DrizzleSqliteClient) =>
          work(drizzleClient(transaction, dialect))
        return db.transaction(inner, { behavior: 'immediate' })
      }
      const inner = (transaction: DrizzleServerClient) => work(drizzleClient(transaction, dialect))
      // Each statement sees what others have committed; stricter levels only make more of them fail.
      // Inside of a transaction drizzle sets a savepoint, which has no level of its own.
      return isTransaction
        ? db.transaction(inner)
        : db.transaction(inner, { isolationLevel: 'read committed' })
    },
  }
}

async function send(
  db: DrizzleClient,
  { sql, parameters }: Statement,
  dialect: SqlDialect,
): Promise<SqlResult> {
  const params = [...parameters]
  const wrapper: DrizzleQuery = { getSQL: () => ({ toQuery: () => ({ sql, params }) }) }
  const query = wrapper as never
  if (!('run' in db)) return resultOf(await db.execute(query), dialect)
  // Not every driver of SQLite answers rows and the number of changes in one call.
  if (!givesRows(sql)) return resultOf(await db.run(query), dialect)
  return { rows: (await db.all(query)) as SqlResult['rows'], affected: 0 }
}

function requireFit(db: DrizzleClient, dialect: SqlDialect): void {
  const isSqlite = 'run' in db
  if (isSqlite !== (dialect === 'sqlite')) {
    throw new TypeError(`This drizzle database is none of \`dialect: '${dialect}'\`.`)
  }
  if ((db as { readonly resultKind?: unknown }).resultKind === 'sync') {
    throw new TypeError(
      'This driver of SQLite answers at once, and its transactions cannot wait for anything. Give ' +
        'ssokit a database of `drizzle-orm/libsql` on the same file, or use `ssokit/storage/kysely`.',
    )
  }
}
