import type { Attempt } from '../../connection/attempt.ts'
import { failed, passed, unclear, warned } from '../../connection/checks.ts'
import type { SsoError } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import type { SamlSettings } from '../../types/connection.ts'
import type { IdpMetadata } from '../metadata.ts'
import type { RefreshDecision } from '../metadata-changes.ts'
import { nameIdFormats } from '../uris.ts'
import { wordsFor } from './console-words.ts'

/** What the address of the metadata led to. */
export interface MetadataFacts {
  readonly settings: SamlSettings
  /** Whose console the hints are about. */
  readonly profile: string
  /** Absent where no address was entered. */
  readonly outcome: Attempt<IdpMetadata> | undefined
  /** Of a document that could be read. */
  readonly decision?: RefreshDecision
  /** Certificates and addresses that came and went. */
  readonly changed: readonly string[]
  readonly hasSigningKey: boolean
  readonly now: Date
}

const DAY_MILLISECONDS = 86_400_000
/** Time enough to ask a publisher for a new document. */
const EXPIRING_DAYS = 7

export function metadataChecks(facts: MetadataFacts): readonly Check[] {
  const { outcome } = facts
  if (!outcome) {
    const message =
      'The settings came from a file or were entered by hand, so certificates are not renewed by themselves.'
    return [unclear('metadata', message, 'Enter the metadata address as well, if there is one.')]
  }
  if ('error' in outcome) return [unreadable(outcome.error, facts)]
  const metadata = outcome.value
  return [
    passed('metadata', 'The metadata can be read from its address.'),
    passed('entity_id', 'The metadata describes exactly this identity provider.'),
    changeCheck(facts),
    ...formatChecks(metadata, facts),
    ...signingChecks(metadata, facts),
    ...validityChecks(metadata, facts.now),
  ]
}

/** Issues of such an error are about messages; it says itself what is wrong with metadata. */
function unreadable(error: SsoError, { settings, profile }: MetadataFacts): Check {
  const { code, message } = error
  // Neither a trust key nor a network is set in a console.
  const isThere = code.startsWith('saml_metadata_') && code !== 'saml_metadata_unverified'
  const hint = isThere ? wordsFor(profile, 'metadata', error.hint) : error.hint
  if (code !== 'saml_metadata_entity_missing') return failed('metadata', message, hint, { code })
  const { idpEntityId: expected } = settings
  return failed('entity_id', message, hint, { code, expected, path: 'settings.idpEntityId' })
}

function changeCheck({ decision, changed }: MetadataFacts): Check {
  const name = 'metadata_changes'
  const facts = changed.length > 0 ? { received: changed.join(', ') } : {}
  if (!decision || decision.kind === 'unchanged') {
    return passed(name, 'Certificates and addresses are the ones that the metadata lists.')
  }
  if (decision.kind === 'take_over') {
    return warned(
      name,
      'The metadata lists other certificates or addresses than this connection.',
      'Nothing needs to be done: they are taken over with the next renewal, which keeps a known certificate.',
      facts,
    )
  }
  return warned(
    name,
    'The metadata lists other certificates or addresses than this connection, too many to be believed unseen.',
    'If the identity provider changed its signing certificate or its host, enter the metadata address again (`metadataUrl`) to take over what it lists now; compare the fingerprint with its console first.',
    { ...facts, path: 'settings.metadataUrl' },
  )
}

function formatChecks(
  { nameIdFormats: offered }: IdpMetadata,
  { settings, profile }: MetadataFacts,
): readonly Check[] {
  const { emailAddress, unspecified } = nameIdFormats
  const isPossible = offered.length === 0 || [emailAddress, unspecified].some(isIn(offered))
  if (!settings.requireEmailNameId || isPossible) return []
  return [
    warned(
      'name_id_format',
      'The identity provider does not list the NameID format that this connection requires.',
      wordsFor(
        profile,
        'name_id',
        'Set the NameID format at the identity provider to EmailAddress.',
      ),
      { expected: emailAddress, received: offered.join(', '), code: 'saml_name_id_not_email' },
    ),
  ]
}

const isIn = (list: readonly string[]) => (entry: string) => list.includes(entry)

function signingChecks(
  { wantAuthnRequestsSigned }: IdpMetadata,
  { settings, hasSigningKey }: MetadataFacts,
): readonly Check[] {
  if (!wantAuthnRequestsSigned || settings.requireSignedRequests || hasSigningKey) return []
  return [
    warned(
      'request_signing',
      'The identity provider’s metadata asks for signed requests, and this connection sends unsigned ones.',
      'Give `saml({ keys })` a key pair and set `requireSignedRequests`, or switch off “Require signed requests” at the identity provider.',
      { path: 'settings.requireSignedRequests' },
    ),
  ]
}

function validityChecks({ validUntil }: IdpMetadata, now: Date): readonly Check[] {
  if (validUntil === undefined) return []
  const days = Math.floor((new Date(validUntil).getTime() - now.getTime()) / DAY_MILLISECONDS)
  if (days >= EXPIRING_DAYS) return []
  return [
    warned(
      'metadata_validity',
      `The metadata is valid for ${days} more days only.`,
      'Ask whoever publishes the metadata for a document that is valid for longer.',
      { received: validUntil },
    ),
  ]
}
