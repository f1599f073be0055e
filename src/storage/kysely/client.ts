import type { SqlDialect } from '../schema/names.ts'
import type { SqlClient, SqlResult } from '../sql/client.ts'
import { compile, raw, type Sql } from '../sql/fragment.ts'
import type { SqlRow } from '../sql/text.ts'
import { withoutValues } from '../sql/unprinted.ts'

/** What is used of a `Kysely` or a `Transaction`, so that no version of the package is imported. */
export interface KyselyClient {
  readonly isTransaction: boolean
  withoutPlugins(): KyselyClient
  executeQuery(query: KyselyQuery): Promise<KyselyResult>
  transaction(): {
    setIsolationLevel(level: 'read committed'): KyselyTransactionBuilder
  } & KyselyTransactionBuilder
}

interface KyselyTransactionBuilder {
  execute<Result>(work: (transaction: KyselyClient) => Promise<Result>): Promise<Result>
}

interface KyselyResult {
  readonly rows: readonly unknown[]
  readonly numAffectedRows?: bigint | undefined
}

/** A finished statement, in the shape that `CompiledQuery.raw` of Kysely makes. */
interface KyselyQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly query: {
    readonly kind: 'RawNode'
    readonly sqlFragments: readonly string[]
    readonly parameters: readonly never[]
  }
  readonly queryId: { readonly queryId: string }
}

/**
 * @param depth how many savepoints are open: MySQL forgets one when another takes its name
 */
export function kyselyClient(db: KyselyClient, dialect: SqlDialect, depth: number = 0): SqlClient {
  const savepoint = `ssokit_${depth}`
  // The host's plugins may rename columns, or read texts that look like JSON.
  const plain = db.withoutPlugins()

  const run = async (statement: Sql): Promise<SqlResult> => {
    const { sql, parameters } = compile(statement, dialect)
    try {
      const { rows, numAffectedRows = 0n } = await plain.executeQuery({
        sql,
        parameters,
        query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
        // Kysely only compares it; one statement is as good as another.
        queryId: { queryId: 'ssokit' },
      })
      return { rows: rows as readonly SqlRow[], affected: Number(numAffectedRows) }
    } catch (error) {
      throw withoutValues(error)
    }
  }

  const withSavepoint = async <Result>(
    work: (client: SqlClient) => Promise<Result>,
  ): Promise<Result> => {
    await run(raw(`SAVEPOINT ${savepoint}`))
    try {
      const result = await work(kyselyClient(db, dialect, depth + 1))
      await run(raw(`RELEASE SAVEPOINT ${savepoint}`))
      return result
    } catch (error) {
      await run(raw(`ROLLBACK TO SAVEPOINT ${savepoint}`))
      await run(raw(`RELEASE SAVEPOINT ${savepoint}`))
      throw error
    }
  }

  return {
    dialect,
    isTransaction: db.isTransaction,
    run,
    transaction: (work) => {
      if (db.isTransaction) return withSavepoint(work)
      const builder = plain.transaction()
      // Each statement sees what others have committed; stricter levels only make more of them fail.
      const started = dialect === 'sqlite' ? builder : builder.setIsolationLevel('read committed')
      return started.execute((transaction) => work(kyselyClient(transaction, dialect)))
    },
  }
}
