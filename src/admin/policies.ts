import { decidePolicy, defaultPolicy } from '../access/enforcement.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { organizationOf, storedOrganization } from '../core/organization.ts'
import { sentenceOf } from '../errors.ts'
import type { ConnectionRecord, OrganizationRecord } from '../storage/ports.ts'
import { systemActor } from '../types/config.ts'
import type { OrganizationPolicy, PolicyChange, PolicyOutcome } from '../types/policy.ts'
import type { AdminOptions } from '../types/connections-api.ts'
import type { PoliciesApi } from '../types/policies-api.ts'
import { authorize } from './authorize.ts'
import { openConfirmation, sealConfirmation } from './confirmation.ts'
import { adminError } from './error.ts'
import { runPreflight } from './preflight.ts'
import { irreversibleWarning } from './warnings.ts'

/** A policy belongs to no identity provider, so the warning names none. */
const WARNING = irreversibleWarning('single sign-on')

/** The administrative calls of `sso.policies`. */
export function createPoliciesApi(core: Core): PoliciesApi {
  return {
    async get(organizationId, { actor }) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'policy.read', actor, id)
      return currentPolicy(core, id)
    },

    async set(organizationId, change, options) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'policy.update', options.actor, id)
      const prepared = await preparePolicy(core, id, change, options)
      if (prepared.isFinal && options.confirmation === undefined) {
        const token = await sealConfirmation(core, confirmedPolicy(prepared))
        return { state: 'confirmation_required', token, warnings: [WARNING] }
      }
      if (prepared.isFinal) {
        await openConfirmation(core, options.confirmation, confirmedPolicy(prepared))
      }
      return commitPolicy(core, prepared, options.actor)
    },

    async preflight(organizationId, change, { actor }) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'policy.read', actor, id)
      return runPreflight(core, id, change.mode)
    },
  }
}

export interface PreparedPolicy {
  /** What else is stored of the organisation, and stays. */
  readonly rest: Pick<OrganizationRecord, 'setupLinks'>
  readonly expectedVersion: number
  readonly policy: OrganizationPolicy
  /** There is no way back: somebody must have confirmed it. */
  readonly isFinal: boolean
}

/**
 * Decides what a change makes of the policy, and that it locks nobody out. Stores nothing.
 *
 * @param activating a connection that becomes active in the same step, as it will be then
 * @throws {SsoError} `policy_invalid`, `policy_irreversible`, `policy_conflict`,
 *   `policy_preflight_failed` with `issues`, `organization_not_entitled`
 */
export async function preparePolicy(
  core: Core,
  organizationId: string,
  change: PolicyChange,
  { actor, expectedVersion }: AdminOptions,
  activating?: ConnectionRecord,
): Promise<PreparedPolicy> {
  const { setupLinks, ...current } = await currentRecord(core, organizationId)
  if (expectedVersion !== undefined && expectedVersion !== current.version) {
    throw adminError('policy_conflict', {
      detail: { expected: expectedVersion, found: current.version },
    })
  }
  const isOperator = actor === systemActor
  const decision = decidePolicy(current, change, { now: core.config.clock(), isOperator })
  if (decision.kind === 'irreversible') throw adminError('policy_irreversible')
  if (decision.kind === 'invalid') {
    const { issues } = decision
    throw adminError('policy_invalid', { message: sentenceOf(issues), issues })
  }
  const { policy, isFinal, isStricter } = decision
  // Giving a way back needs no plan; taking one away does, and must not lock anybody out.
  if (isStricter || isFinal) {
    await core.checkEntitlement(organizationId)
    const { ok, issues } = await runPreflight(core, organizationId, policy.mode, activating)
    if (!ok) {
      const errors = issues.filter(({ severity }) => severity === 'error')
      throw adminError('policy_preflight_failed', { message: sentenceOf(errors), issues })
    }
  }
  const rest = setupLinks ? { setupLinks } : {}
  return { expectedVersion: current.version, policy, rest, isFinal }
}

/** @throws {SsoError} `policy_conflict` */
export async function commitPolicy(
  core: Core,
  { policy, rest, expectedVersion }: PreparedPolicy,
  actor: unknown,
): Promise<Extract<PolicyOutcome, { state: 'active' }>> {
  const { organizationId, mode, isIrreversible } = policy
  const record = { ...policy, ...rest }
  const outcome = await core.storage.organizations.update(organizationId, expectedVersion, record)
  if (outcome === 'conflict') throw adminError('policy_conflict')
  const about = { organizationId, ...by(core, actor) }
  core.emit({ type: 'policy.changed', mode, isIrreversible, ...about })
  return { state: 'active', policy }
}

export async function currentPolicy(
  core: Core,
  organizationId: string,
): Promise<OrganizationPolicy> {
  const { setupLinks: _others, ...policy } = await currentRecord(core, organizationId)
  return policy
}

async function currentRecord(core: Core, organizationId: string): Promise<OrganizationRecord> {
  const stored = await storedOrganization(core, organizationId)
  return stored ?? defaultPolicy(organizationId, core.config.clock())
}

function confirmedPolicy({ policy, expectedVersion }: PreparedPolicy) {
  const { organizationId, mode, isIrreversible } = policy
  const change = [String(expectedVersion), mode, String(isIrreversible)]
  return { action: 'policy.update', organizationId, change } as const
}
