import { authorize } from '../admin/authorize.ts'
import type { Core } from '../core/core.ts'
import { organizationOf } from '../core/organization.ts'
import type { AuditApi, AuditEntry } from '../types/audit.ts'
import type { JsonObject } from '../types/json.ts'
import type { SsoEventType } from '../types/events.ts'

const DEFAULT_LIMIT = 50
/** Of one page. */
const MAX_LIMIT = 200
const DAY_MILLISECONDS = 86_400_000
/** What storages take as a key; a link of a page may hold anything. */
const keyLike = /^[\w~-]{1,128}$/

/** The calls of `sso.audit`. */
export function createAuditApi(core: Core): AuditApi {
  return {
    async list(organizationId, { actor, limit = DEFAULT_LIMIT, before, connectionId }) {
      if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
        throw new TypeError(`limit is a whole number from 1 to ${MAX_LIMIT}.`)
      }
      const id = organizationOf(core, organizationId)
      await authorize(core, 'journal.read', actor, id)
      const { audit, clock } = core.config
      const keys = [before, connectionId].filter((key) => key !== undefined)
      const isKey = (key: unknown) => typeof key === 'string' && keyLike.test(key)
      if (audit === false || !keys.every(isKey)) return []
      const entries = await core.storage.journal.list({
        ...{ organizationId: id, kind: 'audit', limit },
        ...(before === undefined ? {} : { before }),
        ...(connectionId === undefined ? {} : { connectionId }),
      })
      const oldest = new Date(clock().getTime() - audit.days * DAY_MILLISECONDS).toISOString()
      // Guards against a storage that compares ids without regard to case (rule T1).
      return entries
        .filter((entry) => entry.kind === 'audit' && entry.organizationId === id)
        .filter((entry) => connectionId === undefined || entry.connectionId === connectionId)
        .filter(({ at }) => at >= oldest)
        .map(({ id: entryId, at, body, ...about }): AuditEntry => {
          const {
            type,
            actor: by,
            detail,
          } = body as {
            type: SsoEventType
            actor?: string
            detail: JsonObject
          }
          return {
            ...{ id: entryId, at, type, detail },
            ...(by === undefined ? {} : { actor: by }),
            ...(about.connectionId === undefined ? {} : { connectionId: about.connectionId }),
            ...(about.correlationId === undefined ? {} : { correlationId: about.correlationId }),
          }
        })
    },
  }
}
