import { generateKey, type MockKey } from './keys.ts'
import type { OidcDefect } from './defects.ts'
import type { MockAlgorithm, MockOidcOptions, MockPerson } from './types.ts'

/** What an authorization code stands for. */
export interface MockGrant {
  readonly person: MockPerson
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly scopes: readonly string[]
  readonly nonce: string | undefined
  readonly code: string
}

/** Options with their defaults, and what changes while the provider runs. */
export interface MockState {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly people: readonly MockPerson[]
  readonly algorithm: MockAlgorithm
  readonly isThin: boolean
  readonly sendsIssuer: boolean
  readonly clientAuthentication: readonly string[]
  readonly hasUserinfo: boolean
  readonly hasEndSession: boolean
  readonly redirectUris: readonly string[] | undefined
  readonly defects: Set<OidcDefect>
  /** By code; a code is gone once it was used. */
  readonly grants: Map<string, MockGrant>
  /** By access token. */
  readonly sessions: Map<string, MockGrant>
  key: MockKey
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
  const { algorithm = 'RS256' } = options
  const defects = new Set<OidcDefect>()
  return {
    issuer: options.issuer ?? 'https://idp.example.com',
    clientId: options.clientId ?? 'client-1',
    clientSecret: options.clientSecret ?? 'secret-1',
    people: options.people ?? [ann],
    algorithm,
    isThin: options.isThin ?? false,
    sendsIssuer: options.sendsIssuer ?? false,
    clientAuthentication: options.clientAuthentication ?? [
      'client_secret_basic',
      'client_secret_post',
    ],
    hasUserinfo: options.hasUserinfo ?? true,
    hasEndSession: options.hasEndSession ?? false,
    redirectUris: options.redirectUris,
    defects,
    grants: new Map(),
    sessions: new Map(),
    key: generateKey(algorithm, 'key-1'),
    clock: options.clock ?? (() => new Date()),
    has: (defect) => defects.has(defect),
  }
}

/** Without its last slash, so that paths can be appended. */
export function originOf({ issuer }: MockState): string {
  return issuer.replace(/\/$/, '')
}
