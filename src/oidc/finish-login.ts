import type { JSONWebKeySet } from 'jose'
import type { OidcSettings } from '../types/connection.ts'
import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonObject } from '../types/json.ts'
import type { FinishContext, ProviderAnswer, ProviderContext } from '../types/provider.ts'
import { mergeClaims } from './claims.ts'
import { clientAuthentication } from './client-authentication.ts'
import { checkAuthorizationResponse, redeemCode } from './exchange.ts'
import { hasGroupsOverage } from './groups.ts'
import { verifyIdToken } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import type { OidcFlow } from './login.ts'
import type { OidcTrust } from './metadata.ts'
import { type ResolveGroups, withAllGroups } from './resolve-groups.ts'
import { settingsOf } from './settings.ts'
import { SECRET_ALGORITHM } from './signature.ts'
import { answeringIssuer } from './tenants.ts'
import type { TokenSet } from './token-set.ts'
import type { TrustSource } from './trust.ts'
import { fetchUserinfo, needsUserinfo } from './userinfo.ts'
import { verifyUserinfoToken } from './userinfo-token.ts'
import { emailTrust } from './vendors/email-trust.ts'

/** What every sign-in of one `oidc()` shares. */
export interface FinishParts {
  readonly source: TrustSource
  readonly resolveGroups?: ResolveGroups | undefined
}

/**
 * Turns the provider's answer into claims. The order is the security of it: use the answer up, check
 * it, redeem the code, validate the ID token, and only then ask for more.
 */
export async function finishLogin(
  context: FinishContext,
  parts: FinishParts,
): Promise<ProviderAnswer> {
  // Before anything of the answer is believed or sent anywhere, it is used up (rule F1).
  await context.reserve()
  const settings = settingsOf(context.settings)
  const flow = context.flow as unknown as OidcFlow
  context.reached?.('provider_documents')
  const trust = await parts.source.current(settings, context)
  const { metadata } = trust
  const { clientId } = settings
  const { parameters } = context.message
  context.reached?.('authorization_response')
  const code = checkAuthorizationResponse(parameters, {
    metadata: { ...metadata, issuer: answeringIssuer(settings, parameters.get('iss')) },
    clientId,
    state: context.handle,
  })
  context.reached?.('client_authentication')
  const authentication = await clientAuthentication(settings, metadata, {
    ...context,
    endpoint: metadata.token_endpoint ?? '',
  })
  context.reached?.('token_request')
  const tokens = await redeemCode(
    code,
    {
      metadata,
      clientId,
      authentication,
      redirectUri: context.urls.callback,
      codeVerifier: flow.codeVerifier,
    },
    context,
  )
  context.reached?.('id_token')
  const expected = await expectationsOf(settings, context)
  const idToken = await parts.source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyIdToken(tokens.idToken, {
      ...expected,
      issuer: settings.issuer,
      jwks: jwks as unknown as JSONWebKeySet,
      nonce: flow.nonce,
      accessToken: tokens.accessToken,
      code: parameters.get('code') ?? '',
      maxAgeSeconds: flow.maxAge,
    }),
  )
  const claims = await claimsOf(context, parts, { trust, tokens, idToken, expected })
  const answer = answerFrom(idToken, claims, tokens)
  return { ...answer, emailTrust: emailTrust(settings, context.profile) }
}

type Expectations = Awaited<ReturnType<typeof expectationsOf>>

/** What all tokens of a connection must meet. */
async function expectationsOf(settings: OidcSettings, context: ProviderContext) {
  const { clientId, allowedAlgorithms, allowedTenants } = settings
  const { trustedAudiences, clockToleranceSeconds } = settings
  const usesSecret = allowedAlgorithms?.includes(SECRET_ALGORITHM) === true
  return {
    clientId,
    algorithms: allowedAlgorithms,
    clientSecret: usesSecret ? await context.secret('clientSecret') : undefined,
    allowedTenants,
    trustedAudiences,
    clockToleranceSeconds,
    now: context.now(),
  }
}

interface Verified {
  readonly trust: OidcTrust
  readonly tokens: TokenSet
  readonly idToken: IdTokenClaims
  readonly expected: Expectations
}

/** All that is known of the person: from the ID token, from userinfo and, last, from the host. */
async function claimsOf(
  context: FinishContext,
  parts: FinishParts,
  verified: Verified,
): Promise<ReceivedClaims> {
  const { idToken, tokens } = verified
  const userinfo = await userinfoOf(context, parts, verified)
  const claims = mergeClaims(idToken, userinfo)
  const { groups: groupsClaim } = context.claims
  if (groupsClaim === undefined || !hasGroupsOverage(groupsClaim, idToken, userinfo)) return claims
  const { connectionId, organizationId } = context
  context.reached?.('all_groups')
  return withAllGroups(claims, groupsClaim, parts.resolveGroups, {
    connectionId,
    organizationId,
    issuer: idToken.iss,
    subject: idToken.sub,
    ...(typeof idToken.tid === 'string' ? { tenantId: idToken.tid } : {}),
    accessToken: tokens.accessToken,
    claims: structuredClone(idToken),
  })
}

/** Where it is needed: the claims of userinfo, about the subject of the ID token (rule O6). */
async function userinfoOf(
  context: FinishContext,
  { source }: FinishParts,
  { trust, tokens, idToken, expected }: Verified,
): Promise<JsonObject | undefined> {
  const settings = settingsOf(context.settings)
  const { metadata } = trust
  const isAlways = settings.userinfo === 'always'
  // Without an endpoint there is nothing more to know, unless the connection insists on it.
  if (metadata.userinfo_endpoint === undefined && !isAlways) return undefined
  if (!needsUserinfo(settings, idToken, context.claims)) return undefined
  context.reached?.('userinfo')
  const answer = await fetchUserinfo(
    metadata,
    settings.clientId,
    { accessToken: tokens.accessToken, subject: idToken.sub },
    context,
  )
  if ('claims' in answer) return answer.claims
  return source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyUserinfoToken(answer.token, {
      ...expected,
      issuer: idToken.iss,
      subject: idToken.sub,
      jwks: jwks as unknown as JSONWebKeySet,
    }),
  )
}

function answerFrom(
  idToken: IdTokenClaims,
  claims: ReceivedClaims,
  tokens: TokenSet,
): ProviderAnswer {
  const { auth_time: authTime, acr, amr, sid } = idToken
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    claims,
    authentication: {
      at: new Date(Number(authTime ?? idToken.iat) * 1000),
      ...(typeof acr === 'string' ? { acr } : {}),
      ...(Array.isArray(amr) ? { amr: amr as readonly string[] } : {}),
    },
    session: {
      idpSessionIds: typeof sid === 'string' ? [sid] : [],
      tokens: {
        idToken: tokens.idToken,
        ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
      },
    },
  }
}
