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
  sources: ['https://www.keycloak.org/securing-apps/oidc-layers'],
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
