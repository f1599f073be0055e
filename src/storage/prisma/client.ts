import type { SqlDialect } from '../schema/names.ts'
import type { SqlClient, SqlResult } from '../sql/client.ts'
import { compile, type Sql } from '../sql/fragment.ts'
import { givesRows } from '../sql/gives-rows.ts'
import type { SqlRow } from '../sql/text.ts'
import { withDriverCause } from './failure.ts'

/** What is used of a `PrismaClient` or of its transaction, so that no version of it is imported. */
export interface PrismaStorageClient {
  $queryRawUnsafe<Rows>(sql: string, ...parameters: readonly unknown[]): PromiseLike<Rows>
  $executeRawUnsafe(sql: string, ...parameters: readonly unknown[]): PromiseLike<number>
  /** The form that takes a function; Prisma has others of the same name. */
  $transaction(work: never, options?: never): Promise<unknown>
}

interface Transacting {
  $transaction<Result>(
    work: (transaction: PrismaStorageClient) => Promise<Result>,
    options: {
      readonly isolationLevel?: 'ReadCommitted'
      readonly maxWait: number
      readonly timeout: number
    },
  ): Promise<Result>
}

/**
 * Milliseconds for which Prisma waits for a connection and then for the transaction. As long as a
 * storage call may take at all: Prisma's own two and five seconds end calls that would have come through.
 */
const longest = 10_000

/**
 * @throws {TypeError} where the client of a transaction cannot set savepoints
 */
export function prismaClient(db: PrismaStorageClient, dialect: SqlDialect): SqlClient {
  if (typeof db.$transaction !== 'function') {
    throw new TypeError('Inside of a transaction ssokit needs Prisma 7.5 or later.')
  }
  // A transaction can do everything but connect.
  const isTransaction = !('$connect' in db)

  const run = async (statement: Sql): Promise<SqlResult> => {
    const { sql, parameters } = compile(statement, dialect)
    try {
      if (givesRows(sql)) {
        const rows = await db.$queryRawUnsafe<readonly SqlRow[]>(sql, ...parameters)
        return { rows, affected: 0 }
      }
      return { rows: [], affected: await db.$executeRawUnsafe(sql, ...parameters) }
    } catch (error) {
      throw withDriverCause(error, dialect)
    }
  }

  return {
    dialect,
    isTransaction,
    run,
    transaction: async (work) => {
      const inner = (transaction: PrismaStorageClient) => work(prismaClient(transaction, dialect))
      const transacting = db as unknown as Transacting
      // Each statement sees what others have committed; stricter levels only make more of them fail.
      // SQLite has no other level, and inside of a transaction this is a savepoint.
      const level = dialect === 'sqlite' || isTransaction ? {} : { isolationLevel }
      try {
        return await transacting.$transaction(inner, {
          ...level,
          maxWait: longest,
          timeout: longest,
        })
      } catch (error) {
        throw withDriverCause(error, dialect)
      }
    },
  }
}

const isolationLevel = 'ReadCommitted' as const
