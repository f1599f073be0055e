import { sha256 } from '../crypto/digest.ts'
import { randomToken } from '../crypto/random.ts'
import { authorizationUrl, isReserved } from './authorization.ts'
import type { ProviderMetadata } from './provider-metadata.ts'

/** Rule F2: 128 random bits are 22 characters of base64url. */
const MIN_RANDOM_LENGTH = 22

/** RFC 7636 section 4.1. */
const verifierPattern = /^[\w.~-]{43,128}$/

/** Options of `authorizationRequest`. */
export interface AuthorizationRequestOptions {
  readonly metadata: Pick<ProviderMetadata, 'authorization_endpoint'>
  readonly clientId: string
  readonly redirectUri: string
  /** Default `openid profile email`; `openid` must be among them. */
  readonly scopes?: readonly string[]
  /** Default `query`; `form_post` brings the answer as a POST, whose cookies need SameSite=None. */
  readonly responseMode?: 'query' | 'form_post'
  readonly prompt?: string
  /** Seconds; pass the same number to `validateIdToken` as `maxAgeSeconds`. */
  readonly maxAge?: number
  readonly loginHint?: string
  readonly acrValues?: string
  readonly uiLocales?: string
  /** Further parameters of the provider's own; none of the protocol's. */
  readonly extraParameters?: Readonly<Record<string, string>>
  /** Default: 256 random bits each. Own values must have at least 128. */
  readonly state?: string
  readonly nonce?: string
  readonly codeVerifier?: string
}

/** What the answer is checked with: keep it for this browser only, and use it once. */
export interface AuthorizationStart {
  /** Send the browser there. */
  readonly url: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/**
 * Prepares a sign-in: authorization code flow with PKCE (S256), state and nonce, always. Requests are
 * not pushed: for providers that require it (RFC 9126) use `oidc()`.
 *
 * @param options what to ask for, and of whom
 * @returns the address for the browser, and the values to check its answer with
 * @throws {TypeError} where an option can never be right: `openid` is missing, a protocol parameter
 *   stands among the extra ones, or an own value is too short
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest}
 * @security bind `state`, `nonce` and `codeVerifier` to this browser, for example in an HttpOnly
 *   cookie of ten minutes: without that anybody can finish a sign-in in somebody else's browser
 * @example
 * ```ts
 * import { authorizationRequest, discover } from 'ssokit/oidc'
 *
 * const { metadata } = await discover('https://acme.okta.com')
 * const { url, state, nonce, codeVerifier } = await authorizationRequest({
 *   metadata,
 *   clientId: '0oa1',
 *   redirectUri: 'https://app.example.com/callback',
 * })
 * console.log(url, { state, nonce, codeVerifier })
 * ```
 */
export async function authorizationRequest(
  options: AuthorizationRequestOptions,
): Promise<AuthorizationStart> {
  const { metadata, clientId, redirectUri, responseMode, extraParameters = {} } = options
  const { scopes = ['openid', 'profile', 'email'], prompt, maxAge, loginHint } = options
  const { state = randomToken(), nonce = randomToken(), codeVerifier = randomToken() } = options
  refuseImpossible({ scopes, maxAge, extraParameters, state, nonce, codeVerifier })
  const url = authorizationUrl(
    { clientId, scopes, responseMode, extraParameters },
    {
      authorizationEndpoint: metadata.authorization_endpoint,
      redirectUri,
      state,
      nonce,
      codeChallenge: await sha256(codeVerifier),
      prompt,
      maxAge,
      loginHint,
      acrValues: options.acrValues,
      uiLocales: options.uiLocales,
    },
  )
  return { url, state, nonce, codeVerifier }
}

/** Mistakes of a programmer: no provider and no person can cause them. */
function refuseImpossible(given: {
  scopes: readonly string[]
  maxAge: number | undefined
  extraParameters: Readonly<Record<string, string>>
  state: string
  nonce: string
  codeVerifier: string
}): void {
  const { scopes, maxAge, extraParameters, state, nonce, codeVerifier } = given
  if (!scopes.includes('openid')) throw new TypeError('scopes must contain openid.')
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0)) {
    throw new TypeError('maxAge is a whole number of seconds.')
  }
  const reserved = Object.keys(extraParameters).filter(isReserved)
  if (reserved.length > 0) {
    throw new TypeError(`extraParameters cannot set ${reserved.join(', ')}.`)
  }
  if (Math.min(state.length, nonce.length) < MIN_RANDOM_LENGTH) {
    throw new TypeError(`state and nonce need at least ${MIN_RANDOM_LENGTH} random characters.`)
  }
  if (!verifierPattern.test(codeVerifier)) {
    throw new TypeError('codeVerifier needs 43 to 128 characters of base64url (RFC 7636).')
  }
}
