import { afterAll, beforeAll, describe, it } from 'vitest'
import { prismaStorage } from '../../src/storage/prisma/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestDatabase } from '../support/databases.ts'
import { describeTransactions } from '../support/host-transactions.ts'
import { openPrisma, type TestPrisma } from '../support/prisma.ts'
import { openSqlite } from '../support/sqlite.ts'

const dialect = 'sqlite'
let database: TestDatabase
let prisma: TestPrisma

beforeAll(async () => {
  database = openSqlite()
  await migrate(database)
  prisma = await openPrisma(dialect, { file: database.file ?? '' })
})

afterAll(async () => {
  await prisma.$disconnect()
  await database.close()
})

describe('prismaStorage on SQLite', () => {
  describeStorage(
    async () => {
      await empty(database)
      return prismaStorage(prisma, { dialect })
    },
    { describe, it },
  )
})

describeTransactions('prismaStorage on SQLite', async () => {
  await empty(database)
  return {
    storage: prismaStorage(prisma, { dialect }),
    transaction: (work) => prisma.$transaction((tx) => work(prismaStorage(tx, { dialect }))),
    close: async () => {},
  }
})
