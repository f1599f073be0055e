/**
 * `npm test` (all) and `npm run check` (check): runs every step, one line each, and counts.
 * `node tools/run.mjs lint unit` runs single steps.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root, run, secondsSince, tool } from './lib/commands.mjs'
import { setup } from './setup.mjs'

const HEARTBEAT_MILLISECONDS = 20_000
const MAX_LINES_SHOWN = 300

/**
 * @typedef {{ passed: number, failed: number, output?: string, summary?: string }} Outcome
 * @typedef {{ work: () => Promise<Outcome>, needs?: string }} Step
 */

/** @type {(...options: string[]) => Promise<Outcome>} */
const tsc = (...options) =>
  command([...tool('typescript', 'tsc'), '--noEmit', '--pretty', 'false', ...options])

/** @type {Record<string, Step>} */
const checks = {
  format: { work: () => command([...tool('oxfmt'), '--check']) },
  lint: { work: () => command([...tool('oxlint'), '--deny-warnings']) },
  types: { work: () => tsc() },
  'types core': { work: () => tsc('-p', 'tsconfig.core.json') },
  'types js': { work: () => tsc('-p', 'tools/tsconfig.json') },
  knip: { work: () => command([...tool('knip'), '--no-progress']) },
}

/** What tests need that is too big for the root's node_modules. */
const testedPeers = [
  ...['prisma', 'drizzle-kit', 'nest11', 'nest12', 'next15', 'next16'],
  ...['node22', 'node24', 'bun', 'deno', 'workerd'],
]

/** @type {Record<string, Step>} */
const everything = {
  setup: { work: installed },
  peers: { work: () => command([process.execPath, 'tools/peers.mjs', ...testedPeers]) },
  ...checks,
  build: { work: () => command([process.execPath, 'tools/build.mjs']) },
  publint: { work: () => command([...tool('publint'), 'run', '--strict']), needs: 'build' },
  attw: {
    work: () =>
      command([...tool('@arethetypeswrong/cli', 'attw'), '--profile', 'esm-only', '--pack', '.']),
    needs: 'build',
  },
  unit: { work: () => vitest('unit') },
  conformance: { work: () => vitest('conformance') },
  integration: { work: () => vitest('integration'), needs: 'build' },
  browser: { work: () => vitest('browser'), needs: 'build' },
  'browser-portal': { work: () => vitest('browser-portal'), needs: 'build' },
  acceptance: { work: () => vitest('acceptance'), needs: 'build' },
  packaging: { work: () => vitest('packaging'), needs: 'build' },
  runtimes: { work: () => vitest('runtimes'), needs: 'build' },
  docs: { work: () => vitest('docs'), needs: 'build' },
}

const steps = chosenSteps(process.argv.slice(2))
const width = Math.max(...Object.keys(steps).map((name) => name.length))
const broken = new Set()
/** @type {string[]} */
const ran = []
let passed = 0
let failed = 0

