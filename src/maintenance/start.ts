import type { MaintenanceReport } from '../types/maintenance.ts'
import type { Sso } from '../types/sso.ts'

/** Trust is kept fresh for an hour, so this is early enough. */
const DEFAULT_INTERVAL_SECONDS = 300

/** A day; more than 24 of them overflow the timers of runtimes, which then fire at once. */
const MAX_INTERVAL_SECONDS = 86_400

/** A full queue is worked off in that many calls before others of the process get their turn. */
const MAX_CALLS_IN_A_ROW = 100

/** Options of `startMaintenance`. */
export interface MaintenanceLoopOptions {
  /** Seconds between two runs. Default 300, from 1 to 86,400. */
  readonly intervalSeconds?: number
  readonly onReport?: (report: MaintenanceReport) => void
  /** A run that failed; the next one comes all the same. */
  readonly onError?: (error: unknown) => void
}

/** A loop that `startMaintenance` began. */
export interface MaintenanceLoop {
  /** Ends the loop, and resolves once a run under way has ended too. */
  stop(): Promise<void>
}

/**
 * Runs `sso.maintain` now and then again and again, for processes that live long. Several processes may
 * do so; where none lives long, call `sso.maintain` from cron instead. The loop keeps no process alive.
 *
 * @param sso whose background work is done
 * @param options how often, and whom to tell
 * @returns the loop, to end it; `stop` waits for the round that runs
 * @throws {TypeError} where `intervalSeconds` is out of range
 * @example
 * ```ts
 * import { startMaintenance, type Sso } from 'ssokit'
 *
 * declare const sso: Sso
 * const loop = startMaintenance(sso, { onError: (error) => console.error(error) })
 * process.on('SIGTERM', () => void loop.stop())
 * ```
 */
export function startMaintenance(
  sso: Pick<Sso, 'maintain'>,
  options: MaintenanceLoopOptions = {},
): MaintenanceLoop {
  const { intervalSeconds = DEFAULT_INTERVAL_SECONDS, onReport, onError } = options
  if (!(intervalSeconds >= 1 && intervalSeconds <= MAX_INTERVAL_SECONDS)) {
    throw new TypeError(`intervalSeconds is from 1 to ${MAX_INTERVAL_SECONDS}.`)
  }
  const controller = new AbortController()
  const { signal } = controller
  let timer: ReturnType<typeof setTimeout> | undefined

  const work = async (): Promise<void> => {
    try {
      for (let calls = 0; calls < MAX_CALLS_IN_A_ROW && !signal.aborted; calls++) {
        const report = await sso.maintain({ signal })
        onReport?.(report)
        if (!report.hasMore) return
      }
    } catch (error) {
      try {
        onError?.(error)
      } catch {
        // A listener that fails must not end the loop, nor the process.
      }
    }
  }

  const run = async (): Promise<void> => {
    await work()
    if (signal.aborted) return
    timer = setTimeout(() => {
      running = run()
    }, intervalSeconds * 1000)
    // Timers of Node keep the process alive unless they are told not to.
    ;(timer as { unref?: () => void }).unref?.()
  }
  let running = run()

  return {
    async stop() {
      controller.abort()
      clearTimeout(timer)
      await running
    },
  }
}
