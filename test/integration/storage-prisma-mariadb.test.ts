import { afterAll, beforeAll, describe, it } from 'vitest'
import { prismaStorage } from '../../src/storage/prisma/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestServer } from '../support/databases.ts'
import { describeTransactions } from '../support/host-transactions.ts'
import { openPrisma, type TestPrisma } from '../support/prisma.ts'
import { startMariadb } from '../support/mariadb.ts'

const dialect = 'mysql'
let server: TestServer
let prisma: TestPrisma

beforeAll(async () => {
  server = await startMariadb()
  await migrate(server)
  prisma = await openPrisma(dialect, server.settings)
})

afterAll(async () => {
  await prisma.$disconnect()
  await server.close()
})

describe('prismaStorage on MariaDB', () => {
  describeStorage(
    async () => {
      await empty(server)
      return prismaStorage(prisma, { dialect })
    },
    { describe, it },
  )
})

describeTransactions('prismaStorage on MariaDB', async () => {
  await empty(server)
  return {
    storage: prismaStorage(prisma, { dialect }),
    transaction: (work) => prisma.$transaction((tx) => work(prismaStorage(tx, { dialect }))),
    close: async () => {},
  }
})
