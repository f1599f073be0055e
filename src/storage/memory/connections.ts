import type { Connection } from '../../types/connection.ts'
import type { ConnectionRecord, ConnectionStore } from '../ports.ts'
import { loadConnections } from './load.ts'
import { compareInstants, compareText, step } from './step.ts'
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
        // The cursor may no longer match the filter: background work moves `dueAt` between pages.
        const cursor = after === undefined ? undefined : connections.get(after)
        if (after !== undefined && cursor === undefined) return []
        return [...connections.values()]
          .filter(
            (record) =>
              (organizationId === undefined ||
                record.connection.organizationId === organizationId) &&
              (dueBefore === undefined || (record.dueAt !== null && record.dueAt <= dueBefore)) &&
              (cursor === undefined || compareByCreation(record, cursor) > 0),
          )
          .sort(compareByCreation)
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
        if (isLoginPathTaken(record.connection)) return 'login_path_taken'
        store(id, record)
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
        const { check, test, lastLogin } = stored.connection
        const connection: Connection = {
          ...stored.connection,
          ...(isNewer(evidence.check, check) && { check: evidence.check }),
          ...(isNewer(evidence.test, test) && { test: evidence.test }),
          ...(isNewer(evidence.lastLogin, lastLogin) && { lastLogin: evidence.lastLogin }),
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

function compareByCreation(left: ConnectionRecord, right: ConnectionRecord): number {
  return (
    compareInstants(left.connection.createdAt, right.connection.createdAt) ||
    compareText(left.connection.id, right.connection.id)
  )
}

function isNewer<Evidence extends { readonly at: string }>(
  given: Evidence | undefined,
  stored: { readonly at: string } | undefined,
): given is Evidence {
  if (given === undefined) return false
  return stored === undefined || compareInstants(stored.at, given.at) < 0
}
