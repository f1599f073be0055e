import { expect } from 'vitest'
import type { TraceEntry } from '../../../src/index.ts'

interface Expectation {
  /** The entry of the same sign-in without the defect. */
  readonly honest: TraceEntry | undefined
  /** Where the defect must show. */
  readonly check: string
  /** What the sign-in was refused with. */
  readonly code: string | undefined
  /** Checks that only one of the two makes, or of which nobody knows. */
  readonly unknown?: readonly string[]
}

/**
 * An entry tells the truth: the check fails with the code that was thrown, whatever counts as passed has
 * passed without the defect as well, and every check before it that ran there has passed here.
 */
export function expectTruthful(
  entry: TraceEntry | undefined,
  { honest, check, code, unknown = [] }: Expectation,
): void {
  if (!entry || !honest) throw new Error('There is no entry.')
  expect(honest.outcome).toMatch(/^(signed_in|provisioned)$/)
  expect(entry.outcome).toBe('failed')
  const failed = entry.checks.filter(({ status }) => status === 'fail')
  expect(failed).toContainEqual(expect.objectContaining({ name: check, code }))
  for (const { hint } of failed) expect(hint).toMatch(/\S/)
  const statuses = (one: TraceEntry) =>
    new Map(one.checks.map(({ name, status }) => [name, status]))
  const [now, then] = [statuses(entry), statuses(honest)]
  expect([...now.keys()]).toEqual([...then.keys()])
  const names = [...now.keys()]
  for (const name of names.filter((one) => !unknown.includes(one))) {
    if (now.get(name) === 'pass') expect([name, then.get(name)]).toEqual([name, 'pass'])
  }
  const before = names.slice(0, names.indexOf(check)).filter((name) => !unknown.includes(name))
  for (const name of before) {
    if (then.get(name) === 'pass') expect([name, now.get(name)]).not.toEqual([name, 'skipped'])
  }
}
