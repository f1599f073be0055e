import type { JsonObject } from './json.ts'

/** Whether people can sign in: `draft` was never activated, `disabled` is switched off. */
export type ConnectionStatus = 'draft' | 'active' | 'disabled'

/** One customer's link to one identity provider, as the host sees it: plain JSON, no secret. */
export interface Connection {
  /** Opaque (`con_…`); every address of the connection follows from it. */
  readonly id: string
  readonly organizationId: string
  readonly protocol: string
  readonly profile: string
  readonly description: string
  readonly status: ConnectionStatus
  /** Moved by admin edits, and where secrets are sealed anew; never by what sign-ins teach. */
  readonly version: number
  /** Lower-case and unique; reserved by drafts too. */
  readonly loginPath?: string
  readonly live?: ConnectionRevision
  /** What `update` edits and `activate` makes live. */
  readonly draft?: ConnectionRevision
  readonly check?: CheckEvidence
  readonly test?: TestEvidence
  /** A real login of this fingerprint; it counts as a passed test. */
  readonly lastLogin?: LoginEvidence
  readonly trust?: ConnectionTrust
  readonly createdAt: string
  readonly updatedAt: string
}

/** The latest check, bound to the revision that was checked. */
export interface CheckEvidence {
  readonly fingerprint: string
  readonly status: 'pass' | 'warn' | 'fail' | 'unknown'
  readonly at: string
  readonly report?: JsonObject
}

/** The latest test, bound to the revision that was tested. */
export interface TestEvidence {
  readonly fingerprint: string
  readonly status: 'running' | 'passed' | 'failed'
  readonly at: string
  /** A `TestReport`, as JSON. */
  readonly report?: JsonObject
}

/** The latest sign-in of somebody, bound to the revision that it used. */
export interface LoginEvidence {
  readonly fingerprint: string
  readonly at: string
}

/** A cache of what the provider publishes (discovery, keys, metadata); refreshing it moves no version. */
export interface ConnectionTrust {
  readonly checkedAt: string
  readonly expiresAt?: string
  readonly document: JsonObject
}

/**
 * One complete set of settings: the draft that is edited, or the live one that people sign in with.
 */
export interface ConnectionRevision {
  /** Covers everything below and, by keyed HMAC, the secrets. */
  readonly fingerprint: string
  /** Validated by the protocol's `SsoProvider`. */
  readonly settings: ConnectionSettings
  readonly secrets: Readonly<Record<string, { readonly setAt: string }>>
  readonly claims: ClaimMapping
  readonly access: AccessSettings
  readonly session: SessionSettings
}

/** Settings of a protocol, those of `ssokit/oidc` and `ssokit/saml` among them. */
export type ConnectionSettings = OidcSettings | SamlSettings | JsonObject

/** Which claim (or SAML attribute) fills which field of the identity. */
export interface ClaimMapping {
  readonly subject?: string
  readonly email: string
  readonly name?: string
  readonly givenName?: string
  readonly familyName?: string
  readonly groups?: string
  /** Own names for further claims: `{ department: 'dept' }`. */
  readonly custom?: Readonly<Record<string, string>>
  /** Claims without which nobody is signed in. */
  readonly require: readonly string[]
}

/** Who gets in by a connection, and with which roles. */
export interface AccessSettings {
  readonly provisioning: 'jit' | 'invite' | 'join_prompt'
  readonly linking: 'never' | 'verified_domain' | 'organization_member'
  readonly emailDomains: 'verified' | 'any'
  readonly groupsAbsent: 'error' | 'empty'
  readonly roles?: RoleSettings
}

/** How groups become roles. */
export interface RoleSettings {
  readonly groupsByRole: Readonly<Record<string, readonly string[]>>
  readonly sync: 'replace' | 'additive'
  readonly unmapped: 'deactivate' | 'refuse'
}

/** How long sessions of a connection last, and what a logout ends. */
export interface SessionSettings {
  readonly hasSingleLogout: boolean
  readonly requireLoginAfterLogout: boolean
  readonly maxAgeSeconds?: number
}

/** How we prove who we are at the token endpoint; `auto` follows what the provider publishes. */
export type ClientAuthentication =
  | 'auto'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'none'

export type ResponseMode = 'query' | 'form_post' | 'fragment'

