import { sha256 } from '../../crypto/digest.ts'
import type { Connection, LoginEvidence } from '../../types/connection.ts'
import type { ConnectionRecord, ConnectionStore } from '../ports.ts'
import { atomically, type SqlClient } from './client.ts'
import { loadedOf, loadStatement } from './connection-load.ts'
import { columnsOf, connectionColumns, connectionOf, editedColumns } from './connection-row.ts'
import { evidenceColumns, type EvidenceField, evidenceFields } from './connection-row.ts'
import { precedence, trustColumns } from './connection-row.ts'
import { allOf, assignments, count, joined, raw, type Sql, sql, type SqlValue } from './fragment.ts'
import { call, requireSame, unlessDuplicate } from './run.ts'
import type { SqlContext } from './tables.ts'

/** Connections, and by which issuers they are found. */
export function createSqlConnections(client: SqlClient, context: SqlContext): ConnectionStore {
  const { name: connections, column } = context.tables.connection
  const { name: issuers, column: issuer } = context.tables.connectionIssuer

  const exists = async (inner: SqlClient, id: string): Promise<boolean> => {
    const { rows } = await inner.run(
      sql`SELECT 1 AS found FROM ${connections} WHERE ${column.id} = ${id}`,
    )
    return rows.length > 0
  }

  /** Their precedence follows from the row of the connection, which is written first. */
  const addIssuers = async (
    inner: SqlClient,
    id: string,
    digests: readonly string[],
  ): Promise<void> => {
    if (digests.length === 0) return
    const given = digests.map((digest, index) =>
      index === 0 ? sql`SELECT ${digest} AS digest` : sql`SELECT ${digest}`,
    )
    await inner.run(
      sql`INSERT INTO ${issuers} (${issuer.connectionId}, ${issuer.issuerDigest}, ${issuer.precedence})
        SELECT c.${column.id}, i.digest, ${precedence(column)}
        FROM ${connections} c CROSS JOIN (${joined(given, ' UNION ALL ')}) i
        WHERE c.${column.id} = ${id}`,
    )
  }

  const dropIssuers = (inner: SqlClient, id: string): Promise<unknown> =>
    inner.run(sql`DELETE FROM ${issuers} WHERE ${issuer.connectionId} = ${id}`)

  return {
    load: (query, storeCall) =>
      call(client, storeCall, async () => {
        if ('verifiedDomains' in query && query.verifiedDomains.length === 0) return []
        const { rows } = await client.run(await loadStatement(context, query))
        return loadedOf(rows)
      }),

    list: (filter, storeCall) =>
      call(client, storeCall, async () => {
        const { organizationId, dueBefore, after, limit } = filter
        const where = allOf(
          sql`1 = 1`,
          organizationId === undefined
            ? undefined
            : sql`c.${column.organizationId} = ${organizationId}`,
          dueBefore === undefined ? undefined : sql`c.${column.dueAt} <= ${dueBefore.getTime()}`,
          after === undefined ? undefined : sql`c.${column.id} > ${after}`,
        )
        // Else SQLite walks through all ids until it has met enough that are due.
        const isByDue = client.dialect === 'sqlite' && dueBefore !== undefined
        const order = sql`${raw(isByDue ? '+' : '')}c.${column.id}`
        const { rows } = await client.run(
          sql`SELECT ${connectionColumns(column)} FROM ${connections} c WHERE ${where}
            ORDER BY ${order} LIMIT ${count(limit)}`,
        )
        return rows.map(connectionOf)
      }),

    create: (record, storeCall) =>
      call(client, storeCall, async () => {
        const { connection } = record
        const { id, organizationId, createdAt } = connection
        const values: readonly (readonly [Sql, SqlValue])[] = [
          [column.id, id],
          [column.organizationId, organizationId],
          [column.createdAt, createdAt],
          ...editedColumns(column, record),
          ...evidenceFields.flatMap((field) => evidenceColumns(column, field, connection[field])),
          ...trustColumns(column, connection.trust),
        ]
        const digests = await digestsOf(record)
        const created = await unlessDuplicate(client, (outer) =>
          outer.transaction(async (inner) => {
            await inner.run(
              sql`INSERT INTO ${connections} (${joined(values.map(([each]) => each))})
                VALUES (${joined(values.map(([, value]) => value))})`,
            )
            await addIssuers(inner, id, digests)
          }),
        )
        if (created !== 'duplicate') return 'created'
        return (await exists(client, id)) ? 'id_taken' : 'login_path_taken'
      }),

    update: (id, expectedVersion, record, storeCall) =>
      call(client, storeCall, async () => {
        const { connection } = record
        if (connection.id !== id && !(await exists(client, id))) return 'absent'
        requireSame(id, connection.id, 'id')
        const values = [
          ...editedColumns(column, record),
          ...evidenceFields.flatMap((field) => keepNewerEvidence(field, connection)),
          ...keepNewerTrust(connection),
        ]
        const digests = await digestsOf(record)
        const updated = await unlessDuplicate(client, (outer) =>
          atomically<'updated' | 'conflict'>(outer, async (inner, undo) => {
            const { affected } = await inner.run(
              sql`UPDATE ${connections} SET ${assignments(values)}
                WHERE ${column.id} = ${id} AND ${column.version} = ${expectedVersion}
                  AND ${column.organizationId} = ${connection.organizationId}
                  AND ${column.createdAt} = ${connection.createdAt}`,
            )
            if (affected !== 1) return undo('conflict')
            await dropIssuers(inner, id)
            await addIssuers(inner, id, digests)
            return 'updated'
          }),
        )
        if (updated === 'duplicate') return 'login_path_taken'
        if (updated === 'updated') return 'updated'
        return (await exists(client, id)) ? 'conflict' : 'absent'
      }),

    saveTrust: (id, expectedCheckedAt, trust, dueAt, storeCall) =>
      call(client, storeCall, async () => {
        const isExpected =
          expectedCheckedAt === null
            ? sql`${column.trustAt} IS NULL`
            : sql`${column.trustAt} = ${expectedCheckedAt}`
        const values: readonly (readonly [Sql, SqlValue])[] = [
          ...trustColumns(column, trust),
          [column.dueAt, dueAt === null ? null : dueAt.getTime()],
        ]
        const { affected } = await client.run(
          sql`UPDATE ${connections} SET ${assignments(values)}
            WHERE ${column.id} = ${id} AND ${isExpected}`,
        )
        return affected === 1 ? 'saved' : 'conflict'
      }),

    saveEvidence: (id, evidence, storeCall) =>
      call(client, storeCall, async () => {
        const given = evidenceFields.filter((field) => evidence[field] !== undefined)
        if (given.length === 0) return
        await client.transaction(async (inner) => {
          let saved = 0
          for (const field of given) {
            saved += (await inner.run(savingOf(id, field, evidence[field]))).affected
          }
          if (saved === 0) return
          await inner.run(
            sql`UPDATE ${issuers} SET ${issuer.precedence} =
                (SELECT ${precedence(column)} FROM ${connections} c WHERE c.${column.id} = ${id})
              WHERE ${issuer.connectionId} = ${id}`,
          )
        })
      }),

    remove: (id, expectedVersion, storeCall) =>
      call(client, storeCall, () =>
        client.transaction(async (inner) => {
          const { affected } = await inner.run(
            sql`DELETE FROM ${connections}
              WHERE ${column.id} = ${id} AND ${column.version} = ${expectedVersion}`,
          )
          if (affected === 0) return (await exists(inner, id)) ? 'conflict' : 'absent'
          await dropIssuers(inner, id)
          return 'removed'
        }),
      ),
  }

  /** What was learned while the edit was being prepared stays; conditions see the stored columns. */
  function keepNewerEvidence(
    field: EvidenceField,
    connection: Connection,
  ): readonly (readonly [Sql, Sql])[] {
    const { at, fingerprint } = columnsOf(column, field)
    const given = connection[field]
    const values = evidenceColumns(column, field, given)
    const proven = fingerprintsOf(connection)
    if (proven.length === 0) return values.map(([each, value]) => [each, sql`${value}`])
    const isNewer = allOf(
      sql`${fingerprint} IN (${joined(proven)})`,
      given === undefined ? undefined : sql`${at} > ${given.at}`,
    )
    return values.map(([each, value]) => [
      each,
      sql`CASE WHEN ${isNewer} THEN ${each} ELSE ${value} END`,
    ])
  }

  function keepNewerTrust({ trust }: Connection): readonly (readonly [Sql, Sql])[] {
    if (trust === undefined) return []
    return trustColumns(column, trust).map(([each, value]) => [
      each,
      sql`CASE WHEN ${column.trustAt} > ${trust.checkedAt} THEN ${each} ELSE ${value} END`,
    ])
  }

  function savingOf(id: string, field: EvidenceField, evidence: LoginEvidence | undefined): Sql {
    if (evidence === undefined) return raw('SELECT 1')
    const { at } = columnsOf(column, field)
    return sql`UPDATE ${connections}
      SET ${assignments(evidenceColumns(column, field, evidence))}
      WHERE ${column.id} = ${id} AND (${at} IS NULL OR ${at} < ${evidence.at})
        AND (${column.liveFingerprint} = ${evidence.fingerprint}
          OR ${column.draftFingerprint} = ${evidence.fingerprint})`
  }
}

function fingerprintsOf({ live, draft }: Connection): readonly string[] {
  return [live, draft].flatMap((revision) => (revision === undefined ? [] : [revision.fingerprint]))
}

async function digestsOf({ issuers }: ConnectionRecord): Promise<readonly string[]> {
  return Promise.all([...new Set(issuers)].map(sha256))
}
