import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import type { MemoryAccounts } from '../../../src/testing/accounts/index.ts'
import { memoryAccounts } from '../../../src/testing/accounts/index.ts'
import type { HostCalls, HostDatabase, TestCalls } from './protocol.ts'
import { receivedRequest } from './protocol.ts'
import { connect } from './remote.ts'

const root = resolve(import.meta.dirname, '../../..')

/** One process of a host. */
export interface HostProcess extends HostCalls {
  kill(): Promise<void>
}

/** Several processes of one host, and what they share besides the database. */
export interface Hosts {
  readonly processes: readonly HostProcess[]
  readonly accounts: MemoryAccounts
  close(): Promise<void>
}

/**
 * Starts processes that serve the same application.
 *
 * @param fetch who answers when they ask the identity provider
 */
export async function startHosts(
  count: number,
  database: HostDatabase,
  fetch: typeof globalThis.fetch,
): Promise<Hosts> {
  const { program, remove } = await bundle()
  const accounts = memoryAccounts()
  const answers: TestCalls = {
    async fetch(request) {
      const response = await fetch(receivedRequest(request))
      const { status, headers } = response
      return { status, headers: [...headers], body: await response.text() }
    },
    account: (name, args) =>
      (accounts as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[
        name
      ]?.(...args) ?? Promise.reject(new Error(`There is no ${name}.`)),
  }
  const children = Array.from({ length: count }, () => start(program, answers))
  const close = async (): Promise<void> => {
    await Promise.all(children.map(({ kill }) => kill()))
    remove()
  }
  try {
    await Promise.all(children.map(({ calls }) => calls.open(database)))
  } catch (error) {
    await close()
    throw error
  }
  const processes = children.map(
    ({ calls, kill }): HostProcess =>
      new Proxy(calls as HostProcess, {
        get: (target, name) => (name === 'kill' ? kill : Reflect.get(target, name)),
      }),
  )
  return { processes, accounts, close }
}

/** Node.js 20 runs no TypeScript, and packages are found from below the root only. */
async function bundle(): Promise<{ readonly program: string; remove(): void }> {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'hosts-'))
  await build({
    entryPoints: [join(import.meta.dirname, 'host.ts')],
    outdir: folder,
    bundle: true,
    packages: 'external',
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  })
  return {
    program: join(folder, 'host.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

interface Started {
  readonly calls: HostCalls
  kill(): Promise<void>
}

function start(program: string, answers: TestCalls): Started {
  // Structured clones keep instants; a process whose channel is closed has nothing to do and ends.
  const child: ChildProcess = fork(program, { serialization: 'advanced' })
  // To a process that is killed meanwhile nothing can be sent; its end fails whoever waits for it.
  const told = () => {}
  const channel = {
    send: (message: unknown) => child.connected && child.send(message as object, told),
    on: (event: 'message', listener: (message: never) => void) =>
      child.on(event, (message) => listener(message as never)),
  }
  const { calls, fail } = connect<HostCalls>(channel, answers)
  const ended = new Promise<void>((done) => {
    child.once('exit', (code, signal) => {
      fail(new Error(`The host process ended: ${signal ?? code}.`))
      done()
    })
  })
  return {
    calls,
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}