/** Settings of an OpenID Connect connection. */
export interface OidcSettings {
  /**
   * The issuer that ID tokens carry, compared byte for byte. Of a provider that serves several
   * tenants, the template that its document names: `https://login.microsoftonline.com/{tenantid}/v2.0`.
   */
  readonly issuer: string
  /** Other `iss` values that a third-party start may send (an Okta tile sends the org URL). */
  readonly initiateIssuers?: readonly string[]
  /**
   * What the admin typed into a form: the address or the domain of their identity provider. The
   * profile derives `issuer`, `initiateIssuers` and `endpoints` from it, until one of them is edited.
   */
  readonly entered?: { readonly domain?: string; readonly issuer?: string }
  /** Endpoints that differ from the derived ones; they win over the discovery document. */
  readonly endpoints?: OidcEndpoints
  readonly clientId: string
  readonly clientAuthentication: ClientAuthentication
  readonly scopes: readonly string[]
  readonly responseType: 'code' | 'code id_token' | 'id_token'
  readonly responseMode?: ResponseMode
  readonly allowedAlgorithms?: readonly string[]
  /** Tenants or hosted domains of an issuer that serves many organisations; nobody else may come. */
  readonly allowedTenants?: readonly string[]
  readonly trustedAudiences?: readonly string[]
  readonly userinfo: 'when_needed' | 'always' | 'never'
  readonly extraParameters?: Readonly<Record<string, string>>
  /** Whether the request goes to the provider directly (RFC 9126). Default `when_advertised`. */
  readonly pushedAuthorizationRequests?: 'when_advertised' | 'when_required'
  /** Ids of what this provider may do differently from the specifications. */
  readonly deviations?: readonly string[]
  readonly clockToleranceSeconds?: number
}

/** Endpoints that an admin entered, or that were derived from the profile. */
export interface OidcEndpoints {
  readonly authorization?: string
  readonly token?: string
  readonly userinfo?: string
  readonly jwks?: string
  readonly endSession?: string
}

/** Settings of a SAML connection. */
export interface SamlSettings {
  readonly idpEntityId: string
  readonly ssoEndpoints: readonly SamlEndpoint[]
  readonly sloEndpoints: readonly SamlEndpoint[]
  readonly signingCertificates: readonly string[]
  readonly metadataUrl?: string
  readonly metadataTrustKey?: string
  /** Overrides for migrations only. */
  readonly spEntityId?: string
  readonly acsUrl?: string
  readonly idpInitiated: 'off' | 'restart' | 'accept'
  readonly requestedNameIdFormat?: string
  readonly requireEmailNameId: boolean
  readonly requireSignedRequests: boolean
  readonly requireEncryption: boolean
  readonly allow?: { readonly sha1?: boolean; readonly aesCbc?: boolean }
  readonly clockToleranceSeconds?: number
}

/** An address of a SAML identity provider, with the binding that it speaks. */
export interface SamlEndpoint {
  readonly binding: 'redirect' | 'post'
  readonly location: string
  /** Where answers go if not to `location`; single logout only (saml-metadata section 2.2.2). */
  readonly responseLocation?: string
}

/** Every field may be left out; `null` puts it back to its default. */
type Editable<Type> = { readonly [Key in keyof Type]?: Type[Key] | null }

/** What `connections.create` and `connections.update` take. Named fields are replaced whole. */
export interface ConnectionInput {
  readonly description?: string | null
  readonly loginPath?: string | null
  readonly settings?:
    | Editable<OidcSettings>
    /** A metadata file, or the address in `metadataUrl`, fills in the rest. */
    | (Editable<SamlSettings> & { readonly metadataXml?: string })
    | JsonObject
  /** Write-only: `{ clientSecret: '…' }`; `null` removes one. */
  readonly secrets?: Readonly<Record<string, string | null>>
  readonly claims?: Editable<ClaimMapping>
  readonly access?: Editable<AccessSettings>
  readonly session?: Editable<SessionSettings>
}

/** A value that the identity provider's admin has to enter there. */
export interface SetupField {
  readonly id: string
  /** The field's name in that provider's console, where the profile knows it. */
  readonly label: string
  readonly value: string
}

/** What the admin of the identity provider has to enter there, and where people sign in. */
export interface ConnectionSetup {
  readonly fields: readonly SetupField[]
  /** Where the customer's people start. */
  readonly loginUrl: string
}
