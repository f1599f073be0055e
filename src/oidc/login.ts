import { calculatePKCECodeChallenge } from 'oauth4webapi'
import type { JSONWebKeySet } from 'jose'
import { randomToken } from '../crypto/random.ts'
import type {
  FinishContext,
  ProviderAnswer,
  ProviderContext,
  ProviderStart,
  StartContext,
} from '../types/provider.ts'
import { authorizationRequest } from './authorization.ts'
import { mergeClaims } from './claims.ts'
import { clientAuthentication } from './client-authentication.ts'
import { checkAuthorizationResponse, exchangeCode, type TokenSet } from './exchange.ts'
import { verifyIdToken } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import type { OidcTrust } from './metadata.ts'
import { settingsOf } from './settings.ts'
import type { TrustSource } from './trust.ts'
import { fetchUserinfo, needsUserinfo } from './userinfo.ts'

/** The protocol's part of a flow record. */
interface OidcFlow {
  readonly nonce: string
  readonly codeVerifier: string
  readonly maxAge?: number
}

/** Prepares the way to the provider: PKCE, state and nonce, always (rule F2). */
export async function startLogin(
  context: StartContext,
  source: TrustSource,
): Promise<ProviderStart> {
  const settings = settingsOf(context.settings)
  const { metadata } = await source.current(settings, context)
  const { forceAuthn, prompt, ...passed } = context.options
  // A prompt can be taken out of the address on its way; `auth_time` is signed.
  const maxAge = passed.maxAge ?? (forceAuthn ? 0 : undefined)
  const nonce = randomToken()
  const codeVerifier = randomToken()
  const url = authorizationRequest(settings, {
    authorizationEndpoint: metadata.authorization_endpoint ?? '',
    redirectUri: context.urls.callback,
    state: context.handle,
    nonce,
    codeChallenge: await calculatePKCECodeChallenge(codeVerifier),
    ...promptOf(prompt, forceAuthn),
    ...passed,
    ...(maxAge === undefined ? {} : { maxAge }),
  })
  return {
    method: 'GET',
    url,
    answer: settings.responseMode === 'form_post' ? 'post' : 'redirect',
    flow: { nonce, codeVerifier, ...(maxAge === undefined ? {} : { maxAge }) },
  }
}

/** `forceAuthn` adds to what was asked for, so that no prompt can undo it. */
function promptOf(prompt: string | undefined, forceAuthn: boolean = false): { prompt?: string } {
  const asked = new Set([...(prompt?.split(' ') ?? []), ...(forceAuthn ? ['login'] : [])])
  return asked.size > 0 ? { prompt: [...asked].join(' ') } : {}
}

/**
 * Turns the provider's answer into claims. The order is the security of it: use the answer up, check
 * it, redeem the code, validate the ID token, and only then ask for more.
 */
export async function finishLogin(
  context: FinishContext,
  source: TrustSource,
): Promise<ProviderAnswer> {
  // Before anything of the answer is believed or sent anywhere, it is used up (rule F1).
  await context.reserve()
  const settings = settingsOf(context.settings)
  const flow = context.flow as unknown as OidcFlow
  const trust = await source.current(settings, context)
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
  const claims = await source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyIdToken(tokens.idToken, {
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
