import type { JsonObject } from '../../types/json.ts'

/** How a mock Okta organisation begins. */
export interface MockOktaOptions {
  /** Default `acme.okta.com`. */
  readonly domain?: string
  /** Pass the same clock to `createSso`. Default: the system's. */
  clock?(): Date
}

/** Directory > People. */
export interface MockOktaPerson {
  /** The Okta username, which is an e-mail address by default. */
  readonly login: string
  /** Default: the login. */
  readonly email?: string
  readonly firstName: string
  readonly lastName: string
  readonly password: string
  /** Names of groups; every person is in `Everyone` besides. */
  readonly groups?: readonly string[]
}

/** Applications > Create App Integration > OIDC, with the labels of the console in comments. */
export interface MockOktaOidcSettings {
  /** App integration name. */
  readonly name: string
  /** Application type: Web Application, or Single-Page Application, which has no secret. */
  readonly type: 'web' | 'spa'
  /** Sign-in redirect URIs. */
  readonly signInRedirectUris: readonly string[]
  /** Sign-out redirect URIs. */
  readonly signOutRedirectUris?: readonly string[]
  /** Trusted origins (Base URIs). */
  readonly baseUris?: readonly string[]
  /** Grant type. Default `authorization_code` only; `implicit` is Implicit (hybrid). */
  readonly grantTypes?: readonly ('authorization_code' | 'refresh_token' | 'implicit')[]
  /** With `implicit`. Default both. */
  readonly implicit?: { readonly idToken: boolean; readonly accessToken: boolean }
  /** Refresh token behavior. Default: Rotate token after every use, with a grace period of 0 seconds. */
  readonly refreshTokens?: { readonly rotates: boolean; readonly graceSeconds?: number }
  /** Login initiated by. Default App Only. */
  readonly loginInitiatedBy?: 'app_only' | 'okta_or_app'
  /** Login flow. Default Redirect to app to initiate login (OIDC Compliant). */
  readonly loginFlow?: 'redirect_to_app' | 'send_id_token'
  /** Initiate login URI. */
  readonly initiateLoginUri?: string
  /** Application visibility: Display application icon to users. Default: with `okta_or_app`. */
  readonly displaysIcon?: boolean
  /** Controlled access. Default: Skip group assignment for now, so nobody is assigned. */
  readonly access?: 'everyone' | readonly string[] | 'skip'
  /** User consent: Require consent. Default false. */
  readonly requiresConsent?: boolean
  /** Sign On > OpenID Connect ID Token > Issuer. Default Dynamic. */
  readonly idTokenIssuer?: 'dynamic' | 'okta_url'
  /** Sign On > OpenID Connect ID Token > Groups claim, of the org authorization server only. */
  readonly groupsClaim?: { readonly name: string; readonly matches: RegExp }
}

/** An OpenID Connect app, and what an admin does on its pages of the console. */
export interface MockOktaOidcApp {
  /** General > Client Credentials. */
  readonly clientId: string
  /** `undefined` of single-page apps. */
  readonly clientSecret: string | undefined
  readonly settings: MockOktaOidcSettings
  /** Edit and Save in the console. */
  change(settings: Partial<MockOktaOidcSettings>): void
  /** Assignments > Assign to People or Groups. */
  assign(to: { readonly login: string } | { readonly group: string }): void
  unassign(from: { readonly login: string } | { readonly group: string }): void
  /** Generate new secret; the old one stops working. */
  newSecret(): string
}

/** Security > API > Authorization Servers. */
export interface MockOktaServerSettings {
  readonly name: string
  readonly audience: string
  /** Issuer. Default Okta URL. Dynamic follows the domain that was asked. */
  readonly issuer?: 'okta_url' | 'dynamic'
}

/** Authorization Servers > Claims > Add Claim. */
export interface MockOktaClaim {
  readonly name: string
  /** Include in token type, with Always for ID tokens unless `isOnRequest`. */
  readonly in: 'id_token' | 'access_token'
  readonly isOnRequest?: boolean
  /** Value type Expression, as far as `user.login`, `user.email` and the like, or Groups by a filter. */
  readonly value: { readonly expression: string } | { readonly groupsMatching: RegExp }
  /** Include in: any scope (default), or the following scopes. */
  readonly scopes?: readonly string[]
}

