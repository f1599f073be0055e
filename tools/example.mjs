/**
 * `npm run example NAME`: installs an example outside of the sources and starts it, against the
 * development identity provider unless `OIDC_ISSUER` names another one.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { npm, plainEnvironment } from './lib/commands.mjs'
import { startDevIdpFor } from './lib/dev-idp.mjs'
import { exampleNames, prepareExample } from './lib/package.mjs'
import { freePort } from './lib/ports.mjs'

const [name] = process.argv.slice(2)
if (!name || !exampleNames().includes(name)) {
  console.error(name ? `There is no example ${name}.` : 'Usage: npm run example NAME')
  console.error(`Examples: ${exampleNames().join(', ') || 'none yet'}`)
  process.exit(1)
}

const folder = await prepareExample(name)
console.log(`Installed in ${folder}`)
const env = { ...secrets(), ...process.env, ...plainEnvironment, ...(await identityProvider()) }
const [program, ...options] = npm('start')
const isWindows = process.platform === 'win32'
const child = spawn(program, options, {
  cwd: folder,
  // npm and its shell do not pass signals on reliably, so the example gets a group of its own, which
  // is then ended as a whole. Such a group cannot read from the terminal.
  detached: !isWindows,
  stdio: ['ignore', 'inherit', 'inherit'],
  env,
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
  // What the script left behind, if anything; the identity provider ends with this process.
  endGroup('SIGTERM')
  process.exit()
})

/** New ones, since an example that is started like this begins anew every time. */
function secrets() {
  const secret = () => randomBytes(32).toString('base64url')
  return { SSO_SECRETS: secret(), SESSION_SECRET: secret() }
}

/** Starts the development identity provider in this process; what the example needs to know of it. */
async function identityProvider() {
  if (process.env.OIDC_ISSUER || name === 'dev-idp') return {}
  const port = await freePort(Number(process.env.PORT ?? 3000))
  const idpPort = await freePort(Number(process.env.IDP_PORT ?? 4000), port)
  const provider = await startDevIdpFor(port, idpPort)
  console.log(`Identity provider at ${provider.env.OIDC_ISSUER}`)
  return provider.env
}

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
