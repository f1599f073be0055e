import type { Connection } from '../../types/connection.ts'
import type { ConnectionQuery, ConnectionRecord, LoadedConnection } from '../ports.ts'
import { compareText } from './step.ts'
import { verifiedDomainsOf } from './tables.ts'
import type { MemoryTables } from './tables.ts'

/** The most connections that one `load` answers with. */
const maximumLoaded = 20

/** Finds what a query asks for, in the order of the port, with policy and verified domains. */
export function loadConnections(
  tables: MemoryTables,
  query: ConnectionQuery,
): readonly LoadedConnection[] {
  return findMatches(tables, query)
    .slice(0, maximumLoaded)
    .map((record) => {
      const { organizationId } = record.connection
      return {
        record,
        policy: tables.policies.get(organizationId) ?? null,
        verifiedDomains: verifiedDomainsOf(tables, organizationId),
      }
    })
}

function findMatches(tables: MemoryTables, query: ConnectionQuery): readonly ConnectionRecord[] {
  if ('id' in query) {
    const record = tables.connections.get(query.id)
    return record === undefined ? [] : [record]
  }
  const records = [...tables.connections.values()]
  if ('loginPath' in query) {
    return records.filter(({ connection }) => connection.loginPath === query.loginPath)
  }
  const active = records.filter(({ connection }) => connection.status === 'active')
  if ('issuer' in query) {
    return active
      .filter(({ issuers }) => issuers.includes(query.issuer))
      .sort((left, right) => rank(left) - rank(right) || compareIds(left, right))
  }
  const owners = ownersOf(tables, query.verifiedDomains)
  return active.filter(({ connection }) => owners.has(connection.organizationId)).sort(compareIds)
}

function ownersOf(tables: MemoryTables, domains: readonly string[]): ReadonlySet<string> {
  const verified = [...tables.claims.values()].filter(
    (claim) => claim.state === 'verified' && domains.includes(claim.domain),
  )
  return new Set(verified.map((claim) => claim.organizationId))
}

function compareIds(left: ConnectionRecord, right: ConnectionRecord): number {
  return compareText(left.connection.id, right.connection.id)
}

/** Connections that are known to work come first, so that the cut never drops them. */
function rank({ connection }: ConnectionRecord): number {
  return isProven(connection) ? 0 : 1
}

/** Evidence of an earlier revision proves nothing about the live one. */
function isProven({ live, test, lastLogin }: Connection): boolean {
  if (live === undefined) return false
  if (test?.status === 'passed' && test.fingerprint === live.fingerprint) return true
  return lastLogin?.fingerprint === live.fingerprint
}
