import type { Vendor } from './vendor.ts'

/**
 * An org has one built-in authorization server at the root of its domain and, with API Access
 * Management, custom ones below `/oauth2/`, of which `default` exists from the start. Admins know the
 * address of the org, so the custom server is derived from it.
 */
export const okta: Vendor = {
  profiles: ['okta'],
  domains: ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil'],
  hasFixedEndpoints: true,
  address: {
    adminSuffix: '-admin',
    serverPath: /^\/oauth2\/(?!v1(?:\/|$))[^/]+/,
    defaultServerPath: '/oauth2/default',
    rootServerPath: '/oauth2',
    hasHostInStarts: true,
    hasTrailingSlash: false,
    endpointPaths: {
      authorization: '/v1/authorize',
      token: '/v1/token',
      userinfo: '/v1/userinfo',
      jwks: '/v1/keys',
      endSession: '/v1/logout',
    },
    entryHint: 'Enter the address of the Okta org, for example https://acme.okta.com.',
  },
  // A claim such as `login_email` is not covered by `email_verified`.
  emailTrust: 'domain',
  offlineAccess: {
    // The app’s own consent setting decides.
    source: 'https://developer.okta.com/docs/guides/refresh-tokens/main/',
  },
  // "Pass in the client_id to ensure that the returned issuer format matches."
  discoveryClientParameter: 'client_id',
  issuerMismatchHint:
    'In Okta, set the issuer to the Okta URL instead of Dynamic: for a custom authorization server under Security > API > Authorization Servers > Settings > Issuer, for the app under Sign On > OpenID Connect ID Token > Issuer. Or enter the issuer that is named here.',
  sources: [
    'https://developer.okta.com/docs/concepts/auth-servers/',
    'https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/customas',
    'https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/orgas',
    'https://support.okta.com/help/s/article/how-to-find-the-okta-well-known-url',
  ],
}
