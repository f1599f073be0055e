import { spawnSync } from 'node:child_process'
import { root } from '../tools/lib/commands.mjs'
import { median } from './lib/timing.mjs'

export const title = 'time until a fresh Node process has loaded it, median of 11'

const ROUNDS = 11

const entries = [
  { name: 'bare node', paths: [], budget: undefined },
  { name: 'ssokit', paths: ['ssokit'], budget: undefined },
  { name: 'ssokit/oidc', paths: ['ssokit/oidc'], budget: undefined },
  // The budget.
  { name: 'ssokit + ssokit/oidc', paths: ['ssokit', 'ssokit/oidc'], budget: 30 },
  {
    name: 'all three with ssokit/saml',
    paths: ['ssokit', 'ssokit/oidc', 'ssokit/saml'],
    budget: 70,
  },
]

export async function measure() {
  /** @type {Map<string, number[]>} */
  const times = new Map(entries.map(({ name }) => [name, []]))
  // In turns, so that whatever else the machine does concerns all alike. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, paths } of entries) {
      const time = milliseconds(paths)
      if (round > 0) times.get(name)?.push(time)
    }
  }
  const medianOf = (/** @type {string} */ name) => median(times.get(name) ?? [])
  const floor = medianOf('bare node')
  return entries.map(({ name, budget }) => ({
    'what is imported': name,
    'whole process': `${medianOf(name).toFixed(1)} ms`,
    'over bare node': `${(medianOf(name) - floor).toFixed(1)} ms`,
    ratio: (medianOf(name) / floor).toFixed(2),
    budget: budget ? `${budget} ms` : '',
  }))
}

/** @param {readonly string[]} paths */
function milliseconds(paths) {
  const code = paths.map((path) => `import ${JSON.stringify(path)}`).join('\n')
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code],
    // From here `ssokit` is the built package itself.
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return performance.now() - startedAt
}
