import { preflight, type PreflightConnection, type PreflightFacts } from '../access/preflight.ts'
import { isProven } from '../connection/evidence.ts'
import { callHost, type Core } from '../core/core.ts'
import { organizationRecords } from '../core/organization-records.ts'
import { trustedDomains } from '../core/verified-domains.ts'
import { callDirectory } from '../login/directory.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { Connection } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { EnforcementMode, Preflight } from '../types/policy.ts'

/** Enough to find one that can sign in; the host orders them. */
const EXEMPT_LIMIT = 100

/**
 * Examines whether this mode would lock people out. Asks nobody outside: of the connections it knows
 * what their last check found.
 *
 * @param activating a connection that becomes active in the same step, as it will be then
 */
export async function runPreflight(
  core: Core,
  organizationId: string,
  mode: EnforcementMode,
  activating?: ConnectionRecord,
): Promise<Preflight> {
  if (mode === 'mixed') return preflight({ ...nothing, mode })
  const { accounts, dns, legacyAccounts } = core.config
  const records = await organizationRecords(core, organizationId)
  const active = [
    ...(activating ? [activating] : []),
    ...records.filter(({ connection }) => connection.id !== activating?.connection.id),
  ].filter(({ connection }) => connection.status === 'active')
  const claims = await core.storage.domains.list({ organizationId })
  const trusted = trustedDomains(core.config)
  return preflight({
    mode,
    connections: active.map((record) => connectionFacts(core, record)),
    usesDomains: dns !== undefined,
    hasVerifiedDomain:
      trusted.length > 0 ||
      claims.some((claim) => claim.state === 'verified' && claim.organizationId === organizationId),
    exempt: accounts?.list
      ? await callDirectory(async () =>
          accounts.list?.(organizationId, { only: 'exempt', limit: EXEMPT_LIMIT }),
        )
      : undefined,
    legacy: (await callHost(() => legacyAccounts?.(organizationId))) ?? [],
  })
}

const nothing: Omit<PreflightFacts, 'mode'> = {
  connections: [],
  hasVerifiedDomain: false,
  usesDomains: false,
  exempt: undefined,
  legacy: [],
}

function connectionFacts(core: Core, { connection }: ConnectionRecord): PreflightConnection {
  const { id, live, check } = connection
  const isOfLive = check !== undefined && check.fingerprint === live?.fingerprint
  return {
    id,
    isProven: isProven(connection),
    needsVerifiedDomain: live?.access.emailDomains === 'verified',
    failing: [
      ...(isOfLive ? failingChecks(check.report) : []),
      // Time passes after a check, so this is asked now.
      ...(hasExpired(core, connection) ? [expired] : []),
    ],
  }
}

const expired: PreflightConnection['failing'][number] = {
  name: 'signing_certificates',
  hint: 'Activate a new signing certificate at the identity provider, and import its metadata again.',
}

function hasExpired({ config }: Core, { protocol, live, trust }: Connection): boolean {
  const provider = config.providerByProtocol.get(protocol)
  const settings = live?.settings as JsonObject | undefined
  const end = settings && provider?.certificatesEndAt?.(settings, trust?.document)
  return end !== undefined && end <= config.clock()
}

/** Of a stored report: what failed, in the words of the check. */
function failingChecks(report: JsonObject | undefined): PreflightConnection['failing'] {
  const checks = (report?.checks ?? []) as { name: string; status: string; hint?: string }[]
  return checks
    .filter(({ status }) => status === 'fail')
    .map(({ name, hint = 'Check the connection again and follow its hints.' }) => ({ name, hint }))
}
