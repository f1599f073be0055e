import { expect, it } from 'vitest'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { storageCases } from '../../src/testing/storage/index.ts'

/** What is wrong with a database, or with an adapter of it, on SQLite. */
export interface Mistake {
  /** What the tables are missing. */
  readonly schema?: (statement: string) => string
  /** What the statements are missing. */
  readonly statement?: (sql: string) => string
  /** Reads first and deletes what it read afterwards. */
  readonly readsThenDeletes?: boolean
  /** Runs what belongs together statement by statement. */
  readonly hasNoTransactions?: boolean
  /** Tells of every statement that it changed one row. */
  readonly miscounts?: boolean
  /** Cases of the suite that have to fail. */
  readonly caughtBy: readonly string[]
}

export const mistakes: Readonly<Record<string, Mistake>> = {
  'a login path without unique index': {
    schema: (statement) =>
      statement.replace('UNIQUE INDEX "sso_connection_login_path"', 'INDEX "sso_path"'),
    caughtBy: ['connections: create gives a login path to one of 50 parallel callers'],
  },
  'a verified domain without unique index': {
    schema: (statement) =>
      statement.replace('UNIQUE INDEX "sso_domain_verified_domain"', 'INDEX "sso_verified"'),
    caughtBy: ['domains: verify makes one of 50 organisations the owner'],
  },
  'identifiers that ignore the case': {
    schema: (statement) => statement.replaceAll('COLLATE BINARY', 'COLLATE NOCASE'),
    caughtBy: [
      'ephemeral: reserved keys are told apart byte by byte',
      'journal: list never gives entries of another organisation, byte by byte',
    ],
  },
  'values that never expire': {
    statement: (sql) => sql.replaceAll('"expires_at" > ?', '("expires_at" > ? OR 1 = 1)'),
    caughtBy: ['ephemeral: a value is there one millisecond before expiresAt and absent at it'],
  },
  'updates of any version': {
    statement: (sql) => sql.replaceAll('"version" = ?\n', '("version" = ? OR 1 = 1)\n'),
    caughtBy: ['connections: update lets one of 50 parallel callers with the same version win'],
  },
  'take that reads and then deletes': {
    readsThenDeletes: true,
    caughtBy: ['ephemeral: take gives the value to one of 50 parallel callers'],
  },
  'a lease that forgets who has it': {
    statement: (sql) => sql.replaceAll('"leased_until" <= ?', '("leased_until" <= ? OR 1 = 1)'),
    caughtBy: ['domains: lease gives a claim to one of 50 parallel callers'],
  },
}

/** What only an adapter can do wrong. */
export const adapterMistakes: Readonly<Record<string, Mistake>> = {
  'transactions that are none': {
    hasNoTransactions: true,
    caughtBy: [
      'domains: verify that replaces is a conflict where the claim moved, and leaves the owner',
    ],
  },
  'a count of changed rows that is always one': {
    miscounts: true,
    caughtBy: ['connections: update with another version is a conflict and leaves the record'],
  },
}

/** One statement as the mistake has it: what is read, if anything, before what is run. */
export function spoil(
  mistake: Mistake,
  sql: string,
): { readonly read?: string; readonly run: string } {
  const run = mistake.statement?.(sql) ?? sql
  const returned = / RETURNING (.*)$/s.exec(run)
  if (mistake.readsThenDeletes !== true || returned === null || !run.startsWith('DELETE')) {
    return { run }
  }
  const from = run.slice('DELETE'.length, returned.index)
  return { read: `SELECT ${returned[1]}${from}`, run: `DELETE${from}` }
}

type Opened = { readonly storage: SsoStorage; close(): Promise<void> }

/** Each mistake fails the cases that are there for it, and an adapter without mistakes passes them. */
export function describeMistakes(
  list: Readonly<Record<string, Mistake>>,
  open: (mistake: Mistake) => Promise<Opened>,
): void {
  it.each(Object.entries(list))('catches %s', async (_name, mistake) => {
    const casesOf = (one: Mistake) =>
      new Map(storageCases(() => open(one)).map((each) => [each.name, each]))
    const broken = casesOf(mistake)
    const whole = casesOf({ caughtBy: [] })
    for (const name of mistake.caughtBy) {
      expect(whole.has(name), name).toBe(true)
      await whole.get(name)?.run()
      await expect(broken.get(name)?.run(), name).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
    }
  })
}
