const ROUNDS = 15
const ROUND_MILLISECONDS = 120

/**
 * Microseconds per call of each candidate, the median of several rounds. The candidates take turns,
 * so that whatever else the machine does concerns all alike; the first round warms up.
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
  const startedAt = performance.now()
  let calls = 0
  let elapsed = 0
  while (elapsed < ROUND_MILLISECONDS) {
    await call()
    calls++
    elapsed = performance.now() - startedAt
  }
  return (elapsed * 1000) / calls
}

/** @param {readonly number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
