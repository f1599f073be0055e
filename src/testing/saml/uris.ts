/*
 * Written out here, so that the kit shares nothing with what it tests.
 */

export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
export const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#'
export const XMLDSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
export const XMLDSIG_MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#'
export const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
export const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#'
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
export const ENVELOPED: string = `${XMLDSIG}enveloped-signature`
export const XML = 'http://www.w3.org/XML/1998/namespace'
export const SCHEMA = 'http://www.w3.org/2001/XMLSchema'
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** saml-core section 8.3. */
export const nameIdFormat = {
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  emailAddress: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
} as const

/** saml-bindings section 3. */
export const binding = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
} as const

/** saml-profiles section 3. */
export const confirmationMethod = {
  bearer: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  holderOfKey: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key',
  senderVouches: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches',
} as const

export const PASSWORD_PROTECTED_TRANSPORT =
  'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'

/** saml-core section 3.2.2.2. */
export const statusUri = (name: string): string => `urn:oasis:names:tc:SAML:2.0:status:${name}`
