import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from './free-port.ts'

const program = '/usr/bin/redis-server'
const setup = resolve(import.meta.dirname, '../../tools/setup.mjs')

/** Milliseconds until the server answers; a busy machine takes seconds. */
const START_MS = 30_000

export interface TestRedis {
  readonly port: number
  /** Sends one command on a connection of its own; gives the reply as it came over the wire, throws an error. */
  command(...parts: readonly string[]): Promise<string>
  /** SIGKILL: nothing is saved that was not saved before. */
  kill(): Promise<void>
  /** Starts the killed server again on the same port and with the same folder. */
  restart(): Promise<void>
  /** SIGSTOP: connections stay open and nobody answers. */
  pause(): void
  resume(): void
  /** Ends the server and removes its folder. */
  close(): Promise<void>
}

/**
 * Debian's Redis on loopback, with a folder of its own. It saves nothing unless told to.
 *
 * @param settings more arguments of the server, such as `--maxmemory 3mb`
 */
export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  if (!existsSync(program)) execFileSync(process.execPath, [setup], { stdio: 'pipe' })
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-redis-'))
  const port = await freePort()
  const server = [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder],
    ...['--save', '', '--appendonly', 'no', ...settings],
  ]
  let child: ChildProcess | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let log = ''

  const kill = async (): Promise<void> => {
    // Also ends a server that is stopped.
    child?.kill('SIGKILL')
    await ended
  }
  const start = async (): Promise<void> => {
    const until = Date.now() + START_MS
    for (;;) {
      const started = spawn(program, server, { stdio: ['ignore', 'pipe', 'ignore'] })
      child = started
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        log = (log + text).slice(-10_000)
      })
      ended = new Promise((done) => started.once('exit', done))
      if (await Promise.race([ended.then(() => false), answers(port, until)])) return
      if (Date.now() > until) break
      // While a server is down, its port may become that of somebody's connection for a moment.
      await new Promise((resume) => setTimeout(resume, 50))
    }
    await kill()
    throw new Error(`Redis does not start:\n${log}`)
  }

  await start()
  return {
    port,
    command: (...parts) => send(port, parts),
    kill,
    restart: start,
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** True once the server serves requests, false when it is too late. */
async function answers(port: number, until: number): Promise<boolean> {
  while (Date.now() < until) {
    // A server that still loads its file answers with an error.
    const isReady = await send(port, ['PING']).then(
      () => true,
      () => false,
    )
    if (isReady) return true
    await new Promise((resume) => setTimeout(resume, 20))
  }
  return false
}

/** Speaks the protocol by hand, so that no test depends on the client that it examines. */
function send(port: number, parts: readonly string[]): Promise<string> {
  const words = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`)
  return new Promise((answer, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('close', () => answer(Buffer.concat(chunks).toString()))
    // `QUIT` makes the server close once it has answered.
    socket.write(`*${parts.length}\r\n${words.join('')}*1\r\n$4\r\nQUIT\r\n`)
  }).then((reply) => {
    const text = String(reply)
      .replace(/\+OK\r\n$/, '')
      .trimEnd()
    if (text.startsWith('-')) throw new Error(`${parts[0]}: ${text.slice(1)}`)
    return text
  })
}
