import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import type { LogoutDemand } from '../types/provider.ts'
import { logoutError } from './error.ts'

/** A reservation outlives its request by this much, so that clocks of several hosts may differ. */
const MARGIN_MILLISECONDS = 300_000

/** One request of a provider, which counts once (rules L1, S24). */
export interface Turn {
  /** Nothing came of it, or not everything: the provider may send the very same request again, once. */
  giveBack(): Promise<void>
}

/**
 * Takes the only turn of a request. Of many at a time one gets it, whichever process they reach.
 *
 * @throws {SsoError} `logout_replayed`, `storage_unavailable`
 */
export async function takeTurn(
  core: Core,
  connectionId: string,
  once: NonNullable<LogoutDemand['once']>,
): Promise<Turn> {
  const { ephemeral } = core.storage
  const key = `logout:${await sha256(JSON.stringify([connectionId, once.id]))}`
  const until = new Date(once.expiresAt.getTime() + MARGIN_MILLISECONDS)
  const isFirst = (await ephemeral.reserve([key], until, core.config.clock())) === true
  if (!isFirst && (await ephemeral.take(key, core.config.clock())) === null) {
    throw logoutError('logout_replayed', { connectionId })
  }
  return { giveBack: () => ephemeral.put(key, '1', until) }
}
