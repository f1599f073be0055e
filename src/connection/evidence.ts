import type { Connection } from '../types/connection.ts'

/**
 * True where somebody has signed in with exactly what is live now, in a test or for real. Evidence of
 * an earlier revision proves nothing.
 */
export function isProven({
  live,
  test,
  lastLogin,
}: Pick<Connection, 'live' | 'test' | 'lastLogin'>): boolean {
  if (!live) return false
  const isTested = test?.status === 'passed' && test.fingerprint === live.fingerprint
  return isTested || lastLogin?.fingerprint === live.fingerprint
}

/** The life of a flow: an answer that comes later is refused, so the test has no outcome any more. */
const UNFINISHED_MILLISECONDS = 600_000

/** The connection as an admin sees it: a test that nobody finished in time counts as none. */
export function withoutExpiredTest(connection: Connection, now: Date): Connection {
  const { test, ...rest } = connection
  if (test?.status !== 'running') return connection
  // Written so that an instant that is none counts as expired.
  return Date.parse(test.at) + UNFINISHED_MILLISECONDS > now.getTime() ? connection : rest
}

/** Without what a check or test proved of a revision that is neither live nor the draft any more. */
export function withoutStaleEvidence(connection: Connection): Connection {
  const { check, test, lastLogin, ...rest } = connection
  const known = [rest.live?.fingerprint, rest.draft?.fingerprint]
  const isCurrent = (evidence: { readonly fingerprint: string } | undefined) =>
    evidence !== undefined && known.includes(evidence.fingerprint)
  return {
    ...rest,
    ...(check && isCurrent(check) ? { check } : {}),
    ...(test && isCurrent(test) ? { test } : {}),
    ...(lastLogin && isCurrent(lastLogin) ? { lastLogin } : {}),
  }
}

/**
 * An instant for evidence that is newer than what is stored. Clocks of several hosts differ a little,
 * and storages ignore evidence that is not newer.
 */
export function instantAfter(stored: { readonly at: string } | undefined, now: Date): string {
  const before = stored === undefined ? Number.NaN : Date.parse(stored.at)
  return new Date(before >= now.getTime() ? before + 1 : now).toISOString()
}
