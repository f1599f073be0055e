import { processUserInfoResponse, userInfoRequest } from 'oauth4webapi'
import { isSsoError, SsoError } from '../errors.ts'
import type { ClaimMapping, OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import { isPresent } from './claims.ts'
import type { OidcTrust } from './metadata.ts'
import { requestOptions, type Transport } from './transport.ts'

/** Whether the userinfo endpoint must be asked: the ID token often carries all that is mapped. */
export function needsUserinfo(
  policy: OidcSettings['userinfo'],
  idToken: JsonObject,
  { subject, email, name, groups, custom, require }: ClaimMapping,
): boolean {
  if (policy !== 'when_needed') return policy === 'always'
  const wanted = [subject, email, name, groups, ...Object.values(custom ?? {}), ...require]
  return wanted.some((claim) => claim !== undefined && !isPresent(idToken, claim))
}

/**
 * Asks the userinfo endpoint (OpenID Connect Core section 5.3). The answer must be about the subject
 * of the ID token (rule O6).
 *
 * @throws {SsoError} `oidc_userinfo_failed`, `oidc_userinfo_subject_mismatch`, `network_*`
 */
export async function fetchUserinfo(
  metadata: OidcTrust['metadata'],
  clientId: string,
  tokens: { accessToken: string; subject: string },
  transport: Transport,
): Promise<JsonObject> {
  const client = { client_id: clientId }
  const options = requestOptions(transport, metadata.userinfo_endpoint ?? '')
  try {
    const response = await userInfoRequest(metadata, client, tokens.accessToken, options)
    const claims = await processUserInfoResponse(metadata, client, tokens.subject, response)
    return claims as unknown as JsonObject
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    const { code } = cause as { code?: unknown }
    const isOther = code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
    throw new SsoError(isOther ? 'oidc_userinfo_subject_mismatch' : 'oidc_userinfo_failed', {
      cause,
    })
  }
}
