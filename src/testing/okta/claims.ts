import type { JsonObject, JsonValue } from '../../types/json.ts'
import { evaluate, fullName, ownGroups } from './expression.ts'
import { oktaId } from './ids.ts'
import type { AuthorizationServer, OidcClient, OktaGrant, OktaPerson, OktaState } from './state.ts'
import { secondsOf } from './state.ts'
import type { MockOktaClaim } from './types.ts'

/** Seconds; not configurable. */
export const ID_TOKEN_SECONDS = 3600
/** Seconds; what access policies have by default, and the org authorization server always. */
export const ACCESS_TOKEN_SECONDS = 3600

/**
 * The claims of an ID token, without its hashes. It is thin where an access token comes with it: then
 * the rest of what the scopes are for is at the userinfo endpoint only.
 */
export function idTokenClaims(
  state: OktaState,
  grant: OktaGrant,
  person: OktaPerson,
  { issuer, isThin }: { readonly issuer: string; readonly isThin: boolean },
): JsonObject {
  const now = secondsOf(state)
  const standard = scopeClaims(grant.scopes, person)
  const thin = ['email', 'name', 'preferred_username']
  return {
    ...(isThin ? pick(standard, thin) : standard),
    ...configured(state, grant, person, (claim) => !isThin || claim.isOnRequest !== true),
    ...(isThin ? {} : orgGroups(state, grant, person)),
    sub: person.id,
    ver: 1,
    iss: issuer,
    aud: grant.client.clientId,
    iat: now,
    exp: now + ID_TOKEN_SECONDS,
    jti: `ID.${oktaId('00o')}`,
    amr: ['pwd'],
    idp: state.orgId,
    auth_time: grant.authTime,
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
  }
}

/** All that the scopes are for. */
export function userinfoClaims(state: OktaState, grant: OktaGrant, person: OktaPerson): JsonObject {
  return {
    ...scopeClaims(grant.scopes, person),
    ...configured(state, grant, person, () => true),
    ...orgGroups(state, grant, person),
    sub: person.id,
  }
}

export function accessTokenClaims(
  state: OktaState,
  grant: OktaGrant,
  person: OktaPerson,
  issuer: string,
): JsonObject {
  const now = secondsOf(state)
  const custom = claimsOf(grant.server, 'access_token', grant.scopes)
  return {
    ...valuesOf(state, custom, person),
    ver: 1,
    jti: `AT.${oktaId('00o')}`,
    iss: issuer,
    aud: grant.server.settings.audience,
    sub: person.login,
    iat: now,
    exp: now + ACCESS_TOKEN_SECONDS,
    cid: grant.client.clientId,
    uid: person.id,
    scp: grant.scopes,
    auth_time: grant.authTime,
  }
}

/** OpenID Connect Core section 5.4. */
function scopeClaims(scopes: readonly string[], person: OktaPerson): JsonObject {
  const { email, firstName, lastName, login } = person
  return {
    ...(scopes.includes('email') ? { email, email_verified: true } : {}),
    ...(scopes.includes('profile')
      ? {
          name: fullName(person),
          preferred_username: login,
          ...{ given_name: firstName, family_name: lastName },
          ...{ zoneinfo: 'America/Los_Angeles', locale: 'en-US' },
        }
      : {}),
  }
}

function configured(
  state: OktaState,
  { server, scopes }: OktaGrant,
  person: OktaPerson,
  isWanted: (claim: MockOktaClaim) => boolean,
): JsonObject {
  return valuesOf(state, claimsOf(server, 'id_token', scopes).filter(isWanted), person)
}

function claimsOf(
  { claims }: AuthorizationServer,
  token: MockOktaClaim['in'],
  granted: readonly string[],
): MockOktaClaim[] {
  return claims.filter(
    ({ in: included, scopes }) =>
      included === token && (scopes?.some((scope) => granted.includes(scope)) ?? true),
  )
}

function valuesOf(
  state: OktaState,
  claims: readonly MockOktaClaim[],
  person: OktaPerson,
): JsonObject {
  const entries = claims.flatMap(({ name, value }): [string, JsonValue][] => {
    if ('expression' in value) return [[name, evaluate(value.expression, person)]]
    const groups = ownGroups(state, person, value.groupsMatching)
    // Empty lists and values are left out.
    return groups.length === 0 ? [] : [[name, groups]]
  })
  return Object.fromEntries(entries)
}

/** What an app itself adds, of the org authorization server only and for the scope `groups`. */
function orgGroups(
  state: OktaState,
  { server, client, scopes }: OktaGrant,
  person: OktaPerson,
): JsonObject {
  const filter: OidcClient['settings']['groupsClaim'] = client.settings.groupsClaim
  if (server.id !== undefined || !filter || !scopes.includes('groups')) return {}
  const groups = ownGroups(state, person, filter.matches)
  return groups.length === 0 ? {} : { [filter.name]: groups }
}

function pick(claims: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)))
}
