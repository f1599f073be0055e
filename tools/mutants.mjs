/**
 * Mutation check: applies one change after the other to a copy of the tree and runs tests on it.
 * A change that no test notices is a check that could be deleted unnoticed.
 *
 *   node tools/mutants.mjs list.json -- --project unit test/oidc -- --project conformance test/conformance/oidc
 *
 * `list.json` holds `[{ "file", "find", "replace" }]`; `find` must occur exactly once in the file. Each part
 * after `--` is one run of vitest; they are tried in turn until one fails.
 */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const copied = ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']

const [list, ...rest] = process.argv.slice(2)
const suites = rest
  .join('\0')
  .split(/(?:^|\0)--(?:\0|$)/)
  .filter(Boolean)
  .map((suite) => suite.split('\0'))
if (!list || suites.length === 0) {
  console.error('usage: node tools/mutants.mjs list.json -- <arguments of vitest> [-- …]')
  process.exit(2)
}

const mutants = JSON.parse(await readFile(list, 'utf8'))
const tree = await mkdtemp(join(tmpdir(), 'mutants-'))
try {
  await Promise.all(
    copied.map((name) => cp(join(root, name), join(tree, name), { recursive: true })),
  )
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
  const red = await failure()
  if (red) throw new Error(`the tests are red without any change\n${red}`)
  const survivors = []
  for (const [index, mutant] of mutants.entries()) {
    const isKilled = await tryOut(mutant)
    if (!isKilled) survivors.push(mutant)
    console.log(
      `${index + 1}/${mutants.length} ${isKilled ? 'killed  ' : 'SURVIVED'} ${describe(mutant)}`,
    )
  }
  console.log(`${mutants.length - survivors.length} of ${mutants.length} killed`)
  process.exitCode = survivors.length === 0 ? 0 : 1
} finally {
  await rm(tree, { recursive: true, force: true })
}

async function tryOut({ file, find, replace }) {
  const path = join(tree, file)
  const text = await readFile(path, 'utf8')
  if (text.split(find).length !== 2) throw new Error(`not exactly once in ${file}: ${find}`)
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
  try {
    return (await failure()) !== undefined
  } finally {
    await writeFile(path, text)
  }
}

/** What the first red suite printed. */
async function failure() {
  for (const suite of suites) {
    const options = ['run', '--bail', '1', '--reporter', 'dot', ...suite]
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const killSignal = /** @type {const} */ ('SIGKILL')
    const limits = { cwd: tree, timeout: 90_000, killSignal }
    try {
      await run(process.execPath, [vitest, ...options], limits)
    } catch (error) {
      return `${error.stdout}${error.stderr}`.slice(-3000)
    }
  }
  return undefined
}

function describe({ file, find, replace }) {
  return `${file}: ${JSON.stringify(find).slice(0, 70)} → ${JSON.stringify(replace).slice(0, 50)}`
}
