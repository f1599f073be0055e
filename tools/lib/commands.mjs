/** Running other programs: the tools of this repository, npm, and whatever a step needs. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Where tools put what may be deleted at any time. */
export const cache = join(root, '.cache')

const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (running.size === 0) return
    for (const child of running) child.kill('SIGTERM')
    process.exitCode = 130
  })
}

/**
 * Runs a program to its end and keeps what it printed. Never rejects for an exit code.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<{ exitCode: number, output: string, stdout: string }>}
 */
export function run([program, ...options], { cwd = root, env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(program, options, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let output = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    const end = (exitCode, text = '') => {
      running.delete(child)
      done({ exitCode, output: output + text, stdout })
    }
    child.once('error', (error) => end(127, `${program}: ${error.message}\n`))
    child.once('close', (exitCode, signal) =>
      end(exitCode ?? 1, signal ? `ended by ${signal}` : ''),
    )
  })
}

/**
 * As `run`, but a failure is an exception that carries the program's output.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 */
export async function mustRun(command, options) {
  const result = await run(command, options)
  if (result.exitCode === 0) return result
  throw new Error(`${command.join(' ')}: exit code ${result.exitCode}\n${result.output}`)
}

/**
 * The command line of a tool among the devDependencies, by its own JavaScript file: the links in
 * node_modules/.bin are shell scripts on Windows.
 *
 * @param {string} packageName
 * @param {string} [binName]
 * @returns {[string, ...string[]]}
 */
export function tool(packageName, binName = packageName.replace(/^@.*\//, '')) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = typeof bin === 'string' ? bin : bin[binName]
  if (!file) throw new Error(`${packageName} has no program ${binName}.`)
  return [process.execPath, join(folder, file)]
}

/**
 * npm's command line: the npm that runs us, else the one in the path.
 *
 * @param {...string} options
 * @returns {[string, ...string[]]}
 */
export function npm(...options) {
  const file = process.env.npm_execpath
  if (file?.endsWith('npm-cli.js') && existsSync(file)) {
    return [process.execPath, file, ...options]
  }
  return process.platform === 'win32' ? ['cmd', '/c', 'npm', ...options] : ['npm', ...options]
}

/** What npm tells its children about itself would steer an npm that works in another folder. */
export const plainEnvironment = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^npm_(?:package|lifecycle|command|config_local_prefix)/.test(name))
    .map((name) => [name, undefined]),
)

/** @returns {{ name: string, version: string, exports: Record<string, string | { types: string, default: string }>, peerDependencies: Record<string, string> }} */
export function readManifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
}

/** @param {number} startedAt from `performance.now()` */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}
