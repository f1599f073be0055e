import { loadConnection, providerOf } from '../../admin/records.ts'
import { revisionsOf } from '../../connection/candidate.ts'
import { connectionError } from '../../connection/error.ts'
import { providerContext } from '../../core/connection-context.ts'
import type { Core } from '../../core/core.ts'
import { SsoError } from '../../errors.ts'
import { networkErrors } from '../../http/network/error-table.ts'
import type { InspectedConnection } from './inspection.ts'

/** Nothing leaves the machine. */
const offline = () =>
  Promise.reject(
    new SsoError('network_failed', {
      entry: networkErrors.network_failed,
      message: 'An inspection calls nobody.',
    }),
  )

/**
 * The connection as a sign-in would use it at that time, cut off from the network: the live revision,
 * or the draft where nothing is live yet.
 *
 * @throws {SsoError} `connection_not_found`, `storage_unavailable`
 */
export async function inspectedConnection(
  core: Core,
  connectionId: string,
  now: Date,
): Promise<InspectedConnection> {
  const loaded = await loadConnection(core, connectionId)
  const { record } = loaded
  const candidate = revisionsOf(record).at(-1)
  if (!candidate) throw connectionError('connection_not_found', { connectionId })
  const { revision, sealed } = candidate
  const context = await providerContext(core, record, revision, sealed)
  return {
    ...{ core, loaded, revision },
    provider: providerOf(core, record.connection.protocol),
    context: {
      ...context,
      trust: { ...context.trust, save: () => undefined },
      fetch: offline,
      now: () => now,
    },
  }
}
