import type { SharedIssuer } from './shared-issuer.ts'
import type { Vendor } from './vendor.ts'

/** One host per cloud serves all tenants; the first segment of the path says which. */
const clouds = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
] as const

/** The tenant of all personal Microsoft accounts. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'

const publicCloud = clouds[0]

export const entra: Vendor = {
  profiles: ['entra'],
  domains: [],
  address: {
    tenantIssuer: `${publicCloud}/{tenant}/v2.0`,
    tenantHosts: {
      'login.microsoftonline.com': `${publicCloud}/{tenant}/v2.0`,
      'login.microsoftonline.us': `${clouds[1]}/{tenant}/v2.0`,
      'login.partner.microsoftonline.cn': `${clouds[2]}/{tenant}/v2.0`,
      // Names of the same tenants in addresses of version 1.0.
      'sts.windows.net': `${publicCloud}/{tenant}/v2.0`,
      'login.windows.net': `${publicCloud}/{tenant}/v2.0`,
    },
    consoleHosts: ['portal.azure.com', 'aad.portal.azure.com', 'entra.microsoft.com'],
    serverPath: 'all',
    entryHint:
      'Enter the Directory (tenant) ID from the Overview page of Microsoft Entra ID, for example 11111111-2222-4333-8444-555555555555.',
  },
  // The tenant’s admins set the addresses, and there is no `email_verified`.
  emailTrust: 'domain',
  offlineAccess: {
    // Consented to with the application; the prompt would ask everybody at every sign-in.
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc',
  },
  clientProbe: {
    // A malformed code is AADSTS9002313, `invalid_grant`; nothing says that the secret was looked at.
    isClientCheckedFirst: false,
    refusalCodes: [],
    source: 'https://github.com/AzureAD/azure-activedirectory-library-for-nodejs/issues/219',
  },
  issuerMismatchHint:
    'Enter the Directory (tenant) ID instead of a domain: the issuer always names the tenant by its id.',
  sources: [
    'https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc',
    'https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud',
  ],
}

const source =
  'https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer'

/** Documents below `common` and `organizations` name a template; tokens name the tenant in `tid`. */
export const entraIssuers: readonly SharedIssuer[] = [
  ...clouds.map((cloud): SharedIssuer => ({
    issuer: `${cloud}/{tenantid}/v2.0`,
    names: [`${cloud}/common/v2.0`, `${cloud}/organizations/v2.0`],
    // `tid` of each token is one of the listed tenants.
    emailTrust: 'domain',
    // `common` would let personal accounts come as far as the callback.
    discoveredAt: `${cloud}/organizations/v2.0`,
    tenant: {
      claim: 'tid',
      pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      refused: [CONSUMERS],
      description: 'the Directory (tenant) ID of each organisation',
    },
    source,
  })),
  {
    issuer: `${publicCloud}/${CONSUMERS}/v2.0`,
    names: [`${publicCloud}/consumers/v2.0`, `https://sts.windows.net/${CONSUMERS}/`],
    source,
  },
]
