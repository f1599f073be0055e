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
  const places = placesOf(tables, query.verifiedDomains)
  const placeOf = ({ connection }: ConnectionRecord): number =>
    places.get(connection.organizationId) ?? Number.POSITIVE_INFINITY
  return active
    .filter(({ connection }) => places.has(connection.organizationId))
    .sort((left, right) => placeOf(left) - placeOf(right) || compareIds(left, right))
}

/** Of each organisation which of the domains it has verified comes first. */
function placesOf(tables: MemoryTables, domains: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const { state, domain, organizationId } of tables.claims.values()) {
    const place = domains.indexOf(domain)
    if (state !== 'verified' || place === -1) continue
    places.set(organizationId, Math.min(place, places.get(organizationId) ?? place))
  }
  return places
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
