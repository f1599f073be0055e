import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** An account that servers run as, because they refuse to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** A server's process with all that it started. */
export interface ServerProcess {
  /** The end of what it wrote, for the message of a test that failed. */
  log(): string
  hasEnded(): boolean
  /** Ends it and its children at once, as a machine that goes down does. */
  kill(): Promise<void>
  /** Stops it and its children: connections stay open, and nobody answers. */
  pause(): void
  resume(): void
  /** How large its files may become; what it has started already goes on without. Linux only. */
  limitFiles(bytes: number | undefined): void
}

/** `undefined` where nobody is root: then the server runs as whoever runs the tests. */
export function unprivileged(name: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (option: string): number =>
    Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

const LOG_CHARACTERS = 10_000

/** Starts a server that ends with this process, however that ends. */
export function startProcess(
  program: string,
  options: readonly string[],
  account: Account | undefined,
): ServerProcess {
  // The `exit` event of a process that was killed never comes.
  const mortal = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL'] : []
  const [command = program, ...rest] = [...mortal, program, ...options]
  const env = { ...process.env, LC_ALL: 'C' }
  const child = spawn(command, rest, {
    ...account,
    env,
    // The checkout may be a folder that the account must not enter.
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_CHARACTERS)
  })
  child.on('error', (error) => {
    log += String(error)
  })
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const endNow = (): void => void child.kill('SIGKILL')
  process.once('exit', endNow)
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      process.off('exit', endNow)
      done()
    })
  })
  return {
    log: () => log,
    hasEnded,
    kill: async () => {
      const family = familyOf(child)
      for (const id of family) signal(id, 'SIGKILL')
      if (!hasEnded() && child.pid !== undefined) await ended
      while (family.some(isAlive)) await new Promise((resume) => setTimeout(resume, 5))
    },
    pause: () => {
      for (const id of familyOf(child)) signal(id, 'SIGSTOP')
    },
    resume: () => {
      for (const id of familyOf(child)) signal(id, 'SIGCONT')
    },
    limitFiles: (bytes) => {
      // Only the soft limit, which anybody may lift again.
      const limit = `--fsize=${bytes ?? 'unlimited'}:unlimited`
      const args = [limit, '--pid', String(child.pid)]
      execFileSync('prlimit', args, { ...account, cwd: tmpdir(), stdio: 'pipe' })
    },
  }
}

/** The process first, so that it cannot start children that nobody has seen. */
function familyOf({ pid }: ChildProcess): readonly number[] {
  if (pid === undefined) return []
  return process.platform === 'linux' ? [pid, ...childrenOf(pid)] : [pid]
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // `pid (program) state ppid`, where the program's name may contain anything.
        const [, ppid] =
          readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
        return Number(ppid) === parent ? [Number(name)] : []
      } catch {
        // It has ended since.
        return []
      }
    })
}

function signal(id: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(id, name)
  } catch {
    return false
  }
}

/** A child that nobody has waited for yet is dead already. */
function isAlive(id: number): boolean {
  if (!signal(id, 0)) return false
  if (process.platform !== 'linux') return true
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${id}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Asks until the server answers. */
export async function untilAnswers(
  name: string,
  server: ServerProcess,
  ask: () => Promise<unknown>,
  milliseconds: number,
): Promise<void> {
  const until = Date.now() + milliseconds
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (server.hasEnded() || Date.now() > until) {
        throw new Error(`${name} does not answer:\n${server.log()}`, { cause: error })
      }
    }
    await new Promise((resume) => setTimeout(resume, 25))
  }
}
