import type { ConnectionRecord } from '../storage/ports.ts'
import type { Core } from './core.ts'

const PAGE_SIZE = 100

/** All connections of one organisation, whatever their status, oldest first. */
export async function organizationRecords(
  { storage }: Core,
  organizationId: string,
): Promise<readonly ConnectionRecord[]> {
  const records: ConnectionRecord[] = []
  let after: string | undefined
  for (;;) {
    const page = await storage.connections.list({
      ...{ organizationId, limit: PAGE_SIZE },
      ...(after === undefined ? {} : { after }),
    })
    // Guards against a storage that compares ids without regard to case (rule T1).
    records.push(...page.filter(({ connection }) => connection.organizationId === organizationId))
    const last = page.at(-1)?.connection.id
    if (page.length < PAGE_SIZE || last === after) return records.sort(byAge)
    after = last
  }
}

/** Those of them on which people can sign in right now. */
export async function activeRecords(
  core: Core,
  organizationId: string,
): Promise<readonly ConnectionRecord[]> {
  const records = await organizationRecords(core, organizationId)
  return records.filter(({ connection }) => connection.status === 'active')
}

/** The storage pages by id. */
function byAge({ connection: left }: ConnectionRecord, { connection: right }: ConnectionRecord) {
  const isBefore =
    left.createdAt < right.createdAt || (left.createdAt === right.createdAt && left.id < right.id)
  return isBefore ? -1 : 1
}
