/** @module ssokit/saml: the SAML 2.0 service provider. */
export { saml, type SamlOptions } from './provider.ts'
export type { SamlKeyPair } from './keys.ts'

// For hosts that speak the protocol themselves; each works alone.
export { verifyResponse } from './verify-response.ts'
export { verifyLogoutRequest, verifyLogoutResponse } from './verify-logout.ts'
export type {
  LogoutRequestExpectations,
  LogoutResponseExpectations,
  MessageExpectations,
  NameIdentifier,
  RedirectQuery,
  ResponseExpectations,
  SamlAllowances,
  VerifiedAssertion,
  VerifiedLogoutRequest,
  VerifiedLogoutResponse,
} from './types.ts'
export { parseIdpMetadata, parseSignedIdpMetadata } from './idp-metadata.ts'
export { type IdpMetadata, type IdpMetadataOptions, settingsFromMetadata } from './metadata.ts'
export { samlUrls, type SamlUrlOptions, type SamlUrls } from './urls.ts'
export { spMetadata, type MetadataSettings } from './sp-metadata.ts'
export { attributeNames, type AttributeNames, type SamlVendor } from './attribute-names.ts'
