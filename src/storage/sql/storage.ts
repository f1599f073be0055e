import { requireDialect, type SchemaNames } from '../schema/names.ts'
import type { SsoStorage } from '../ports.ts'
import type { SqlClient } from './client.ts'
import { createSqlConnections } from './connections.ts'
import { createSqlDomains } from './domains.ts'
import { createSqlEphemeral } from './ephemeral.ts'
import { createSqlJournal } from './journal.ts'
import { createSqlOrganizations } from './organizations.ts'
import { keepSqlOrigin } from './origin.ts'
import { createSqlSessions } from './sessions.ts'
import { type SqlContext, sqlTables } from './tables.ts'

/**
 * All six ports over one way to run statements.
 *
 * @throws {TypeError} where the dialect, or a name that the host gave, is none
 */
export function createSqlStorage(client: SqlClient, names: SchemaNames | undefined): SsoStorage {
  const { dialect } = client
  requireDialect(dialect)
  const context: SqlContext = { dialect, tables: sqlTables(dialect, names) }
  const connections = createSqlConnections(client, context)
  keepSqlOrigin(connections, { client, names })
  return {
    connections,
    organizations: createSqlOrganizations(client, context),
    domains: createSqlDomains(client, context),
    ephemeral: createSqlEphemeral(client, context),
    sessions: createSqlSessions(client, context),
    journal: createSqlJournal(client, context),
  }
}
