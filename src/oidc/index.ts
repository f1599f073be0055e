/** @module ssokit/oidc: the OpenID Connect relying party. */
export { oidc } from './provider.ts'
export { validateIdToken, type IdTokenClaims, type IdTokenExpectations } from './id-token.ts'
