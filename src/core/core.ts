import type { ResolvedConfig } from '../config/resolve.ts'
import type { Sealer } from '../crypto/seal.ts'
import { isSsoError, SsoError, toSsoError } from '../errors.ts'
import type { Network } from '../http/network/guard.ts'
import type { SsoStorage } from '../storage/ports.ts'
import type { SsoEvent } from '../types/events.ts'
import { type Cooldown, createCooldown } from './cooldown.ts'
import { guardStorage } from './guarded-storage.ts'
import { lazy } from './lazy.ts'

/** Between two background refreshes of one connection's trust. */
const REFRESH_COOLDOWN_MILLISECONDS = 60_000

type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown
  ? Omit<Type, Key>
  : never

/** What every part of the shell works with: one per `createSso`, no module state. */
export interface Core<Context = unknown> {
  readonly config: ResolvedConfig<Context>
  readonly storage: SsoStorage
  readonly sealer: Sealer
  /** The guard that every outgoing request goes through. */
  network(): Promise<Network>
  /** Keeps stale trust from being refreshed by every sign-in at once. */
  readonly refreshCooldown: Cooldown
  /** Reports an audit event; an error of the host's listener stops nothing. */
  emit(event: DistributiveOmit<SsoEvent, 'at'>): void
  /** Work after the answer: never delays a sign-in and never fails one. */
  background(work: () => Promise<void>, about: { connectionId?: string }): void
  /** Asks the host whether this organisation may use single sign-on. */
  checkEntitlement(organizationId: string): Promise<void>
}

/** What becomes an entry of the audit list. Routine, like hourly renewals of keys, is none. */
const audited = /^(connection|policy|domain|certificate|setup_link)\.|^trust\.(?!refresh)/

export function createCore<Context>(config: ResolvedConfig<Context>): Core<Context> {
  const storage = guardStorage(config.storage)
  // A clock that is broken must not decide what becomes of a request.
  const emit: Core['emit'] = (event) =>
    detached(() => tell({ ...event, at: config.clock().toISOString() } as SsoEvent))

  const tell = (told: SsoEvent): void => {
    // A broken listener must not keep people out, nor an async one end the process.
    detached(() => config.onEvent?.(told))
    const { organizationId, connectionId } = told
    if (config.audit === false || organizationId === undefined || !audited.test(told.type)) return
    const about = connectionId === undefined ? {} : { connectionId }
    background(async () => {
      const { recordEvent } = await import('../audit/record.ts')
      await recordEvent(storage.journal, organizationId, told)
    }, about)
  }

  const background: Core['background'] = (work, about) => {
    const settled = work().catch((error: unknown) => {
      const { code } = toSsoError(error)
      emit({ type: 'background.failed', code, ...about })
    })
    detached(() => config.waitUntil?.(settled))
  }

  const network = lazy(async () => {
    const { createNetwork } = await import('../http/network/guard.ts')
    return createNetwork({ policy: config.network, fetch: config.fetch })
  })

  return {
    config,
    storage,
    sealer: lazySealer(config.secrets),
    refreshCooldown: createCooldown(REFRESH_COOLDOWN_MILLISECONDS),
    network,
    emit,

    background,

    async checkEntitlement(organizationId) {
      if (!config.isSsoAllowed) return
      if ((await callHost(() => config.isSsoAllowed?.(organizationId))) === true) return
      throw new SsoError('organization_not_entitled')
    },
  }
}

/** jose's encryption is loaded with the first sign-in, not with the host's start. */
function lazySealer(secrets: readonly string[]): Sealer {
  const sealer = lazy(async () => (await import('../crypto/seal.ts')).createSealer(secrets))
  return {
    seal: async (...args) => (await sealer()).seal(...args),
    open: async (...args) => (await sealer()).open(...args),
    digest: async (...args) => (await sealer()).digest(...args),
  }
}

/** Calls a hook whose outcome nobody waits for: neither a throw nor a rejection goes anywhere. */
function detached(call: () => unknown): void {
  void (async () => call())().catch(() => {})
}

/** Calls a hook of the host; whatever it throws becomes `host_callback_failed`. */
export async function callHost<Result>(call: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    throw new SsoError('host_callback_failed', { cause })
  }
}
