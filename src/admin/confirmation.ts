import type { Core } from '../core/core.ts'
import { adminError } from './error.ts'

/** Time to read a warning and to ask a colleague. */
export const CONFIRMATION_MILLISECONDS = 600_000

/** What exactly is confirmed. Whatever of it changes in between makes the confirmation void. */
export interface Confirmed {
  readonly action: 'connection.activate' | 'policy.update'
  readonly organizationId: string
  /** Names the change and the version that it was shown for: fingerprints, versions, values. */
  readonly change: readonly string[]
}

/** The token that an admin's "yes" carries. It is no permission: `authorize` is asked both times. */
export async function sealConfirmation(core: Core, confirmed: Confirmed): Promise<string> {
  const expiresAt = core.config.clock().getTime() + CONFIRMATION_MILLISECONDS
  return core.sealer.seal('confirmation', contextOf(confirmed), { expiresAt })
}

/** @throws {SsoError} `activation_confirmation_invalid` */
export async function openConfirmation(
  core: Core,
  token: string | undefined,
  confirmed: Confirmed,
): Promise<void> {
  const opened = await core.sealer
    .open('confirmation', contextOf(confirmed), token ?? '')
    .catch(() => undefined)
  const { expiresAt } = (opened ?? {}) as { readonly expiresAt?: unknown }
  // Written so that an instant that is none counts as expired.
  if (Number(expiresAt) > core.config.clock().getTime()) return
  throw adminError('activation_confirmation_invalid')
}

const contextOf = ({ action, organizationId, change }: Confirmed): readonly string[] => [
  action,
  organizationId,
  ...change,
]
