import { candidateOf } from '../connection/candidate.ts'
import type { Core } from '../core/core.ts'
import { SsoError } from '../errors.ts'
import { beginTest } from '../login/test-start.ts'
import type { LoginStart } from '../types/login.ts'
import type { TestOptions } from '../types/connections-api.ts'
import { readTrust, refuseUnready, settingsIssues } from './examine.ts'
import { checkVersion, loadFor, providerOf } from './records.ts'

/**
 * Begins a test of what would be activated. What keeps people from getting as far as the identity
 * provider shows here, before the admin leaves the page.
 */
export async function testConnection(
  core: Core,
  id: string,
  options: TestOptions,
): Promise<LoginStart> {
  const { record } = await loadFor(core, 'connection.test', id, options)
  const { connection } = record
  await core.checkEntitlement(connection.organizationId)
  checkVersion(connection, options)
  const provider = providerOf(core, connection.protocol)
  const candidate = candidateOf(record)
  if (!candidate) throw new SsoError('internal_error', { connectionId: id })
  refuseUnready(id, await settingsIssues(core, provider, record, candidate))
  // A draft must not be helped by what is stored for the live revision, nor the other way round.
  const read = await readTrust(core, provider, record, candidate, !candidate.isDraft)
  refuseUnready(id, read.issues)
  if (!read.trust) throw new SsoError('internal_error', { connectionId: id })
  const { document } = read.trust
  return beginTest(core, { record, candidate, provider, document }, options)
}
