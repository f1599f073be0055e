import { after } from '../facts.ts'
import { nameIdFormat } from '../uris.ts'
import type { Variation } from '../variation.ts'

/**
 * Answers that are valid by themselves, so that verifying one alone does not find them out: whoever
 * signs people in must refuse them.
 */
export type LoginDefect =
  | 'replayed'
  | 'name_id_transient'
  | 'single_values_doubled'
  | 'authentication_old'

/** Seconds. */
const DAY = 86_400

export const loginDefects: Readonly<Record<LoginDefect, Variation>> = {
  replayed: {
    rule: 'S18',
    description: 'The provider’s last answer once more; the first one is an honest one.',
  },
  name_id_transient: {
    rule: 'S25',
    description: 'The NameID is transient: another one at each sign-in.',
    facts: ({ assertionId }) => ({ nameId: assertionId, nameIdFormat: nameIdFormat.transient }),
  },
  single_values_doubled: {
    rule: 'S25',
    description: 'E-mail address and first name have two values.',
    facts: ({ attributes }) => ({
      attributes: {
        ...attributes,
        email: [...(attributes.email ?? []), 'mallory@example.com'],
        firstName: [...(attributes.firstName ?? []), 'Mallory'],
      },
    }),
  },
  authentication_old: {
    rule: 'S15',
    description: 'The person authenticated a day ago, although `ForceAuthn` may ask for more.',
    facts: (_facts, { expected }) => ({ authnInstant: after(expected.now, -DAY) }),
  },
}
