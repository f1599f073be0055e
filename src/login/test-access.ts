import { accessErrors } from '../access/error-table.ts'
import type { TestFacts } from '../connection/test-report.ts'
import type { Core } from '../core/core.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { AccessSettings } from '../types/connection.ts'
import { type Applicant, decide } from './decide.ts'

/**
 * What a sign-in would decide about this person, by the same function. The account directory is asked
 * and never told: nothing is created, changed, linked or deactivated.
 *
 * @throws {SsoError} `accounts_failed`
 */
export async function tryAccess(
  core: Core,
  loaded: LoadedConnection,
  access: AccessSettings,
  applicant: Pick<Applicant, 'identity' | 'trail'>,
): Promise<NonNullable<TestFacts['decision']>> {
  const { decision } = await decide(core, { loaded, access }, applicant)
  const { kind, reasons } = decision
  return {
    ...{ kind, reasons },
    ...('roles' in decision && decision.roles ? { roles: decision.roles } : {}),
    ...(decision.kind === 'refuse' ? { hint: accessErrors[decision.code].hint } : {}),
  }
}
