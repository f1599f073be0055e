import type { DomainClaim, DomainState, DomainStore } from '../ports.ts'
import { atomically, type SqlClient } from './client.ts'
import { selectDue, skippingLocked } from './due.ts'
import { assignments, joined, type Sql, sql, type SqlValue } from './fragment.ts'
import { call, requireSame, unlessDuplicate } from './run.ts'
import type { SqlContext } from './tables.ts'
import { jsonOf, numberOf, type SqlRow, textOf } from './text.ts'

/** Domain claims and their leases. */
export function createSqlDomains(client: SqlClient, { tables }: SqlContext): DomainStore {
  const { name: domains, column } = tables.domain

  const selected = sql`${column.record} AS record, ${column.state} AS state,
    ${column.version} AS version, ${column.nextCheckAt} AS due`

  /** All that follows from the claim, and nothing of its lease. */
  const valuesOf = (claim: DomainClaim): readonly (readonly [Sql, SqlValue])[] => {
    const { domain, coversSubdomains, state, version, nextCheckAt, ...rest } = claim
    const record = { ...rest, domain, coversSubdomains, nextCheckAt }
    return [
      [column.verifiedDomain, state === 'verified' ? domain : null],
      [column.coversSubdomains, coversSubdomains ? 1 : 0],
      [column.state, state],
      [column.version, version],
      [column.nextCheckAt, nextCheckAt === undefined ? null : Date.parse(nextCheckAt)],
      [column.record, JSON.stringify(record)],
    ]
  }

  /** Matches nothing where a field differs that belongs to the claim for good. */
  const replacement = (id: string, expectedVersion: number, claim: DomainClaim): Sql => {
    requireSame(id, claim.id, 'id')
    return sql`UPDATE ${domains} SET ${assignments(valuesOf(claim))}
      WHERE ${column.id} = ${id} AND ${column.version} = ${expectedVersion}
        AND ${column.organizationId} = ${claim.organizationId}
        AND ${column.domain} = ${claim.domain} AND ${column.createdAt} = ${claim.createdAt}`
  }

  /** The owner goes and the claim comes in one transaction, or neither. */
  const replaceOwner = (
    outer: SqlClient,
    store: Sql,
    claim: DomainClaim,
    replaces: { readonly id: string; readonly expectedVersion: number },
  ): Promise<'verified' | 'conflict'> =>
    atomically<'verified' | 'conflict'>(outer, async (inner, undo) => {
      const lost = await inner.run(
        sql`UPDATE ${domains} SET ${column.state} = ${'lost'}, ${column.verifiedDomain} = NULL,
            ${column.version} = ${column.version} + 1
          WHERE ${column.id} = ${replaces.id} AND ${column.version} = ${replaces.expectedVersion}
            AND ${column.verifiedDomain} = ${claim.domain} AND ${column.id} <> ${claim.id}`,
      )
      if (lost.affected !== 1) return undo('conflict')
      return (await inner.run(store)).affected === 1 ? 'verified' : undo('conflict')
    })

  return {
    claim: (claim, storeCall) =>
      call(client, storeCall, async () => {
        requireVerify(claim)
        const { id, organizationId, domain, createdAt } = claim
        const values = valuesOf(claim)
        const inserted = await unlessDuplicate(client, (inner) =>
          inner.run(
            sql`INSERT INTO ${domains} (${column.id}, ${column.organizationId}, ${column.domain},
                ${column.createdAt}, ${joined(values.map(([each]) => each))})
              VALUES (${id}, ${organizationId}, ${domain}, ${createdAt},
                ${joined(values.map(([, value]) => value))})`,
          ),
        )
        return inserted === 'duplicate' ? 'exists' : 'claimed'
      }),

    list: (filter, storeCall) =>
      call(client, storeCall, async () => {
        const where =
          'domain' in filter
            ? sql`${column.domain} = ${filter.domain}`
            : sql`${column.organizationId} = ${filter.organizationId}`
        const { rows } = await client.run(
          sql`SELECT ${selected} FROM ${domains} WHERE ${where}
            ORDER BY ${column.domain}, ${column.id}`,
        )
        return rows.map(claimOf)
      }),

    update: (id, expectedVersion, claim, storeCall) =>
      call(client, storeCall, async () => {
        requireVerify(claim)
        const { affected } = await client.run(replacement(id, expectedVersion, claim))
        return affected === 1 ? 'updated' : 'conflict'
      }),

    verify: (id, expectedVersion, claim, replaces, storeCall) =>
      call(client, storeCall, async () => {
        if (claim.state !== 'verified') throw new TypeError('`verify` takes verified claims only.')
        const store = replacement(id, expectedVersion, claim)
        if (replaces !== null) {
          const replaced = await unlessDuplicate(client, (inner) =>
            replaceOwner(inner, store, claim, replaces),
          )
          return replaced === 'duplicate' ? 'conflict' : replaced
        }
        const stored = await unlessDuplicate(client, (inner) => inner.run(store))
        if (stored === 'duplicate') return 'owned'
        return stored.affected === 1 ? 'verified' : 'conflict'
      }),

    lease: (now, until, limit, storeCall) =>
      call(client, storeCall, async () => {
        if (limit <= 0) return []
        const due = {
          table: domains,
          id: column.id,
          where: sql`${column.nextCheckAt} <= ${now.getTime()}
            AND ${column.leasedUntil} <= ${now.getTime()}`,
          orderBy: sql`${column.nextCheckAt}, ${column.id}`,
          limit,
        }
        const rows = await leaseDue(sql`${selectDue(due)}${skippingLocked(client)}`, until)
        return rows
          .toSorted((left, right) => numberOf(left, 'due') - numberOf(right, 'due'))
          .map(claimOf)
      }),

    release: (id, expectedVersion, storeCall) =>
      call(client, storeCall, async () => {
        const isIt = sql`${column.id} = ${id}`
        const { affected } = await client.run(
          sql`DELETE FROM ${domains} WHERE ${isIt} AND ${column.version} = ${expectedVersion}`,
        )
        if (affected === 1) return 'released'
        const { rows } = await client.run(sql`SELECT 1 AS found FROM ${domains} WHERE ${isIt}`)
        return rows.length === 0 ? 'absent' : 'conflict'
      }),
  }

  /** One statement, but for MySQL, which locks the rows first and then marks them. */
  async function leaseDue(due: Sql, until: Date): Promise<readonly SqlRow[]> {
    const lease = sql`UPDATE ${domains} SET ${column.leasedUntil} = ${until.getTime()}`
    if (client.dialect === 'sqlite') {
      const leased = sql`${lease} WHERE ${column.id} IN (${due}) RETURNING ${selected}`
      return (await client.run(leased)).rows
    }
    if (client.dialect === 'postgres') {
      // Locking makes Postgres evaluate the list once, so that the limit holds.
      const leased = sql`WITH due AS (${due}), leased AS (${lease} FROM due
          WHERE ${domains}.${column.id} = due.id RETURNING ${selected})
        SELECT record, state, version, due FROM leased`
      return (await client.run(leased)).rows
    }
    return client.transaction(async (inner) => {
      const { rows } = await inner.run(due)
      if (rows.length === 0) return []
      const areThese = sql`${column.id} IN (${joined(rows.map((row) => textOf(row, 'id')))})`
      await inner.run(sql`${lease} WHERE ${areThese}`)
      return (await inner.run(sql`SELECT ${selected} FROM ${domains} WHERE ${areThese}`)).rows
    })
  }
}

/** State and version stand in columns: an owner may lose the domain without its record being read. */
function claimOf(row: SqlRow): DomainClaim {
  const record = jsonOf<Omit<DomainClaim, 'state' | 'version'>>(row, 'record')
  const state = textOf(row, 'state') as DomainState
  return { ...record, state, version: numberOf(row, 'version') }
}

/** Only `verify` looks for another owner, so no other call may store a verified claim. */
function requireVerify(claim: DomainClaim): void {
  if (claim.state !== 'verified') return
  throw new TypeError('A verified domain claim is stored through `domains.verify` only.')
}
