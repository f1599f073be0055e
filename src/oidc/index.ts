/** @module ssokit/oidc: the OpenID Connect relying party. */
export { oidc } from './provider.ts'
export type { IdTokenClaims } from './id-token-claims.ts'
export type { IdTokenExpectations } from './id-token.ts'
export { validateIdToken } from './validate-id-token.ts'
