import { beforeAll, describe } from 'vitest'
import { type PrismaStorageClient, prismaStorage } from '../../src/storage/prisma/index.ts'
import { migrate } from '../support/databases.ts'
import {
  adapterMistakes,
  describeMistakes,
  type Mistake,
  mistakes,
  spoil,
} from '../support/mistakes.ts'
import { generatePrisma, openPrisma } from '../support/prisma.ts'
import { openSqlite } from '../support/sqlite.ts'

type Work = (transaction: PrismaStorageClient) => Promise<unknown>

async function openBroken(mistake: Mistake) {
  const database = openSqlite()
  await migrate(database, {}, mistake.schema)
  const prisma = await openPrisma('sqlite', { file: database.file ?? '' })

  const wrap = (client: PrismaStorageClient): PrismaStorageClient => ({
    async $queryRawUnsafe<Rows>(sql: string, ...parameters: readonly unknown[]): Promise<Rows> {
      const { read, run } = spoil(mistake, sql)
      if (read === undefined) return client.$queryRawUnsafe<Rows>(run, ...parameters)
      const rows = await client.$queryRawUnsafe<Rows>(read, ...parameters)
      await client.$executeRawUnsafe(run, ...parameters)
      return rows
    },
    async $executeRawUnsafe(sql: string, ...parameters: readonly unknown[]): Promise<number> {
      const changed = await client.$executeRawUnsafe(spoil(mistake, sql).run, ...parameters)
      return mistake.miscounts === true ? 1 : changed
    },
    $transaction: (work: Work, options: never) =>
      mistake.hasNoTransactions === true
        ? work(wrap(client))
        : client.$transaction(((tx) => work(wrap(tx))) satisfies Work as never, options),
    ...('$connect' in client ? { $connect: true } : {}),
  })

  return {
    storage: prismaStorage(wrap(prisma), { dialect: 'sqlite' }),
    close: async () => {
      await prisma.$disconnect()
      await database.close()
    },
  }
}

beforeAll(async () => {
  await generatePrisma('sqlite')
})

describe('describeStorage on Prisma', () => {
  describeMistakes({ ...mistakes, ...adapterMistakes }, openBroken)
})
