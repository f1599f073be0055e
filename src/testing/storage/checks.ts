import assert from 'node:assert/strict'
import type { SsoStorage } from '../../storage/ports.ts'

/** Examines one sentence of the contract on a fresh, empty storage. */
export type Check = (storage: SsoStorage) => Promise<void>

/** The checks of one port by what they say of it. */
export type Checks = Readonly<Record<string, Check>>

/** As many callers at once as the contract speaks of. */
export const callers = 50

/** Makes all calls at once and waits for every one, so that none outlives its case. */
export async function inParallel<Result>(
  call: (index: number) => Promise<Result>,
  count: number = callers,
): Promise<readonly Result[]> {
  const calls = Array.from({ length: count }, (_, index) => call(index))
  const settled = await Promise.allSettled(calls)
  return settled.map((outcome) => {
    if (outcome.status === 'fulfilled') return outcome.value
    assert.ifError(outcome.reason)
    return assert.fail('contention is no reason to throw')
  })
}

/** Asserts that what a caller must not ask for is thrown back or answered by a conflict. */
export async function assertRefused(call: () => Promise<unknown>): Promise<void> {
  const [outcome] = await Promise.allSettled([call()])
  if (outcome.status === 'fulfilled') assert.equal(outcome.value, 'conflict')
}

/** Asserts that one call won and all others lost; returns the index of the winner. */
export function assertOneWinner<Result>(
  results: readonly Result[],
  winner: Result,
  loser: Result,
): number {
  const wins = results.filter((result) => result === winner).length
  assert.equal(wins, 1, `${wins} of ${results.length} parallel callers won`)
  const losses = results.filter((result) => result === loser).length
  assert.equal(losses, results.length - 1, 'every other caller is told that it lost')
  return results.indexOf(winner)
}

/** Reads all pages of a list; every page but the last has to be full. */
export async function readPages<Item>(
  read: (cursor: string | undefined) => Promise<readonly Item[]>,
  cursorOf: (item: Item) => string,
  limit: number,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await read(cursor)
    assert.ok(page.length <= limit, `a page has at most ${limit} entries`)
    items.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return items
    cursor = cursorOf(last)
  }
  return assert.fail('the pages never end')
}

/** Changes everything that can be changed in a value, as careless callers do. */
export function deface(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Date) {
    value.setTime(0)
    return
  }
  for (const nested of Object.values(value)) deface(nested)
  if (Array.isArray(value)) {
    value.push('defaced')
    return
  }
  for (const [name, nested] of Object.entries(value)) {
    if (typeof nested === 'string') Object.assign(value, { [name]: 'defaced' })
  }
}

/** The one result of a query that has one. */
export function only<Item>(items: readonly Item[]): Item {
  assert.equal(items.length, 1)
  return items[0] ?? assert.fail('one result is expected')
}
