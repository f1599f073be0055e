import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, renameSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sendResponse, toRequest } from '../../../src/adapters/node.ts'
import { freePort } from '../../support/demo.ts'
import { createPeerApp } from '../../support/peer-app.ts'
import { appFolder, collate, operator } from './scene.ts'

const program = 'node_modules/next/dist/bin/next'

/** The product as it is deployed: built by Next.js, in a process of its own. */
export interface NextApp {
  readonly port: number
  close(): Promise<void>
}

/** @param reach how its server reaches others */
export async function startNextApp(
  secrets: string,
  reach: typeof globalThis.fetch,
): Promise<NextApp> {
  const gateway = await startGateway(reach)
  const app = await createPeerApp('next16', appFolder)
  // They are JavaScript as well, and so Next.js does not ask for a TypeScript of its own.
  for (const file of readdirSync(app.folder, { recursive: true, encoding: 'utf8' })) {
    if (!/^app\/(?!.*node_modules).*route\.ts$/.test(file)) continue
    const path = join(app.folder, file)
    renameSync(path, path.replace(/\.ts$/, '.js'))
  }
  const port = await freePort()
  const env = {
    ...process.env,
    // Vitest sets it.
    ...{ NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1' },
    ...{ BASE_URL: collate, SSO_SECRETS: secrets, OPERATOR: JSON.stringify(operator) },
    GATEWAY: gateway.address,
  }
  const run = (...options: string[]) =>
    spawn(process.execPath, [program, ...options], { cwd: app.folder, env })
  let child: ChildProcess | undefined
  const close = async () => {
    if (child && child.exitCode === null) {
      const ended = new Promise((done) => child?.once('close', done))
      child.kill('SIGKILL')
      await ended
    }
    gateway.close()
    app.remove()
  }
  try {
    await finished(run('build'))
    child = run('start', '-p', String(port), '-H', '127.0.0.1')
    await answering(child, `http://127.0.0.1:${port}/signin`)
    return { port, close }
  } catch (error) {
    await close()
    throw error
  }
}

function outputOf(child: ChildProcess): () => string {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return () => output
}

async function finished(child: ChildProcess): Promise<void> {
  const output = outputOf(child)
  const exitCode = await new Promise((done) => child.once('close', done))
  if (exitCode !== 0) throw new Error(output())
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  const output = outputOf(child)
  for (;;) {
    if (child.exitCode !== null) throw new Error(output())
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    if (answer) throw new Error(`${answer.status} ${await answer.text()}\n${output()}`)
    await new Promise((done) => void setTimeout(done, 100))
  }
}

/** The way out of the product's process: `x-gateway-host` says whom a call is for. */
async function startGateway(reach: typeof globalThis.fetch) {
  const server = createServer((req, res) => {
    const { 'x-gateway-host': host } = req.headers
    const asked = new Request(new URL(req.url ?? '/', `https://${host}`), toRequest(req))
    reach(asked).then(
      (response) => sendResponse(response, res),
      () => res.destroy(),
    )
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
