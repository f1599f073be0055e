import { randomToken } from '../crypto/random.ts'
import type { JournalStore } from '../storage/ports.ts'
import { timeSortedId } from '../trace/entry-id.ts'
import type { SsoEvent } from '../types/events.ts'
import type { JsonObject } from '../types/json.ts'

/** Random bytes, for entries of one millisecond. */
const ID_BYTES = 9

/** Writes an administrative event into the organisation's journal, after it was reported. */
export async function recordEvent(
  journal: JournalStore,
  organizationId: string,
  event: SsoEvent,
): Promise<void> {
  const { at, type, actor, connectionId, correlationId, organizationId: _known, ...detail } = event
  const id = timeSortedId('log', new Date(at), randomToken(ID_BYTES))
  await journal.append([
    {
      ...{ id, at, kind: 'audit', organizationId },
      ...(connectionId === undefined ? {} : { connectionId }),
      ...(correlationId === undefined ? {} : { correlationId }),
      body: { type, ...(actor === undefined ? {} : { actor }), detail: detail as JsonObject },
    },
  ])
}
