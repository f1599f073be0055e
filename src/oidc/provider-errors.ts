import {
  AuthorizationResponseError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { isSsoError, printable, type SsoError } from '../errors.ts'
import { type OidcCode, oidcError } from './error.ts'

/**
 * What `error` means in the answers of RFC 6749 section 4.1.2.1 and OpenID Connect Core section
 * 3.1.2.6, which come back through the browser.
 */
export const authorizationErrors: ReadonlyMap<string, OidcCode> = new Map([
  ['access_denied', 'oidc_access_denied'],
  ['login_required', 'oidc_interaction_required'],
  ['interaction_required', 'oidc_interaction_required'],
  ['account_selection_required', 'oidc_interaction_required'],
  ['consent_required', 'oidc_consent_required'],
  ['invalid_scope', 'oidc_scope_rejected'],
  ['temporarily_unavailable', 'oidc_provider_unavailable'],
  ['invalid_request', 'oidc_request_rejected'],
  ['unauthorized_client', 'oidc_request_rejected'],
  ['unsupported_response_type', 'oidc_request_rejected'],
  ['invalid_request_uri', 'oidc_request_rejected'],
  ['invalid_request_object', 'oidc_request_rejected'],
  ['request_not_supported', 'oidc_request_rejected'],
  ['request_uri_not_supported', 'oidc_request_rejected'],
])

/** What `error` means at the token endpoint (RFC 6749 section 5.2), and what providers send besides. */
export const tokenErrors: ReadonlyMap<string, OidcCode> = new Map([
  ['invalid_client', 'oidc_client_rejected'],
  ['unauthorized_client', 'oidc_client_rejected'],
  ['invalid_grant', 'oidc_code_rejected'],
  ['invalid_scope', 'oidc_scope_rejected'],
  ['unsupported_grant_type', 'oidc_request_rejected'],
  ['access_denied', 'oidc_access_denied'],
  ['login_required', 'oidc_interaction_required'],
  ['interaction_required', 'oidc_interaction_required'],
  ['consent_required', 'oidc_consent_required'],
  ['temporarily_unavailable', 'oidc_provider_unavailable'],
])

/** What `error` means in answers to pushed requests, which are of both kinds (RFC 9126 section 2.3). */
const pushedRequestErrors: ReadonlyMap<string, OidcCode> = new Map([
  ...authorizationErrors,
  ['invalid_client', 'oidc_client_rejected'],
])

/**
 * Makes our error of what a provider said. Its words are hostile: they are cut and escaped, shown to
 * nobody but admins, and only choose among our own texts (rule N3).
 */
function translate(
  codes: ReadonlyMap<string, OidcCode>,
  cause: AuthorizationResponseError | ResponseBodyError,
  otherwise: OidcCode,
): SsoError {
  const { error, error_description: description } = cause
  return oidcError(codes.get(error) ?? otherwise, {
    detail: {
      error: printable(error),
      ...(description === undefined ? {} : { description: printable(description) }),
    },
    cause,
  })
}

/** Why the provider's answer at the callback is refused. */
export function authorizationError(cause: unknown): SsoError {
  if (isSsoError(cause)) return cause
  if (cause instanceof AuthorizationResponseError) {
    return translate(authorizationErrors, cause, 'oidc_provider_error')
  }
  return oidcError('oidc_response_invalid', { cause })
}

/** Why the token endpoint's answer is refused. */
export function tokenError(cause: unknown): SsoError {
  if (isSsoError(cause)) return cause
  if (cause instanceof ResponseBodyError) {
    return translate(tokenErrors, cause, 'oidc_token_request_failed')
  }
  if (cause instanceof WWWAuthenticateChallengeError) {
    return oidcError('oidc_client_rejected', { cause })
  }
  const { code } = cause as { code?: unknown }
  const isUnusable = code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || code === 'OAUTH_PARSE_ERROR'
  return oidcError(isUnusable ? 'oidc_token_request_failed' : 'oidc_token_response_invalid', {
    cause,
  })
}

/** Why a pushed authorization request is refused. */
export function pushedRequestError(cause: unknown): SsoError {
  if (isSsoError(cause)) return cause
  if (cause instanceof ResponseBodyError) {
    return translate(pushedRequestErrors, cause, 'oidc_pushed_request_failed')
  }
  const isChallenge = cause instanceof WWWAuthenticateChallengeError
  return oidcError(isChallenge ? 'oidc_client_rejected' : 'oidc_pushed_request_failed', {
    cause,
  })
}
