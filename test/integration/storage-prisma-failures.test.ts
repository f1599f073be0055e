import { afterAll, beforeAll } from 'vitest'
import { prismaClient } from '../../src/storage/prisma/client.ts'
import { migrate, type TestServer } from '../support/databases.ts'
import { describeFailures } from '../support/failures.ts'
import { startMariadb } from '../support/mariadb.ts'
import { startPostgres } from '../support/postgres.ts'
import { openPrisma, type TestPrisma } from '../support/prisma.ts'

let postgres: TestServer
let mariadb: TestServer
let onPostgres: TestPrisma
let onMariadb: TestPrisma

beforeAll(async () => {
  ;[postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
  await migrate(postgres)
  await migrate(mariadb)
  onPostgres = await openPrisma('postgres', postgres.settings)
  onMariadb = await openPrisma('mysql', mariadb.settings)
})

afterAll(async () => {
  await Promise.all([onPostgres.$disconnect(), onMariadb.$disconnect()])
  await Promise.all([postgres.close(), mariadb.close()])
})

describeFailures('Prisma on PostgreSQL', () => ({
  client: prismaClient(onPostgres, 'postgres'),
  server: postgres,
}))
describeFailures('Prisma on MariaDB', () => ({
  client: prismaClient(onMariadb, 'mysql'),
  server: mariadb,
}))
