import { printable } from '../../errors.ts'
import type { Fact } from './inspection.ts'

const HIDDEN = '(hidden)'

/** Shorter ones would be found inside of other words. */
const MIN_LENGTH = 3

/**
 * Hides what the facts say about people, wherever else it is repeated, such as in the message of a
 * check. Pure.
 */
export function redactorOf(facts: readonly Fact[]): (text: string) => string {
  const values = facts
    .filter(({ isPersonal }) => isPersonal === true)
    .flatMap((one) => one.values)
    // Messages quote them escaped and cut.
    .flatMap((value) => [value, printable(value)])
    .filter(({ length }) => length >= MIN_LENGTH)
  // Longer ones first, which may contain shorter ones.
  const distinct = [...new Set(values)].sort((one, other) => other.length - one.length)
  return (text) => distinct.reduce((shown, value) => shown.replaceAll(value, HIDDEN), text)
}

/** The facts with hidden values: how many there are stays visible. */
export function redacted(facts: readonly Fact[]): readonly Fact[] {
  return facts.map((one) =>
    one.isPersonal === true ? { ...one, values: one.values.map(() => HIDDEN) } : one,
  )
}
