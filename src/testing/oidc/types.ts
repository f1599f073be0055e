import type { JsonObject, JsonValue } from '../../types/json.ts'
import type { OidcDefect } from './defects.ts'

/** Signature algorithms of the mock provider, besides `HS256`. */
export type MockAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

/** Claims of a person; `sub` names them at the provider. */
export interface MockPerson {
  readonly sub: string
  readonly [claim: string]: JsonValue
}

/** Options of `createMockOidcProvider`. */
export interface MockOidcOptions {
  /**
   * Default `https://idp.example.com`. With `{tenantid}` in it the provider serves several tenants:
   * the document is below `organizations`, and a person’s `tid` says whose token it is.
   */
  readonly issuer?: string
  /** What tokens and the document name instead, where it is asked for with the client id. */
  readonly dynamicIssuer?: string
  /** Below the issuer. Default `/authorize`, `/token`, `/userinfo` and `/jwks`. */
  readonly endpointPaths?: Partial<MockEndpointPaths>
  /** Default `client-1`. */
  readonly clientId?: string
  /** Default `secret-1`. */
  readonly clientSecret?: string
  /** Pass the same clock to `createSso`. Default: the system's. */
  clock?(): Date
  /** The first one signs in unless another is named. Default: Ann, in the group `staff`. */
  readonly people?: readonly MockPerson[]
  /** Of ID token signatures. Default `RS256`. `HS256` is keyed with the client secret. */
  readonly algorithm?: MockAlgorithm | 'HS256'
  /** A thin ID token: what is known of the person comes from userinfo only. */
  readonly isThin?: boolean
  /** Puts `iss` into every answer and says so in the discovery document (RFC 9207). */
  readonly sendsIssuer?: boolean
  /** How clients may prove themselves. Default: `client_secret_basic` and `client_secret_post`. */
  readonly clientAuthentication?: readonly (
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'private_key_jwt'
    | 'none'
  )[]
  /** The client's public keys; asked anew for every assertion. Default: it has none. */
  clientKeys?(): Promise<{ readonly keys: readonly JsonObject[] }>
  /** The only audience that assertions may have: `issuer` (default) or the `endpoint` called. */
  readonly assertionAudience?: 'issuer' | 'endpoint'
  /** Of assertion signatures, published. Default `RS256`, `PS256`, `ES256`, `EdDSA`. */
  readonly assertionAlgorithms?: readonly MockAlgorithm[]
  /** Pushed authorization requests (RFC 9126). Default: the provider knows none. */
  readonly pushedRequests?: 'advertised' | 'required'
  /** Whether a refresh token works once. Default true. Given where `offline_access` is asked for. */
  readonly rotatesRefreshTokens?: boolean
  /** How long a rotated refresh token still works. Default 0 seconds: a second use is a theft. */
  readonly refreshGraceSeconds?: number
  readonly hasUserinfo?: boolean
  /** The userinfo endpoint answers with a signed token (OpenID Connect Core section 5.3.2). */
  readonly signsUserinfo?: boolean
  /** Publishes an `end_session_endpoint`. Default: the provider ends no sessions. */
  readonly hasEndSession?: boolean
  /** When given, people are sent back to no other address after they signed out. */
  readonly postLogoutRedirectUris?: readonly string[]
  /** When given, no other redirect URI may be asked for. */
  readonly redirectUris?: readonly string[]
}

export interface MockEndpointPaths {
  readonly authorization: string
  readonly token: string
  readonly userinfo: string
  readonly jwks: string
}

/** One call that the provider received, or would have received at an address that is not its own. */
export interface MockRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What `startLogout` answers, as far as the provider sees it. */
export interface MockLogoutStart {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
}

/** How the provider sends the browser back. */
export interface MockAnswer {
  readonly method: 'GET' | 'POST'
  /** With the parameters where the method is GET. */
  readonly url: string
  /** Parameters of the answer, whichever way they travel. */
  readonly fields: URLSearchParams
  /** The request that the browser makes. */
  toRequest(cookie?: string): Request
}

/** An OpenID provider in this process. */
export interface MockOidcProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** For `createSso({ fetch })`. Other hosts than the issuer's cannot be reached through it. */
  readonly fetch: typeof globalThis.fetch
  /** For `connections.create({ protocol: 'oidc', settings, secrets })`. */
  readonly settings: { readonly issuer: string; readonly clientId: string }
  readonly secrets: { readonly clientSecret: string }
  /** All calls so far, the ones at foreign addresses included. */
  readonly requests: readonly MockRequest[]
  readonly defects: ReadonlySet<OidcDefect>
  /**
   * Answers an authorization request as if the person had signed in.
   *
   * @param authorizationUrl where the browser was sent
   * @param person a `sub` of `people`, or a person's claims. Default: the first of `people`
   * @throws {Error} where a provider would show an error page: client, redirect URI, PKCE, scope
   */
  authorize(authorizationUrl: string | URL, person?: string | MockPerson): Promise<MockAnswer>
  /** From now on exactly these defects; without any the provider is honest again. */
  tamper(...defects: readonly OidcDefect[]): void
  /** From now on tokens and userinfo say this of a person; `null` takes a claim away. */
  changePerson(sub: string, change: JsonObject): void
  /** Refuses the refresh tokens of a person from now on, as after a sign-out or a deactivation. */
  revokeGrants(sub: string): void
  /** Signs with a new key from now on and publishes only that one. */
  rotateKeys(options?: { readonly keepsKeyId?: boolean }): void
  /** A signed ID token of these claims and nothing else, for calls of `validateIdToken`. */
  signIdToken(claims: JsonObject): Promise<string>
  /**
   * A logout token about this session or all sessions of this person, to be posted to the back-channel
   * logout address. Defects of `LogoutDefect` and `JwsDefect` apply.
   */
  signLogoutToken(about: { readonly sub?: string; readonly sid?: string }): Promise<string>
  /**
   * Answers a logout request as if the person had agreed. The session of a person is not kept, so only
   * the request itself is checked.
   *
   * @param start what `startLogout` answered
   * @throws {Error} where a provider would show an error page: client, ID token, address to return to
   */
  endSession(start: MockLogoutStart): Promise<MockAnswer>
  /**
   * What the provider's server posts to a back-channel logout address, with a token of
   * `signLogoutToken`.
   *
   * @param address `connections.setup` names it; or `urls.backchannelLogout`
   */
  backchannelLogout(
    address: string,
    about: { readonly sub?: string; readonly sid?: string },
  ): Promise<Request>
  /** The published key set. */
  keySet(): Promise<{ keys: JsonObject[] }>
  resetRequests(): void
}
