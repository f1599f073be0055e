import { validateSettings } from '../admin/revisions.ts'
import { providerOf } from '../admin/records.ts'
import { trustedDomains } from '../core/verified-domains.ts'
import type { SsoIssue } from '../errors.ts'
import type { Connection } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import { revisionOf } from './connection.ts'
import { ifAllowed, may } from './permission.ts'
import { type Blocker, blockersOf, type Step, stepsOf } from './steps.ts'
import { areTicksComplete } from './ticks.ts'
import type { Visit } from './visit.ts'

/** What a setup link may be limited to. */
const narrowPaths = /^settings\.(issuer|clientId|entered)/

/** How far a connection is, for one visitor. */
export interface Progress {
  readonly steps: readonly Step[]
  /** Why it cannot be saved yet; empty where it can. */
  readonly blockers: readonly Blocker[]
  /** What the settings still lack, at the paths of their fields. */
  readonly missing: readonly SsoIssue[]
}

/** @throws {SsoError} `not_authorized`, `storage_unavailable` */
export async function progressOf(visit: Visit, connection: Connection): Promise<Progress> {
  const { core, sso, as, organizationId, link, request } = visit
  const { activation, dns, roles } = core.config
  const isNarrow = link?.scope.fields === 'issuer_and_client_id'
  const all = await missingSettings(visit, connection)
  // Whoever is asked for two values need not see what others enter.
  const missing = isNarrow ? all.filter(({ path }) => narrowPaths.test(path)) : all
  const hasDomains = dns !== undefined
  // Whoever may not see them still sets the rest up.
  const listed = hasDomains ? ifAllowed(sso.domains.list(organizationId, as)) : undefined
  const claims = (await listed) ?? []
  const isTrusted = core.config.organization?.id === organizationId
  const facts = {
    connection,
    ...{ requires: activation.requires, hasDomains, hasRoles: roles !== undefined },
    isComplete: missing.length === 0,
    isDomainVerified:
      claims.some(({ state }) => state === 'verified') ||
      (isTrusted && trustedDomains(core.config).length > 0),
    isGuideDone: areTicksComplete(request, connection.id),
    isNarrow,
    mayActivate: await may(visit, 'connection.activate', connection.id),
  }
  return { missing, steps: stepsOf(facts), blockers: blockersOf(facts) }
}

async function missingSettings(
  { core }: Visit,
  connection: Connection,
): Promise<readonly SsoIssue[]> {
  const { settings, secrets } = revisionOf(connection)
  const provider = providerOf(core, connection.protocol)
  const given = settings as JsonObject
  const { invalid, missing } = await validateSettings(core, provider, given, {
    ...{ profile: connection.profile, previous: given, storedSecrets: Object.keys(secrets) },
  })
  return [...invalid, ...missing]
}
