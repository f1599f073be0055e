import type { ConnectionRecord, SsoStorage } from '../../../src/storage/ports.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'

/** A storage with one mistake that adapters are known to make, and the cases that have to see it. */
export interface BrokenStore {
  readonly mistake: string
  readonly open: () => SsoStorage
  readonly caughtBy: readonly string[]
}

export type Ports = { readonly [Port in keyof SsoStorage]: SsoStorage[Port] }
export type Mistake = (sound: Ports) => { readonly [Port in keyof Ports]?: Partial<Ports[Port]> }

export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
export const whenever: Date = new Date(0)
export const endOfTime: Date = new Date(8.64e15)
export const everything = { limit: 1_000_000 }

export function broken(mistake: string, caughtBy: readonly string[], make: Mistake): BrokenStore {
  const open = (): SsoStorage => {
    const sound = memoryStorage()
    const wrong = make(sound)
    return {
      connections: { ...sound.connections, ...wrong.connections },
      organizations: { ...sound.organizations, ...wrong.organizations },
      domains: { ...sound.domains, ...wrong.domains },
      ephemeral: { ...sound.ephemeral, ...wrong.ephemeral },
      sessions: { ...sound.sessions, ...wrong.sessions },
      journal: { ...sound.journal, ...wrong.journal },
    }
  }
  return { mistake, open, caughtBy }
}

type Method = (...given: readonly unknown[]) => Promise<unknown>

/** Wraps every call of every port. */
export function wrapAll(
  sound: Ports,
  wrap: (work: () => Promise<unknown>, call: Method, given: readonly unknown[]) => Promise<unknown>,
): Ports {
  const ports = Object.entries(sound).map(([port, methods]) => {
    const wrapped = Object.entries(methods as unknown as Record<string, Method>).map(
      ([name, call]) =>
        [name, (...given: readonly unknown[]) => wrap(() => call(...given), call, given)] as const,
    )
    return [port, Object.fromEntries(wrapped)] as const
  })
  return Object.fromEntries(ports) as unknown as Ports
}

/** Repeats a compare-and-set until it succeeds, as if there were no compare. */
export async function force<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const result = await attempt()
  return result === 'conflict' ? force(attempt) : result
}

/** Writes a record over whatever is stored by now. */
export function overwrite(sound: Ports, record: ConnectionRecord): Promise<unknown> {
  const { id } = record.connection
  return force(async () => {
    const version = (await findRecord(sound, id))?.connection.version ?? 0
    // Not by an update, which would keep what is newer.
    await sound.connections.remove(id, version)
    return sound.connections.create(record)
  })
}

export async function findRecord(
  { connections }: Ports,
  id: string,
): Promise<ConnectionRecord | undefined> {
  return (await connections.load({ id }))[0]?.record
}
