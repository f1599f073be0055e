import { CompiledQuery } from 'kysely'
import { expect, it } from 'vitest'
import { checkSchema } from '../../src/storage/kysely/index.ts'
import { migrations } from '../../src/storage/schema/index.ts'
import { openSqlite } from '../support/sqlite.ts'

it('migrations lead an empty database to what checkSchema asks for, once', async () => {
  const { db, close } = openSqlite()
  try {
    const run = (statement: string) => db.executeQuery(CompiledQuery.raw(statement))
    await expect(checkSchema(db, { dialect: 'sqlite' })).rejects.toThrow('is missing')
    for (const { statements } of migrations({ dialect: 'sqlite' })) {
      for (const statement of statements) await run(statement)
    }
    await checkSchema(db, { dialect: 'sqlite' })
    const { rows } = await run('SELECT MAX(version) AS since FROM sso_schema')
    const { since } = rows[0] as { since: number }
    expect(migrations({ dialect: 'sqlite', since })).toEqual([])
  } finally {
    await close()
  }
})

it('migrations refuse a dialect that is none', () => {
  expect(() => migrations({ dialect: 'postgresql' as never })).toThrow(
    '`dialect` is postgres, mysql or sqlite, and not postgresql.',
  )
})
