import { randomFraction } from '../../crypto/random.ts'
import type { StoreCall } from '../ports.ts'
import type { SqlClient } from './client.ts'
import { failureOf } from './failure.ts'

/** Of 50 callers that dead-lock one another at least one gets through each time. */
const maximumAttempts = 60
/** Milliseconds; long enough for a transaction of others to end. */
const longestPause = 40

/**
 * Runs one call of a port. A database that undid it because others were in the way is asked again; no
 * other failure is, since nobody knows what became of it.
 */
export async function call<Result>(
  client: SqlClient,
  storeCall: StoreCall | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  storeCall?.signal?.throwIfAborted()
  return insist(client, storeCall, work)
}

/**
 * A further step of a call that has begun: it is tried although the call was aborted since, because the
 * first step is not to be forgotten.
 */
export async function insist<Result>(
  client: SqlClient,
  storeCall: StoreCall | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      // A transaction of the host's is lost as a whole; only the host can begin it again.
      if (client.isTransaction || attempt === maximumAttempts) throw error
      if (failureOf(error) !== 'contention') throw error
      const pause = randomFraction() * Math.min(2 ** attempt, longestPause)
      await new Promise((resume) => setTimeout(resume, pause))
      // Nobody waits any more, and a SQLite host does nothing else while it waits for the file.
      if (storeCall?.signal?.aborted) throw error
    }
  }
}

/** Runs work that a unique index may refuse. In the host's transaction, nothing else is undone by that. */
export async function unlessDuplicate<Result>(
  client: SqlClient,
  work: (client: SqlClient) => Promise<Result>,
): Promise<Result | 'duplicate'> {
  try {
    return await (client.isTransaction ? client.transaction(work) : work(client))
  } catch (error) {
    if (failureOf(error) === 'duplicate') return 'duplicate'
    throw error
  }
}

/**
 * Refuses a record that belongs elsewhere.
 *
 * @throws {TypeError} naming the field
 */
export function requireSame(stored: string, given: string, field: string): void {
  if (stored !== given) throw new TypeError(`An update must not change \`${field}\`.`)
}
