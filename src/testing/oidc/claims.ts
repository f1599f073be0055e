import type { JsonObject, JsonValue } from '../../types/json.ts'
import type { ClaimDefect } from './defects.ts'
import { halfHash } from './encoding.ts'
import { otherTenant } from './documents.ts'
import { isMultiTenant, issuerOf, type MockGrant, type MockState } from './state.ts'
import type { MockPerson } from './types.ts'

const TOKEN_SECONDS = 300
const HOUR = 3600

type Change = (claims: JsonObject, now: number) => JsonObject

const set =
  (change: JsonObject): Change =>
  (claims) => ({ ...claims, ...change })
const drop =
  (name: string): Change =>
  ({ [name]: _dropped, ...rest }) =>
    rest

/** The groups as a distributed claim (OpenID Connect Core section 5.6.2), as Entra writes it. */
const elsewhere: JsonObject = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://graph.example.net/users/1/getMemberObjects' } },
}

const changes: Readonly<Record<ClaimDefect, Change>> = {
  wrong_issuer: set({ iss: 'https://other-idp.example.com' }),
  issuer_trailing_slash: (claims) => ({ ...claims, iss: `${String(claims.iss)}/` }),
  wrong_audience: set({ aud: 'another-client' }),
  extra_audience: (claims) => ({
    ...claims,
    aud: [claims.aud as JsonValue, 'stranger'],
    azp: claims.aud as JsonValue,
  }),
  extra_audience_without_azp: (claims) => ({
    ...claims,
    aud: [claims.aud as JsonValue, 'trusted-client'],
  }),
  empty_audience: set({ aud: [] }),
  wrong_azp: set({ azp: 'another-client' }),
  expired: (claims, now) => ({ ...claims, iat: now - HOUR - TOKEN_SECONDS, exp: now - HOUR }),
  issued_in_future: (claims, now) => ({ ...claims, iat: now + HOUR, exp: now + 2 * HOUR }),
  not_before_in_future: (claims, now) => ({ ...claims, nbf: now + HOUR, exp: now + 2 * HOUR }),
  missing_exp: drop('exp'),
  missing_iat: drop('iat'),
  missing_sub: drop('sub'),
  missing_aud: drop('aud'),
  missing_iss: drop('iss'),
  exp_as_text: (claims) => ({ ...claims, exp: String(claims.exp) }),
  aud_as_number: set({ aud: 1 }),
  wrong_nonce: set({ nonce: 'the-nonce-of-somebody-else' }),
  missing_nonce: drop('nonce'),
  at_hash_wrong: set({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  c_hash_wrong: set({ c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  old_auth_time: (claims, now) => ({ ...claims, auth_time: now - 24 * HOUR }),
  future_auth_time: (claims, now) => ({ ...claims, auth_time: now + HOUR }),
  missing_auth_time: drop('auth_time'),
  auth_time_as_text: (claims) => ({ ...claims, auth_time: String(claims.auth_time) }),
  other_tenant: set({ tid: otherTenant }),
  issuer_of_other_tenant: (claims) => ({
    ...claims,
    iss: String(claims.iss).replace(String(claims.tid), otherTenant),
  }),
  missing_tenant: drop('tid'),
  groups_overage: ({ groups: _groups, ...claims }) => ({ ...claims, ...elsewhere }),
  groups_overage_flag: ({ groups: _groups, ...claims }) => ({ ...claims, hasgroups: true }),
  groups_overage_partial: set({ groups: ['staff'], ...elsewhere }),
  empty_sub: set({ sub: '' }),
  long_sub: set({ sub: 'a'.repeat(256) }),
  logout_token_events: set({
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }),
  access_token_payload_typ: set({ typ: 'Bearer' }),
}

/** The claims of an honest ID token, then each defect. */
export async function idTokenClaims(
  state: MockState,
  grant: MockGrant,
  accessToken: string | undefined,
): Promise<JsonObject> {
  const now = Math.floor(state.clock().getTime() / 1000)
  const { sub, ...personal } = personNow(state, grant.person)
  const claims: JsonObject = {
    ...(state.isThin ? {} : withoutForeignEmail(state, personal)),
    iss: issuerOf(state, grant.person),
    ...(isMultiTenant(state) ? { tid: String(grant.person.tid) } : {}),
    sub,
    aud: state.clientId,
    iat: now,
    exp: now + TOKEN_SECONDS,
    auth_time: grant.authTime,
    ...(accessToken === undefined ? {} : { at_hash: await halfHash(accessToken, state.algorithm) }),
    c_hash: await halfHash(grant.code, state.algorithm),
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
  }
  return Object.entries(changes).reduce(
    (changed, [defect, change]) =>
      state.has(defect as ClaimDefect) ? change(changed, now) : changed,
    claims,
  )
}

/** As they were when they signed in, and what has changed since. */
export function personNow({ changedPeople }: MockState, person: MockPerson): MockPerson {
  const now = Object.entries({ ...person, ...changedPeople.get(person.sub) })
  const present = Object.fromEntries(now.filter(([, value]) => value !== null))
  return { ...present, sub: person.sub }
}

function withoutForeignEmail(state: MockState, personal: JsonObject): JsonObject {
  const { email, email_verified: isVerified, ...rest } = personal
  if (state.has('email_verified_in_userinfo_only')) return { ...rest, email: email ?? '' }
  if (state.has('email_verified_in_id_token_only')) return { ...rest, email_verified: true }
  return {
    ...rest,
    ...(email === undefined ? {} : { email }),
    ...(isVerified === undefined ? {} : { email_verified: isVerified }),
  }
}
