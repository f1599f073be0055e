import type { Core } from '../../core/core.ts'
import { randomToken } from '../../crypto/random.ts'
import { SsoError } from '../../errors.ts'
import { untilAborted, withDeadline } from '../../http/network/deadline.ts'
import { checkSqlSchema } from '../../storage/sql/check-schema.ts'
import { sqlOriginOf } from '../../storage/sql/origin.ts'
import { type CliCheck, checksOf } from '../checks.ts'

/** As long as a sign-in waits for the storage; the tables are looked at one after the other. */
const SCHEMA_MILLISECONDS = 10_000

/** What is written is deleted at once; where that fails it is gone after this. */
const PROBE_MILLISECONDS = 60_000

/** Whether the tables are all there, and whether what is written comes back exactly once. */
export async function storageChecks(core: Core): Promise<readonly CliCheck[]> {
  return [...(await schemaChecks(core)), ...(await roundTripChecks(core))]
}

async function schemaChecks({ config }: Core): Promise<readonly CliCheck[]> {
  const name = 'storage_schema'
  const origin = sqlOriginOf(config.storage.connections)
  // Only databases have tables.
  if (!origin) return []
  const expired = () =>
    new SsoError('storage_unavailable', {
      message: `The database did not show its tables within ${SCHEMA_MILLISECONDS / 1000} seconds.`,
    })
  try {
    await withDeadline(SCHEMA_MILLISECONDS, undefined, expired, (signal) =>
      untilAborted(signal, () => checkSqlSchema(origin.client, origin.names)),
    )
    return [{ name, status: 'pass', message: 'All tables, columns and unique indexes are there.' }]
  } catch (error) {
    return checksOf(name, error)
  }
}

async function roundTripChecks({ storage, config }: Core): Promise<readonly CliCheck[]> {
  const name = 'storage'
  const { ephemeral, connections } = storage
  const now = config.clock()
  const key = `doctor:${randomToken()}`
  const value = randomToken()
  try {
    await connections.list({ limit: 1 })
    await ephemeral.put(key, value, new Date(now.getTime() + PROBE_MILLISECONDS))
    const found = await ephemeral.get(key, now)
    const taken = await ephemeral.take(key, now)
    const again = await ephemeral.take(key, now)
    if (found === value && taken === value && again === null) {
      return [{ name, status: 'pass', message: 'What is written can be read, and taken once.' }]
    }
    return [
      {
        ...{ name, status: 'fail' },
        message:
          again === null
            ? 'A value that was just written could not be read back.'
            : 'A value could be taken twice, so one answer could sign in twice.',
        hint: 'Let all processes use one store, without replicas that lag behind; check an adapter of your own with `describeStorage` of ssokit/testing.',
      },
    ]
  } catch (error) {
    return checksOf(name, error)
  }
}
