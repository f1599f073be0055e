import { checkOfIssue, failed, passed, warned } from '../../connection/checks.ts'
import type { SsoIssue } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import type { ClaimMapping, SamlSettings } from '../../types/connection.ts'
import { keysFor, type SamlKeyPair, signingKey } from '../keys.ts'
import { isNameIdSubject } from '../subject.ts'
import { nameIdFormats } from '../uris.ts'
import { wordsFor } from './console-words.ts'

/** What is known of a connection before its identity provider was asked anything. */
export interface SamlFacts {
  readonly settings: SamlSettings
  /** Whose console the hints are about. */
  readonly profile: string
  readonly claims: ClaimMapping
  readonly keys: readonly SamlKeyPair[]
  /** Where answers are to be posted, and where they arrive here. */
  readonly acsUrl: string
  readonly ownAcsUrl: string
  /** What `sharedAddressIssues` found. */
  readonly sharedAddress: readonly SsoIssue[]
  /** Where the identity provider takes logout requests now. */
  readonly sloEndpoints: SamlSettings['sloEndpoints']
  readonly hasSingleLogout: boolean
  readonly now: Date
}

/** Settings that are each right and may still end every sign-in. */
export function settingsChecks(facts: SamlFacts): readonly Check[] {
  return [
    endpointCheck(facts),
    signingKeyCheck(facts),
    decryptionKeyCheck(facts),
    nameIdCheck(facts),
    acsCheck(facts),
    singleLogoutCheck(facts),
    ...facts.sharedAddress.map((issue) => checkOfIssue('idp_initiated', issue)),
    ...allowanceChecks(facts),
  ].filter((check) => check !== undefined)
}

function endpointCheck({ settings }: SamlFacts): Check {
  const bindings = settings.ssoEndpoints.map(({ binding }) => binding)
  return passed('endpoints', 'People can be sent to the identity provider.', {
    received: [...new Set(bindings)].join(', '),
  })
}

function signingKeyCheck({ settings, keys, now }: SamlFacts): Check | undefined {
  if (!settings.requireSignedRequests) return undefined
  const name = 'request_signing'
  if (signingKey(keys, now)) return passed(name, 'There is a key to sign requests with.')
  return failed(
    name,
    'The identity provider accepts signed requests only, and there is no key to sign with.',
    'Give `saml({ keys })` a key pair and upload its certificate at the identity provider, or switch off “Require signed requests” there and `requireSignedRequests` here.',
    { code: 'saml_request_key_missing', path: 'settings.requireSignedRequests' },
  )
}

function decryptionKeyCheck({ settings, keys }: SamlFacts): Check | undefined {
  if (!settings.requireEncryption) return undefined
  const name = 'decryption'
  if (keysFor('encryption', keys).length > 0) {
    return passed(name, 'There is a key to decrypt assertions with.')
  }
  return failed(
    name,
    'This connection requires encrypted assertions, and there is no key to decrypt them with.',
    'Give `saml({ keys })` a key pair and upload its certificate at the identity provider (Okta: Encryption Certificate; Entra: Token encryption), or switch off `requireEncryption`.',
    { code: 'saml_decryption_key_missing', path: 'settings.requireEncryption' },
  )
}

function nameIdCheck({ settings, profile, claims }: SamlFacts): Check {
  const name = 'name_id_format'
  const { requestedNameIdFormat: requested, requireEmailNameId } = settings
  const { emailAddress, transient } = nameIdFormats
  const facts = { received: requested ?? '', path: 'settings.requestedNameIdFormat' }
  if (requested === transient && isNameIdSubject(claims)) {
    return failed(
      name,
      'A transient NameID is asked for, which is another one at every sign-in.',
      'Ask for persistent or EmailAddress, or map a stable attribute with `claims.subject`.',
      { ...facts, code: 'saml_name_id_transient' },
    )
  }
  if (requireEmailNameId && requested !== undefined && requested !== emailAddress) {
    return warned(
      name,
      'Another NameID format is asked for than the e-mail address that is required.',
      `Remove \`requestedNameIdFormat\`. ${wordsFor(profile, 'name_id', 'At the identity provider set the NameID format to EmailAddress.')}`,
      { ...facts, expected: emailAddress, code: 'saml_name_id_not_email' },
    )
  }
  return passed(name, 'The NameID that is asked for names people.')
}

/** Without it people are signed out here alone, although the box says otherwise. */
function singleLogoutCheck(facts: SamlFacts): Check | undefined {
  const { hasSingleLogout, sloEndpoints, keys, now } = facts
  if (!hasSingleLogout) return undefined
  const name = 'single_logout'
  const path = 'session.hasSingleLogout'
  if (sloEndpoints.length === 0) {
    return warned(
      name,
      'The identity provider names no address for single logout, so people are signed out here only.',
      'Enable single logout at the identity provider (Okta: “Enable Single Logout”) and import its metadata again, or switch `hasSingleLogout` off.',
      { path },
    )
  }
  if (!signingKey(keys, now)) {
    return warned(
      name,
      'Logout requests must be signed, and there is no key to sign them with, so people are signed out here only.',
      'Give `saml({ keys })` a key pair and upload its certificate at the identity provider (Okta: “Signature Certificate”).',
      { path },
    )
  }
  return passed(name, 'Signing out here signs people out at the identity provider.')
}

const isLoopback = (url: string) =>
  /^https?:\/\/(?:[^/]*\.)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:\/|$)/.test(url)

function acsCheck({ acsUrl, ownAcsUrl }: SamlFacts): Check {
  const name = 'acs_url'
  const facts = { received: acsUrl }
  if (acsUrl !== ownAcsUrl) {
    return warned(
      name,
      'Answers are posted to an address that this connection took over from another product.',
      'Make sure that this address leads here (`paths.acs`), or remove `acsUrl` and enter the connection’s own ACS address at the identity provider.',
      { ...facts, expected: ownAcsUrl, path: 'settings.acsUrl' },
    )
  }
  if (isLoopback(acsUrl)) {
    return warned(
      name,
      'The ACS address leads to this machine, so nobody can sign in from another one.',
      'Set `baseUrl` of createSso to the public https address of the application before you enter the ACS address anywhere.',
      facts,
    )
  }
  return passed(name, 'The ACS address is this connection’s own.', facts)
}

function allowanceChecks({ settings }: SamlFacts): readonly Check[] {
  const { sha1 = false, aesCbc = false } = settings.allow ?? {}
  return [
    ...(sha1
      ? [
          warned(
            'algorithms',
            'This connection accepts SHA-1 signatures, which can be forged at some expense.',
            'Set the signature algorithm to RSA-SHA256 at the identity provider, then remove `allow.sha1`.',
            { path: 'settings.allow' },
          ),
        ]
      : []),
    ...(aesCbc
      ? [
          warned(
            'algorithms',
            'This connection accepts AES-CBC encryption, which does not notice changes.',
            'Choose AES-256-GCM at the identity provider, then remove `allow.aesCbc`.',
            { path: 'settings.allow' },
          ),
        ]
      : []),
  ]
}
