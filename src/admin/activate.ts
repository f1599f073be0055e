import { newTrust, providerContext } from '../core/connection-context.ts'
import { ownIssuers } from '../core/own-issuers.ts'
import type { Core } from '../core/core.ts'
import { isSsoError, SsoError, type SsoIssue } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoadedTrust, SsoProvider, TrustNotice } from '../types/provider.ts'
import { validateSettings } from './revisions.ts'

/**
 * Prepares the record in which the draft is live. The provider must accept the settings and must
 * have read what the identity provider publishes: a mistyped issuer shows here, not at a login.
 *
 * @throws {SsoError} `connection_not_ready` with every problem in `issues`
 */
export async function activateConnection(
  core: Core,
  provider: SsoProvider,
  record: ConnectionRecord,
): Promise<{ record: ConnectionRecord; fingerprint: string; notices: readonly TrustNotice[] }> {
  const { connection } = record
  const revision = connection.draft ?? connection.live
  const sealed = (connection.draft ? record.sealed.draft : record.sealed.live) ?? {}
  if (!revision) throw new SsoError('internal_error', { connectionId: connection.id })

  const settings = revision.settings as JsonObject
  const validated = await validateSettings(core, provider, settings, {
    ...{ profile: connection.profile, previous: settings, storedSecrets: Object.keys(sealed) },
  })
  const issues = [
    ...validated.invalid,
    ...validated.missing,
    ...undecidedAccess(core, revision),
    ...missingGates(core),
  ]
  let trust: LoadedTrust | undefined
  if (issues.length === 0) {
    const { trust: _other, ...untrusted } = connection
    const fresh = { ...record, connection: untrusted }
    try {
      trust = await provider.loadTrust(await providerContext(core, fresh, revision, sealed))
      issues.push(...trust.issues)
    } catch (error) {
      if (!isSsoError(error)) throw error
      const { code, message, hint } = error
      issues.push(...(error.issues ?? [{ path: 'settings', code, message, hint }]))
    }
  }
  if (!trust || issues.length > 0) {
    throw new SsoError('connection_not_ready', {
      message: issues.map(({ path, message }) => `${path}: ${message}`).join(' '),
      issues,
      connectionId: connection.id,
    })
  }
  const { draft: _draft, ...rest } = connection
  const stored = newTrust(trust.document, core.config.clock())
  return {
    fingerprint: revision.fingerprint,
    notices: trust.notices ?? [],
    record: {
      connection: { ...rest, status: 'active', live: revision, trust: stored },
      sealed: { live: sealed },
      issuers: ownIssuers(provider, settings),
      dueAt: stored.expiresAt === undefined ? null : new Date(stored.expiresAt),
    },
  }
}

/** Gates that the host asked for by name and that this version cannot hold. */
function missingGates({ config }: Core): SsoIssue[] {
  const unavailable = ['domain', 'role_mapping', 'confirmation']
  return config.activation.requires
    .filter((gate) => unavailable.includes(gate))
    .map((gate) => ({
      path: 'activation.requires',
      code: 'activation_gate_unavailable',
      message: `The gate ${gate} is not available yet.`,
      hint: 'Remove it from `activation.requires` of createSso.',
    }))
}

/**
 * Access rules that no decision of this version carries out: a connection that relies on one must
 * not go live, since its rule would silently not hold.
 */
function undecidedAccess(core: Core, { access }: ConnectionRevision): SsoIssue[] {
  const issues: SsoIssue[] = []
  const issue = (field: string, message: string, hint: string) =>
    issues.push({ path: `access.${field}`, code: 'access_rule_unavailable', message, hint })
  if (access.roles) issue('roles', 'Role mapping is not available yet.', 'Remove `access.roles`.')
  if (access.linking !== 'never') {
    issue('linking', 'Account linking is not available yet.', 'Set `access.linking` to never.')
  }
  if (access.provisioning === 'join_prompt') {
    issue('provisioning', 'The join prompt is not available yet.', 'Use jit or invite.')
  }
  if (!core.config.accounts && access.provisioning !== 'jit') {
    issue(
      'provisioning',
      'Without `accounts` nobody can be invited.',
      'Pass `accounts`, or use jit.',
    )
  }
  return issues
}
