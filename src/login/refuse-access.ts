import { accessError } from '../access/error.ts'
import type { AccessDecision } from '../access/facts.ts'
import { callHost, type Core } from '../core/core.ts'
import type { SsoError } from '../errors.ts'
import { endSessions } from '../session/end-sessions.ts'
import type { Applicant, DecidedAccess } from './decide.ts'
import { callDirectory } from './directory.ts'

/** Why our sessions of a person end who has lost their last mapped group. */
const ACCESS_LOST = 'access_lost'

/**
 * Carries out a refusal: whoever lost their group loses sessions and account, and the host is told.
 * Sessions go first. Were the account deactivated before them, a failure in between would leave them for
 * good: the next attempt would find an account that is inactive already, and nothing to do.
 *
 * @returns the refusal, to be thrown
 * @throws {SsoError} `storage_unavailable`, `host_callback_failed`, `accounts_failed`
 */
export async function refuseAccess(
  core: Core,
  { identity, asOf, correlationId }: Applicant,
  { key, found }: DecidedAccess,
  { code, reasons, isDeactivated }: Extract<AccessDecision, { kind: 'refuse' }>,
): Promise<SsoError> {
  const { connectionId, organizationId, issuer, subject } = key
  const { accounts } = core.config
  const account = found?.byKey
  const about = { connectionId, organizationId, correlationId }
  if (isDeactivated && accounts && account) {
    await endSessions(core, { connectionId, issuer, subject }, ACCESS_LOST)
    const instant = { asOf: asOf.toISOString() }
    await callDirectory(() => accounts.deactivate(account.id, organizationId, instant))
    core.emit({ type: 'access.deactivated', accountId: account.id, ...about })
  }
  const refusal = { code, connectionId, organizationId, identity, reasons }
  await callHost(() => core.config.onRefused?.({ ...refusal, ...(account ? { account } : {}) }))
  core.emit({ type: 'access.refused', code, ...about })
  const message = reasons.at(-1)?.message
  return accessError(code, { connectionId, ...(message === undefined ? {} : { message }) })
}