/** Authorization Servers > Access Policies > Add Policy, with one rule. */
export interface MockOktaPolicy {
  /** Assign to: all clients (default), or these client ids. */
  readonly clients?: readonly string[]
  readonly rule: {
    readonly grantTypes: readonly (
      | 'authorization_code'
      | 'implicit'
      | 'client_credentials'
      | 'device_authorization'
      | 'token_exchange'
    )[]
    /** Default any scopes. */
    readonly scopes?: readonly string[]
  }
}

/** A custom authorization server. `default` is there from the start, with a policy for all clients. */
export interface MockOktaServer {
  /** The last part of the issuer. */
  readonly id: string
  readonly issuer: string
  change(settings: Partial<MockOktaServerSettings>): void
  addScope(scope: { readonly name: string; readonly isDefault?: boolean }): void
  addClaim(claim: MockOktaClaim): void
  removeClaim(name: string): void
  addPolicy(policy: MockOktaPolicy): void
  removePolicies(): void
  /** Token Preview: the claims of the ID token. */
  preview(request: {
    readonly clientId: string
    readonly login: string
    readonly scopes: readonly string[]
  }): JsonObject
}

/** Applications > Create App Integration > SAML 2.0. */
export interface MockOktaSamlSettings {
  readonly name: string
  /** Single sign-on URL. May be temporary and changed later. */
  readonly ssoUrl: string
  /** Audience URI (SP Entity ID). */
  readonly audience: string
  /** Name ID format. Default Unspecified. */
  readonly nameIdFormat?:
    | 'Unspecified'
    | 'EmailAddress'
    | 'x509SubjectName'
    | 'Persistent'
    | 'Transient'
  /** Application username. Default Okta username. */
  readonly applicationUsername?: 'okta_username' | 'okta_username_prefix' | 'email'
  /** Attribute Statements: name → expression such as `user.email`. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Group Attribute Statements. */
  readonly groups?: { readonly name: string; readonly matches: RegExp }
  /** Default Signed for both, as the console has it. */
  readonly response?: 'Signed' | 'Unsigned'
  readonly assertion?: 'Signed' | 'Unsigned'
  /** Default RelayState. */
  readonly defaultRelayState?: string
  readonly access?: 'everyone' | readonly string[] | 'skip'
}

/** A SAML app, and what an admin does on its pages of the console. */
export interface MockOktaSamlApp {
  readonly settings: MockOktaSamlSettings
  /** Sign On > SAML Signing Certificates > Actions > View IdP metadata, of the active SHA-2 certificate. */
  metadata(): string
  readonly metadataUrl: string
  change(settings: Partial<MockOktaSamlSettings>): void
  assign(to: { readonly login: string } | { readonly group: string }): void
  unassign(from: { readonly login: string } | { readonly group: string }): void
  /** Generate new certificate and activate it. */
  rotateCertificate(): void
}

/**
 * An Okta organisation as far as its customers' apps meet it: sign-in page, dashboard with tiles, org
 * authorization server, custom ones, OpenID Connect and SAML apps.
 */
export interface MockOkta {
  readonly domain: string
  /** `https://` and the domain: issuer of the org authorization server, and `iss` of tiles. */
  readonly orgUrl: string
  /** For `createSso({ fetch })`: what the app's server calls, without a network. */
  readonly fetch: typeof globalThis.fetch
  /** What browsers call, at any path of the domain; pages work without scripts. */
  handler(request: Request): Promise<Response>
  /** A group of Okta; one that is imported from elsewhere does not show in `groups` claims. */
  addGroup(name: string, options?: { readonly isImported?: boolean }): void
  addPerson(person: MockOktaPerson): void
  /** All groups of a person, from now on. */
  setGroups(login: string, groups: readonly string[]): void
  /** Suspends a person: signed out, no tokens, no refresh. */
  deactivate(login: string): void
  addOidcApp(settings: MockOktaOidcSettings): MockOktaOidcApp
  addSamlApp(settings: MockOktaSamlSettings): MockOktaSamlApp
  addServer(settings: MockOktaServerSettings): MockOktaServer
  /** The custom authorization server that each organisation with API Access Management begins with. */
  readonly defaultServer: MockOktaServer
}
