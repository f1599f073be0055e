import { candidateOf } from '../connection/candidate.ts'
import {
  boundedChecks,
  checkOfIssue,
  checksOfError,
  passed,
  worstStatus,
} from '../connection/checks.ts'
import { checkIssuerChange } from '../connection/issuer-change.ts'
import { providerContext } from '../core/connection-context.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { isSsoError, SsoError } from '../errors.ts'
import { networkErrors } from '../http/network/error-table.ts'
import { untilAborted, withDeadline } from '../http/network/deadline.ts'
import type { ConnectionRecord, SealedSecrets } from '../storage/ports.ts'
import type { Check, CheckReport } from '../types/check.ts'
import type { CheckEvidence, ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { CheckContext, SsoProvider } from '../types/provider.ts'
import { settingsIssues } from './examine.ts'
import { takeProbeTurn } from './probe-turn.ts'
import { providerOf } from './records.ts'

/** For all requests together: an admin waits for them, and slow answers come one after the other. */
const REQUESTS_MILLISECONDS = 25_000

/** Of a whole examination. A provider has the rest of it to say what it found until then. */
const DEADLINE_MILLISECONDS = 30_000

/** Failures of ours, or of the caller's haste: they say nothing about the connection. */
const ownCodes = ['check_throttled', 'storage_unavailable', 'internal_error'] as const

/**
 * Examines one revision, stores what was found as evidence for exactly this fingerprint, and returns
 * it. What the identity provider does wrong is in the report and never thrown.
 *
 * @throws {SsoError} `check_throttled`, `storage_unavailable`
 */
export async function runCheck(
  core: Core,
  record: ConnectionRecord,
  revision: ConnectionRevision,
  sealed: SealedSecrets,
  actor: unknown,
): Promise<CheckEvidence> {
  const { id, organizationId } = record.connection
  const checks = boundedChecks(await examine(core, record, revision, sealed))
  const evidence: CheckEvidence = {
    fingerprint: revision.fingerprint,
    status: worstStatus(checks),
    at: core.config.clock().toISOString(),
    report: { checks: checks as unknown as JsonObject[] },
  }
  await core.storage.connections.saveEvidence(id, { check: evidence })
  core.emit({
    type: 'connection.checked',
    status: evidence.status,
    connectionId: id,
    organizationId,
    ...by(core, actor),
  })
  return evidence
}

/** Examines what is to be activated: the draft, or the live revision where there is none. */
export async function checkConnection(
  core: Core,
  record: ConnectionRecord,
  actor: unknown,
): Promise<CheckReport> {
  const candidate = candidateOf(record)
  if (!candidate) throw new SsoError('internal_error', { connectionId: record.connection.id })
  const evidence = await runCheck(core, record, candidate.revision, candidate.sealed, actor)
  const { fingerprint, status, at, report } = evidence
  return { status, checks: (report?.checks ?? []) as unknown as Check[], fingerprint, at }
}

async function examine(
  core: Core,
  record: ConnectionRecord,
  revision: ConnectionRevision,
  sealed: SealedSecrets,
): Promise<readonly Check[]> {
  const { connection } = record
  const { fingerprint } = revision
  const isDraft = connection.live?.fingerprint !== fingerprint
  const provider = providerOf(core, connection.protocol)
  const issues = await settingsIssues(core, provider, record, { revision, sealed, isDraft })
  // Nothing is sent for settings with which nobody could sign in.
  if (issues.length > 0) return issues.map((issue) => checkOfIssue('settings', issue))
  // What was stored for the live revision must not answer for a draft.
  const { trust: _other, ...untrusted } = connection
  const examined = isDraft ? { ...record, connection: untrusted } : record
  const context = await providerContext(core, examined, revision, sealed)
  const found = await withinDeadline(context, (bounded) =>
    checksOf(provider, {
      ...bounded,
      hasSingleLogout: revision.session.hasSingleLogout,
      reserveProbe: () => takeProbeTurn(core, connection.id),
    }),
  )
  const before = connection.live && core.config.accounts ? issuersOf(provider, connection.live) : []
  return [
    passed('settings', 'All settings are entered.'),
    ...found,
    ...checkIssuerChange(before, issuersOf(provider, revision)),
  ]
}

/** The one by which people are known first. */
function issuersOf(provider: SsoProvider, { settings }: ConnectionRevision): readonly string[] {
  const named = settings as JsonObject
  const own = provider.accountIssuer?.(named)
  return own === undefined ? provider.issuers(named) : [own]
}

/** A provider that examines nothing itself still says with what it could not be activated. */
async function checksOf(provider: SsoProvider, context: CheckContext): Promise<readonly Check[]> {
  if (provider.check) return provider.check(context)
  const { issues } = await provider.loadTrust(context)
  const message = 'What the identity provider publishes can be read.'
  if (issues.length === 0) return [passed('trust', message)]
  return issues.map((issue) => checkOfIssue('trust', issue))
}

type Context = Omit<CheckContext, 'reserveProbe' | 'hasSingleLogout'>

async function withinDeadline(
  context: Context,
  work: (context: Context) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const { connectionId } = context
  const expired = () =>
    new SsoError('network_timeout', {
      entry: networkErrors.network_timeout,
      message: `The examination took longer than ${REQUESTS_MILLISECONDS / 1000} seconds.`,
      connectionId,
    })
  const bounded = (signal: AbortSignal): Context => ({
    ...context,
    // Nothing that an examination learns is trusted by sign-ins.
    trust: { ...context.trust, save: () => undefined },
    fetch: (url, init) => context.fetch(url, { ...init, signal }),
  })
  try {
    return await withDeadline(DEADLINE_MILLISECONDS, undefined, expired, (end) =>
      untilAborted(end, () =>
        withDeadline(REQUESTS_MILLISECONDS, end, expired, (signal) => work(bounded(signal))),
      ),
    )
  } catch (error) {
    if (!isSsoError(error) || ownCodes.some((code) => error.code === code)) throw error
    return checksOfError('examination', error)
  }
}
