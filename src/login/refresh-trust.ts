import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { SsoError, toSsoError } from '../errors.ts'
import type { ActiveConnection } from './target.ts'

/**
 * Renews a stored copy of keys and metadata that is no longer fresh, after the answer: nobody waits
 * for it, and a failure keeps the last good copy (rule N4).
 */
export function refreshTrustLater(core: Core, active: ActiveConnection): void {
  const { record } = active.loaded
  const { id, organizationId, trust } = record.connection
  const now = core.config.clock()
  if (trust?.expiresAt !== undefined && new Date(trust.expiresAt) > now) return
  if (!core.refreshCooldown.isReady([id], now)) return
  core.background(
    async () => {
      const context = await providerContext(core, record, active.live, record.sealed.live ?? {})
      try {
        const { document, issues } = await active.provider.loadTrust(context)
        // What would keep the connection from being activated must not come in by the back door.
        if (issues.length > 0) throw new SsoError('connection_not_ready', { issues })
        context.trust.save(document)
      } catch (error) {
        const { code } = toSsoError(error)
        core.emit({ type: 'trust.refresh_failed', code, connectionId: id, organizationId })
      }
    },
    { connectionId: id },
  )
}
