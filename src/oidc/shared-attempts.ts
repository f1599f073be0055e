const MAX_REMEMBERED = 1000

export interface Attempt<Result> {
  readonly startedAt: Date
  readonly result: Promise<Result>
}

/** Starts an attempt, or returns the one of this name that is no older than the cooldown. */
export type SharedAttempts<Result> = (
  name: readonly string[],
  now: Date,
  start: () => Promise<Result>,
) => Attempt<Result>

/**
 * Makes one attempt per name and cooldown, counted on attempts whatever became of them (rule N4).
 * Whoever asks meanwhile shares its result: when a provider has changed its keys, all people who
 * sign in at that moment need the new ones and only the first may fetch them.
 */
export function createSharedAttempts<Result>(milliseconds: number): SharedAttempts<Result> {
  const attempts = new Map<string, Attempt<Result>>()
  const isRecent = ({ startedAt }: Attempt<Result>, now: Date) =>
    Math.abs(now.getTime() - startedAt.getTime()) < milliseconds

  return (name, now, start) => {
    const key = JSON.stringify(name)
    const last = attempts.get(key)
    if (last && isRecent(last, now)) return last
    attempts.delete(key)
    const attempt = { startedAt: now, result: start() }
    attempts.set(key, attempt)
    for (const [oldest, known] of attempts) {
      if (attempts.size <= MAX_REMEMBERED && isRecent(known, now)) break
      attempts.delete(oldest)
    }
    return attempt
  }
}
