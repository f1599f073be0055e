import type { Sso } from '../types/sso.ts'

/** What commands need of the process that they run in. */
export interface CliTools {
  /** Loads the host's `Sso`. */
  load(path: string): Promise<Sso>
  /** Reads a file, or the standard input where it is `-`; `undefined` where there is more than `limit`. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>
  /** Shows a line of progress. */
  show(line: string): void
  /** Milliseconds of a clock that never jumps. */
  now(): number
  /** The time of day. */
  clock(): Date
  /** Whether the output is a terminal that has colours and may use them. */
  readonly hasColors: boolean
  /** Ends it early. */
  readonly signal?: AbortSignal
}

/** Whoever waits longer than this is told how far it is. */
const PROGRESS_MILLISECONDS = 1000

/** Shows one line a second, at most. */
export function progressOf({ now, show }: Pick<CliTools, 'now' | 'show'>): (line: string) => void {
  let shownAt = now()
  return (line) => {
    if (now() - shownAt < PROGRESS_MILLISECONDS) return
    shownAt = now()
    show(line)
  }
}
