/** `npm run example NAME`: installs an example outside of the sources and starts it. */
import { spawn } from 'node:child_process'
import { npm, plainEnvironment } from './lib/commands.mjs'
import { exampleNames, prepareExample } from './lib/package.mjs'

const [name] = process.argv.slice(2)
if (!name || !exampleNames().includes(name)) {
  console.error(name ? `There is no example ${name}.` : 'Usage: npm run example NAME')
  console.error(`Examples: ${exampleNames().join(', ') || 'none yet'}`)
  process.exit(1)
}

const folder = await prepareExample(name)
console.log(`Installed in ${folder}`)
const [program, ...options] = npm('start')
const isWindows = process.platform === 'win32'
const child = spawn(program, options, {
  cwd: folder,
  // npm and its shell do not pass signals on reliably, so the example gets a group of its own, which
  // is then ended as a whole. Such a group cannot read from the terminal.
  detached: !isWindows,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ...plainEnvironment },
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    process.exitCode = 0
    endGroup(signal)
  })
}
child.once('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
child.once('exit', (exitCode) => {
  process.exitCode ??= exitCode ?? 1
  // What the script left behind, if anything.
  endGroup('SIGTERM')
})

/** @param {NodeJS.Signals} signal */
function endGroup(signal) {
  if (child.pid === undefined) return
  try {
    if (isWindows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody is left.
  }
}
