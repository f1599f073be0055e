const ROUNDS = 15
const ROUND_MILLISECONDS = 120

/** For titles. */
export const measured = `CPU time of all threads, median of ${ROUNDS} rounds in turns`

/**
 * Microseconds of CPU time per call of each candidate, the median of several rounds: on a machine with
 * other work, wall clocks measure that. The candidates take turns, so that a slower machine concerns
 * all alike; the first round warms up.
 *
 * @param {Readonly<Record<string, () => Promise<unknown>>>} candidates
 * @returns {Promise<Record<string, number>>}
 */
export async function microsecondsPerCall(candidates) {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(candidates).map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, call] of Object.entries(candidates)) {
      const time = await oneRound(call)
      if (round > 0) times.get(name)?.push(time)
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, median(list)]))
}

/** @param {() => Promise<unknown>} call */
async function oneRound(call) {
  const endsAt = performance.now() + ROUND_MILLISECONDS
  const before = process.cpuUsage()
  let calls = 0
  do {
    await call()
    calls++
  } while (performance.now() < endsAt)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

/** @param {readonly number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
