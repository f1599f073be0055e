/** @module ssokit/oidc: the OpenID Connect relying party. */
export { generateClientKey } from './generate-client-key.ts'
export { oidc, type OidcOptions } from './provider.ts'
export type { ResolveGroups, ResolveGroupsContext } from './resolve-groups.ts'

// For hosts that speak the protocol themselves; each works alone.
export { discover, type DiscoveredProvider } from './discover.ts'
export {
  authorizationRequest,
  type AuthorizationRequestOptions,
  type AuthorizationStart,
} from './authorization-request.ts'
export { exchangeCode, type ExchangeCodeRequest } from './exchange-code.ts'
export type { TokenSet } from './token-set.ts'
export type { ProviderMetadata } from './provider-metadata.ts'
export type { StandaloneNetwork } from './standalone-network.ts'
export { validateIdToken } from './validate-id-token.ts'
export type { IdTokenClaims } from './id-token-claims.ts'
export type { IdTokenExpectations } from './id-token.ts'
export { validateLogoutToken } from './validate-logout-token.ts'
export type { LogoutTokenClaims, LogoutTokenExpectations } from './logout-token.ts'
export { identityFromClaims, type IdentityFromClaimsOptions } from './identity-from-claims.ts'
export { deriveSettings } from './derive.ts'
export type { DerivedSettings, EnteredSettings } from './derive.ts'
export { suggestIssuer } from './issuer-repair.ts'
export type { IssuerRepair, IssuerRepairCode, IssuerSuggestion } from './issuer-repair.ts'
