import type { SharedIssuer } from './shared-issuer.ts'
import type { Vendor } from './vendor.ts'

export const auth0: Vendor = {
  profiles: ['auth0'],
  domains: ['auth0.com'],
  address: {
    consoleHosts: ['manage.auth0.com'],
    serverPath: 'none',
    hasTrailingSlash: true,
    entryHint:
      'Enter the Domain from the settings of the Auth0 application, for example acme.eu.auth0.com.',
  },
  offlineAccess: {
    // “Allow Offline Access” of the API decides, and the consent settings of the application.
    source: 'https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens',
  },
  clientProbe: {
    isClientCheckedFirst: false,
    // With status 401 and the description `Unauthorized`.
    refusalCodes: ['access_denied'],
    source: 'https://github.com/auth0/express-openid-connect/issues/363',
  },
  sources: [
    'https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt',
    'https://github.com/spring-projects/spring-boot/issues/15324',
  ],
}

export const keycloak: Vendor = {
  profiles: ['keycloak'],
  domains: [],
  address: {
    // Until version 17 everything lay below `/auth`, and it still may.
    serverPath: /^(?:\/auth)?\/realms\/[^/]+/,
    hasTrailingSlash: false,
    entryHint:
      'Enter the address of the realm, for example https://sso.example.com/realms/employees.',
  },
  offlineAccess: {
    // Every sign-in gets a refresh token; with the scope it outlives the session at Keycloak.
    source: 'https://www.keycloak.org/docs/latest/server_admin/#_offline-access',
  },
  clientProbe: {
    // `checkClient` comes before `codeToToken`, and refuses a wrong secret with this code.
    isClientCheckedFirst: true,
    refusalCodes: ['unauthorized_client'],
    source:
      'https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/endpoints/TokenEndpoint.java',
  },
  sources: ['https://www.keycloak.org/securing-apps/oidc-layers'],
}

export const onelogin: Vendor = {
  profiles: ['onelogin'],
  domains: ['onelogin.com'],
  address: {
    // Accounts of the first years have an issuer without the version.
    serverPath: /^\/oidc(?:\/2)?(?=\/|$)/,
    defaultServerPath: '/oidc/2',
    hasTrailingSlash: false,
    entryHint: 'Enter the address of the OneLogin account, for example https://acme.onelogin.com.',
  },
  sources: ['https://developers.onelogin.com/openid-connect/api/logout'],
}

/** PingOne has one issuer per environment; PingFederate lies at addresses of its own. */
export const ping: Vendor = {
  profiles: ['ping'],
  domains: ['pingone.com', 'pingone.eu', 'pingone.ca', 'pingone.asia'],
  address: {
    serverPath: /^\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/as(?=\/|$)/,
    consoleHosts: ['console.pingone.com', 'console.pingone.eu'],
    hasTrailingSlash: false,
    entryHint:
      'Enter the Issuer ID of the application, for example https://auth.pingone.com/11111111-2222-4333-8444-555555555555/as.',
  },
  sources: ['https://developer.pingidentity.com/pingone-api/auth/openid-connect-oauth-2.html'],
}

export const adfs: Vendor = {
  profiles: ['adfs'],
  domains: [],
  // One farm is one organisation's, and its tokens never say whether an address was verified.
  emailTrust: 'domain',
  address: {
    serverPath: /^\/adfs(?=\/|$)/,
    defaultServerPath: '/adfs',
    hasTrailingSlash: false,
    entryHint: 'Enter the address of the AD FS farm, for example https://adfs.example.com.',
  },
  sources: [
    'https://learn.microsoft.com/en-us/windows-server/identity/ad-fs/development/ad-fs-openid-connect-oauth-concepts',
  ],
}

/** One issuer serves all customers; an application, and so its client id, belongs to one of them. */
export const jumpcloud: Vendor = {
  profiles: ['jumpcloud'],
  domains: ['jumpcloud.com'],
  address: {
    consoleHosts: ['console.jumpcloud.com'],
    serverPath: 'none',
    entryHint: 'Enter https://oauth.id.jumpcloud.com/, which is the issuer for all customers.',
  },
  sources: ['https://github.com/netdata/netdata-cloud/issues/1098'],
}

/** Everything else: what is entered is the issuer. */
export const generic: Vendor = {
  profiles: ['generic'],
  domains: [],
  address: {
    serverPath: 'all',
    entryHint: 'Enter the issuer, for example https://sso.example.com.',
  },
  sources: ['https://openid.net/specs/openid-connect-discovery-1_0.html#IssuerDiscovery'],
}

/** Anybody has an account there, and nothing in the tokens names an organisation. */
export const publicIssuers: readonly SharedIssuer[] = [
  {
    issuer: 'https://appleid.apple.com',
    source: 'https://appleid.apple.com/.well-known/openid-configuration',
  },
  {
    issuer: 'https://www.facebook.com',
    source: 'https://www.facebook.com/.well-known/openid-configuration/',
  },
  {
    issuer: 'https://gitlab.com',
    source: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  },
  {
    issuer: 'https://www.linkedin.com/oauth',
    source: 'https://www.linkedin.com/oauth/.well-known/openid-configuration',
  },
]
