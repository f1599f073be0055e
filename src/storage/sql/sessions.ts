import type { SessionRecord, SessionStore } from '../ports.ts'
import { atomically, type SqlClient } from './client.ts'
import { selectDue, skippingLocked } from './due.ts'
import { allOf, assignments, count, joined, type Sql, sql, type SqlValue } from './fragment.ts'
import { call, requireSame } from './run.ts'
import type { SqlContext } from './tables.ts'
import { jsonOf, numberOf, optionalTextOf, type SqlRow, textOf } from './text.ts'

type StoredSession = Omit<SessionRecord, 'version' | 'endedAt' | 'endReason' | 'retainUntil'>

/** Sessions, their leases, and by which ids of the provider they are found. */
export function createSqlSessions(client: SqlClient, { tables }: SqlContext): SessionStore {
  const { name: sessions, column } = tables.session
  const { name: index, column: indexed } = tables.sessionIndex

  const selected = sql`s.${column.record} AS record, s.${column.version} AS version,
    s.${column.endedAt} AS ended, s.${column.endReason} AS reason, s.${column.retainUntil} AS retain`

  /** All that follows from the session, and nothing of its lease. */
  const valuesOf = (session: SessionRecord): readonly (readonly [Sql, SqlValue])[] => {
    const { version, endedAt = null, endReason = null, retainUntil, ...stored } = session
    return [
      [column.connectionId, session.connectionId],
      [column.issuer, session.issuer],
      [column.subject, session.subject],
      [column.version, version],
      [column.endedAt, endedAt],
      [column.endReason, endReason],
      [column.retainUntil, retainUntil.getTime()],
      [column.record, JSON.stringify(stored satisfies StoredSession)],
    ]
  }

  const addToIndex = async (inner: SqlClient, session: SessionRecord): Promise<void> => {
    const ids = [...new Set(session.idpSessionIds)].sort()
    if (ids.length === 0) return
    const rows = ids.map((id) => sql`(${session.id}, ${id})`)
    await inner.run(
      sql`INSERT INTO ${index} (${indexed.sessionId}, ${indexed.idpSessionId})
        VALUES ${joined(rows)}`,
    )
  }

  /** Marks the session's rows of the index as gone. */
  const dropFromIndex = (inner: SqlClient, ids: readonly string[]): Promise<unknown> =>
    inner.run(sql`DELETE FROM ${index} WHERE ${indexed.sessionId} IN (${joined(ids)})`)

  return {
    put: (session, storeCall) =>
      call(client, storeCall, async () => {
        const { id, organizationId, createdAt, idpSessionIds } = session
        const values = valuesOf(session)
        const insertion = sql`INSERT INTO ${sessions} (${column.id}, ${column.organizationId},
            ${column.createdAt}, ${joined(values.map(([each]) => each))})
          VALUES (${id}, ${organizationId}, ${createdAt}, ${joined(values.map(([, value]) => value))})`
        if (idpSessionIds.length === 0) {
          await client.run(insertion)
          return
        }
        await client.transaction(async (inner) => {
          await inner.run(insertion)
          await addToIndex(inner, session)
        })
      }),

    get: (id, storeCall) =>
      call(client, storeCall, async () => {
        const { rows } = await client.run(
          sql`SELECT ${selected} FROM ${sessions} s WHERE s.${column.id} = ${id}`,
        )
        return rows[0] === undefined ? null : sessionOf(rows[0])
      }),

    update: (id, expectedVersion, session, storeCall) =>
      call(client, storeCall, () => {
        requireSame(id, session.id, 'id')
        return atomically<'updated' | 'conflict'>(client, async (inner, undo) => {
          const { affected } = await inner.run(
            sql`UPDATE ${sessions} SET ${assignments(valuesOf(session))}
              WHERE ${column.id} = ${id} AND ${column.version} = ${expectedVersion}
                AND ${column.organizationId} = ${session.organizationId}
                AND ${column.createdAt} = ${session.createdAt}`,
          )
          if (affected !== 1) return undo('conflict')
          await dropFromIndex(inner, [id])
          await addToIndex(inner, session)
          return 'updated'
        })
      }),

    find: (filter, storeCall) =>
      call(client, storeCall, async () => {
        const { connectionId, issuer, subject, idpSessionId, after, limit } = filter
        const where = allOf(
          sql`s.${column.connectionId} = ${connectionId}`,
          sql`s.${column.endedAt} IS NULL`,
          issuer === undefined ? undefined : sql`s.${column.issuer} = ${issuer}`,
          subject === undefined ? undefined : sql`s.${column.subject} = ${subject}`,
          idpSessionId === undefined
            ? undefined
            : sql`s.${column.id} IN (SELECT ${indexed.sessionId} FROM ${index}
                WHERE ${indexed.idpSessionId} = ${idpSessionId})`,
          after === undefined ? undefined : sql`s.${column.id} > ${after}`,
        )
        const { rows } = await client.run(
          sql`SELECT ${selected} FROM ${sessions} s WHERE ${where}
            ORDER BY s.${column.id} LIMIT ${count(limit)}`,
        )
        return rows.map(sessionOf)
      }),

    end: (id, at, reason, storeCall) =>
      call(client, storeCall, async () => {
        const { affected } = await client.run(
          sql`UPDATE ${sessions} SET ${column.endedAt} = ${at.toISOString()},
              ${column.endReason} = ${reason}, ${column.version} = ${column.version} + 1
            WHERE ${column.id} = ${id} AND ${column.endedAt} IS NULL`,
        )
        return affected === 1
      }),

    lease: (id, now, until, storeCall) =>
      call(client, storeCall, async () => {
        const { affected } = await client.run(
          sql`UPDATE ${sessions} SET ${column.leasedUntil} = ${until.getTime()}
            WHERE ${column.id} = ${id} AND ${column.endedAt} IS NULL
              AND ${column.leasedUntil} <= ${now.getTime()}`,
        )
        return affected === 1
      }),

    unlease: (id, until, storeCall) =>
      call(client, storeCall, async () => {
        await client.run(
          sql`UPDATE ${sessions} SET ${column.leasedUntil} = 0
            WHERE ${column.id} = ${id} AND ${column.leasedUntil} = ${until.getTime()}`,
        )
      }),

    deleteExpired: (now, limit, storeCall) =>
      call(client, storeCall, async () => {
        if (limit <= 0) return 0
        const due = selectDue({
          table: sessions,
          id: column.id,
          where: sql`${column.retainUntil} <= ${now.getTime()}`,
          orderBy: column.retainUntil,
          limit,
        })
        return client.transaction(async (inner) => {
          const ids = await deleteSessions(inner, sql`${due}${skippingLocked(inner)}`)
          if (ids.length > 0) await dropFromIndex(inner, ids)
          return ids.length
        })
      }),
  }

  /** Deletes those whose ids the query gives; answers the ids. */
  async function deleteSessions(inner: SqlClient, due: Sql): Promise<readonly string[]> {
    const idsOf = (rows: readonly SqlRow[]): readonly string[] =>
      rows.map((row) => textOf(row, 'id'))
    if (inner.dialect === 'mysql') {
      const ids = idsOf((await inner.run(due)).rows)
      if (ids.length === 0) return ids
      await inner.run(sql`DELETE FROM ${sessions} WHERE ${column.id} IN (${joined(ids)})`)
      return ids
    }
    const isDue =
      inner.dialect === 'postgres'
        ? sql`${column.id} = ANY(ARRAY(${due}))`
        : sql`${column.id} IN (${due})`
    const deletion = sql`DELETE FROM ${sessions} WHERE ${isDue} RETURNING ${column.id} AS id`
    return idsOf((await inner.run(deletion)).rows)
  }
}

/** What `end` changes stands in columns, so that ending is one statement. */
function sessionOf(row: SqlRow): SessionRecord {
  const endedAt = optionalTextOf(row, 'ended')
  const endReason = optionalTextOf(row, 'reason')
  return {
    ...jsonOf<StoredSession>(row, 'record'),
    version: numberOf(row, 'version'),
    ...(endedAt !== undefined && { endedAt }),
    ...(endReason !== undefined && { endReason }),
    retainUntil: new Date(numberOf(row, 'retain')),
  }
}
