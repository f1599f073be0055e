import type { OrganizationPolicy } from '../../types/policy.ts'
import type { OrganizationStore } from '../ports.ts'
import type { SqlClient } from './client.ts'
import { sql } from './fragment.ts'
import { call, requireSame, unlessDuplicate } from './run.ts'
import type { SqlContext } from './tables.ts'
import { jsonOf } from './text.ts'

/** One policy per organisation. */
export function createSqlOrganizations(
  client: SqlClient,
  { tables }: SqlContext,
): OrganizationStore {
  const { name: policies, column } = tables.policy
  return {
    get: (organizationId, storeCall) =>
      call(client, storeCall, async () => {
        const { rows } = await client.run(
          sql`SELECT ${column.record} AS record FROM ${policies}
            WHERE ${column.organizationId} = ${organizationId}`,
        )
        return rows[0] === undefined ? null : jsonOf<OrganizationPolicy>(rows[0], 'record')
      }),

    update: (organizationId, expectedVersion, policy, storeCall) =>
      call(client, storeCall, async () => {
        requireSame(organizationId, policy.organizationId, 'organizationId')
        const record = JSON.stringify(policy)
        if (expectedVersion === 0) {
          const inserted = await unlessDuplicate(client, (inner) =>
            inner.run(
              sql`INSERT INTO ${policies} (${column.organizationId}, ${column.version}, ${column.record})
                VALUES (${organizationId}, ${policy.version}, ${record})`,
            ),
          )
          return inserted === 'duplicate' ? 'conflict' : 'updated'
        }
        const { affected } = await client.run(
          sql`UPDATE ${policies} SET ${column.version} = ${policy.version}, ${column.record} = ${record}
            WHERE ${column.organizationId} = ${organizationId} AND ${column.version} = ${expectedVersion}`,
        )
        return affected === 1 ? 'updated' : 'conflict'
      }),
  }
}
