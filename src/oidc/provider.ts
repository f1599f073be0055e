import { calculatePKCECodeChallenge } from 'oauth4webapi'
import type { JSONWebKeySet } from 'jose'
import { type Cooldown, createCooldown } from '../core/cooldown.ts'
import { randomToken } from '../crypto/random.ts'
import type { ClaimMapping, OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type {
  FinishContext,
  InboundMessage,
  LoadedTrust,
  ProviderAnswer,
  ProviderContext,
  ProviderStart,
  Recognition,
  SsoProvider,
  StartContext,
} from '../types/provider.ts'
import { authorizationRequest } from './authorization.ts'
import { mergeClaims } from './claims.ts'
import { clientAuthentication } from './client-authentication.ts'
import { loadOidcTrust } from './discovery.ts'
import { checkAuthorizationResponse, exchangeCode, type TokenSet } from './exchange.ts'
import { type IdTokenClaims, validateIdToken } from './id-token.ts'
import { mixUpIssues, type OidcTrust } from './metadata.ts'
import { validateOidcSettings } from './settings.ts'
import { currentTrust, REFETCH_COOLDOWN_MILLISECONDS, withFreshKeys } from './trust.ts'
import { fetchUserinfo, needsUserinfo } from './userinfo.ts'

const defaultClaims: ClaimMapping = {
  email: 'email',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  require: [],
}

/** The protocol's part of a flow record. */
interface OidcFlow {
  readonly nonce: string
  readonly codeVerifier: string
  readonly maxAge?: number
}

/**
 * The OpenID Connect relying party: authorization code flow with PKCE, state and nonce, always.
 *
 * @returns a provider for `createSso({ providers: [oidc()] })`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth}
 */
export function oidc(): SsoProvider {
  const cooldown = createCooldown(REFETCH_COOLDOWN_MILLISECONDS)
  return {
    protocol: 'oidc',
    routes: [{ key: 'callback', methods: ['GET', 'POST'] }],
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
      const isAtRisk = context.hasSharedCallback && !context.acceptsMixUpRisk
      const issues = isAtRisk ? mixUpIssues(trust.metadata) : []
      return { document: trust as unknown as JsonObject, issues }
    },

    recognise,
    startLogin,
    finishLogin: (context) => finishLogin(context, cooldown),
  }
}

/** Settings are validated before they are stored, so their shape is known here. */
function settingsOf(settings: JsonObject): OidcSettings {
  return settings as unknown as OidcSettings
}

function recognise({ parameters }: InboundMessage): Recognition | undefined {
  const isAnswer = ['code', 'error', 'id_token'].some((name) => parameters.has(name))
  if (!isAnswer) return undefined
  const handle = parameters.get('state')
  return handle ? { kind: 'answer', handle } : { kind: 'unsolicited' }
}

async function startLogin(context: StartContext): Promise<ProviderStart> {
  const settings = settingsOf(context.settings)
  const { metadata } = await currentTrust(settings, context)
  const { forceAuthn, maxAge, ...passed } = context.options
  const nonce = randomToken()
  const codeVerifier = randomToken()
  const url = authorizationRequest(settings, {
    authorizationEndpoint: metadata.authorization_endpoint ?? '',
    redirectUri: context.urls.callback,
    state: context.handle,
    nonce,
    codeChallenge: await calculatePKCECodeChallenge(codeVerifier),
    ...(forceAuthn ? { prompt: 'login' } : {}),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...passed,
  })
  return {
    method: 'GET',
    url,
    answer: settings.responseMode === 'form_post' ? 'post' : 'redirect',
    flow: { nonce, codeVerifier, ...(maxAge === undefined ? {} : { maxAge }) },
  }
}

async function finishLogin(context: FinishContext, cooldown: Cooldown): Promise<ProviderAnswer> {
  // Before anything of the answer is believed or sent anywhere, it is used up (rule F1).
  await context.reserve()
  const settings = settingsOf(context.settings)
  const flow = context.flow as unknown as OidcFlow
  const trust = await currentTrust(settings, context)
  const { metadata } = trust
  const { clientId } = settings
  const code = checkAuthorizationResponse(context.message.parameters, {
    metadata,
    clientId,
    state: context.handle,
  })
  const tokens = await exchangeCode(
    code,
    {
      metadata,
      clientId,
      authentication: await clientAuthentication(settings, metadata, context.secret),
      redirectUri: context.urls.callback,
      codeVerifier: flow.codeVerifier,
    },
    context,
  )
  const claims = await withFreshKeys(trust, context, cooldown, ({ jwks }) =>
    validateIdToken(tokens.idToken, {
      issuer: settings.issuer,
      clientId,
      jwks: jwks as unknown as JSONWebKeySet,
      nonce: flow.nonce,
      now: context.now(),
      accessToken: tokens.accessToken,
      code: context.message.parameters.get('code') ?? '',
      ...(flow.maxAge === undefined ? {} : { maxAgeSeconds: flow.maxAge }),
      ...(settings.allowedAlgorithms ? { algorithms: settings.allowedAlgorithms } : {}),
      ...(settings.trustedAudiences ? { trustedAudiences: settings.trustedAudiences } : {}),
      ...(settings.clockToleranceSeconds === undefined
        ? {}
        : { clockToleranceSeconds: settings.clockToleranceSeconds }),
    }),
  )
  return answerFrom(context, trust, tokens, claims)
}

async function answerFrom(
  context: ProviderContext,
  { metadata }: OidcTrust,
  tokens: TokenSet,
  claims: IdTokenClaims,
): Promise<ProviderAnswer> {
  const settings = settingsOf(context.settings)
  const isUserinfoNeeded =
    metadata.userinfo_endpoint !== undefined &&
    needsUserinfo(settings.userinfo, claims, context.claims)
  const userinfo = isUserinfoNeeded
    ? await fetchUserinfo(
        metadata,
        settings.clientId,
        { accessToken: tokens.accessToken, subject: claims.sub },
        context,
      )
    : undefined
  const { auth_time: authTime, acr, amr, sid } = claims
  return {
    issuer: claims.iss,
    subject: claims.sub,
    claims: mergeClaims(claims, userinfo),
    authentication: {
      at: new Date(Number(authTime ?? claims.iat) * 1000),
      ...(typeof acr === 'string' ? { acr } : {}),
      ...(Array.isArray(amr) ? { amr: amr as readonly string[] } : {}),
    },
    session: {
      idpSessionIds: typeof sid === 'string' ? [sid] : [],
      tokens: {
        idToken: tokens.idToken,
        ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
      },
    },
  }
}
