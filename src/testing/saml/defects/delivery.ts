import { confirmationOf } from '../compose.ts'
import { assertionOnly, elongated } from '../steps.ts'
import { removeAt, replaceAt, setAttributeAt, withAttribute } from '../tree.ts'
import { confirmationMethod } from '../uris.ts'
import type { ResponsePlan, Variation } from '../variation.ts'
/** To which address, in answer to what, and by whom it may be presented. The signature is right. */
export type DeliveryDefect =
  | 'recipient_wrong'
  | 'recipient_trailing_slash'
  | 'recipient_http'
  | 'recipient_prefix'
  | 'recipient_missing'
  | 'destination_wrong'
  | 'destination_trailing_slash'
  | 'destination_prefix'
  | 'destination_empty'
  | 'destination_missing'
  | 'unsigned_destination_wrong'
  | 'in_response_to_other'
  | 'in_response_to_missing'
  | 'in_response_to_missing_in_confirmation'
  | 'in_response_to_other_in_envelope'
  | 'in_response_to_empty'
  | 'unsolicited'
  | 'unsolicited_with_in_response_to'
  | 'unsolicited_with_envelope_in_response_to'
  | 'unsolicited_old'
  | 'confirmation_missing'
  | 'confirmation_data_missing'
  | 'confirmation_holder_of_key'
  | 'confirmation_sender_vouches'
  | 'confirmations_that_add_up'

const confirmation = 'saml:Subject/saml:SubjectConfirmation'

/** A pending request is none: the answer comes unasked. */
const noRequest = ({ expected, facts }: ResponsePlan, allowUnsolicited: boolean) => ({
  expected: { ...expected, inResponseTo: null, allowUnsolicited },
  facts: { ...facts, inResponseTo: undefined },
})

/** Longer than an unsolicited answer may take, shorter than its conditions allow. */
const OLD_SECONDS = 720

export const deliveryDefects: Readonly<Record<DeliveryDefect, Variation>> = {
  recipient_wrong: {
    rule: 'S16',
    description: 'The assertion is to be delivered to another address.',
    facts: () => ({ recipient: 'https://other-app.example.com/acs' }),
  },
  recipient_trailing_slash: {
    rule: 'S16',
    description: 'Recipient ends in a slash more.',
    facts: ({ recipient }) => ({ recipient: `${recipient}/` }),
  },
  recipient_http: {
    rule: 'S16',
    description: 'Recipient is http instead of https.',
    facts: ({ recipient }) => ({ recipient: recipient?.replace('https:', 'http:') }),
  },
  recipient_prefix: {
    rule: 'S16',
    description: 'Recipient begins with our address and goes on.',
    facts: ({ recipient }) => ({ recipient: elongated(recipient) }),
  },
  recipient_missing: {
    rule: 'S16',
    description: 'SubjectConfirmationData has no Recipient.',
    facts: () => ({ recipient: undefined }),
  },
  destination_wrong: {
    rule: 'S16',
    description: 'The signed response is for another address.',
    facts: () => ({ destination: 'https://other-app.example.com/acs' }),
  },
  destination_trailing_slash: {
    rule: 'S16',
    description: 'The signed response’s Destination ends in a slash more.',
    facts: ({ destination }) => ({ destination: `${destination}/` }),
  },
  destination_prefix: {
    rule: 'S16',
    description: 'The signed response’s Destination begins with our address and goes on.',
    facts: ({ destination }) => ({ destination: elongated(destination) }),
  },
  destination_empty: {
    rule: 'S16',
    description: 'The signed response’s Destination is empty.',
    facts: () => ({ destination: '' }),
  },
  destination_missing: {
    rule: 'S16',
    description: 'The signed response has no Destination.',
    facts: () => ({ destination: undefined }),
  },
  unsigned_destination_wrong: {
    rule: 'S16',
    description: 'The unsigned response around the signed assertion is for another address.',
    plan: assertionOnly,
    facts: () => ({ destination: 'https://other-app.example.com/acs' }),
  },
  in_response_to_other: {
    rule: 'S17',
    description: 'The answer is one to another request.',
    facts: () => ({ inResponseTo: '_another-request' }),
  },
  in_response_to_missing: {
    rule: 'S17',
    description: 'Nothing says which request is answered, although one is pending.',
    facts: () => ({ inResponseTo: undefined }),
  },
  in_response_to_missing_in_confirmation: {
    rule: 'S17',
    description: 'Only the unsigned envelope says which request is answered.',
    plan: assertionOnly,
    assertion: (assertion) =>
      setAttributeAt(
        assertion,
        `${confirmation}/saml:SubjectConfirmationData`,
        'InResponseTo',
        undefined,
      ),
  },
  in_response_to_other_in_envelope: {
    rule: 'S17',
    description: 'The envelope answers another request than the assertion.',
    plan: assertionOnly,
    response: (response) => withAttribute(response, 'InResponseTo', '_another-request'),
  },
  in_response_to_empty: {
    rule: 'S17',
    description: 'InResponseTo is there and empty.',
    facts: () => ({ inResponseTo: '' }),
  },
  unsolicited: {
    rule: 'S20',
    description: 'Nobody asked, and the connection takes no unsolicited answers.',
    plan: (plan) => noRequest(plan, false),
  },
  unsolicited_with_in_response_to: {
    rule: 'S20',
    description: 'Nobody asked, but the answer names a request; unsolicited ones are allowed.',
    plan: (plan) => noRequest(plan, true),
    facts: () => ({ inResponseTo: '_another-request' }),
  },
  unsolicited_with_envelope_in_response_to: {
    rule: 'S20',
    description: 'The same, where only the unsigned envelope names a request.',
    plan: (plan) => ({ ...noRequest(plan, true), signs: ['assertion'] }),
    response: (response) => withAttribute(response, 'InResponseTo', '_another-request'),
  },
  unsolicited_old: {
    rule: 'S20',
    description: 'An allowed unsolicited answer that was issued more than ten minutes ago.',
    plan: (plan) => noRequest(plan, true),
    facts: (_facts, { expected }) => ({
      issueInstant: new Date(expected.now.getTime() - OLD_SECONDS * 1000).toISOString(),
    }),
  },
  confirmation_missing: {
    rule: 'S17',
    description: 'The Subject has no SubjectConfirmation.',
    assertion: (assertion) => removeAt(assertion, confirmation),
  },
  confirmation_data_missing: {
    rule: 'S17',
    description: 'The bearer confirmation has no SubjectConfirmationData.',
    assertion: (assertion) => removeAt(assertion, `${confirmation}/saml:SubjectConfirmationData`),
  },
  confirmation_holder_of_key: {
    rule: 'S17',
    description: 'Whoever presents the assertion should prove a key.',
    facts: () => ({ confirmationMethod: confirmationMethod.holderOfKey }),
  },
  confirmation_sender_vouches: {
    rule: 'S17',
    description: 'The sender vouches for the subject; no bearer may present it.',
    facts: () => ({ confirmationMethod: confirmationMethod.senderVouches }),
  },
  confirmations_that_add_up: {
    rule: 'S17',
    description: 'Two bearer confirmations: one with a wrong Recipient, one with a wrong request.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, confirmation, () => [
        confirmationOf({ ...plan.facts, recipient: 'https://other-app.example.com/acs' }),
        confirmationOf({ ...plan.facts, inResponseTo: '_another-request' }),
      ]),
  },
}
