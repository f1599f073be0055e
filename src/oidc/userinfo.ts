import { processUserInfoResponse } from 'oauth4webapi'
import { isSsoError } from '../errors.ts'
import type { ClaimMapping, OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import { isPresent } from './claims.ts'
import type { OidcTrust } from './metadata.ts'
import type { Transport } from './transport.ts'
import { oidcError } from './error.ts'

/** The parts of a name by their standard claims (OpenID Connect Core section 5.1). */
const standardParts: readonly (string | undefined)[] = ['given_name', 'family_name']

/**
 * Whether the userinfo endpoint must be asked: the ID token often carries all that is mapped, and
 * every question is one more round trip before the person is in.
 *
 * A name is not worth it where it cannot come, since the scope `profile` was not asked for (Core
 * section 5.4), and neither are its standard parts where the whole is there: Okta's ID tokens carry
 * `name` and no parts. Claims that an admin chose are always worth it.
 */
export function needsUserinfo(
  { userinfo, scopes }: Pick<OidcSettings, 'userinfo' | 'scopes'>,
  idToken: JsonObject,
  { subject, email, name, givenName, familyName, groups, custom, require }: ClaimMapping,
): boolean {
  if (userinfo !== 'when_needed') return userinfo === 'always'
  const isNamed = name !== undefined && isPresent(idToken, name)
  const parts = [givenName, familyName].filter((part) => !isNamed || !standardParts.includes(part))
  const standardNames = scopes.includes('profile') ? [] : ['name', ...standardParts]
  const names = [name, ...parts].filter((claim) => !standardNames.includes(claim))
  const wanted = [subject, email, groups, ...names, ...Object.values(custom ?? {}), ...require]
  return wanted.some((claim) => claim !== undefined && !isPresent(idToken, claim))
}

/** Claims about the subject of the ID token, or a signed token that nobody has read yet. */
export type UserinfoAnswer = { readonly claims: JsonObject } | { readonly token: string }

/**
 * Asks the userinfo endpoint (OpenID Connect Core section 5.3). The answer must be about the subject
 * of the ID token (rule O6); of a signed one `verifyUserinfoToken` finds that out.
 *
 * @throws {SsoError} `oidc_userinfo_endpoint_missing`, `oidc_userinfo_failed`,
 *   `oidc_userinfo_subject_mismatch`, `network_*`
 */
export async function fetchUserinfo(
  metadata: OidcTrust['metadata'],
  clientId: string,
  tokens: { accessToken: string; subject: string },
  { fetch }: Pick<Transport, 'fetch'>,
): Promise<UserinfoAnswer> {
  if (metadata.userinfo_endpoint === undefined) {
    throw oidcError('oidc_userinfo_endpoint_missing')
  }
  const response = await fetch(metadata.userinfo_endpoint, {
    headers: { authorization: `Bearer ${tokens.accessToken}` },
    accept: 'userinfo',
  })
  if (response.status === 200 && isToken(response)) {
    // Some providers end the body with a line break.
    return { token: (await response.text()).trim() }
  }
  try {
    const client = { client_id: clientId }
    const claims = await processUserInfoResponse(metadata, client, tokens.subject, response)
    return { claims: claims as unknown as JsonObject }
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    const { code } = cause as { code?: unknown }
    const isOther = code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
    throw oidcError(isOther ? 'oidc_userinfo_subject_mismatch' : 'oidc_userinfo_failed', {
      cause,
    })
  }
}

function isToken({ headers }: Response): boolean {
  const mediaType = (headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  return mediaType.trim().toLowerCase() === 'application/jwt'
}
