import type { OidcEndpoints } from '../../types/connection.ts'

/**
 * What is known of one vendor's provider. Decisions ask these records and name no vendor themselves,
 * so a new vendor is a new record.
 */
export interface Vendor {
  /** Profiles of connections whose provider this is; the first one names it. */
  readonly profiles: readonly [string, ...string[]]
  /** Below these domains lie the tenants of the vendor itself, whatever the profile says. */
  readonly domains: readonly string[]
  /**
   * True where each host below `domains` is one tenant whose endpoints its customer cannot choose:
   * an answer from there needs no `iss` on a shared callback (rule O2).
   */
  readonly hasFixedEndpoints?: boolean
  readonly address: VendorAddress
  /** Added to the address of the discovery document, with the client id as its value. */
  readonly discoveryClientParameter?: string
  /**
   * `domain` where each issuer belongs to one organisation whose admin says what people's e-mail
   * addresses are, and where `email_verified` may be absent for that reason (rule E3).
   */
  readonly emailTrust?: 'domain'
  /** How a refresh token is asked for. Absent: as the specification says. */
  readonly offlineAccess?: OfflineAccess
  /** How the token endpoint treats a client that does not prove itself. Absent: nothing is known. */
  readonly clientProbe?: ClientProbe
  /** What it knows instead of `prompt=login`, which it refuses. */
  readonly loginPrompt?: string
  /** What to do where the provider names another issuer than the one that was entered. */
  readonly issuerMismatchHint?: string
  /** Where the facts come from. */
  readonly sources: readonly string[]
}

/** What the answer of a token endpoint to a made-up code says about the client. */
export interface ClientProbe {
  /**
   * True where the code is looked at only after the client proved itself: `invalid_grant` then says
   * that id and secret are right. Elsewhere that takes a second request with a made-up secret.
   */
  readonly isClientCheckedFirst: boolean
  /** Values of `error` by which it refuses the client, besides `invalid_client` (RFC 6749 section 5.2). */
  readonly refusalCodes: readonly string[]
  readonly source: string
}

/** How addresses of a vendor are made, and how what admins enter becomes one. */
export interface VendorAddress {
  /** The only issuer there is: what is entered names a tenant, or nothing. */
  readonly fixedIssuer?: string
  /** What a bare tenant name stands for, instead of a host: `{tenant}` is replaced. */
  readonly tenantIssuer?: string
  /** Hosts that serve every tenant; the first segment of the path says which. */
  readonly tenantHosts?: Readonly<Record<string, string>>
  /** Where admins work: no tenant can be told from such an address. */
  readonly consoleHosts?: readonly string[]
  /** How a host name ends, before the first dot, where admins work instead of people. */
  readonly adminSuffix?: string
  /** Which start of a path belongs to the issuer: what fits, all of it, or none. */
  readonly serverPath: RegExp | 'all' | 'none'
  /** The authorization server that is meant where the host alone was entered. */
  readonly defaultServerPath?: string
  /** Where the endpoints lie of the server whose issuer is the bare host. */
  readonly rootServerPath?: string
  /** True where the vendor's tile names the bare host as `iss`, whichever server issues the tokens. */
  readonly hasHostInStarts?: boolean
  /** True where issuers end in a slash; `undefined` where both occur. */
  readonly hasTrailingSlash?: boolean
  /** Paths below the issuer. */
  readonly endpointPaths?: Readonly<OidcEndpoints>
  /** What to copy, and from where, where the entered text cannot be read. */
  readonly entryHint: string
}

/** How a vendor's provider is asked for a refresh token. */
export interface OfflineAccess {
  /** It does not know the scope `offline_access` and refuses it. */
  readonly isScopeUnknown?: true
  /** Asked for in its place, or with it. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Without it no refresh token comes, or only with the person’s first sign-in. */
  readonly needsConsentPrompt?: true
  readonly source: string
}
