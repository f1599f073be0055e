import { isAtLeast, stricterOf } from '../access/enforcement.ts'
import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import type { PolicyChange } from '../types/policy.ts'
import { adminError } from './error.ts'
import { commitPolicy, currentPolicy, type PreparedPolicy } from './policies.ts'

/** How often others may change the organisation in between, by making setup links for example. */
const MAX_TRIES = 10

/**
 * What the host wants of every activation: without it the connection must not stay active.
 *
 * @param again decides anew, by the organisation as it is now; `undefined` where nothing is left to do
 * @throws {SsoError} `policy_conflict`, and what `preparePolicy` throws
 */
export async function enforceSurely(
  core: Core,
  first: PreparedPolicy,
  { actor, again }: { actor: unknown; again: () => Promise<PreparedPolicy | undefined> },
): Promise<void> {
  let policy: PreparedPolicy | undefined = first
  for (let tries = 1; policy; tries += 1) {
    try {
      await commitPolicy(core, policy, actor)
      return
    } catch (error) {
      if (tries === MAX_TRIES || !isSsoError(error, 'policy_conflict')) throw error
      policy = await again()
    }
  }
}

/** What the call asks for, and at least what the host wants of every activation. */
export async function enforcementFor(
  core: Core,
  organizationId: string,
  asked: PolicyChange | undefined,
): Promise<PolicyChange | undefined> {
  const { enforcement: least } = core.config.activation
  if (!least) return asked
  if (asked) return stricterOf(least, asked)
  const current = await currentPolicy(core, organizationId)
  // What is stricter already stays so.
  return isAtLeast(current, least) ? undefined : stricterOf(least, { mode: current.mode })
}

/**
 * The second half of a step that is half done: the caller must learn which half.
 *
 * @throws {SsoError} `activation_enforcement_failed`
 */
export async function enforce(
  core: Core,
  connectionId: string,
  policy: PreparedPolicy,
  actor: unknown,
): Promise<void> {
  try {
    await commitPolicy(core, policy, actor)
  } catch (cause) {
    throw adminError('activation_enforcement_failed', { cause, connectionId })
  }
}
