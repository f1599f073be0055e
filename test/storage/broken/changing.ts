import type {
  ConnectionRecord,
  DomainClaim,
  LoadedConnection,
  SessionRecord,
} from '../../../src/storage/ports.ts'
import type { OrganizationPolicy } from '../../../src/types/policy.ts'
import { broken } from './broken.ts'
import type { BrokenStore } from './broken.ts'

/** Updates that change what belongs to a record for good. */
export const changingMistakes: readonly BrokenStore[] = [
  ...(['id', 'organizationId', 'createdAt'] as const).map((field) =>
    broken(
      `connections.update changes ${field}`,
      ['connections: update never changes id, organizationId and createdAt'],
      ({ connections }) => {
        const changed = new Map<string, ConnectionRecord>()
        const seen = (record: ConnectionRecord): ConnectionRecord =>
          changed.get(record.connection.id) ?? record
        return {
          connections: {
            update: async (id, version, record) => {
              const stored = (await connections.load({ id }))[0]?.record ?? record
              if (stored.connection[field] === record.connection[field]) {
                return connections.update(id, version, record)
              }
              changed.set(id, record)
              return 'updated'
            },
            load: async (query): Promise<readonly LoadedConnection[]> => {
              const loaded = await connections.load(query)
              return loaded.map((each) => ({ ...each, record: seen(each.record) }))
            },
            list: async (filter) => (await connections.list(filter)).map(seen),
          },
        }
      },
    ),
  ),
  ...(['id', 'organizationId', 'createdAt', 'domain'] as const).flatMap((field) =>
    (['update', 'verify'] as const).map((method) =>
      broken(
        `domains.${method} changes ${field}`,
        [`domains: ${method} never changes id, organizationId, createdAt and domain`],
        ({ domains }) => {
          const changed = new Map<string, DomainClaim>()
          const find = async (id: string): Promise<DomainClaim | undefined> => {
            const claims = await domains.list({ domain: 'acme.example' })
            return claims.find((claim) => claim.id === id)
          }
          const isChanged = async (id: string, claim: DomainClaim): Promise<boolean> => {
            if ((await find(id))?.[field] === claim[field]) return false
            changed.set(id, claim)
            return true
          }
          const list: typeof domains.list = async (filter) =>
            (await domains.list(filter)).map((claim) => changed.get(claim.id) ?? claim)
          if (method === 'update') {
            const update: typeof domains.update = async (id, version, claim) =>
              (await isChanged(id, claim)) ? 'updated' : domains.update(id, version, claim)
            return { domains: { list, update } }
          }
          const verify: typeof domains.verify = async (id, version, claim, replaces) =>
            (await isChanged(id, claim)) ? 'verified' : domains.verify(id, version, claim, replaces)
          return { domains: { list, verify } }
        },
      ),
    ),
  ),
  ...(['id', 'organizationId', 'createdAt'] as const).map((field) =>
    broken(
      `sessions.update changes ${field}`,
      ['sessions: update never changes id, organizationId and createdAt'],
      ({ sessions }) => {
        const changed = new Map<string, SessionRecord>()
        return {
          sessions: {
            get: async (id) => changed.get(id) ?? sessions.get(id),
            update: async (id, version, session) => {
              if ((await sessions.get(id))?.[field] === session[field]) {
                return sessions.update(id, version, session)
              }
              changed.set(id, session)
              return 'updated'
            },
          },
        }
      },
    ),
  ),
  broken(
    'organizations.update changes organizationId',
    ['organizations: update never changes organizationId'],
    ({ organizations }) => {
      const changed = new Map<string, OrganizationPolicy>()
      return {
        organizations: {
          get: async (id) => changed.get(id) ?? organizations.get(id),
          update: async (id, version, policy) => {
            if (policy.organizationId === id) return organizations.update(id, version, policy)
            changed.set(id, policy)
            return 'updated'
          },
        },
      }
    },
  ),
]
