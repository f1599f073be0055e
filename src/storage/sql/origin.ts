import type { ConnectionStore } from '../ports/connections.ts'
import type { SchemaNames } from '../schema/names.ts'
import type { SqlClient } from './client.ts'

/** The database behind a storage, and what its tables are called there. */
export interface SqlOrigin {
  readonly client: SqlClient
  readonly names: SchemaNames | undefined
}

const origins = new WeakMap<ConnectionStore, SqlOrigin>()

/** Remembers it by the port that stays in the database whatever other store the rest is moved to. */
export function keepSqlOrigin(connections: ConnectionStore, origin: SqlOrigin): void {
  origins.set(connections, origin)
}

/** `undefined` where the host keeps its connections in no database of SQL. */
export function sqlOriginOf(connections: ConnectionStore): SqlOrigin | undefined {
  return origins.get(connections)
}
