import type { JSONWebKeySet } from 'jose'
import type { OidcSettings } from '../types/connection.ts'
import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonObject } from '../types/json.ts'
import type { FinishContext, ProviderContext } from '../types/provider.ts'
import { mergeClaims } from './claims.ts'
import { oidcError } from './error.ts'
import { hasGroupsOverage } from './groups.ts'
import type { IdTokenExpectations } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import type { OidcTrust } from './metadata.ts'
import { type ResolveGroups, withAllGroups } from './resolve-groups.ts'
import { settingsOf } from './settings.ts'
import { SECRET_ALGORITHM } from './algorithms.ts'
import type { TrustSource } from './trust.ts'
import { fetchUserinfo, needsUserinfo } from './userinfo.ts'
import { verifyUserinfoToken } from './userinfo-token.ts'

/** What every sign-in and every refresh of one `oidc()` shares. */
export interface FinishParts {
  readonly source: TrustSource
  readonly resolveGroups?: ResolveGroups | undefined
}

/** What all tokens of a connection must meet. */
export type Expectations = Omit<IdTokenExpectations, 'jwks' | 'now'> & { readonly now: Date }

export async function expectationsOf(
  settings: OidcSettings,
  context: ProviderContext,
): Promise<Expectations> {
  const { clientId, allowedAlgorithms, allowedTenants } = settings
  const { trustedAudiences, clockToleranceSeconds } = settings
  const usesSecret = allowedAlgorithms?.includes(SECRET_ALGORITHM) === true
  return {
    clientId,
    issuer: settings.issuer,
    algorithms: allowedAlgorithms,
    clientSecret: usesSecret ? await context.secret('clientSecret') : undefined,
    allowedTenants,
    trustedAudiences,
    clockToleranceSeconds,
    now: context.now(),
  }
}

/** An ID token that was validated, and what came with it. */
export interface Verified {
  readonly trust: OidcTrust
  readonly idToken: IdTokenClaims
  /** `undefined` where none was asked for. */
  readonly accessToken: string | undefined
  readonly expected: Expectations
}

type ClaimsContext = ProviderContext & Pick<FinishContext, 'reached'>

/** All that is known of the person: from the ID token, from userinfo and, last, from the host. */
export async function claimsOf(
  context: ClaimsContext,
  parts: FinishParts,
  verified: Verified,
): Promise<ReceivedClaims> {
  const { idToken, accessToken } = verified
  const userinfo = await userinfoOf(context, parts, verified)
  const claims = mergeClaims(idToken, userinfo)
  const { groups: groupsClaim } = context.claims
  if (groupsClaim === undefined || !hasGroupsOverage(groupsClaim, idToken, userinfo)) return claims
  const { connectionId, organizationId } = context
  context.reached?.('all_groups')
  // Without an access token the host has nothing to ask with.
  if (accessToken === undefined) throw oidcError('identity_groups_overage', { connectionId })
  return withAllGroups(claims, groupsClaim, parts.resolveGroups, {
    connectionId,
    organizationId,
    issuer: idToken.iss,
    subject: idToken.sub,
    ...(typeof idToken.tid === 'string' ? { tenantId: idToken.tid } : {}),
    accessToken,
    claims: structuredClone(idToken),
  })
}

/** Where it is needed: the claims of userinfo, about the subject of the ID token (rule O6). */
async function userinfoOf(
  context: ClaimsContext,
  { source }: FinishParts,
  { trust, accessToken, idToken, expected }: Verified,
): Promise<JsonObject | undefined> {
  const settings = settingsOf(context.settings)
  const { metadata } = trust
  const isAlways = settings.userinfo === 'always'
  if (accessToken === undefined) return undefined
  // Without an endpoint there is nothing more to know, unless the connection insists on it.
  if (metadata.userinfo_endpoint === undefined && !isAlways) return undefined
  if (!needsUserinfo(settings, idToken, context.claims)) return undefined
  context.reached?.('userinfo')
  const answer = await fetchUserinfo(
    metadata,
    settings.clientId,
    { accessToken, subject: idToken.sub },
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
