import type { Connection } from '../types/connection.ts'
import type { TraceEntry } from '../types/trace.ts'

/** From so many days before its end a certificate is worth a warning. */
export const WARNING_DAYS = 30
const DAY_MILLISECONDS = 86_400_000

/** How a connection is doing, as far as what is stored tells. */
export type Health =
  | { readonly kind: 'draft' | 'disabled' | 'unused' | 'working' | 'failing' }
  | { readonly kind: 'certificate'; readonly days: number }
  | { readonly kind: 'attempt'; readonly failed: TraceEntry }

export interface HealthFacts {
  readonly now: Date
  /** When the identity provider’s last certificate ends, where that is known. */
  readonly certificatesEndAt?: Date | undefined
  /** The latest attempts, newest first; none where they are not kept, or not for this visitor. */
  readonly attempts?: readonly TraceEntry[]
}

/** One word about a connection: what needs somebody’s attention first. Pure. */
export function connectionHealth(
  { status, check, live, lastLogin }: Connection,
  { now, certificatesEndAt, attempts = [] }: HealthFacts,
): Health {
  if (status !== 'active') return { kind: status === 'disabled' ? 'disabled' : 'draft' }
  if (check && check.fingerprint === live?.fingerprint && check.status === 'fail') {
    return { kind: 'failing' }
  }
  if (certificatesEndAt) {
    const days = daysUntil(certificatesEndAt, now)
    if (days <= WARNING_DAYS) return { kind: 'certificate', days }
  }
  const failed = failedSince(attempts)
  if (failed) return { kind: 'attempt', failed }
  const hasWorked = lastSignIn(attempts) ?? lastLogin
  return { kind: hasWorked ? 'working' : 'unused' }
}

/** Whole days that are left; 0 once it is over. */
export function daysUntil(end: Date, now: Date): number {
  return Math.max(0, Math.floor((end.getTime() - now.getTime()) / DAY_MILLISECONDS))
}

/** The latest sign-in that went well, tests aside. */
export function lastSignIn(attempts: readonly TraceEntry[]): TraceEntry | undefined {
  return attempts.find(hasSucceeded)
}

/** The latest failure of the connection itself, where nobody has come in since. */
function failedSince(attempts: readonly TraceEntry[]): TraceEntry | undefined {
  const latest = attempts.find((entry) => hasSucceeded(entry) || isFailure(entry))
  return latest && isFailure(latest) ? latest : undefined
}

const hasSucceeded = ({ outcome }: TraceEntry): boolean =>
  outcome === 'signed_in' || outcome === 'provisioned'

/**
 * Whoever is refused by the access rules came through the connection all right, and what belongs to no
 * sign-in of ours can be sent by anybody.
 */
function isFailure({ outcome, checks }: TraceEntry): boolean {
  const first = checks.find(({ status }) => status === 'fail')
  return outcome === 'failed' && first !== undefined && !foreign.has(first.name)
}

const foreign: ReadonlySet<string> = new Set(['flow', 'connection', 'single_use'])
