import { afterAll, beforeAll } from 'vitest'
import { drizzleClient } from '../../src/storage/drizzle/client.ts'
import { kyselyClient } from '../../src/storage/kysely/client.ts'
import { migrate, type TestServer } from '../support/databases.ts'
import { openMysql2, openNodePostgres, openPostgresJs } from '../support/drizzle.ts'
import { describeFailures } from '../support/failures.ts'
import { startMariadb } from '../support/mariadb.ts'
import { startPostgres } from '../support/postgres.ts'

let postgres: TestServer
let mariadb: TestServer
let nodePostgres: ReturnType<typeof openNodePostgres>
let postgresJs: ReturnType<typeof openPostgresJs>
let mysql2: ReturnType<typeof openMysql2>

beforeAll(async () => {
  ;[postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
  await migrate(postgres)
  await migrate(mariadb)
  nodePostgres = openNodePostgres(postgres.settings)
  postgresJs = openPostgresJs(postgres.settings)
  mysql2 = openMysql2(mariadb.settings)
})

afterAll(async () => {
  await Promise.all([nodePostgres.close(), postgresJs.close(), mysql2.close()])
  await Promise.all([postgres.close(), mariadb.close()])
})

// Kysely beside them: what is one failure through it is the same through drizzle.
describeFailures('Kysely and node-postgres', () => ({
  client: kyselyClient(postgres.db, 'postgres'),
  server: postgres,
}))
describeFailures('drizzle and node-postgres', () => ({
  client: drizzleClient(nodePostgres.db, 'postgres'),
  server: postgres,
}))
describeFailures(
  'drizzle and postgres.js',
  () => ({ client: drizzleClient(postgresJs.db, 'postgres'), server: postgres }),
  { survivesCutTransactions: false },
)
describeFailures('Kysely and mysql2', () => ({
  client: kyselyClient(mariadb.db, 'mysql'),
  server: mariadb,
}))
describeFailures('drizzle and mysql2', () => ({
  client: drizzleClient(mysql2.db, 'mysql'),
  server: mariadb,
}))
