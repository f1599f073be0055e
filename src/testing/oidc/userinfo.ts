import type { JsonObject } from '../../types/json.ts'
import { html, json } from './answers.ts'
import { personNow } from './claims.ts'
import { signedUserinfo } from './signed-userinfo.ts'
import { issuerOf, type MockState } from './state.ts'

/** The userinfo endpoint (OpenID Connect Core section 5.3). */
export async function userinfoResponse(state: MockState, request: Request): Promise<Response> {
  if (state.has('userinfo_html')) return html()
  if (state.has('userinfo_500')) return json({ error: 'server_error' }, 500)
  const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  const grant = token === undefined ? undefined : state.sessions.get(token)
  if (!grant || state.has('userinfo_challenge')) {
    return json({}, 401, { 'www-authenticate': 'Bearer error="invalid_token"' })
  }
  const claims = userinfoClaims(state, personNow(state, grant.person))
  return state.signsUserinfo
    ? signedUserinfo(state, claims, issuerOf(state, grant.person))
    : json(claims)
}

function userinfoClaims(state: MockState, { sub, ...personal }: JsonObject): JsonObject {
  if (state.has('userinfo_missing_subject')) return personal
  return {
    sub: state.has('userinfo_other_subject') ? 'mallory' : (sub ?? ''),
    ...withoutForeignEmail(state, personal),
    ...(state.has('userinfo_overrides_protocol_claims')
      ? {
          iss: 'https://other-idp.example.com',
          aud: 'another-client',
          auth_time: 0,
          acr: 'from-userinfo',
          amr: ['from-userinfo'],
          sid: 'from-userinfo',
          nonce: 'from-userinfo',
          exp: 0,
        }
      : {}),
  }
}

function withoutForeignEmail(state: MockState, personal: JsonObject): JsonObject {
  const { email, email_verified: _isVerified, ...rest } = personal
  if (state.has('email_verified_in_userinfo_only')) return { ...rest, email_verified: true }
  if (state.has('email_verified_in_id_token_only')) return { ...rest, email: email ?? '' }
  return personal
}
