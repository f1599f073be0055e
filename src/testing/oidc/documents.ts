import type { JsonObject } from '../../types/json.ts'
import { html, json } from './answers.ts'
import { toBase64url } from './encoding.ts'
import { weakKeyOf } from './id-token.ts'
import { generateKey, type MockKey, privateJwk, publicJwk } from './keys.ts'
import { isMultiTenant, type MockState, originOf } from './state.ts'
import type { MockAlgorithm } from './types.ts'

/** The discovery document (OpenID Connect Discovery section 3). */
export function discoveryResponse(state: MockState, url: URL): Response {
  if (state.has('discovery_html')) return html()
  if (state.has('discovery_404')) return json({ error: 'not_found' }, 404)
  if (state.has('discovery_404_html')) return html(404)
  if (state.has('discovery_410')) return new Response(null, { status: 410 })
  if (state.has('discovery_503_html')) return html(503)
  if (state.has('discovery_500')) return json({ error: 'server_error' }, 500)
  const origin = originOf(state)
  const { hostname } = new URL(origin)
  const document: Record<string, unknown> = {
    issuer: (url.searchParams.has('client_id') ? state.dynamicIssuer : undefined) ?? state.issuer,
    authorization_endpoint: `${origin}${state.endpointPaths.authorization}`,
    token_endpoint: `${origin}${state.endpointPaths.token}`,
    jwks_uri: `${origin}${state.endpointPaths.jwks}`,
    ...(state.hasUserinfo ? { userinfo_endpoint: `${origin}${state.endpointPaths.userinfo}` } : {}),
    ...(state.hasEndSession ? { end_session_endpoint: `${origin}/end_session` } : {}),
    response_types_supported: ['code', 'code id_token', 'id_token'],
    response_modes_supported: ['query', 'form_post', 'fragment'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    id_token_signing_alg_values_supported: [state.tokenAlgorithm],
    token_endpoint_auth_methods_supported: state.clientAuthentication,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: state.sendsIssuer,
    ...(state.clientAuthentication.includes('private_key_jwt')
      ? { token_endpoint_auth_signing_alg_values_supported: state.assertionAlgorithms }
      : {}),
    ...(state.pushedRequests ? { pushed_authorization_request_endpoint: `${origin}/par` } : {}),
    ...(state.pushedRequests === 'required' ? { require_pushed_authorization_requests: true } : {}),
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
  if (state.has('discovery_private_pushed_endpoint')) {
    document.pushed_authorization_request_endpoint = 'https://10.0.0.1/par'
  }
  if (state.has('discovery_http_pushed_endpoint')) {
    document.pushed_authorization_request_endpoint = `http://${hostname}/par`
  }
  if (state.has('discovery_without_pushed_endpoint')) {
    delete document.pushed_authorization_request_endpoint
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

/** A tenant that nobody lists. */
export const otherTenant = '99999999-8888-4777-8666-555555555555'

/** The keys as they are published, each defect applied. */
export async function publishedKeys(state: MockState): Promise<JsonObject[]> {
  const { key, algorithm } = state
  const publicKey = await publicJwk(key, algorithm)
  // As Entra does, whose keys serve every tenant or one of them.
  const honest = isMultiTenant(state) ? { ...publicKey, issuer: state.issuer } : publicKey
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
  if (state.has('jwks_other_tenant')) {
    return [{ ...honest, issuer: state.issuer.replace('{tenantid}', otherTenant) }]
  }
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
  if (state.has('jwks_two_without_kid')) {
    const { kid: _kid, ...other } = await publicJwk(otherKeyOf(key, algorithm), algorithm)
    return [other, withoutKid]
  }
  if (state.has('jwks_unknown_kinds')) {
    const unknown = { kty: 'AKP', alg: 'ML-DSA-1', pub: 'AAAA', kid: 'key-of-tomorrow', use: 'sig' }
    return [unknown, { kty: 'made-up', kid: 'key-of-nobody', x: 1 }, honest]
  }
  if (state.has('jwks_wrong_curve')) return [await publicJwk(wrongCurveOf(key), 'ES384')]
  return [honest]
}

const wrongKeys = new WeakMap<MockKey, MockKey>()
const otherKeys = new WeakMap<MockKey, MockKey>()
const wrongCurves = new WeakMap<MockKey, MockKey>()

function otherKeyOf(key: MockKey, algorithm: MockAlgorithm): MockKey {
  const known = otherKeys.get(key) ?? generateKey(algorithm, key.kid)
  otherKeys.set(key, known)
  return known
}

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
