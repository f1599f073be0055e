import type { OidcErrorCode } from '../error-entry.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { LoginStep } from '../types/trace.ts'
import { type Topic, wordsOf } from './check/console-words.ts'
import { oidcErrors } from './error-table.ts'

/** Errors whose remedy has a place in some vendors' consoles. */
const topics: readonly (readonly [OidcErrorCode, Topic])[] = [
  ['oidc_client_rejected', 'client'],
  ['oidc_client_authentication_unsupported', 'client_authentication'],
  ['oidc_scope_rejected', 'scopes'],
  ['oidc_id_token_algorithm_refused', 'id_token_algorithm'],
]

/**
 * What `finishLogin` checks, in the order of its work. An error code has one place here, whichever step
 * it comes from: the provider's decision may be told in the browser and at the token endpoint alike.
 */
const steps: readonly LoginStep[] = [
  { step: 'single_use', checks: [{ name: 'single_use', codes: ['login_replayed'] }] },
  {
    step: 'provider_documents',
    checks: [
      {
        name: 'provider_documents',
        codes: [
          ...['oidc_discovery_failed', 'oidc_issuer_mismatch', 'oidc_metadata_invalid'],
          'oidc_keys_unavailable',
        ],
      },
    ],
  },
  {
    step: 'authorization_response',
    checks: [
      { name: 'answer_issuer', codes: ['oidc_response_issuer_mismatch'] },
      {
        name: 'provider_decision',
        codes: [
          ...['oidc_provider_error', 'oidc_access_denied', 'oidc_policy_denied'],
          ...['oidc_consent_required', 'oidc_interaction_required', 'oidc_scope_rejected'],
          ...['oidc_request_rejected', 'oidc_provider_unavailable'],
        ],
        // What is no answer at all is refused before an error in it is looked at.
        needs: ['authorization_response'],
      },
      { name: 'authorization_response', codes: ['oidc_response_invalid'] },
    ],
  },
  {
    step: 'client_authentication',
    checks: [
      {
        name: 'client_authentication',
        codes: [
          ...['connection_secret_missing', 'connection_secret_unreadable'],
          ...['oidc_client_authentication_unsupported', 'oidc_client_key_invalid'],
        ],
      },
    ],
  },
  {
    step: 'token_request',
    checks: [
      {
        name: 'token_request',
        codes: [
          ...['oidc_token_request_failed', 'oidc_client_rejected', 'oidc_code_rejected'],
          'oidc_token_response_invalid',
        ],
      },
    ],
  },
  {
    step: 'id_token',
    checks: [
      { name: 'id_token_form', codes: ['oidc_id_token_malformed'] },
      { name: 'id_token_algorithm', codes: ['oidc_id_token_algorithm_refused'] },
      {
        name: 'signing_key',
        codes: ['oidc_id_token_key_unknown', 'oidc_client_secret_too_short'],
      },
      { name: 'id_token_signature', codes: ['oidc_id_token_signature_invalid'] },
      { name: 'id_token_kind', codes: ['oidc_id_token_kind_refused'] },
      { name: 'id_token_claims', codes: ['oidc_id_token_claims_invalid'] },
      {
        name: 'id_token_issuer',
        codes: ['oidc_id_token_issuer_mismatch', 'oidc_id_token_tenant_refused'],
      },
      { name: 'id_token_audience', codes: ['oidc_id_token_audience_mismatch'] },
      {
        name: 'id_token_times',
        codes: [
          ...['oidc_id_token_expired', 'oidc_id_token_not_yet_valid'],
          'oidc_id_token_authentication_too_old',
        ],
      },
      { name: 'nonce', codes: ['oidc_id_token_nonce_mismatch'] },
      {
        name: 'token_hashes',
        codes: ['oidc_id_token_hash_mismatch', 'oidc_id_tokens_disagree'],
      },
    ],
  },
  {
    step: 'userinfo',
    checks: [
      {
        name: 'userinfo',
        codes: [
          ...['oidc_userinfo_endpoint_missing', 'oidc_userinfo_failed', 'oidc_userinfo_malformed'],
          ...['oidc_userinfo_algorithm_refused', 'oidc_userinfo_key_unknown'],
          ...['oidc_userinfo_signature_invalid', 'oidc_userinfo_kind_refused'],
          ...['oidc_userinfo_issuer_mismatch', 'oidc_userinfo_audience_mismatch'],
          ...['oidc_userinfo_expired', 'oidc_userinfo_subject_mismatch'],
        ],
      },
    ],
  },
  {
    step: 'all_groups',
    checks: [
      { name: 'all_groups', codes: ['identity_groups_overage', 'identity_groups_unresolved'] },
    ],
  },
]

/** The steps, with hints in the words of that provider's console where they are known. */
export function oidcLoginSteps(
  settings: Pick<OidcSettings, 'issuer'>,
  profile: string,
): readonly LoginStep[] {
  const hints = new Map(
    topics.flatMap(([code, topic]) => {
      const words = wordsOf({ settings, profile }, topic)
      return words === undefined ? [] : [[oidcErrors[code].hint, words] as const]
    }),
  )
  return steps.map((step) => ({
    ...step,
    checks: step.checks.map((check) => ({ ...check, hints })),
  }))
}
