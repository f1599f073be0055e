import type { JsonObject } from '../../types/json.ts'
import { generateKey, type MockKey } from './keys.ts'
import type { OidcDefect } from './defects.ts'
import type { MockAlgorithm, MockEndpointPaths, MockOidcOptions, MockPerson } from './types.ts'

/** What an authorization code stands for. */
export interface MockGrant {
  readonly person: MockPerson
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly scopes: readonly string[]
  readonly nonce: string | undefined
  readonly code: string
  /** Seconds since 1970 at which the person authenticated. */
  readonly authTime: number
}

/** A refresh token that was given: part of the family that began with one sign-in. */
export interface MockRefreshToken<Grant = MockGrant> {
  readonly grant: Grant
  /** Tokens of one sign-in; the theft of one ends all of them. */
  readonly family: { isRevoked: boolean }
  /** What took its place, and when. */
  rotated?: { readonly at: Date; readonly successor: string }
}

/** An authorization request that was pushed (RFC 9126). */
export interface MockPushedRequest {
  readonly parameters: URLSearchParams
  readonly expiresAt: Date
}

/** Options with their defaults, and what changes while the provider runs. */
export interface MockState {
  readonly issuer: string
  readonly dynamicIssuer: string | undefined
  readonly endpointPaths: MockEndpointPaths
  readonly clientId: string
  readonly clientSecret: string
  readonly people: readonly MockPerson[]
  /** Of the published key. */
  readonly algorithm: MockAlgorithm
  /** Of tokens: the same, or `HS256` with the client secret. */
  readonly tokenAlgorithm: MockAlgorithm | 'HS256'
  readonly isThin: boolean
  readonly sendsIssuer: boolean
  readonly clientAuthentication: readonly string[]
  readonly assertionAudience: 'issuer' | 'endpoint'
  readonly assertionAlgorithms: readonly string[]
  /** Every `jti` that was accepted. */
  readonly assertionIds: Set<string>
  readonly pushedRequests: MockOidcOptions['pushedRequests']
  /** By `request_uri`; one is gone once it was used. */
  readonly pushed: Map<string, MockPushedRequest>
  readonly hasUserinfo: boolean
  readonly signsUserinfo: boolean
  readonly hasEndSession: boolean
  readonly postLogoutRedirectUris: readonly string[] | undefined
  readonly redirectUris: readonly string[] | undefined
  readonly defects: Set<OidcDefect>
  /** By code; a code is gone once it was used. */
  readonly grants: Map<string, MockGrant>
  /** By access token. */
  readonly sessions: Map<string, MockGrant>
  readonly rotatesRefreshTokens: boolean
  readonly refreshGraceSeconds: number
  readonly refreshTokens: Map<string, MockRefreshToken>
  /** By `sub`: what is different about a person by now. */
  readonly changedPeople: Map<string, JsonObject>
  key: MockKey
  clientKeys(): Promise<{ readonly keys: readonly JsonObject[] }>
  clock(): Date
  has(defect: OidcDefect): boolean
}

const ann: MockPerson = {
  sub: 'ann',
  email: 'ann@example.com',
  email_verified: true,
  name: 'Ann Example',
  given_name: 'Ann',
  family_name: 'Example',
  groups: ['staff'],
}

export function createState(options: MockOidcOptions): MockState {
  const { algorithm: tokenAlgorithm = 'RS256' } = options
  const algorithm = tokenAlgorithm === 'HS256' ? 'ES256' : tokenAlgorithm
  const defects = new Set<OidcDefect>()
  return {
    issuer: options.issuer ?? 'https://idp.example.com',
    dynamicIssuer: options.dynamicIssuer,
    endpointPaths: {
      ...{ authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks' },
      ...options.endpointPaths,
    },
    clientId: options.clientId ?? 'client-1',
    clientSecret: options.clientSecret ?? 'secret-1',
    people: options.people ?? [ann],
    algorithm,
    tokenAlgorithm,
    isThin: options.isThin ?? false,
    sendsIssuer: options.sendsIssuer ?? false,
    clientAuthentication: options.clientAuthentication ?? [
      'client_secret_basic',
      'client_secret_post',
    ],
    assertionAudience: options.assertionAudience ?? 'issuer',
    assertionAlgorithms: options.assertionAlgorithms ?? ['RS256', 'PS256', 'ES256', 'EdDSA'],
    assertionIds: new Set(),
    pushedRequests: options.pushedRequests,
    pushed: new Map(),
    clientKeys: options.clientKeys ?? (async () => ({ keys: [] })),
    hasUserinfo: options.hasUserinfo ?? true,
    signsUserinfo: options.signsUserinfo ?? false,
    hasEndSession: options.hasEndSession ?? false,
    postLogoutRedirectUris: options.postLogoutRedirectUris,
    redirectUris: options.redirectUris,
    defects,
    grants: new Map(),
    sessions: new Map(),
    rotatesRefreshTokens: options.rotatesRefreshTokens ?? true,
    refreshGraceSeconds: options.refreshGraceSeconds ?? 0,
    refreshTokens: new Map(),
    changedPeople: new Map(),
    key: generateKey(algorithm, 'key-1'),
    clock: options.clock ?? (() => new Date()),
    has: (defect) => defects.has(defect),
  }
}

const placeholder = '{tenantid}'

/** True where the issuer is a template that serves several tenants. */
export function isMultiTenant({ issuer }: MockState): boolean {
  return issuer.includes(placeholder)
}

/** Where paths can be appended: without the last slash, and below the name for all tenants. */
export function originOf({ issuer }: MockState): string {
  return issuer.replace(placeholder, 'organizations').replace(/\/$/, '')
}

/** The issuer of a person's tokens and answers. */
export function issuerOf({ issuer, dynamicIssuer }: MockState, { tid }: MockPerson): string {
  return dynamicIssuer ?? issuer.replace(placeholder, String(tid))
}
