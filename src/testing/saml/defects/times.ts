import { setAttributeAt, withAttribute } from '../tree.ts'
import { after, type ResponseFacts } from '../facts.ts'
import type { ResponsePlan, Variation } from '../variation.ts'

/** When it is valid. The signature is right. An hour is more than any tolerance. */
export type TimeDefect =
  | 'conditions_expired'
  | 'conditions_expired_this_second'
  | 'conditions_not_yet_valid'
  | 'confirmation_expired'
  | 'confirmation_not_yet_valid'
  | 'confirmation_without_end'
  | 'session_expired'
  | 'issued_in_future'
  | 'response_issued_in_future'
  | 'authenticated_in_future'
  | 'time_without_zone'
  | 'time_empty'
  | 'time_with_space'
  | 'time_date_only'
  | 'time_no_such_day'
  | 'time_24_hours'
  | 'time_epoch_seconds'
  | 'time_in_words'
  | 'time_with_comma_fraction'
  | 'time_zone_too_far'
  | 'issue_instant_missing'
  | 'authn_instant_missing'
  | 'session_end_malformed'

const HOUR = 3600
/** The default clock tolerance, after which not one second is left. */
const TOLERANCE = 60

/** Changes facts by the time that it is. */
function timed(
  description: string,
  change: (now: Date) => Partial<ResponseFacts>,
  more: Partial<ResponsePlan> = {},
): Variation {
  return {
    rule: 'S15',
    description,
    plan: () => more,
    facts: (_facts, { expected }) => change(expected.now),
  }
}

/** `NotOnOrAfter` of the Conditions in a spelling that is not one of a time. */
function misspelt(description: string, spell: (iso: string) => string): Variation {
  return timed(description, (now) => ({ notOnOrAfter: spell(after(now, HOUR)) }))
}

export const timeDefects: Readonly<Record<TimeDefect, Variation>> = {
  conditions_expired: timed('Conditions ended an hour ago.', (now) => ({
    notBefore: after(now, -2 * HOUR),
    notOnOrAfter: after(now, -HOUR),
  })),
  conditions_expired_this_second: timed(
    'Conditions ended 60 seconds ago: `NotOnOrAfter` itself is too late.',
    (now) => ({ notBefore: after(now, -HOUR), notOnOrAfter: after(now, -TOLERANCE) }),
  ),
  conditions_not_yet_valid: timed('Conditions begin in an hour.', (now) => ({
    notBefore: after(now, HOUR),
    notOnOrAfter: after(now, 2 * HOUR),
  })),
  confirmation_expired: timed('The confirmation ended an hour ago.', (now) => ({
    confirmationNotOnOrAfter: after(now, -HOUR),
  })),
  confirmation_not_yet_valid: {
    rule: 'S15',
    description: 'The confirmation begins in an hour.',
    assertion: (assertion, { plan }) =>
      setAttributeAt(
        assertion,
        'saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData',
        'NotBefore',
        after(plan.expected.now, HOUR),
      ),
  },
  confirmation_without_end: timed('The confirmation has no NotOnOrAfter.', () => ({
    confirmationNotOnOrAfter: undefined,
  })),
  session_expired: timed('The provider’s session ended an hour ago.', (now) => ({
    authnInstant: after(now, -2 * HOUR),
    sessionNotOnOrAfter: after(now, -HOUR),
  })),
  issued_in_future: timed('The assertion is issued in an hour.', (now) => ({
    issueInstant: after(now, HOUR),
  })),
  response_issued_in_future: {
    rule: 'S15',
    description: 'The signed response is issued in an hour.',
    response: (response, { plan }) =>
      withAttribute(response, 'IssueInstant', after(plan.expected.now, HOUR)),
  },
  authenticated_in_future: timed('The person will authenticate in an hour.', (now) => ({
    authnInstant: after(now, HOUR),
  })),
  time_without_zone: misspelt('A time without a zone.', (iso) => iso.replace('Z', '')),
  time_empty: misspelt('A time that is an empty text.', () => ''),
  time_with_space: misspelt('A time with a space at its end.', (iso) => `${iso} `),
  time_date_only: misspelt('A day without a time.', (iso) => `${iso.slice(0, 10)}Z`),
  time_no_such_day: misspelt('The 30th of February.', () => '2099-02-30T12:00:00Z'),
  time_24_hours: misspelt('25 o’clock.', () => '2099-01-01T25:00:00Z'),
  time_epoch_seconds: misspelt('Seconds since 1970.', () => '4070908800'),
  time_in_words: misspelt('A time as e-mail has it.', (iso) => new Date(iso).toUTCString()),
  time_with_comma_fraction: misspelt('A comma before the fraction.', (iso) => {
    return iso.replace('.', ',')
  }),
  time_zone_too_far: misspelt('A zone of 15 hours.', (iso) => iso.replace('Z', '+15:00')),
  issue_instant_missing: {
    rule: 'S15',
    description: 'The assertion has no IssueInstant.',
    assertion: (assertion) => withAttribute(assertion, 'IssueInstant', undefined),
  },
  authn_instant_missing: {
    rule: 'S15',
    description: 'AuthnStatement has no AuthnInstant.',
    assertion: (assertion) =>
      setAttributeAt(assertion, 'saml:AuthnStatement', 'AuthnInstant', undefined),
  },
  session_end_malformed: timed('SessionNotOnOrAfter is no time.', () => ({
    sessionNotOnOrAfter: 'never',
  })),
}
