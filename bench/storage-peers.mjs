import { openSqlite } from './lib/databases.mjs'
import { loadBetterAuth } from './lib/better-auth.mjs'
import { anyTarget, fillWithConnections } from './lib/many-connections.mjs'
import { median } from './lib/timing.mjs'

export const title =
  'the start of a sign-in on SQLite by the number of providers, wall clock, median, in turns'

const sizes = [1000, 10_000, 100_000]
const STARTS = 60

/** @typedef {{ size: number, call(): Promise<unknown>, recorded(): readonly { sql: string }[] }} Candidate */

export async function measure() {
  const { versions, open } = await loadBetterAuth()
  /** @type {{ close(): Promise<void> }[]} */
  const databases = []
  /** @type {Map<string, Candidate[]>} */
  const candidates = new Map()
  const add = (/** @type {string} */ name, /** @type {Candidate} */ candidate) =>
    candidates.set(name, [...(candidates.get(name) ?? []), candidate])
  try {
    for (const size of sizes) {
      const database = await openSqlite()
      databases.push(database)
      const { recorded } = database
      const sso = await fillWithConnections(database, size)
      const byId = () => sso.startLogin({ connectionId: anyTarget(size).connectionId })
      const byEmail = () => sso.startLogin({ email: anyTarget(size).email })
      add('ssokit, by connection id', { size, recorded, call: byId })
      add('ssokit, by e-mail', { size, recorded, call: byEmail })

      const other = await openSqlite()
      databases.push(other)
      const peer = await open(other, size)
      const any = () => Math.floor(Math.random() * size)
      const peerById = () => peer.byId(any())
      const peerByEmail = () => peer.byEmail(any())
      add(`${versions}, by provider id`, { size, recorded: other.recorded, call: peerById })
      add(`${versions}, by e-mail`, { size, recorded: other.recorded, call: peerByEmail })
    }
    return await inTurns(candidates)
  } finally {
    for (const { close } of databases) await close()
  }
}

/** @param {ReadonlyMap<string, readonly Candidate[]>} candidates */
async function inTurns(candidates) {
  /** @type {Map<Candidate, number[]>} */
  const times = new Map()
  /** @type {Map<string, Set<string>>} */
  const statements = new Map()
  for (let start = -5; start < STARTS; start++) {
    for (const [name, list] of candidates) {
      for (const candidate of list) {
        candidate.recorded()
        const startedAt = performance.now()
        await candidate.call()
        const time = performance.now() - startedAt
        if (start < 0) continue
        times.set(candidate, [...(times.get(candidate) ?? []), time])
        const known = statements.get(name) ?? new Set()
        statements.set(name, known.add(describe(candidate.recorded())))
      }
    }
  }
  return [...candidates].map(([name, list]) => {
    const medians = list.map((candidate) => median(times.get(candidate) ?? []))
    return {
      'start by': name,
      ...Object.fromEntries(
        list.map(({ size }, n) => [
          size.toLocaleString('en'),
          `${(medians[n] ?? Number.NaN).toFixed(2)} ms`,
        ]),
      ),
      growth: ((medians.at(-1) ?? Number.NaN) / (medians[0] ?? 1)).toFixed(1),
      statements: [...(statements.get(name) ?? [])].join(' or '),
    }
  })
}

/** @param {readonly { sql: string }[]} statements */
function describe(statements) {
  const reads = statements.filter(({ sql }) => /^\s*(select|with)/i.test(sql)).length
  const others = statements.length - reads
  return [reads > 0 && `${reads} read`, others > 0 && `${others} written`]
    .filter(Boolean)
    .join(', ')
}
