import type { SqlDialect } from '../schema/names.ts'
import type { Sql } from './fragment.ts'
import type { SqlRow } from './text.ts'

export interface SqlResult {
  readonly rows: readonly SqlRow[]
  /** How many rows a writing statement matched. */
  readonly affected: number
}

/** What an adapter gives: a way to run statements, alone or several as one. */
export interface SqlClient {
  readonly dialect: SqlDialect
  /** Whether it runs inside of a transaction already. */
  readonly isTransaction: boolean
  run(statement: Sql): Promise<SqlResult>
  /**
   * Runs `work` as one: where it throws, nothing of it is stored. Inside of a transaction by a
   * savepoint. Work begins with a statement that writes, because SQLite cannot make a reader a writer.
   */
  transaction<Result>(work: (client: SqlClient) => Promise<Result>): Promise<Result>
}

/** Thrown through a transaction, so that it is undone, and caught behind it. */
class Undone extends Error {
  readonly answer: unknown

  constructor(answer: unknown) {
    super('The transaction is undone on purpose.')
    this.answer = answer
  }
}

/** Runs several statements as one. What `undo` is called with is answered, and nothing is stored. */
export async function atomically<Result>(
  client: SqlClient,
  work: (client: SqlClient, undo: (answer: Result) => never) => Promise<Result>,
): Promise<Result> {
  let undone: Undone | undefined
  const undo = (answer: Result): never => {
    undone = new Undone(answer)
    throw undone
  }
  try {
    return await client.transaction((inner) => work(inner, undo))
  } catch (error) {
    if (undone !== undefined && error === undone) return undone.answer as Result
    throw error
  }
}
