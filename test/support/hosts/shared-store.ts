import type { SsoStorage } from '../../../src/index.ts'
import { migrate, type TestDatabase, type TestServer } from '../databases.ts'
import { startMariadb } from '../mariadb.ts'
import { startPostgres } from '../postgres.ts'
import { startRedis } from '../redis.ts'
import { openSqlite } from '../sqlite.ts'
import { type Hosts, startHosts } from './hosts.ts'
import { openStorage } from './open-database.ts'
import type { HostDatabase, HostReport, Turn } from './protocol.ts'
import { createHostScene, type HostScene } from './scene.ts'

const PROCESSES = 4

/** One store of several processes, and what asks and answers them. */
export interface SharedStore {
  readonly storage: SsoStorage
  readonly scene: HostScene
  readonly hosts: Hosts
  /** Called with the code of every token request. */
  atTokenCall: (code: string) => void
  /** What all processes together were told since the last time. */
  news(): Promise<HostReport>
  /** Calls of one function of the storage, shared out to all processes, all at once. */
  race(
    call: Parameters<Hosts['processes'][number]['race']>[0],
    each: readonly (readonly unknown[])[],
  ): Promise<readonly unknown[]>
  close(): Promise<void>
}

type Opened = TestDatabase & Partial<TestServer> & { readonly redisPort?: number }

const databases = {
  SQLite: async (): Promise<Opened> => openSqlite(),
  PostgreSQL: startPostgres,
  MariaDB: startMariadb,
  'SQLite and Redis': async (): Promise<Opened> => {
    const redis = await startRedis()
    const database = openSqlite()
    const close = async (): Promise<void> => {
      await redis.close()
      await database.close()
    }
    return { ...database, redisPort: redis.port, close }
  },
} as const satisfies Readonly<Record<string, () => Promise<Opened>>>

export const databaseNames = ['SQLite', 'PostgreSQL', 'MariaDB'] as const

export async function openSharedStore(name: keyof typeof databases): Promise<SharedStore> {
  const database: Opened = await databases[name]()
  const closing = [database.close]
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end()
  }
  try {
    await migrate(database)
    const { dialect, file, settings, redisPort } = database
    const place: HostDatabase = {
      dialect,
      ...(file === undefined ? {} : { file }),
      ...(settings === undefined ? {} : { settings }),
      ...(redisPort === undefined ? {} : { redisPort }),
    }
    const opened = await openStorage(place)
    closing.push(opened.close)
    const { storage } = opened
    const scene = await createHostScene(storage)
    const store = { atTokenCall: (_code: string): void => {} }
    const hosts = await startHosts(PROCESSES, place, async (input, init) => {
      const request = new Request(input, init)
      if (new URL(request.url).pathname === '/token') {
        store.atTokenCall(new URLSearchParams(await request.clone().text()).get('code') ?? '')
      }
      return scene.oidc.idp.fetch(request)
    })
    closing.push(hosts.close)
    return Object.assign(store, {
      ...{ storage, scene, hosts, close },
      news: newsOf(hosts),
      race: async (
        call: Parameters<SharedStore['race']>[0],
        each: Parameters<SharedStore['race']>[1],
      ) => {
        const shares = hosts.processes.map((host, index) =>
          host.race(
            call,
            each.filter((_args, turn) => turn % PROCESSES === index),
          ),
        )
        return (await Promise.all(shares)).flat()
      },
    })
  } catch (error) {
    await close()
    throw error
  }
}

function newsOf({ processes }: Hosts): () => Promise<HostReport> {
  let before: readonly HostReport[] = []
  return async () => {
    const reports = await Promise.all(processes.map((host) => host.report()))
    const known = before
    before = reports
    return {
      logins: reports.flatMap(({ logins }, n) => logins.slice(known[n]?.logins.length ?? 0)),
      errors: reports.flatMap(({ errors }, n) => errors.slice(known[n]?.errors.length ?? 0)),
      events: reports.flatMap(({ events }, n) => events.slice(known[n]?.events.length ?? 0)),
    }
  }
}

export const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, n) => n)

/** How often each value comes. */
export function tally(values: readonly unknown[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const value of values.map(String)) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Turns of one thing that two had at the same time. */
export function overlaps(turns: readonly Turn[]): readonly (readonly Turn[])[] {
  const sorted = turns.toSorted((left, right) => left.from - right.from)
  return sorted.flatMap((turn, index) =>
    sorted
      .slice(index + 1)
      .filter(({ id, from }) => id === turn.id && from < turn.until)
      .map((other) => [turn, other]),
  )
}
