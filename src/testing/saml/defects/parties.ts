import { audienceRestriction, issuerOf } from '../compose.ts'
import { assertionOnly, elongated } from '../steps.ts'
import { prepend, removeAt, replaceAt } from '../tree.ts'
import type { Variation } from '../variation.ts'

/** Who says it to whom. The signature is right. */
export type PartyDefect =
  | 'issuer_wrong'
  | 'issuer_other_case'
  | 'issuer_trailing_slash'
  | 'issuer_missing'
  | 'issuer_empty'
  | 'issuer_with_space'
  | 'issuer_twice'
  | 'response_issuer_wrong'
  | 'unsigned_response_issuer_wrong'
  | 'audience_wrong'
  | 'audience_prefix'
  | 'audience_other_case'
  | 'audience_with_space'
  | 'audience_empty'
  | 'audience_missing'
  | 'audience_restriction_missing'
  | 'audience_restriction_second_wrong'
  | 'conditions_missing'

const audience = 'saml:Conditions/saml:AudienceRestriction'
const upperCaseHost = (uri: string | undefined) => (uri ?? '').replace('example', 'EXAMPLE')

export const partyDefects: Readonly<Record<PartyDefect, Variation>> = {
  issuer_wrong: {
    rule: 'S13',
    description: 'The assertion is issued by another provider, under the same key.',
    facts: () => ({ issuer: 'https://other-idp.example.com/metadata' }),
  },
  issuer_other_case: {
    rule: 'S13',
    description: 'The Issuer has capital letters in its host.',
    facts: ({ issuer }) => ({ issuer: upperCaseHost(issuer) }),
  },
  issuer_trailing_slash: {
    rule: 'S13',
    description: 'The Issuer ends in a slash more.',
    facts: ({ issuer }) => ({ issuer: `${issuer}/` }),
  },
  issuer_missing: {
    rule: 'S13',
    description: 'The assertion has no Issuer.',
    facts: () => ({ issuer: undefined }),
  },
  issuer_empty: {
    rule: 'S13',
    description: 'The assertion’s Issuer is empty.',
    facts: () => ({ issuer: '' }),
  },
  issuer_with_space: {
    rule: 'S13',
    description: 'The assertion’s Issuer has a line break at its end.',
    facts: ({ issuer }) => ({ issuer: `${issuer}\n` }),
  },
  issuer_twice: {
    rule: 'S13',
    description: 'The assertion has two Issuers, of which the second is right.',
    assertion: (assertion) => prepend(assertion, issuerOf('https://other-idp.example.com')),
  },
  response_issuer_wrong: {
    rule: 'S13',
    description: 'The signed response is issued by another provider than its assertion.',
    facts: () => ({ responseIssuer: 'https://other-idp.example.com/metadata' }),
  },
  unsigned_response_issuer_wrong: {
    rule: 'S13',
    description: 'The unsigned response around the signed assertion names another Issuer.',
    plan: assertionOnly,
    facts: () => ({ responseIssuer: 'https://other-idp.example.com/metadata' }),
  },
  audience_wrong: {
    rule: 'S14',
    description: 'The assertion is for another service provider.',
    facts: () => ({ audience: 'https://other-app.example.com/metadata' }),
  },
  audience_prefix: {
    rule: 'S14',
    description: 'The Audience begins with our entityID and goes on.',
    facts: ({ audience: ours }) => ({ audience: elongated(ours) }),
  },
  audience_other_case: {
    rule: 'S14',
    description: 'The Audience has capital letters in its host.',
    facts: ({ audience: ours }) => ({ audience: upperCaseHost(ours) }),
  },
  audience_with_space: {
    rule: 'S14',
    description: 'The Audience has white space around it.',
    facts: ({ audience: ours }) => ({ audience: ` ${ours} ` }),
  },
  audience_empty: {
    rule: 'S14',
    description: 'The Audience is empty.',
    facts: () => ({ audience: '' }),
  },
  audience_missing: {
    rule: 'S14',
    description: 'AudienceRestriction names nobody.',
    assertion: (assertion) => removeAt(assertion, `${audience}/saml:Audience`),
  },
  audience_restriction_missing: {
    rule: 'S14',
    description: 'Conditions has no AudienceRestriction.',
    assertion: (assertion) => removeAt(assertion, audience),
  },
  audience_restriction_second_wrong: {
    rule: 'S14',
    description: 'A second AudienceRestriction names somebody else, and both must hold.',
    assertion: (assertion) =>
      replaceAt(assertion, audience, (one) => [
        one,
        audienceRestriction('https://other-app.example.com/metadata'),
      ]),
  },
  conditions_missing: {
    rule: 'S14',
    description: 'The assertion has no Conditions.',
    assertion: (assertion) => removeAt(assertion, 'saml:Conditions'),
  },
}