mkdirSync(cache, { recursive: true })
for (const [name, step] of Object.entries(steps)) {
  const outcome = await perform(name, step)
  passed += outcome.passed
  failed += outcome.failed
  if (outcome.failed > 0) broken.add(name)
  // Somebody pressed Ctrl-C: the tool that ran was ended as well.
  if (process.exitCode === 130) break
}
if (broken.size > 0) console.log(`\nfailed: ${[...broken].join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode ||= failed > 0 || passed === 0 ? 1 : 0

/**
 * @param {readonly string[]} names
 * @returns {Record<string, Step>}
 */
function chosenSteps(names) {
  if (names.length === 0 || names[0] === 'all') return everything
  if (names[0] === 'check') return checks
  const unknown = names.filter((name) => !Object.hasOwn(everything, name))
  if (unknown.length > 0) {
    const known = ['all', 'check', ...Object.keys(everything)].join(', ')
    console.error(`Unknown step: ${unknown.join(', ')}. There are: ${known}`)
    process.exit(1)
  }
  return Object.fromEntries(Object.entries(everything).filter(([name]) => names.includes(name)))
}

/**
 * @param {string} name
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
async function perform(name, { work, needs }) {
  const label = name.padEnd(width)
  if (needs && broken.has(needs)) {
    console.log(`✗ ${label}  not run, because ${needs} failed`)
    return { passed: 0, failed: 1 }
  }
  const startedAt = performance.now()
  const heartbeat = setInterval(() => {
    console.log(`… ${label}  still running after ${secondsSince(startedAt)}`)
  }, HEARTBEAT_MILLISECONDS)
  const outcome = await work().finally(() => clearInterval(heartbeat))
  const sign = outcome.failed > 0 ? '✗' : '✓'
  const facts = [secondsSince(startedAt), outcome.summary].filter(Boolean).join(', ')
  console.log(`${sign} ${label}  ${facts}`)
  if (outcome.failed > 0 && outcome.output) showOutput(name, outcome.output.trimEnd())
  return outcome
}

/**
 * The end of what a step printed; all of it is kept in a file.
 *
 * @param {string} name
 * @param {string} output
 */
function showOutput(name, output) {
  const file = join('.cache', `${name.replaceAll(' ', '-')}.log`)
  writeFileSync(join(root, file), `${output}\n`)
  const lines = output.split('\n')
  if (lines.length > MAX_LINES_SHOWN) console.log(`(all ${lines.length} lines are in ${file})`)
  console.log(lines.slice(-MAX_LINES_SHOWN).join('\n'))
}

/**
 * @param {readonly [string, ...string[]]} line
 * @returns {Promise<Outcome>}
 */
async function command(line) {
  const { exitCode, output } = await run(line, { env: { NO_COLOR: '1', FORCE_COLOR: undefined } })
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output }
}

/** @returns {Promise<Outcome>} */
async function installed() {
  try {
    return { passed: 1, failed: 0, summary: await setup() }
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * One vitest project, counted from vitest's own report. A skipped test counts as failed: what is in
 * the repository must hold.
 *
 * @param {string} project
 * @returns {Promise<Outcome>}
 */
async function vitest(project) {
  const report = join(cache, `vitest-${project}.json`)
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { exitCode, output } = await run(
    [...tool('vitest'), 'run', '--project', project, ...reporters],
    // Development and test guards of the library look at it; a host's value must not leak in.
    {
      cwd: root,
      env: {
        ...{ NO_COLOR: '1', FORCE_COLOR: undefined, NODE_ENV: undefined },
        // A test looks at the reports of the projects before it.
        RAN_PROJECTS: ran.join(','),
      },
    },
  )
  ran.push(project)
  if (!existsSync(report))
    return { passed: 0, failed: 1, output: `${output}\nvitest wrote no report.` }
  const counts = countTests(JSON.parse(readFileSync(report, 'utf8')))
  const problems = []
  if (counts.skipped > 0)
    problems.push(`${counts.skipped} tests are skipped, which counts as failed.`)
  if (counts.passed + counts.failed + counts.skipped === 0)
    problems.push('There was no test to run.')
  let fails = counts.failed + counts.skipped
  // An error outside of any test, for example an unhandled rejection, or no test at all.
  if (fails === 0 && (exitCode !== 0 || problems.length > 0)) fails = 1
  return {
    passed: counts.passed,
    failed: fails,
    summary: `${counts.passed} passed${fails > 0 ? `, ${fails} failed` : ''}`,
    output: [output, ...problems].join('\n'),
  }
}

/**
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string }[] }[] }} report
 */
function countTests({ testResults }) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { status, assertionResults } of testResults) {
    // A file that cannot be loaded reports no test of its own.
    const isBroken =
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
    if (isBroken) counts.failed++
    for (const test of assertionResults) {
      if (test.status === 'passed') counts.passed++
      else if (test.status === 'failed') counts.failed++
      else counts.skipped++
    }
  }
  return counts
}
