import type { SamlErrorCode } from '../error-entry.ts'
import type { LoginStep } from '../types/trace.ts'
import { type Topic, wordsFor } from './check/console-words.ts'
import { samlErrors } from './error-table.ts'

/** Errors whose remedy has a place in some vendors' consoles. */
const topics: readonly (readonly [SamlErrorCode, Topic])[] = [
  ['saml_signature_invalid', 'metadata'],
  ['saml_name_id_not_email', 'name_id'],
]

/**
 * What `finishLogin` checks, in the order of its work. What a signed response says is checked all at
 * once, so that several findings may stand beside each other.
 */
const steps: readonly LoginStep[] = [
  {
    step: 'signing_certificates',
    checks: [
      {
        name: 'signing_certificates',
        codes: ['saml_signing_key_missing', 'saml_certificate_invalid'],
      },
    ],
  },
  {
    step: 'message',
    checks: [
      {
        name: 'message',
        codes: ['saml_xml_refused', 'saml_message_unexpected', 'saml_message_malformed'],
      },
    ],
  },
  {
    step: 'status',
    checks: [
      {
        name: 'status',
        codes: ['saml_status_error', 'saml_status_denied', 'saml_status_no_passive'],
      },
    ],
  },
  {
    step: 'assertion',
    checks: [{ name: 'assertion', codes: ['saml_assertion_missing', 'saml_assertion_repeated'] }],
  },
  {
    step: 'decryption',
    isDecrypting: true,
    checks: [
      {
        name: 'decryption',
        codes: [
          ...['saml_decryption_key_missing', 'saml_decryption_failed'],
          ...['saml_encryption_refused', 'saml_encryption_algorithm_refused'],
        ],
      },
    ],
  },
  {
    step: 'signature',
    checks: [
      {
        name: 'signature',
        codes: [
          ...['saml_signature_missing', 'saml_signature_malformed', 'saml_signature_invalid'],
          ...['saml_signature_algorithm_refused', 'saml_digest_mismatch'],
        ],
      },
    ],
  },
  {
    step: 'content',
    mode: 'together',
    checks: [
      { name: 'required_encryption', codes: ['saml_encryption_missing'] },
      { name: 'version', codes: ['saml_version_refused'] },
      { name: 'issuer', codes: ['saml_issuer_mismatch'] },
      { name: 'destination', codes: ['saml_destination_mismatch'] },
      { name: 'audience', codes: ['saml_audience_mismatch'] },
      { name: 'subject_confirmation', codes: ['saml_subject_confirmation_missing'] },
      {
        name: 'request',
        codes: ['saml_in_response_to_mismatch', 'saml_unsolicited_refused'],
        needs: ['subject_confirmation'],
      },
      {
        name: 'recipient',
        codes: ['saml_recipient_mismatch'],
        needs: ['subject_confirmation'],
      },
      { name: 'conditions', codes: ['saml_condition_refused'] },
      { name: 'authn_statement', codes: ['saml_authn_statement_missing'] },
      {
        name: 'times',
        codes: ['saml_expired', 'saml_not_yet_valid', 'saml_time_malformed'],
        needs: ['subject_confirmation', 'authn_statement'],
      },
      { name: 'name_id', codes: ['saml_name_id_missing', 'saml_name_id_invalid'] },
    ],
  },
  {
    step: 'name_id_format',
    checks: [
      { name: 'name_id_format', codes: ['saml_name_id_not_email', 'saml_name_id_transient'] },
    ],
  },
  {
    step: 'authentication_age',
    checks: [{ name: 'authentication_age', codes: ['saml_authentication_too_old'] }],
  },
  { step: 'single_use', checks: [{ name: 'single_use', codes: ['login_replayed'] }] },
]

/** The steps, with hints in the words of that provider's console where they are known. */
export function samlLoginSteps(profile: string): readonly LoginStep[] {
  const hints = new Map(
    topics.map(([code, topic]) => {
      const general = samlErrors[code].hint
      return [general, wordsFor(profile, topic, general)] as const
    }),
  )
  return steps.map((step) => ({
    ...step,
    checks: step.checks.map((check) => ({ ...check, hints })),
  }))
}
