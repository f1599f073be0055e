import { missingForRoles, roleIssues } from '../access/role-issues.ts'
import { type Candidate, candidateOf } from '../connection/candidate.ts'
import { by } from '../audit/actor.ts'
import { newTrust } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { ownIssuers } from '../core/own-issuers.ts'
import { reportNotices } from '../core/refresh-trust.ts'
import { verifiedDomainsOf } from '../core/verified-domains.ts'
import { isSsoError, SsoError, type SsoIssue } from '../errors.ts'
import type { ConnectionRecord, LoadedConnection } from '../storage/ports.ts'
import type { CheckEvidence, ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { SsoProvider, TrustNotice } from '../types/provider.ts'
import type { ActivateOptions, ActivationOutcome } from '../types/connections-api.ts'
import { enforce, enforceSurely, enforcementFor } from './activation-policy.ts'
import { authorize } from './authorize.ts'
import { runCheck } from './check.ts'
import { confirmActivation } from './confirm-activation.ts'
import { readTrust, refuseUnready, settingsIssues } from './examine.ts'
import { gateIssues } from './gates.ts'
import { preparePolicy } from './policies.ts'
import { putBack, trustedFromNow } from './put-back.ts'
import { checkVersion, loadFor, providerOf, store } from './records.ts'

/**
 * Makes the draft live, or switches what is live on again, once every gate holds for exactly this
 * revision. The connection goes first and the policy after it: if the second step fails, people have
 * one more way to sign in and none less. Where the host wants the policy of every activation, the
 * connection is then put back.
 */
export async function activate(
  core: Core,
  id: string,
  options: ActivateOptions,
): Promise<ActivationOutcome> {
  const loaded = await loadFor(core, 'connection.activate', id, options)
  const { connection } = loaded.record
  const { organizationId } = connection
  const { actor } = options
  const enforcement = await enforcementFor(core, organizationId, options.enforcement)
  if (enforcement) await authorize(core, 'policy.update', actor, organizationId)
  await core.checkEntitlement(organizationId)
  checkVersion(connection, options)
  const ready = await prepare(core, providerOf(core, connection.protocol), loaded, actor)
  const policy =
    enforcement && (await preparePolicy(core, organizationId, enforcement, { actor }, ready.record))
  const about = { connection, fingerprint: ready.fingerprint, policy }
  const question = await confirmActivation(core, about, options.confirmation)
  if (question) return question

  const next = trustedFromNow(core, loaded.record, ready.record)
  const stored = await store(core, loaded.record, next)
  if (policy && core.config.activation.enforcement) {
    const again = async () => {
      const change = await enforcementFor(core, organizationId, options.enforcement)
      return change && preparePolicy(core, organizationId, change, { actor }, ready.record)
    }
    try {
      await enforceSurely(core, policy, { actor, again })
    } catch (error) {
      await putBack(core, loaded.record, { ...next, connection: stored })
      throw error
    }
  }
  const subject = { connectionId: id, organizationId }
  const activated = { fingerprint: ready.fingerprint, ...subject, ...by(core, actor) }
  core.emit({ type: 'connection.activated', ...activated })
  reportNotices(core, subject, ready.notices)
  if (policy && !core.config.activation.enforcement) await enforce(core, id, policy, actor)
  return { state: 'active' }
}

interface ReadyActivation {
  /** As it is to be stored. */
  readonly record: ConnectionRecord
  readonly fingerprint: string
  readonly notices: readonly TrustNotice[]
}

/**
 * The provider must accept the settings, every gate must hold, and what the identity provider
 * publishes must be readable: a mistyped issuer shows here, not at a login.
 *
 * @throws {SsoError} `connection_not_ready` with every problem in `issues`, `check_throttled`
 */
async function prepare(
  core: Core,
  provider: SsoProvider,
  loaded: LoadedConnection,
  actor: unknown,
): Promise<ReadyActivation> {
  const { record } = loaded
  const { connection } = record
  const candidate = candidateOf(record)
  if (!candidate) throw new SsoError('internal_error', { connectionId: connection.id })
  const { revision } = candidate
  const entered = await settingsIssues(core, provider, record, candidate)
  const isComplete = entered.length === 0
  const { requires } = core.config.activation
  const isChecked = isComplete && requires.includes('check')
  const examined: Examined = isChecked ? await checkOf(core, record, candidate, actor) : {}
  const { check, throttled } = examined
  const gates = gateIssues({
    // Nothing is sent for settings that lack something.
    requires: isChecked && !throttled ? requires : requires.filter((gate) => gate !== 'check'),
    ...{ revision, check, test: connection.test, lastLogin: connection.lastLogin },
    hasVerifiedDomain: verifiedDomainsOf(core, loaded).length > 0,
    loginPath: connection.loginPath,
  })
  // What the check found wrong need not be found once more.
  const isReadable = isComplete && check?.status !== 'fail'
  const read = isReadable ? await readTrust(core, provider, record, candidate, false) : undefined
  const unready = [...entered, ...accessIssues(core, revision), ...gates]
  const open = [...unready, ...(read?.issues ?? [])]
  // Whoever has to wait for a check learns of everything else in the meantime.
  if (throttled && open.length === 0) throw throttled
  refuseUnready(connection.id, [...open, ...(throttled ? [issueOf(throttled)] : [])])
  if (!read?.trust) throw new SsoError('internal_error', { connectionId: connection.id })

  const { draft: _draft, ...rest } = connection
  const trust = newTrust(read.trust.document, core.config.clock())
  return {
    fingerprint: revision.fingerprint,
    notices: read.trust.notices ?? [],
    record: {
      connection: { ...rest, status: 'active', live: revision, trust },
      sealed: { live: candidate.sealed },
      issuers: ownIssuers(provider, revision.settings as JsonObject),
      dueAt: trust.expiresAt === undefined ? null : new Date(trust.expiresAt),
    },
  }
}

/** What is known of exactly this revision, or why nothing can be learnt right now. */
interface Examined {
  readonly check?: CheckEvidence
  readonly throttled?: SsoError
}

async function checkOf(
  core: Core,
  record: ConnectionRecord,
  { revision, sealed }: Candidate,
  actor: unknown,
): Promise<Examined> {
  const { check } = record.connection
  if (check && check.fingerprint === revision.fingerprint) return { check }
  try {
    return { check: await runCheck(core, record, revision, sealed, actor) }
  } catch (error) {
    if (!isSsoError(error, 'check_throttled')) throw error
    return { throttled: error }
  }
}

const issueOf = ({ code, message, hint }: SsoError): SsoIssue => ({
  ...{ path: 'check', code, message, hint },
})

/** Access rules that would not hold: of roles that nobody can get, of accounts that nobody keeps. */
function accessIssues({ config }: Core, { access, claims }: ConnectionRevision): SsoIssue[] {
  const issues = [...roleIssues(access, config.roles), ...missingForRoles(access, claims)]
  const needsAccounts = (field: string, message: string, hint: string) => {
    if (config.accounts) return
    issues.push({ path: `access.${field}`, code: 'access_needs_accounts', message, hint })
  }
  if (access.provisioning !== 'jit') {
    const message = 'Without `accounts` nobody can be invited or asked to join.'
    needsAccounts('provisioning', message, 'Pass `accounts` to createSso, or use jit.')
  }
  if (access.linking !== 'never') {
    const message = 'Without `accounts` there is nothing to link.'
    needsAccounts('linking', message, 'Pass `accounts` to createSso, or use never.')
  }
  return issues
}
