import type { SharedIssuer } from './shared-issuer.ts'
import type { Vendor } from './vendor.ts'

export const google: Vendor = {
  profiles: ['google'],
  domains: [],
  address: {
    fixedIssuer: 'https://accounts.google.com',
    consoleHosts: ['admin.google.com', 'console.cloud.google.com'],
    serverPath: 'none',
    entryHint: 'Enter the primary domain of the Google Workspace, for example example.com.',
  },
  offlineAccess: {
    isScopeUnknown: true,
    parameters: { access_type: 'offline' },
    // "The refresh_token is only provided on the first authorization", unless consent is asked for.
    needsConsentPrompt: true,
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server#offline',
  },
  // "none, consent, select_account"
  loginPrompt: 'select_account',
  sources: [
    'https://developers.google.com/identity/openid-connect/reference',
    'https://developers.google.com/identity/protocols/oauth2/web-server',
  ],
}

/** Everybody's Google account has this issuer; `hd` names the Workspace, if there is one. */
export const googleIssuers: readonly SharedIssuer[] = [
  {
    issuer: 'https://accounts.google.com',
    // "accounts.google.com is also returned for legacy implementations"
    names: ['accounts.google.com'],
    tenant: {
      claim: 'hd',
      pattern: /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
      refused: ['gmail.com', 'googlemail.com'],
      description: 'the primary domain of each Google Workspace',
    },
    source: 'https://developers.google.com/identity/openid-connect/reference',
  },
]
