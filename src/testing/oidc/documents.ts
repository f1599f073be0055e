import type { JsonObject } from '../../types/json.ts'
import { html, json } from './answers.ts'
import { toBase64url } from './encoding.ts'
import { weakKeyOf } from './id-token.ts'
import { generateKey, type MockKey, privateJwk, publicJwk } from './keys.ts'
import { type MockState, originOf } from './state.ts'

/** The discovery document (OpenID Connect Discovery section 3). */
export function discoveryResponse(state: MockState): Response {
  if (state.has('discovery_html')) return html()
  if (state.has('discovery_500')) return json({ error: 'server_error' }, 500)
  const origin = originOf(state)
  const { hostname } = new URL(origin)
  const document: Record<string, unknown> = {
    issuer: state.issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    ...(state.hasUserinfo ? { userinfo_endpoint: `${origin}/userinfo` } : {}),
    ...(state.hasEndSession ? { end_session_endpoint: `${origin}/end_session` } : {}),
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    id_token_signing_alg_values_supported: [state.algorithm],
    token_endpoint_auth_methods_supported: state.clientAuthentication,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: state.sendsIssuer,
  }
  if (state.has('discovery_issuer_mismatch')) document.issuer = 'https://other-idp.example.com'
  if (state.has('discovery_issuer_trailing_slash')) document.issuer = `${state.issuer}/`
  if (state.has('discovery_http_token_endpoint')) {
    document.token_endpoint = `http://${hostname}/token`
  }
  if (state.has('discovery_private_token_endpoint')) {
    document.token_endpoint = 'https://10.0.0.1/token'
  }
  if (state.has('discovery_http_userinfo_endpoint')) {
    document.userinfo_endpoint = `http://${hostname}/userinfo`
  }
  if (state.has('discovery_missing_jwks_uri')) delete document.jwks_uri
  if (!state.has('discovery_proto_member')) return json(document)
  const { token_endpoint: hidden, ...rest } = document
  const text = JSON.stringify(rest).replace(
    '{',
    `{"__proto__":${JSON.stringify({ token_endpoint: hidden })},`,
  )
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}

export async function keySetResponse(state: MockState): Promise<Response> {
  if (state.has('jwks_html')) return html()
  if (state.has('jwks_not_a_list')) return json({ keys: {} })
  return json({ keys: await publishedKeys(state) }, state.has('jwks_500') ? 500 : 200)
}

/** The keys as they are published, each defect applied. */
export async function publishedKeys(state: MockState): Promise<JsonObject[]> {
  const { key, algorithm } = state
  const honest = await publicJwk(key, algorithm)
  const { kid, ...withoutKid } = honest
  const { use: _use, ...withoutUse } = honest
  if (state.has('jwks_empty')) return []
  if (state.has('jwks_private_members')) return [await privateJwk(key, algorithm)]
  if (state.has('jwks_symmetric_key')) {
    return [{ kty: 'oct', kid: kid ?? '', k: toBase64url(state.clientSecret) }]
  }
  if (state.has('jwks_weak_rsa')) return [await publicJwk(weakKeyOf(state), algorithm)]
  if (state.has('jwks_exponent_one')) return [{ ...honest, e: 'AQ' }]
  if (state.has('jwks_encryption_use')) return [{ ...honest, use: 'enc' }]
  if (state.has('jwks_sign_only_key_ops')) return [{ ...withoutUse, key_ops: ['sign'] }]
  if (state.has('jwks_other_issuer')) return [{ ...honest, issuer: 'https://other.example.com' }]
  if (state.has('jwks_other_algorithm')) {
    return [{ ...honest, alg: algorithm === 'RS512' ? 'RS256' : 'RS512' }]
  }
  if (state.has('jwks_over_100')) {
    return [
      honest,
      ...Array.from({ length: 100 }, (_, index) => ({ ...honest, kid: `key-x${index}` })),
    ]
  }
  if (state.has('jwks_many_without_kid')) {
    const wrong = await publicJwk(wrongKeyOf(key), 'RS256')
    const { kid: _kid, alg: _alg, ...bare } = wrong
    return [bare, bare, bare, bare, withoutKid]
  }
  if (state.has('jwks_wrong_curve')) return [await publicJwk(wrongCurveOf(key), 'ES384')]
  return [honest]
}

const wrongKeys = new WeakMap<MockKey, MockKey>()
const wrongCurves = new WeakMap<MockKey, MockKey>()

function wrongKeyOf(key: MockKey): MockKey {
  const known = wrongKeys.get(key) ?? generateKey('RS256', key.kid)
  wrongKeys.set(key, known)
  return known
}

function wrongCurveOf(key: MockKey): MockKey {
  const known = wrongCurves.get(key) ?? generateKey('ES384', key.kid)
  wrongCurves.set(key, known)
  return known
}
