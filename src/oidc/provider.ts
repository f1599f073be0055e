import type { ClaimMapping } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { InboundMessage, LoadedTrust, Recognition, SsoProvider } from '../types/provider.ts'
import { loadOidcTrust } from './discovery.ts'
import { finishLogin, startLogin } from './login.ts'
import { trustIssues } from './metadata.ts'
import { settingsOf, validateOidcSettings } from './settings.ts'
import { createTrustSource } from './trust.ts'

const defaultClaims: ClaimMapping = {
  email: 'email',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  require: [],
}

/**
 * The OpenID Connect relying party: authorization code flow with PKCE, state and nonce, always.
 *
 * @returns a provider for `createSso({ providers: [oidc()] })`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth}
 */
export function oidc(): SsoProvider {
  const source = createTrustSource()
  return {
    protocol: 'oidc',
    routes: [{ key: 'callback', methods: ['GET', 'POST'], serves: 'answers' }],
    secretFields: ['clientSecret'],
    defaultClaims,
    validateSettings: validateOidcSettings,

    secretBinding(settings) {
      const { issuer, clientId, clientAuthentication: method, endpoints } = settingsOf(settings)
      return { issuer, clientId, method, token: endpoints?.token ?? null }
    },

    trustBinding(settings) {
      const { issuer, clientId, clientAuthentication: method, endpoints } = settingsOf(settings)
      return { issuer, clientId, method, endpoints: { ...endpoints } }
    },

    issuers(settings) {
      const { issuer, initiateIssuers } = settingsOf(settings)
      return [issuer, ...(initiateIssuers ?? [])].filter((name) => name !== '')
    },

    setupFields: (urls) => [
      { id: 'redirect_uri', label: 'Sign-in redirect URI', value: urls.callback },
      { id: 'initiate_login_uri', label: 'Initiate login URI', value: urls.organizationLogin },
    ],

    async loadTrust(context): Promise<LoadedTrust> {
      const trust = await loadOidcTrust(settingsOf(context.settings), context)
      return { document: trust as unknown as JsonObject, issues: trustIssues(trust, context) }
    },

    recognise,
    startLogin: (context) => startLogin(context, source),
    finishLogin: (context) => finishLogin(context, source),
  }
}

function recognise({ parameters }: InboundMessage): Recognition | undefined {
  const isAnswer = ['code', 'error', 'id_token'].some((name) => parameters.has(name))
  const handle = parameters.get('state')
  if (isAnswer && handle) return { kind: 'answer', handle }
  // A host's own page may well have parameters named `code` and `error`.
  return parameters.has('id_token') ? { kind: 'unsolicited' } : undefined
}
