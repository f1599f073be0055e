import { Socket } from 'node:net'
import { vi } from 'vitest'
import type { CliTools } from '../../src/cli/tools.ts'
import type { Sso } from '../../src/index.ts'

/** What a command finds where it runs. */
export interface CliScene {
  /** What the module exports; without it nothing can be loaded. */
  readonly sso?: Sso
  /** What every file holds. */
  readonly input?: string | Uint8Array
  /** Of the machine. Default 2026-01-01T12:00:00Z. */
  readonly now?: Date
  readonly hasColors?: boolean
  readonly signal?: AbortSignal
  /** What the clock says, in milliseconds, each time it is asked. Default 0. */
  readonly milliseconds?: number[]
}

/** The tools of a process, and what was done with them. */
export function cliTools({ sso, input = '', milliseconds = [], ...scene }: CliScene = {}) {
  const loaded: string[] = []
  const read: string[] = []
  const shown: string[] = []
  const tools: CliTools = {
    load: async (path) => {
      loaded.push(path)
      if (!sso) throw new Error(`${path} cannot be loaded: DATABASE_URL is not set.`)
      return sso
    },
    read: async (path, limit) => {
      read.push(path)
      const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
      return bytes.length > limit ? undefined : bytes
    },
    show: (line) => void shown.push(line),
    now: () => milliseconds.shift() ?? 0,
    clock: () => scene.now ?? new Date('2026-01-01T12:00:00Z'),
    hasColors: scene.hasColors === true,
    ...(scene.signal ? { signal: scene.signal } : {}),
  }
  return { tools, loaded, read, shown }
}

/** From now on nothing reaches the network; what tried to is counted. */
export function refuseNetwork() {
  const tried: string[] = []
  const refuse = (what: string) => () => {
    tried.push(what)
    throw new Error('There is no network here.')
  }
  const spies = [
    vi.spyOn(globalThis, 'fetch').mockImplementation(refuse('fetch')),
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(refuse('socket')),
  ]
  return { tried, restore: () => spies.forEach((spy) => spy.mockRestore()) }
}
