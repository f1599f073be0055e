/**
 * `npm run demo`: the Express example with the development identity provider, both on loopback.
 * Builds ssokit where that is needed, takes the next free ports, ends completely with Ctrl-C. What was
 * set up is there again at the next start; removing `examples/express/.data` begins anew.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from './lib/ports.mjs'
import { root } from './lib/commands.mjs'
import { readIdentity, startDevIdpFor, writeIdentity } from './lib/dev-idp.mjs'
import { buildIfStale, linkExample } from './lib/package.mjs'

const example = join(root, 'examples/express')
const data = process.env.DATA_DIR ?? join(example, '.data')
const identityFile = join(data, 'identity-provider.json')
const kept = readIdentity(identityFile)
let identity = kept

/** Ends with this process, whatever ends it: its standard input is then closed. */
const endWithParent =
  "data:text/javascript,process.stdin.on('end',()=>process.exit()).on('error',()=>process.exit()).resume().unref?.()"

class Taken extends Error {}

let isStopping = false
let running
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))

await buildIfStale()
linkExample('express')

try {
  const idpPort = kept?.port ?? Number(process.env.IDP_PORT ?? 4000)
  running = await start(Number(process.env.PORT ?? 3000), idpPort)
  if (!isStopping) {
    if (kept === undefined) writeIdentity(identityFile, running.idp.identity)
    else if (running.idp.identity.port !== kept.port) tellThatItMoved(kept.port)
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

/** One that is started again is the same, since the app may have stored a connection to it. */
async function startIdp(appPort, port) {
  try {
    const idp = await startDevIdpFor(appPort, port, identity)
    identity ??= idp.identity
    return idp
  } catch (error) {
    if (error.code === 'EADDRINUSE') return undefined
    throw error
  }
}

/** @param {number} port */
function tellThatItMoved(port) {
  console.log(
    `Port ${port} is taken, so connections of earlier starts do not reach their provider.`,
  )
  console.log(`Free it, or remove ${data} to begin anew.`)
}

/** Resolves when the app says that it listens. */
function startApp(port, idp) {
  if (!idp) throw new Taken()
  const app = spawn(process.execPath, ['--import', endWithParent, 'server.js'], {
    cwd: example,
    stdio: 'pipe',
    env: { ...process.env, NODE_ENV: 'development', DATA_DIR: data, ...idp.env },
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
