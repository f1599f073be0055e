import { memoryStorage } from 'ssokit/storage/memory'
import { openPostgres, openSqlite } from './lib/databases.mjs'
import { createHost } from './lib/hosts.mjs'
import { median } from './lib/timing.mjs'

export const title =
  'full callbacks in one process, identity provider included, wall clock; 16 at a time'

/** @typedef {Awaited<ReturnType<typeof createHost>>} Host */

const CALLBACKS = 400
const AT_ONCE = 16
const ROUNDS = 3

export async function measure() {
  const databases = [
    { name: 'memory', storage: memoryStorage(), close: async () => {} },
    await openSqlite(),
    await openSqlite({ synchronous: 'NORMAL' }),
    await openPostgres(),
  ]
  try {
    const rows = []
    for (const protocol of /** @type {const} */ (['OIDC', 'SAML'])) {
      /** @type {{ name: string, rounds: Awaited<ReturnType<typeof callbacks>>[], host: Host }[]} */
      const hosts = []
      for (const { name, storage } of databases) {
        hosts.push({ name, rounds: [], host: await createHost(protocol, storage) })
      }
      // In turns, so that whatever else the machine does concerns all alike. The first round warms up.
      for (let round = 0; round <= ROUNDS; round++) {
        for (const { host, rounds } of hosts) {
          const times = await callbacks(host)
          if (round > 0) rounds.push(times)
        }
      }
      const perSecond = hosts.map(({ rounds }) => median(rounds.map((each) => each.perSecond)))
      for (const [n, { name, rounds }] of hosts.entries()) {
        rows.push({
          'callbacks of': `${protocol}, ${name}`,
          'per second': (perSecond[n] ?? Number.NaN).toFixed(0),
          'beside memory': ((perSecond[n] ?? Number.NaN) / (perSecond[0] ?? 1)).toFixed(2),
          median: `${median(rounds.map((each) => each.median)).toFixed(1)} ms`,
          p99: `${median(rounds.map((each) => each.p99)).toFixed(1)} ms`,
        })
      }
    }
    return rows
  } finally {
    for (const { close } of databases) await close()
  }
}

/** @param {Host} host */
async function callbacks(host) {
  /** @type {Request[]} Not measured: the browser and what it meets on its way. */
  const requests = []
  for (let n = 0; n < CALLBACKS; n++) requests.push(await host.answer(await host.start()))
  await host.settled()
  const before = host.logins()
  /** @type {number[]} */
  const times = []
  const startedAt = performance.now()
  const browser = async () => {
    for (let request = requests.shift(); request; request = requests.shift()) {
      const sentAt = performance.now()
      await host.callback(request)
      times.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, browser))
  await host.settled()
  const seconds = (performance.now() - startedAt) / 1000
  if (host.logins() - before !== CALLBACKS) throw new Error('Not everybody was signed in.')
  const sorted = times.toSorted((a, b) => a - b)
  return {
    perSecond: CALLBACKS / seconds,
    median: median(sorted),
    p99: sorted[Math.ceil(CALLBACKS * 0.99) - 1] ?? Number.NaN,
  }
}
