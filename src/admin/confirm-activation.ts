import type { Core } from '../core/core.ts'
import { profiles } from '../guides/profiles.ts'
import type { Connection } from '../types/connection.ts'
import type { ConfirmationRequired } from '../types/policy.ts'
import { openConfirmation, sealConfirmation } from './confirmation.ts'
import type { PreparedPolicy } from './policies.ts'
import { irreversibleWarning, switchWarning } from './warnings.ts'

export interface ConfirmableActivation {
  /** As it is before the activation. */
  readonly connection: Connection
  readonly fingerprint: string
  /** What the same step does to the organisation's policy. */
  readonly policy: PreparedPolicy | undefined
}

/**
 * Asks for a second step where the host, or the policy, says that there is no way back.
 *
 * @returns what to show, or nothing where nothing remains to be confirmed
 * @throws {SsoError} `activation_confirmation_invalid`
 */
export async function confirmActivation(
  core: Core,
  about: ConfirmableActivation,
  confirmation: string | undefined,
): Promise<ConfirmationRequired | undefined> {
  const isAsked = core.config.activation.requires.includes('confirmation')
  if (!isAsked && about.policy?.isFinal !== true) return undefined
  const { connection, fingerprint, policy } = about
  const confirmed = {
    action: 'connection.activate',
    organizationId: connection.organizationId,
    change: [connection.id, String(connection.version), fingerprint, ...policyFacts(policy)],
  } as const
  if (confirmation !== undefined) {
    await openConfirmation(core, confirmation, confirmed)
    return undefined
  }
  const token = await sealConfirmation(core, confirmed)
  const name = providerName(connection.profile)
  return {
    state: 'confirmation_required',
    token,
    warnings: [switchWarning(name), irreversibleWarning(name)],
  }
}

/** A generic profile says nothing about whose the identity provider is. */
function providerName(profile: string): string {
  const known = profiles.find(({ id }) => id === profile)
  return known === undefined || profile.startsWith('generic') ? 'single sign-on' : known.name
}

function policyFacts(prepared: PreparedPolicy | undefined): readonly string[] {
  if (!prepared) return []
  const { expectedVersion, policy } = prepared
  return [String(expectedVersion), policy.mode, String(policy.isIrreversible)]
}
