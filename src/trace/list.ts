import { loadFor } from '../admin/records.ts'
import type { Core } from '../core/core.ts'
import type { JournalEntry } from '../storage/ports.ts'
import type { TraceOptions } from '../types/connections-api.ts'
import type { TraceEntry } from '../types/trace.ts'
import { ringsOf } from './rings.ts'

const DEFAULT_LIMIT = 50
/** Of one page: less than a megabyte. */
const MAX_LIMIT = 200
const DAY_MILLISECONDS = 86_400_000
/** What storages take as a key; a form of a support page may hold anything. */
const keyLike = /^[\w~-]{1,128}$/

/** The attempts of one connection, newest first. */
export async function listAttempts(
  core: Core,
  id: string,
  options: TraceOptions,
): Promise<readonly TraceEntry[]> {
  const { limit = DEFAULT_LIMIT, before, correlationId } = options
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new TypeError(`limit is a whole number from 1 to ${MAX_LIMIT}.`)
  }
  const { record } = await loadFor(core, 'journal.read', id, options)
  const { organizationId } = record.connection
  const { clock, trace } = core.config
  if (trace === false) return []
  const keys = [before, correlationId].filter((key) => key !== undefined)
  if (!keys.every((key) => typeof key === 'string' && keyLike.test(key))) return []
  const rings = ringsOf(id)
  const pages = await Promise.all(
    rings.map((connectionId) =>
      core.storage.journal.list({
        ...{ organizationId, connectionId, kind: 'login', limit },
        ...(before === undefined ? {} : { before }),
        ...(correlationId === undefined ? {} : { correlationId }),
      }),
    ),
  )
  const oldest = new Date(clock().getTime() - trace.days * DAY_MILLISECONDS).toISOString()
  // Guards against a storage that compares ids without regard to case (rule T1).
  const isIts = ({ kind, connectionId = '' }: JournalEntry) =>
    kind === 'login' && rings.includes(connectionId)
  return pages
    .flat()
    .filter((entry) => isIts(entry) && entry.at >= oldest)
    .sort((one, other) => (one.id < other.id ? 1 : -1))
    .slice(0, limit)
    .map(({ body }) => body as unknown as TraceEntry)
}
