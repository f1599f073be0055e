import type { JSONWebKeySet } from 'jose'
import type { ProviderContext } from '../types/provider.ts'
import { oidcError } from './error.ts'
import {
  type AuthorizationCode,
  checkAuthorizationResponse,
  checkResponseParameters,
} from './exchange.ts'
import { type IdTokenExpectations, verifyIdToken } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import type { OidcTrust } from './metadata.ts'
import { bringsCode, bringsIdToken, type ResponseSettings } from './response-type.ts'
import type { TrustSource } from './trust.ts'

/** What the browser brought. The ID token is not read yet. */
export interface FrontChannel {
  readonly code?: AuthorizationCode
  readonly idToken?: string
}

/**
 * Takes the answer apart: exactly what was asked for and nothing else. An access token in it was never
 * asked for and may not come this way (RFC 9700 section 2.1.2).
 *
 * @throws {SsoError} as `checkAuthorizationResponse`
 */
export function checkFrontChannel(
  parameters: ReadonlyMap<string, string>,
  settings: ResponseSettings,
  expectations: { metadata: OidcTrust['metadata']; clientId: string; state: string },
): FrontChannel {
  if (!bringsIdToken(settings)) {
    return { code: checkAuthorizationResponse(parameters, expectations) }
  }
  const idToken = parameters.get('id_token')
  const withoutToken = new Map(parameters)
  withoutToken.delete('id_token')
  // The ID token names the issuer in place of `iss`, which may then be left out (RFC 9207 section 2.4);
  // it is validated before anything else happens. One that is there must be right all the same.
  const hasOwnIssuer = idToken ? { authorization_response_iss_parameter_supported: false } : {}
  const expected = { ...expectations, metadata: { ...expectations.metadata, ...hasOwnIssuer } }
  const code = bringsCode(settings) ? checkAuthorizationResponse(withoutToken, expected) : undefined
  if (code === undefined) checkResponseParameters(withoutToken, expected)
  const refuse = (message: string) => oidcError('oidc_response_invalid', { message })
  if (code === undefined && parameters.has('code')) {
    throw refuse('The answer carries a code that was not asked for.')
  }
  if (parameters.has('access_token')) {
    throw refuse('The answer carries an access token, which may not come through a browser.')
  }
  if (!idToken) throw refuse('The answer carries no ID token.')
  return { idToken, ...(code === undefined ? {} : { code }) }
}

/**
 * Validates the ID token that came through the browser, before the code goes anywhere: it names the
 * issuer (rule O2), and its `c_hash` ties the code to it (OpenID Connect Core section 3.3.2.11).
 *
 * @param expected with `code` where one came with the token
 * @throws {SsoError} `oidc_id_token_*`
 */
export async function verifyFrontToken(
  idToken: string,
  expected: Omit<IdTokenExpectations, 'jwks'> & { readonly now: Date },
  { source, trust, context }: { source: TrustSource; trust: OidcTrust; context: ProviderContext },
): Promise<IdTokenClaims> {
  const claims = await source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyIdToken(idToken, { ...expected, jwks: jwks as unknown as JSONWebKeySet }),
  )
  if (expected.code !== undefined && claims.c_hash === undefined) {
    throw oidcError('oidc_id_token_hash_mismatch', {
      message: 'The ID token that came with the code does not say so: c_hash is missing.',
    })
  }
  return claims
}

/**
 * Both ID tokens of a hybrid answer speak of the same person (OpenID Connect Core section 3.3.3.6).
 *
 * @throws {SsoError} `oidc_id_tokens_disagree`
 */
export function checkAgreement(front: IdTokenClaims, back: IdTokenClaims): void {
  if (front.iss === back.iss && front.sub === back.sub) return
  throw oidcError('oidc_id_tokens_disagree')
}
