import type { Core } from '../../core/core.ts'
import type { ConnectionRecord } from '../../storage/ports.ts'

/** Connections that are read at once. */
const PAGE_SIZE = 100

/** All connections by id, or the one that was named. */
export async function* connectionRecords(
  { storage }: Core,
  connectionId: string | undefined,
): AsyncGenerator<ConnectionRecord> {
  if (connectionId !== undefined) {
    const loaded = await storage.connections.load({ id: connectionId })
    for (const { record } of loaded) if (record.connection.id === connectionId) yield record
    return
  }
  let after: string | undefined
  for (;;) {
    const page = await storage.connections.list({
      ...(after === undefined ? {} : { after }),
      limit: PAGE_SIZE,
    })
    yield* page
    const last = page.at(-1)?.connection.id
    if (page.length < PAGE_SIZE || last === undefined || last === after) return
    after = last
  }
}
