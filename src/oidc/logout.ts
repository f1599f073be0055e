import type { JSONWebKeySet } from 'jose'
import type { OidcSettings } from '../types/connection.ts'
import type {
  LogoutDemand,
  ProviderContext,
  ProviderLogoutStart,
  ReceiveLogoutContext,
  StartLogoutContext,
} from '../types/provider.ts'
import { oidcError } from './error.ts'
import { logoutRequest } from './logout-request.ts'
import { lastInstantOf, verifyLogoutToken } from './logout-token.ts'
import { demandedSessions, isSid } from './session-names.ts'
import { settingsOf } from './settings.ts'
import { SECRET_ALGORITHM } from './algorithms.ts'
import { tokenIssuers } from './tenants.ts'
import type { TrustSource } from './trust.ts'
import { allowsDeviation } from './vendors/deviations.ts'

/** Asks the provider to end its session with this browser, where it has an endpoint for that. */
export async function startLogout(
  context: StartLogoutContext,
  source: TrustSource,
): Promise<ProviderLogoutStart | undefined> {
  const { profile, session, urls, handle } = context
  const settings = settingsOf(context.settings)
  // An ID token is for the eyes of its own issuer only.
  if (!tokenIssuers(settings).includes(session.issuer)) return undefined
  const { metadata } = await source.current(settings, context)
  const request = logoutRequest({
    ...{ metadata, profile, session, clientId: settings.clientId },
    ...{ returnUri: urls.logoutReturn, state: handle },
  })
  return request && { ...request, answer: 'redirect', flow: {} }
}

/** What the provider demands, by its server or by a frame of its page. */
export async function receiveLogout(
  context: ReceiveLogoutContext,
  source: TrustSource,
): Promise<LogoutDemand> {
  const isBackChannel = context.key === 'backchannelLogout'
  return isBackChannel ? fromLogoutToken(context, source) : fromFrame(context)
}

/**
 * OpenID Connect Back-Channel Logout (rule L1): the token is verified like an ID token, and says whose
 * sessions end.
 */
async function fromLogoutToken(
  context: ReceiveLogoutContext,
  source: TrustSource,
): Promise<LogoutDemand> {
  const settings = settingsOf(context.settings)
  const token = context.message.parameters.get('logout_token') ?? ''
  const trust = await source.current(settings, context)
  const expected = await expectationsOf(settings, context)
  const claims = await source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyLogoutToken(token, { ...expected, jwks: jwks as unknown as JSONWebKeySet }),
  )
  const { iss, jti } = claims
  return {
    sessions: { issuer: iss, ...(await demandedSessions(claims, context.claims)) },
    once: { id: JSON.stringify([iss, jti]), expiresAt: lastInstantOf(claims, expected) },
    answer: async (outcome) =>
      outcome === 'ended'
        ? { kind: 'direct', status: 200 }
        : { kind: 'direct', status: 400, body: { error: 'server_error' } },
  }
}

async function expectationsOf(settings: OidcSettings, context: ProviderContext) {
  const { issuer, clientId, allowedAlgorithms, allowedTenants, deviations } = settings
  const { trustedAudiences, clockToleranceSeconds } = settings
  const usesSecret = allowedAlgorithms?.includes(SECRET_ALGORITHM) === true
  return {
    ...{ issuer, clientId, allowedTenants, trustedAudiences, clockToleranceSeconds },
    algorithms: allowedAlgorithms,
    clientSecret: usesSecret ? await context.secret('clientSecret') : undefined,
    allowMissingExp: allowsDeviation(deviations, 'logout_token_without_exp'),
    now: context.now(),
  }
}

/**
 * OpenID Connect Front-Channel Logout (rule L2). Nothing is signed: whoever knows the id of a session
 * may end it, and nobody else can name one. Without `iss` and `sid` it would be anybody.
 */
function fromFrame({ settings: stored, message }: ReceiveLogoutContext): LogoutDemand {
  const settings = settingsOf(stored)
  const issuers = tokenIssuers(settings)
  const sid = message.parameters.get('sid') ?? ''
  const issuer = message.parameters.get('iss') ?? impliedIssuer(settings)
  if (!isSid(sid) || issuer === undefined || !issuers.includes(issuer)) {
    throw oidcError('oidc_frontchannel_logout_refused')
  }
  const { origin } = new URL(issuer)
  return {
    sessions: { issuer, idpSessionIds: [sid] },
    answer: async (outcome) => ({
      kind: 'frame',
      status: outcome === 'ended' ? 200 : 500,
      ancestor: origin,
    }),
  }
}

/** The address names the connection, so a provider that leaves `iss` out can mean its own only. */
function impliedIssuer(settings: OidcSettings): string | undefined {
  const [only, ...others] = tokenIssuers(settings)
  const isAllowed = allowsDeviation(settings.deviations, 'frontchannel_logout_without_iss')
  return isAllowed && others.length === 0 ? only : undefined
}
