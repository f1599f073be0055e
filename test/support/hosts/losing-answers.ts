import type { KyselyClient } from '../../../src/storage/kysely/index.ts'

/** A database that carries out what it is told and then does not answer, once. */
export interface LosingAnswers {
  readonly db: KyselyClient
  /** Of the next statement with this text nobody learns whether it was carried out. */
  loseAnswerTo(text: string): void
  /** How often a statement with that text was carried out since. */
  sent(): number
}

export function losingAnswers(database: KyselyClient): LosingAnswers {
  let wanted: string | undefined
  let sent = 0
  const wrap = (db: KyselyClient): KyselyClient => ({
    isTransaction: db.isTransaction,
    withoutPlugins: () => wrap(db.withoutPlugins()),
    executeQuery: async (query) => {
      const result = await db.executeQuery(query)
      if (wanted === undefined || !query.sql.includes(wanted)) return result
      sent += 1
      if (sent > 1) return result
      throw new Error('The connection ended.')
    },
    transaction: () => {
      const begin = (): Pick<ReturnType<KyselyClient['transaction']>, 'execute'> => ({
        execute: (work) => db.transaction().execute((transaction) => work(wrap(transaction))),
      })
      return { ...begin(), setIsolationLevel: begin }
    },
  })
  return {
    db: wrap(database),
    loseAnswerTo(text) {
      wanted = text
      sent = 0
    },
    sent: () => sent,
  }
}
