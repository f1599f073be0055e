import type { OidcSettings } from '../../../src/index.ts'
import type { ProviderFacts } from '../../../src/oidc/check/facts.ts'
import { settingsOf } from '../../../src/oidc/settings.ts'

const issuer = 'https://idp.example.com'

/** An honest provider's document. */
export const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  userinfo_endpoint: `${issuer}/userinfo`,
  response_types_supported: ['code', 'id_token code'],
  response_modes_supported: ['query', 'form_post'],
  scopes_supported: ['openid', 'profile', 'email'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
}

/** A connection with which nothing is wrong. */
export function factsOf({
  settings = {},
  document = {},
  ...facts
}: Partial<Omit<ProviderFacts, 'settings' | 'metadata'>> & {
  settings?: Partial<OidcSettings>
  document?: object
} = {}): ProviderFacts {
  return {
    profile: 'generic',
    redirectUri: 'https://app.example.com/sso/con_1/callback',
    hasSharedCallback: false,
    acceptsMixUpRisk: false,
    hasSingleLogout: false,
    ...facts,
    settings: settingsOf({
      ...{ issuer, clientId: 'client-1', clientAuthentication: 'client_secret_basic' },
      ...{ scopes: ['openid', 'email'], responseType: 'code', userinfo: 'when_needed' },
      ...(settings as object),
    }),
    metadata: { ...metadata, ...document },
  }
}
