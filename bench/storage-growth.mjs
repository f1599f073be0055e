import { parseArgs } from 'node:util'
import { openSqlite, startPostgresServer } from './lib/databases.mjs'
import { anyTarget, fillWithConnections } from './lib/many-connections.mjs'
import { median } from './lib/timing.mjs'

export const title =
  'the one read of a login start, by the number of connections and of verified domains (--connections=N for others)'

const STARTS = 300

const ways = /** @type {const} */ ({
  'connection id': ({ connectionId }) => ({ connectionId }),
  'login path': ({ loginPath }) => ({ loginPath }),
  issuer: ({ issuer }) => ({ issuer }),
  'e-mail': ({ email }) => ({ email }),
})

/** @typedef {import('./lib/databases.mjs').BenchDatabase} BenchDatabase */
/** @typedef {{ size: number, database: BenchDatabase, sso: import('ssokit').Sso }} Filled */

export async function measure() {
  const sizes = sizesOf(process.argv.slice(2))
  const server = await startPostgresServer()
  const openers = [() => openSqlite(), () => server.open()]
  const rows = []
  try {
    for (const open of openers) {
      /** @type {Filled[]} */
      const filled = []
      try {
        for (const size of sizes) {
          const database = await open()
          const startedAt = performance.now()
          const sso = await fillWithConnections(database, size)
          filled.push({ size, database, sso })
          const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
          console.error(`${database.name}: ${size} connections in ${seconds} s`)
        }
        for (const [name, targetOf] of Object.entries(ways)) {
          rows.push(await rowOf(name, targetOf, filled))
        }
      } finally {
        for (const { database } of filled) await database.close()
      }
    }
    return rows
  } finally {
    await server.close()
  }
}

/** @param {readonly string[]} args */
function sizesOf(args) {
  const { values } = parseArgs({
    ...{ args: [...args], strict: false, allowPositionals: true },
    options: { connections: { type: 'string' } },
  })
  const last = Number(values.connections ?? 1_000_000)
  if (!Number.isSafeInteger(last) || last < 1000) throw new Error('--connections is a number.')
  return [...new Set([1000, Math.min(100_000, last), last])]
}

/**
 * @param {string} name
 * @param {(target: ReturnType<typeof anyTarget>) => any} targetOf
 * @param {readonly Filled[]} filled
 */
async function rowOf(name, targetOf, filled) {
  /** @type {Map<number, number[]>} */
  const times = new Map(filled.map(({ size }) => [size, []]))
  /** @type {Set<number>} */
  const counts = new Set()
  /** @type {Map<number, string>} */
  const plans = new Map()
  // In turns, so that whatever else the machine does concerns all alike. The first starts warm up.
  for (let start = -20; start < STARTS; start++) {
    for (const { size, database, sso } of filled) {
      database.recorded()
      await sso.startLogin(targetOf(anyTarget(size)))
      const statements = database.recorded()
      const [read] = statements
      if (start >= 0) {
        counts.add(statements.length)
        times.get(size)?.push(read?.milliseconds ?? Number.NaN)
      }
      if (start === 0 && read) plans.set(size, await planOf(database, read))
    }
  }
  const medians = filled.map(({ size }) => median(times.get(size) ?? []))
  const [first] = filled
  return {
    'login start by': `${first?.database.name ?? ''}, ${name}`,
    ...Object.fromEntries(
      filled.map(({ size }, n) => [
        size.toLocaleString('en'),
        `${(medians[n] ?? Number.NaN).toFixed(2)} ms`,
      ]),
    ),
    growth: ((medians.at(-1) ?? Number.NaN) / (medians[0] ?? 1)).toFixed(2),
    statements: [...counts].join(' or '),
    plan: new Set(plans.values()).size === 1 ? 'the same' : 'another',
  }
}

/**
 * @param {BenchDatabase} database
 * @param {import('./lib/databases.mjs').Statement} statement
 */
async function planOf({ dialect, run }, { sql, parameters }) {
  const explain = dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN (COSTS OFF)'
  const lines = await run(`${explain} ${sql}`, parameters)
  const text = lines.map((line) => line.detail ?? line['QUERY PLAN'])
  if (process.argv.includes('--plans')) console.error(`${sql}\n${text.join('\n')}\n`)
  // What was asked for stands in Postgres' plans.
  return text.join('\n').replaceAll(/'[^']*'/g, '?')
}
