/**
 * `npm run demo`: the Express example with the development identity provider, both on loopback.
 * Builds ssokit where that is needed, takes the next free ports, ends completely with Ctrl-C.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort } from './lib/ports.mjs'
import { root } from './lib/commands.mjs'
import { startDevIdpFor } from './lib/dev-idp.mjs'
import { buildIfStale } from './lib/package.mjs'

const example = join(root, 'examples/express')

/** Ends with this process, whatever ends it: its standard input is then closed. */
const endWithParent =
  "data:text/javascript,process.stdin.on('end',()=>process.exit()).on('error',()=>process.exit()).resume().unref?.()"

class Taken extends Error {}

let isStopping = false
let running
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))

await buildIfStale()
link()

try {
  running = await start(Number(process.env.PORT ?? 3000), Number(process.env.IDP_PORT ?? 4000))
  if (!isStopping) {
    console.log(`Open http://localhost:${running.port}`)
    console.log('Stop with Ctrl-C')
    running.app.once('exit', () => void stop(1, running.output()))
  }
} catch (error) {
  if (!isStopping) await stop(1, error.message)
}

/** Somebody may be faster between looking for a free port and taking it: then the next one. */
async function start(firstPort, firstIdpPort) {
  for (let attempt = 0; ; attempt++) {
    const port = await freePort(firstPort)
    const idp = await startIdp(port, await freePort(firstIdpPort, port))
    try {
      return { port, ...(await startApp(port, idp)) }
    } catch (error) {
      await idp?.close()
      if (isStopping || !(error instanceof Taken) || attempt === 5) throw error
    }
  }
}

async function startIdp(appPort, port) {
  try {
    return await startDevIdpFor(appPort, port)
  } catch (error) {
    if (error.code === 'EADDRINUSE') return undefined
    throw error
  }
}

/** Resolves when the app says that it listens. */
function startApp(port, idp) {
  if (!idp) throw new Taken()
  const app = spawn(process.execPath, ['--import', endWithParent, 'server.js'], {
    cwd: example,
    stdio: 'pipe',
    env: { ...process.env, NODE_ENV: 'development', ...idp.env },
  })
  running = { app, idp }
  let text = ''
  return new Promise((accept, reject) => {
    const read = (chunk) => {
      text = (text + chunk).slice(-20_000)
      if (text.includes(`Open http://localhost:${port}\n`)) accept({ app, idp, output: () => text })
    }
    app.stdout.on('data', read)
    app.stderr.on('data', read)
    app.stdin.on('error', () => {})
    app.once('error', reject)
    app.once('exit', () => {
      reject(text.includes('EADDRINUSE') ? new Taken('No free port.') : new Error(text))
    })
  })
}

/** Ends both; once. */
async function stop(exitCode, message) {
  if (isStopping) return
  isStopping = true
  const { app, idp } = running ?? {}
  // In a terminal Ctrl-C reaches the app as well, which may end before this process hears of it.
  const isInterrupted = app?.signalCode === 'SIGINT' || app?.signalCode === 'SIGTERM'
  if (message && !isInterrupted) console.error(message)
  if (app && app.exitCode === null && app.signalCode === null) {
    const ended = new Promise((done) => app.once('exit', done))
    app.kill('SIGTERM')
    await ended
  }
  await idp?.close()
  process.exit(isInterrupted ? 0 : exitCode)
}

/** Lets the example find the package as if it were installed. */
function link() {
  const folder = join(example, 'node_modules')
  const path = join(folder, 'ssokit')
  try {
    if (resolve(folder, readlinkSync(path)) === root) return
  } catch {
    // There is none yet, or an installed copy.
  }
  rmSync(path, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  symlinkSync(root, path, 'junction')
}
