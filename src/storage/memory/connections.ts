import type { Connection, LoginEvidence } from '../../types/connection.ts'
import type { ConnectionRecord, ConnectionStore } from '../ports.ts'
import { loadConnections } from './load.ts'
import { compareText, requireUnchanged, step } from './step.ts'
import type { MemoryTables } from './tables.ts'

/** Keeps connections; reads the other tables for `load`. */
export function createMemoryConnections(tables: MemoryTables): ConnectionStore {
  const { connections } = tables

  const isLoginPathTaken = ({ id, loginPath }: Connection): boolean => {
    if (loginPath === undefined) return false
    return [...connections.values()].some(
      ({ connection }) => connection.loginPath === loginPath && connection.id !== id,
    )
  }

  const store = (id: string, record: ConnectionRecord): void => {
    connections.set(id, structuredClone(record))
  }

  return {
    load: (query, call) => step(call, () => loadConnections(tables, query)),

    list: (filter, call) =>
      step(call, () => {
        const { organizationId, dueBefore, after, limit } = filter
        return [...connections.values()]
          .filter(
            ({ connection, dueAt }) =>
              (organizationId === undefined || connection.organizationId === organizationId) &&
              (dueBefore === undefined || (dueAt !== null && dueAt <= dueBefore)) &&
              (after === undefined || compareText(connection.id, after) > 0),
          )
          .sort((left, right) => compareText(left.connection.id, right.connection.id))
          .slice(0, limit)
      }),

    create: (record, call) =>
      step(call, () => {
        const { connection } = record
        if (connections.has(connection.id)) return 'id_taken'
        if (isLoginPathTaken(connection)) return 'login_path_taken'
        store(connection.id, record)
        return 'created'
      }),

    update: (id, expectedVersion, record, call) =>
      step(call, () => {
        const stored = connections.get(id)
        if (stored === undefined) return 'absent'
        if (stored.connection.version !== expectedVersion) return 'conflict'
        const { connection } = record
        requireUnchanged(stored.connection, connection, 'id', 'organizationId', 'createdAt')
        if (isLoginPathTaken(connection)) return 'login_path_taken'
        store(id, { ...record, connection: keepNews(stored.connection, connection) })
        return 'updated'
      }),

    saveTrust: (id, expectedCheckedAt, trust, dueAt, call) =>
      step(call, () => {
        const stored = connections.get(id)
        if (stored === undefined) return 'conflict'
        if ((stored.connection.trust?.checkedAt ?? null) !== expectedCheckedAt) return 'conflict'
        store(id, { ...stored, connection: { ...stored.connection, trust }, dueAt })
        return 'saved'
      }),

    saveEvidence: (id, evidence, call) =>
      step(call, () => {
        const stored = connections.get(id)
        if (stored === undefined) return
        const before = stored.connection
        const { check, test, lastLogin } = evidence
        const connection: Connection = {
          ...before,
          ...(isNews(before, before.check, check) && { check }),
          ...(isNews(before, before.test, test) && { test }),
          ...(isNews(before, before.lastLogin, lastLogin) && { lastLogin }),
        }
        store(id, { ...stored, connection })
      }),

    remove: (id, expectedVersion, call) =>
      step(call, () => {
        const stored = connections.get(id)
        if (stored === undefined) return 'absent'
        if (stored.connection.version !== expectedVersion) return 'conflict'
        connections.delete(id)
        return 'removed'
      }),
  }
}

/** What was learned of the connection while an edit was being prepared outlives the edit. */
function keepNews(stored: Connection, given: Connection): Connection {
  const { trust, check, test, lastLogin } = stored
  const since = given.trust?.checkedAt
  const isNewTrust = trust && (since === undefined || compareText(since, trust.checkedAt) < 0)
  return {
    ...given,
    ...(isNewTrust && { trust }),
    ...(isNews(given, given.check, check) && { check }),
    ...(isNews(given, given.test, test) && { test }),
    ...(isNews(given, given.lastLogin, lastLogin) && { lastLogin }),
  }
}

/** Evidence of another revision proves nothing, and older evidence nothing new. */
function isNews<Evidence extends LoginEvidence>(
  { live, draft }: Connection,
  stored: Evidence | undefined,
  given: Evidence | undefined,
): given is Evidence {
  if (given === undefined) return false
  const { fingerprint, at } = given
  if (fingerprint !== live?.fingerprint && fingerprint !== draft?.fingerprint) return false
  return stored === undefined || compareText(stored.at, at) < 0
}
