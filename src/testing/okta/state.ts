import { generateKey, type MockKey } from '../oidc/keys.ts'
import { randomText } from '../oidc/encoding.ts'
import type { MockRefreshToken } from '../oidc/state.ts'
import type { MockKeyPair } from '../saml/index.ts'
import { oktaId } from './ids.ts'
import type {
  MockOktaClaim,
  MockOktaOidcSettings,
  MockOktaOptions,
  MockOktaPerson,
  MockOktaPolicy,
  MockOktaSamlSettings,
  MockOktaServerSettings,
} from './types.ts'

export interface OktaPerson extends Required<MockOktaPerson> {
  readonly id: string
  readonly isActive: boolean
}

/** Names of groups and logins of people. */
export interface Assignments {
  readonly people: Set<string>
  readonly groups: Set<string>
}

export interface OidcClient {
  readonly clientId: string
  secret: string | undefined
  settings: MockOktaOidcSettings
  readonly assignments: Assignments
}

export interface SamlClient {
  /** The last part of the issuer. */
  readonly key: string
  /** Where requests go to. */
  readonly signOnUrl: string
  settings: MockOktaSamlSettings
  readonly assignments: Assignments
  signingKey: MockKeyPair
}

export interface AuthorizationServer {
  /** `undefined` of the org authorization server. */
  readonly id: string | undefined
  settings: MockOktaServerSettings
  readonly signingKey: MockKey
  /** By name: whether it is granted where none is asked for. */
  readonly scopes: Map<string, { readonly isDefault: boolean }>
  readonly claims: MockOktaClaim[]
  readonly policies: MockOktaPolicy[]
}

/** A browser in which somebody signed in. */
export interface OktaSession {
  readonly login: string
  /** Counts all sign-ins, so that a new one can be told from an old one whatever the clock says. */
  readonly number: number
  /** Seconds since 1970. */
  readonly authTime: number
}

/** What an authorization code, an access token or a refresh token stands for. */
export interface OktaGrant {
  readonly server: AuthorizationServer
  readonly client: OidcClient
  readonly login: string
  readonly scopes: readonly string[]
  readonly authTime: number
  readonly nonce: string | undefined
  /** All tokens of one sign-in; one that was used twice ends all of them. */
  readonly family: { isRevoked: boolean }
}

export interface OktaCode extends OktaGrant {
  readonly redirectUri: string
  readonly codeChallenge: string | undefined
  readonly expiresAt: number
}

/** What goes on once the person has signed in, or has answered. */
export interface Pending {
  /** The number that the session's must exceed. */
  readonly after: number
  proceed(session: OktaSession, form?: URLSearchParams): Promise<Response>
}

export interface OktaState {
  readonly domain: string
  readonly orgUrl: string
  readonly orgId: string
  readonly groups: Map<string, { readonly isImported: boolean }>
  /** By login. */
  readonly people: Map<string, OktaPerson>
  readonly clients: Map<string, OidcClient>
  readonly samlApps: Map<string, SamlClient>
  readonly orgServer: AuthorizationServer
  /** Custom ones, by id. */
  readonly servers: Map<string, AuthorizationServer>
  readonly sessions: Map<string, OktaSession>
  signInCount: number
  readonly pending: Map<string, Pending>
  readonly codes: Map<string, OktaCode>
  readonly accessTokens: Map<string, OktaGrant & { readonly expiresAt: number }>
  readonly refreshTokens: Map<string, MockRefreshToken<OktaGrant>>
  /** Person, client, server and scope of each consent, as `consentKey` writes them. */
  readonly consents: Set<string>
  clock(): Date
}

/** Of every authorization server. */
const standardScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

/** Organisations of one name have one key, as if they were the same: each costs some time. */
const keys = new Map<string, MockKey>()

function keyOf(domain: string, id: string): MockKey {
  const name = `${domain} ${id}`
  const known = keys.get(name) ?? generateKey('RS256', randomText())
  keys.set(name, known)
  return known
}

export function createServer(
  domain: string,
  id: string | undefined,
  settings: MockOktaServerSettings,
): AuthorizationServer {
  // Only the org authorization server brings a scope `groups`; custom ones get it when it is added.
  const scopes = id === undefined ? [...standardScopes, 'groups'] : standardScopes
  return {
    ...{ id, settings, claims: [], policies: [] },
    get signingKey() {
      return keyOf(domain, id ?? '')
    },
    scopes: new Map(scopes.map((name) => [name, { isDefault: false }])),
  }
}

export function createState({
  domain = 'acme.okta.com',
  clock = () => new Date(),
}: MockOktaOptions): OktaState {
  const orgUrl = `https://${domain}`
  const defaultServer = createServer(domain, 'default', {
    ...{ name: 'default', audience: 'api://default' },
  })
  defaultServer.policies.push({
    rule: {
      grantTypes: [
        ...(['authorization_code', 'implicit', 'client_credentials'] as const),
        ...(['device_authorization', 'token_exchange'] as const),
      ],
    },
  })
  return {
    ...{ domain, orgUrl, orgId: oktaId('00o'), clock },
    groups: new Map([[EVERYONE, { isImported: false }]]),
    people: new Map(),
    clients: new Map(),
    samlApps: new Map(),
    orgServer: createServer(domain, undefined, { name: domain, audience: orgUrl }),
    servers: new Map([['default', defaultServer]]),
    sessions: new Map(),
    signInCount: 0,
    pending: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    consents: new Set(),
  }
}

/** The group that all people are in. */
export const EVERYONE = 'Everyone'

/** Whole seconds since 1970. */
export function secondsOf({ clock }: OktaState): number {
  return Math.floor(clock().getTime() / 1000)
}
