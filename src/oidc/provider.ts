import { lazy } from '../core/lazy.ts'
import type { JsonObject } from '../types/json.ts'
import type { InboundMessage, LoadedTrust, Recognition, SsoProvider } from '../types/provider.ts'
import { claimedIssuer } from './claimed-issuer.ts'
import { defaultClaims } from './claims.ts'
import { loadOidcTrust } from './discovery.ts'
import { trustIssues } from './metadata.ts'
import { explained } from './explained.ts'
import { publishedKeys } from './published-keys.ts'
import type { ResolveGroups } from './resolve-groups.ts'
import { responseModeOf } from './response-type.ts'
import { areOnOneOrigin } from './servers.ts'
import { settingsOf, validateOidcSettings } from './settings.ts'
import { startIssuers } from './tenants.ts'
import { createTrustSource } from './trust.ts'
import { vendorOfAddress } from './vendors/vendors.ts'

/** A cold process does not need them before the first browser comes. */
const startPart = lazy(() => import('./login.ts'))
const finishPart = lazy(() => import('./finish-login.ts'))
const logoutPart = lazy(() => import('./logout.ts'))

/** What only the host can do. */
export interface OidcOptions {
  /**
   * Names all groups of a person who is in more of them than fit into a token (Entra: 200). Called
   * only then and only where the connection maps groups, after everything else was verified; ten
   * seconds at most. Without it, and whenever it fails, such a person is not signed in.
   */
  readonly resolveGroups?: ResolveGroups
}

/**
 * The OpenID Connect relying party: authorization code flow with PKCE, state and nonce, always. Where a
 * connection is set to it, the browser brings an ID token as well; never an access token.
 *
 * @param options what only the host can do
 * @returns a provider for `createSso({ providers: [oidc()] })`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth}
 * @example
 * ```ts
 * import { oidc } from 'ssokit/oidc'
 *
 * declare function groupsFromGraph(accessToken: string, signal: AbortSignal): Promise<string[]>
 * const provider = oidc({
 *   resolveGroups: ({ accessToken, signal }) => groupsFromGraph(accessToken, signal),
 * })
 * console.log(provider.protocol)
 * ```
 */
export function oidc({ resolveGroups }: OidcOptions = {}): SsoProvider {
  const source = createTrustSource()
  return {
    protocol: 'oidc',
    routes: [
      { key: 'callback', methods: ['GET', 'POST'], serves: 'answers' },
      { key: 'silentCallback', methods: ['GET', 'POST'], serves: 'answers' },
      { key: 'jwks', methods: ['GET'], serves: 'document' },
      { key: 'frontchannelLogout', methods: ['GET'], serves: 'logout' },
      { key: 'backchannelLogout', methods: ['POST'], serves: 'logout' },
    ],
    answerParameters: [
      ...['code', 'id_token', 'state', 'iss', 'session_state'],
      ...['error', 'error_description', 'error_uri'],
    ],
    secretFields: ['clientSecret', 'privateKey'],
    defaultClaims: () => defaultClaims,
    validateSettings: validateOidcSettings,

    async secretIssues({ privateKey }) {
      if (privateKey === undefined) return []
      const { clientKeyIssues } = await import('./client-keys.ts')
      return clientKeyIssues(privateKey)
    },

    secretBinding(settings) {
      const { issuer, clientId, clientAuthentication: method, endpoints } = settingsOf(settings)
      return { issuer, clientId, method, token: endpoints?.token ?? null }
    },

    trustBinding(settings) {
      const { issuer, clientId, clientAuthentication: method, endpoints } = settingsOf(settings)
      return { issuer, clientId, method, endpoints: { ...endpoints } }
    },

    issuers: (settings) => startIssuers(settingsOf(settings)),

    // Whoever enters these answers for the issuer in its place, and shows people the sign-in page.
    provesIssuer(settings) {
      const { issuer, endpoints: { authorization, token, jwks } = {} } = settingsOf(settings)
      const entered = [authorization, token, jwks].filter((url) => url !== undefined)
      return areOnOneOrigin([issuer, ...entered])
    },

    // By the host alone: a profile is only what somebody chose.
    ownsHost: (settings) =>
      vendorOfAddress(settingsOf(settings).issuer)?.address.hasHostInStarts === true,

    async setupFields(context) {
      const { oidcSetupFields } = await import('./setup-fields.ts')
      return oidcSetupFields(context)
    },

    async loadTrust(context): Promise<LoadedTrust> {
      const { clientIssues } = await import('./client-issues.ts')
      const settings = settingsOf(context.settings)
      const trust = await loadOidcTrust(settings, context)
      const issues = [
        ...trustIssues(trust, settings, context),
        ...(await clientIssues(trust.metadata, context)),
      ]
      return { document: trust as unknown as JsonObject, issues }
    },

    async check(context) {
      const { checkOidc } = await import('./check/check.ts')
      return checkOidc(context)
    },

    // There is one document: the route of the keys.
    publish: (_key, context) => publishedKeys(context),
    recognise,
    async startLogin(context) {
      const { startLogin } = await startPart()
      return explained(startLogin(context, source))
    },
    async finishLogin(context) {
      const { finishLogin } = await finishPart()
      return explained(finishLogin(context, { source, resolveGroups }))
    },

    answersInFragment: (settings) => responseModeOf(settingsOf(settings)) === 'fragment',
    canRefresh: ({ tokens }) => tokens.refreshToken !== undefined,
    async refresh(context) {
      const { refresh } = await import('./refresh.ts')
      return explained(refresh(context, { source, resolveGroups }))
    },

    startLogout: async (context) => (await logoutPart()).startLogout(context, source),
    // Answers to our own requests come to the core, with our `state` and nothing else.
    recogniseLogout: () => ({ kind: 'request' }),
    receiveLogout: async (context) => (await logoutPart()).receiveLogout(context, source),

    async loginSteps({ settings, profile }) {
      const { oidcLoginSteps } = await import('./login-steps.ts')
      return oidcLoginSteps(settingsOf(settings), profile)
    },
  }
}

/** Tokens never travel in a query (OAuth 2.0 Multiple Response Types section 3). */
function recognise({ method, parameters }: InboundMessage): Recognition | undefined {
  const members = ['code', 'error', ...(method === 'POST' ? ['id_token'] : [])]
  const isAnswer = members.some((name) => parameters.has(name))
  const handle = parameters.get('state')
  if (isAnswer && handle) return { kind: 'answer', handle }
  // A host's own page may well have parameters named `code` and `error`.
  const idToken = method === 'POST' ? parameters.get('id_token') : undefined
  if (idToken === undefined) return undefined
  const issuer = claimedIssuer(idToken)
  return { kind: 'unsolicited', ...(issuer === undefined ? {} : { issuer }) }
}
