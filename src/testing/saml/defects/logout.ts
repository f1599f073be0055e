import { createHash } from 'node:crypto'
import { digestUris, signatureUri, signOctets } from '../algorithms.ts'
import { after, randomId } from '../facts.ts'
import { privateKeyOf, sharedKeyPair } from '../keys.ts'
import type { LogoutVariation } from '../logout-variation.ts'
import { method } from '../sign.ts'
import {
  append,
  attributeOf,
  childNamed,
  insertAfter,
  removeAt,
  replaceAt,
  setContentAt,
  withAttribute,
  withContent,
} from '../tree.ts'
import { element, type MockElement } from '../xml.ts'
import { type RedirectDefect, redirectDefects } from './redirect.ts'

/** LogoutRequest and LogoutResponse of both bindings: rules S4 and S24. */
export type LogoutMessageDefect =
  | 'logout_unsigned'
  | 'logout_signed_by_stranger'
  | 'logout_rsa_sha1'
  | 'logout_issuer_wrong'
  | 'logout_issuer_missing'
  | 'logout_destination_wrong'
  | 'logout_destination_missing'
  | 'logout_version_1_1'
  | 'logout_issued_in_future'

export type LogoutRequestDefect =
  | 'logout_expired'
  | 'logout_without_end_old'
  | 'logout_name_id_missing'
  | 'logout_name_id_empty'
  | 'logout_name_id_twice'

export type LogoutResponseDefect =
  | 'logout_in_response_to_other'
  | 'logout_in_response_to_missing'
  | 'logout_status_missing'
  | 'logout_status_twice'

/** Of the POST binding only. */
export type LogoutPostDefect =
  | 'logout_wrapped_in_forgery'
  | 'logout_wrapped_in_extensions'
  | 'logout_name_id_changed'

/** What can be wrong with a logout message. */
export type SamlLogoutDefect =
  | LogoutMessageDefect
  | LogoutRequestDefect
  | LogoutResponseDefect
  | LogoutPostDefect
  | RedirectDefect

const issuedAt = (message: MockElement) => new Date(attributeOf(message, 'IssueInstant') ?? 0)
const shifted = (message: MockElement, name: string, seconds: number) =>
  withAttribute(message, name, after(issuedAt(message), seconds))

/** Seconds. */
const HOUR = 3600
/** Twice as old as a LogoutRequest may be that says nothing of its end. Seconds. */
const OLD = 600

function forgeryAround(message: MockElement): MockElement {
  const changed = setContentAt(message, 'saml:NameID', 'mallory@example.com')
  return withAttribute(changed, 'ID', randomId())
}

function says(
  rule: string,
  description: string,
  change: (message: MockElement) => MockElement,
): LogoutVariation {
  return { rule, description, says: change }
}

const ofRequests = (...row: Parameters<typeof says>): LogoutVariation => ({
  ...says(...row),
  only: 'SAMLRequest',
})
const ofResponses = (...row: Parameters<typeof says>): LogoutVariation => ({
  ...says(...row),
  only: 'SAMLResponse',
})

export const logoutDefects: Readonly<Record<SamlLogoutDefect, LogoutVariation>> = {
  logout_unsigned: {
    rule: 'S24',
    description: 'The message is not signed.',
    signing: () => ({ key: undefined }),
  },
  logout_signed_by_stranger: {
    rule: 'S24',
    description: 'Somebody else signed the message.',
    signing: () => ({ key: sharedKeyPair('stranger') }),
  },
  logout_rsa_sha1: {
    rule: 'S11',
    description: 'Signed with RSA-SHA1; nobody opted in.',
    algorithm: 'rsa-sha1',
    signing: ({ signature }) => ({
      signature: {
        ...signature,
        signatureMethod: method('SignatureMethod', signatureUri('rsa-sha1')),
        digestMethod: method('DigestMethod', digestUris.sha1),
        digest: (octets) => createHash('sha1').update(octets).digest(),
        sign: (octets, key) => signOctets('rsa-sha1', octets, privateKeyOf(key)),
      },
    }),
  },
  logout_issuer_wrong: says('S24', 'Another provider issued it, under the same key.', (message) =>
    setContentAt(message, 'saml:Issuer', 'https://other-idp.example.com/metadata'),
  ),
  logout_issuer_missing: says('S24', 'It has no Issuer.', (message) =>
    removeAt(message, 'saml:Issuer'),
  ),
  logout_destination_wrong: says('S24', 'It is for another address.', (message) =>
    withAttribute(message, 'Destination', 'https://other-app.example.com/slo'),
  ),
  logout_destination_missing: says('S24', 'It has no Destination.', (message) =>
    withAttribute(message, 'Destination', undefined),
  ),
  logout_version_1_1: says('S19', 'It is one of SAML 1.1.', (message) =>
    withAttribute(message, 'Version', '1.1'),
  ),
  logout_issued_in_future: says('S24', 'It is issued in an hour.', (message) =>
    shifted(message, 'IssueInstant', HOUR),
  ),
  logout_expired: ofRequests('S24', 'Its NotOnOrAfter was an hour ago.', (message) =>
    shifted(message, 'NotOnOrAfter', -HOUR),
  ),
  logout_without_end_old: ofRequests('S24', 'It has no end and is ten minutes old.', (message) =>
    withAttribute(shifted(message, 'IssueInstant', -OLD), 'NotOnOrAfter', undefined),
  ),
  logout_name_id_missing: ofRequests('S25', 'It has no NameID.', (message) =>
    removeAt(message, 'saml:NameID'),
  ),
  logout_name_id_empty: ofRequests('S25', 'Its NameID is empty.', (message) =>
    setContentAt(message, 'saml:NameID', ''),
  ),
  logout_name_id_twice: ofRequests('S25', 'It has two NameIDs.', (message) =>
    replaceAt(message, 'saml:NameID', (one) => [one, withContent(one, 'mallory@example.com')]),
  ),
  logout_in_response_to_other: ofResponses('S24', 'It answers another request.', (message) =>
    withAttribute(message, 'InResponseTo', '_another-request'),
  ),
  logout_in_response_to_missing: ofResponses('S24', 'It does not say what it answers.', (message) =>
    withAttribute(message, 'InResponseTo', undefined),
  ),
  logout_status_missing: ofResponses('S19', 'It has no Status.', (message) =>
    removeAt(message, 'samlp:Status'),
  ),
  logout_status_twice: ofResponses('S19', 'It has two Status.', (message) =>
    replaceAt(message, 'samlp:Status', (one) => [one, one]),
  ),
  logout_wrapped_in_forgery: {
    rule: 'S4',
    description: 'The signed request inside a forged one, which has the signature’s copy.',
    only: 'SAMLRequest',
    message: (message) =>
      insertAfter(
        removeAt(forgeryAround(message), 'ds:Signature'),
        'saml:Issuer',
        append(childNamed(message, 'ds:Signature'), removeAt(message, 'ds:Signature')),
      ),
  },
  logout_wrapped_in_extensions: {
    rule: 'S4',
    description: 'The signed request in the Extensions of a forged one.',
    only: 'SAMLRequest',
    message: (message) =>
      insertAfter(
        removeAt(forgeryAround(message), 'ds:Signature'),
        'saml:Issuer',
        element('samlp:Extensions', {}, message),
      ),
  },
  logout_name_id_changed: {
    rule: 'S24',
    description: 'The NameID was replaced after it was signed.',
    only: 'SAMLRequest',
    message: (message) => setContentAt(message, 'saml:NameID', 'mallory@example.com'),
  },
  ...redirectDefects,
}
