import {
  AuthorizationResponseError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { isSsoError, printable, SsoError, type SsoErrorCode } from '../errors.ts'

/** Error codes of RFC 6749, OpenID Connect and their vendors that have an answer of their own. */
const authorizationErrors: Readonly<Record<string, SsoErrorCode>> = {
  access_denied: 'oidc_access_denied',
}

const tokenErrors: Readonly<Record<string, SsoErrorCode>> = {
  invalid_client: 'oidc_client_rejected',
  unauthorized_client: 'oidc_client_rejected',
  invalid_grant: 'oidc_code_rejected',
}

/** What the provider said, as hostile text: cut, escaped, for admins only (rule N3). */
function described(error: string, description: string | undefined): Record<string, string> {
  return {
    error: printable(error),
    ...(description === undefined ? {} : { description: printable(description) }),
  }
}

function lookUp(
  table: Readonly<Record<string, SsoErrorCode>>,
  error: string,
  otherwise: SsoErrorCode,
): SsoErrorCode {
  return (Object.hasOwn(table, error) ? table[error] : undefined) ?? otherwise
}

/** Why the provider's answer at the callback is refused. */
export function authorizationError(cause: unknown): SsoError {
  if (isSsoError(cause)) return cause
  if (cause instanceof AuthorizationResponseError) {
    const code = lookUp(authorizationErrors, cause.error, 'oidc_provider_error')
    return new SsoError(code, { detail: described(cause.error, cause.error_description), cause })
  }
  return new SsoError('oidc_response_invalid', { cause })
}

/** Why the token endpoint's answer is refused. */
export function tokenError(cause: unknown): SsoError {
  if (isSsoError(cause)) return cause
  if (cause instanceof ResponseBodyError) {
    const code = lookUp(tokenErrors, cause.error, 'oidc_token_request_failed')
    return new SsoError(code, { detail: described(cause.error, cause.error_description), cause })
  }
  if (cause instanceof WWWAuthenticateChallengeError) {
    return new SsoError('oidc_client_rejected', { cause })
  }
  const { code } = cause as { code?: unknown }
  const isUnusable = code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || code === 'OAUTH_PARSE_ERROR'
  return new SsoError(isUnusable ? 'oidc_token_request_failed' : 'oidc_token_response_invalid', {
    cause,
  })
}
