import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const tool = new URL('../../tools/demo.mjs', import.meta.url).pathname
const ports = new URL('../../tools/lib/ports.mjs', import.meta.url).href
const START_MILLISECONDS = 90_000

export interface Demo {
  /** As printed. */
  readonly address: string
  readonly output: () => string
  readonly pid: number
  /** Sends the signal to the process, or as a terminal does to its whole group. */
  end(signal: NodeJS.Signals, to?: 'process' | 'group'): Promise<number | null>
}

/**
 * `npm run demo` from this port on; the identity provider takes one of the ports after it.
 *
 * @param folder of what it keeps; by default a new one, which goes when it ends
 */
export async function startDemo(port: number, folder?: string): Promise<Demo> {
  const data = folder ?? mkdtempSync(join(tmpdir(), 'ssokit-demo-'))
  const child = spawn(process.execPath, [tool], {
    // A group of its own, so that a test can signal all of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: undefined,
      // Vitest sets it, to a path.
      BASE_URL: undefined,
      DATA_DIR: data,
      PORT: String(port),
      IDP_PORT: String(port + 1),
    },
  })
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${output}`))
    const timer = setTimeout(() => fail('The demo does not start.'), START_MILLISECONDS)
    const read = (chunk: Buffer) => {
      output += chunk
      const [, found] = /^Open (http:\S+)\nStop with Ctrl-C\n/m.exec(output) ?? []
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => fail('The demo ended.'))
  })
  const pid = child.pid ?? 0
  return {
    ...{ address, pid, output: () => output },
    async end(signal, to = 'process') {
      const exitCode = exitOf(child)
      process.kill(to === 'group' ? -pid : pid, signal)
      await exitCode
      if (folder === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 3 })
      return exitCode
    },
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

/** Below the ports that systems give to outgoing connections, which would take one in between. */
export async function freePort(): Promise<number> {
  const { freePort: firstFree } = await import(ports)
  return firstFree(randomInt(20_000, 30_000))
}

/** Whether somebody listens there. */
export function isListening(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    const end = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
