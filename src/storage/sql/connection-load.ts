import { sha256 } from '../../crypto/digest.ts'
import type { OrganizationPolicy } from '../../types/policy.ts'
import type { ConnectionQuery, LoadedConnection, VerifiedDomain } from '../ports.ts'
import { connectionColumns, connectionOf, inactivePrecedence } from './connection-row.ts'
import { count, joined, raw, type Sql, sql } from './fragment.ts'
import type { SqlContext } from './tables.ts'
import { jsonOf, numberOf, type SqlRow, textOf } from './text.ts'

/** The most connections that one `load` answers with. */
const maximumLoaded = 20

const rowKinds = { connection: 0, policy: 1, domain: 2 } as const

/**
 * The one statement of `load`: connections, then the policies and verified domains of their
 * organisations, each once. A join would repeat every record per domain.
 */
export async function loadStatement(context: SqlContext, query: ConnectionQuery): Promise<Sql> {
  const { policy, domain } = context.tables
  const { column: d } = domain
  const ofFound = sql`IN (SELECT org FROM found)`
  return sql`WITH found AS (${await foundBy(context, query)})
    SELECT ${count(rowKinds.connection)} AS kind, place, name, org, record, checked, tested, seen,
      trust, due FROM found
    UNION ALL SELECT ${count(rowKinds.policy)}, 0, p.${policy.column.organizationId},
      p.${policy.column.organizationId}, p.${policy.column.record}, NULL, NULL, NULL, NULL, NULL
      FROM ${policy.name} p WHERE p.${policy.column.organizationId} ${ofFound}
    UNION ALL SELECT ${count(rowKinds.domain)}, d.${d.coversSubdomains}, d.${d.verifiedDomain},
      d.${d.organizationId}, NULL, NULL, NULL, NULL, NULL, NULL
      FROM ${domain.name} d WHERE d.${d.organizationId} ${ofFound} AND d.${d.verifiedDomain} IS NOT NULL
    ORDER BY 1, 2, 3`
}

async function foundBy({ tables }: SqlContext, query: ConnectionQuery): Promise<Sql> {
  const { name: connections, column: c } = tables.connection
  const columns = sql`c.${c.id} AS name, c.${c.organizationId} AS org, ${connectionColumns(c)}`
  const limit = count(maximumLoaded)
  const simple = (where: Sql): Sql =>
    sql`SELECT 0 AS place, ${columns} FROM ${connections} c WHERE ${where}
      ORDER BY c.${c.id} LIMIT ${limit}`

  if ('id' in query) return simple(sql`c.${c.id} = ${query.id}`)
  if ('loginPath' in query) return simple(sql`c.${c.loginPath} = ${query.loginPath}`)
  if ('issuer' in query) {
    const { name: issuers, column: i } = tables.connectionIssuer
    return sql`SELECT i.${i.precedence} AS place, ${columns} FROM ${issuers} i
      JOIN ${connections} c ON c.${c.id} = i.${i.connectionId}
      WHERE i.${i.issuerDigest} = ${await sha256(query.issuer)}
        AND i.${i.precedence} < ${raw(String(inactivePrecedence))}
      ORDER BY i.${i.precedence}, i.${i.connectionId} LIMIT ${limit}`
  }
  const { name: domains, column: d } = tables.domain
  const { verifiedDomains } = query
  const places = verifiedDomains.map((domain, place) => sql` WHEN ${domain} THEN ${count(place)}`)
  return sql`SELECT owner.place AS place, ${columns}
    FROM (SELECT ${d.organizationId} AS organization,
        MIN(CASE ${d.verifiedDomain}${joined(places, '')} END) AS place
      FROM ${domains} WHERE ${d.verifiedDomain} IN (${joined(verifiedDomains)})
      GROUP BY ${d.organizationId}) owner
    JOIN ${connections} c ON c.${c.organizationId} = owner.organization
    WHERE c.${c.status} = 'active'
    ORDER BY owner.place, c.${c.id} LIMIT ${limit}`
}

/** Puts the rows of `loadStatement` together. */
export function loadedOf(rows: readonly SqlRow[]): readonly LoadedConnection[] {
  const policies = new Map<string, OrganizationPolicy>()
  const domains = new Map<string, VerifiedDomain[]>()
  const found: SqlRow[] = []
  for (const row of rows) {
    const kind = numberOf(row, 'kind')
    const organizationId = textOf(row, 'org')
    if (kind === rowKinds.connection) {
      found.push(row)
    } else if (kind === rowKinds.policy) {
      policies.set(organizationId, jsonOf<OrganizationPolicy>(row, 'record'))
    } else {
      const verified = domains.get(organizationId) ?? []
      verified.push({ domain: textOf(row, 'name'), coversSubdomains: numberOf(row, 'place') === 1 })
      domains.set(organizationId, verified)
    }
  }
  return found.map((row) => {
    const organizationId = textOf(row, 'org')
    // Copies: several connections of one organisation must not share what a caller may change.
    return structuredClone({
      record: connectionOf(row),
      policy: policies.get(organizationId) ?? null,
      verifiedDomains: domains.get(organizationId) ?? [],
    })
  })
}
