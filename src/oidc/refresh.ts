import type { JSONWebKeySet } from 'jose'
import { isSsoError, type SsoErrorCode } from '../errors.ts'
import type { ProviderRefresh, RefreshContext } from '../types/provider.ts'
import { clientAuthentication } from './client-authentication.ts'
import { oidcError } from './error.ts'
import { redeemRefreshToken, type RefreshedTokens } from './exchange.ts'
import { verifyIdToken } from './id-token.ts'
import { parseCompactJws } from './jws.ts'
import type { OidcTrust } from './metadata.ts'
import { checkRefreshedToken, expectedNonce, originalOf, storedOriginal } from './original-token.ts'
import { claimsOf, expectationsOf, type FinishParts } from './received-claims.ts'
import { settingsOf } from './settings.ts'
import { emailTrust } from './vendors/email-trust.ts'

/** The grant goes on, and the provider wants to see the person. */
const interactionCodes = ['oidc_interaction_required', 'oidc_consent_required'] as const

/**
 * Redeems the refresh token (OpenID Connect Core section 12). What came is kept as soon as it is known
 * to be about the same person, before anything more is asked for: with rotation the old token is worth
 * nothing any more. Tokens that are about somebody else are not kept.
 */
export async function refresh(
  context: RefreshContext,
  parts: FinishParts,
): Promise<ProviderRefresh> {
  const settings = settingsOf(context.settings)
  const trust = await parts.source.current(settings, context)
  const tokens = await redeem(context, trust)
  if (!('accessToken' in tokens)) return tokens
  const { session } = context
  const { refreshToken = session.tokens.refreshToken ?? '' } = tokens
  const isRotated = refreshToken !== session.tokens.refreshToken
  if (tokens.idToken === undefined) {
    // Legal, and it says nothing: what is known of the person stays as it is.
    await context.keep({ tokens: { ...session.tokens, refreshToken }, isRotated })
    return { state: 'renewed' }
  }
  const original = storedOriginal(session.detail)
  if (!original) throw oidcError('oidc_refreshed_token_mismatch', { message: UNKNOWN_ORIGINAL })
  const { payload } = parseCompactJws(tokens.idToken, 'id_token')
  const expected = await expectationsOf(settings, context)
  const token = tokens.idToken
  const verified = parts.source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyIdToken(token, {
      ...expected,
      jwks: jwks as unknown as JSONWebKeySet,
      nonce: expectedNonce(payload, original),
      accessToken: tokens.accessToken,
    }),
  )
  const idToken = await unless(TENANT_REFUSED, verified)
  if (idToken === undefined) {
    // The grant goes on, and what it was given for does not (rule O5).
    await context.keep({ tokens: { ...session.tokens, refreshToken }, isRotated })
    return { state: 'needs_login', code: TENANT_REFUSED }
  }
  checkRefreshedToken(idToken, original)
  // The newest ID token is the better hint at sign-out; what it is compared with stays the first one's.
  await context.keep({
    tokens: { ...session.tokens, idToken: token, refreshToken },
    detail: {
      ...session.detail,
      original: { ...originalOf(idToken), ...original, iat: idToken.iat },
    },
    isRotated,
  })
  const { accessToken } = tokens
  const received = claimsOf(context, parts, { trust, idToken, accessToken, expected })
  const claims = await unless(TOO_MANY_GROUPS, received)
  // People may make groups of their own, and must not keep by it a role that is taken from them.
  if (claims === undefined) return { state: 'needs_login', code: TOO_MANY_GROUPS }
  return { state: 'renewed', claims, emailTrust: emailTrust(settings, context.profile) }
}

/** The person’s tenant is not, or not any more, one that the connection lists. */
const TENANT_REFUSED = 'oidc_id_token_tenant_refused'
const TOO_MANY_GROUPS = 'identity_groups_overage'

/** `undefined` where it fails with this code: the next sign-in says more of it. */
async function unless<Result>(
  code: SsoErrorCode,
  work: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (isSsoError(error, code)) return undefined
    throw error
  }
}

const UNKNOWN_ORIGINAL = 'There is no sign-in to compare the ID token of the refresh with.'

/** The tokens, or what the provider’s refusal means. */
async function redeem(
  context: RefreshContext,
  { metadata }: OidcTrust,
): Promise<RefreshedTokens | Exclude<ProviderRefresh, { state: 'renewed' }>> {
  const settings = settingsOf(context.settings)
  const authentication = await clientAuthentication(settings, metadata, {
    ...context,
    endpoint: metadata.token_endpoint ?? '',
  })
  const { clientId } = settings
  const { refreshToken = '' } = context.session.tokens
  try {
    return await redeemRefreshToken(refreshToken, { metadata, clientId, authentication }, context)
  } catch (error) {
    // `invalid_grant`: expired, revoked, or rotated (RFC 6749 section 5.2).
    if (isSsoError(error, 'oidc_code_rejected')) return { state: 'ended' }
    const code = interactionCodes.find((candidate) => isSsoError(error, candidate))
    if (code === undefined) throw error
    return { state: 'needs_login', code }
  }
}
