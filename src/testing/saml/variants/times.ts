import { after } from '../facts.ts'
import type { Variation } from '../variation.ts'
/** How honest providers write times: rule S15. */
export type TimeVariant =
  | 'time_with_seven_digits'
  | 'time_with_nanoseconds'
  | 'time_without_fraction'
  | 'time_with_zone'
  | 'clock_ahead_50_seconds'
  | 'clock_behind_50_seconds'

/** More than honest clocks differ, less than the default tolerance of 60. Seconds. */
const SKEW = 50
/** Seconds. */
const HOUR = 3600

/** Rewrites every time of the assertion. */
function spelt(description: string, spell: (iso: string) => string): Variation {
  return {
    rule: 'S15',
    description,
    facts: (facts) => ({
      issueInstant: spell(facts.issueInstant),
      authnInstant: spell(facts.authnInstant),
      notBefore: spell(facts.notBefore ?? ''),
      notOnOrAfter: spell(facts.notOnOrAfter ?? ''),
      confirmationNotOnOrAfter: spell(facts.confirmationNotOnOrAfter ?? ''),
    }),
  }
}

/** The provider's clock is this many seconds off. */
function skewed(seconds: number): Pick<Variation, 'facts'> {
  return {
    facts: (_facts, { expected: { now } }) => ({
      issueInstant: after(now, seconds),
      authnInstant: after(now, seconds),
      notBefore: after(now, seconds),
      notOnOrAfter: after(now, seconds + Math.abs(seconds) - 1),
      confirmationNotOnOrAfter: after(now, seconds + Math.abs(seconds) - 1),
    }),
  }
}

export const timeVariants: Readonly<Record<TimeVariant, Variation>> = {
  time_with_seven_digits: spelt('Times have seven digits, as Entra writes them.', (iso) =>
    iso.replace('Z', '1234Z'),
  ),
  time_with_nanoseconds: spelt('Times have nine digits.', (iso) => iso.replace('Z', '123456Z')),
  time_without_fraction: spelt('Times have no fraction.', (iso) => iso.replace(/\.\d+/, '')),
  time_with_zone: spelt('Times are those of New Delhi.', (iso) => {
    const local = new Date(new Date(iso).getTime() + 5.5 * HOUR * 1000)
    return local.toISOString().replace('Z', '+05:30')
  }),
  clock_ahead_50_seconds: {
    rule: 'S15',
    description: 'The provider’s clock is 50 seconds ahead.',
    ...skewed(SKEW),
  },
  clock_behind_50_seconds: {
    rule: 'S15',
    description: 'The provider’s clock is so far behind that all has just ended.',
    ...skewed(-SKEW),
  },
}
