/** What the resolvers said so far: one entry per resolver that answered, with its distinct records. */
export interface Votes {
  readonly answers: readonly ReadonlySet<string>[]
  /** Resolvers that failed. Nobody knows what they would have said. */
  readonly failed: number
  /** Resolvers that may still answer. */
  readonly pending: number
}

export type Tally =
  | { readonly state: 'agreed'; readonly records: readonly string[] }
  /** Answers that are still to come can change the result. */
  | { readonly state: 'waiting' }
  /** The failed ones could have changed the result. */
  | { readonly state: 'undecided' }

/**
 * Counts which records at least `needed` resolvers report.
 *
 * A record that anybody reports is left out only where the failed resolvers could not have brought
 * it in: an outage must not look like a record that was removed. At least `needed` resolvers have to
 * answer, so that fewer can not declare that there is nothing.
 */
export function tally({ answers, failed, pending }: Votes, needed: number): Tally {
  if (answers.length + pending < needed) return { state: 'undecided' }
  const counts = new Map<string, number>()
  for (const record of answers.flatMap((answer) => [...answer])) {
    counts.set(record, (counts.get(record) ?? 0) + 1)
  }
  const isOpen = (outstanding: number): boolean =>
    [...counts.values()].some((count) => count < needed && count + outstanding >= needed)
  if (answers.length < needed) return { state: 'waiting' }
  // With a record that nobody reported yet, too, nothing that comes may change the result.
  const outstanding = pending + failed
  if (pending > 0 && (outstanding >= needed || isOpen(outstanding))) return { state: 'waiting' }
  if (isOpen(failed)) return { state: 'undecided' }
  const records = [...counts].filter(([, count]) => count >= needed).map(([record]) => record)
  return { state: 'agreed', records }
}
