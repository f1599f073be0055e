import type { JSONWebKeySet } from 'jose'
import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonObject } from '../types/json.ts'
import type { FinishContext, ProviderAnswer } from '../types/provider.ts'
import { clientAuthentication } from './client-authentication.ts'
import { oidcError } from './error.ts'
import { redeemCode } from './exchange.ts'
import { checkAgreement, checkFrontChannel, type FrontChannel, verifyFrontToken } from './hybrid.ts'
import { verifyIdToken } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import type { OidcFlow } from './login.ts'
import type { OidcTrust } from './metadata.ts'
import { originalOf } from './original-token.ts'
import { claimsOf, type Expectations, expectationsOf, type FinishParts } from './received-claims.ts'
import { sessionNames } from './session-names.ts'
import { settingsOf } from './settings.ts'
import { answeringIssuer } from './tenants.ts'
import type { TokenSet } from './token-set.ts'
import { emailTrust } from './vendors/email-trust.ts'

/**
 * Turns the provider's answer into claims. The order is the security of it: use the answer up, check
 * it, redeem the code, validate the ID token, and only then ask for more. An ID token that comes with
 * the code is validated before the code is sent anywhere.
 */
export async function finishLogin(
  context: FinishContext,
  parts: FinishParts,
): Promise<ProviderAnswer> {
  // Before anything of the answer is believed or sent anywhere, it is used up (rule F1).
  await context.reserve()
  const settings = settingsOf(context.settings)
  const flow = context.flow as unknown as OidcFlow
  context.reached?.('provider_documents')
  const trust = await parts.source.current(settings, context)
  const { parameters } = context.message
  context.reached?.('authorization_response')
  const front = checkFrontChannel(parameters, settings, {
    metadata: { ...trust.metadata, issuer: answeringIssuer(settings, parameters.get('iss')) },
    clientId: settings.clientId,
    state: context.handle,
  })
  const expected = { ...(await expectationsOf(settings, context)), nonce: flow.nonce }
  const done = await answered(context, parts, { trust, front, expected, flow })
  const { idToken, accessToken } = done
  const claims = await claimsOf(context, parts, { trust, idToken, accessToken, expected })
  const names = await sessionNames(idToken, context.claims)
  return { ...answerFrom(done, claims, names), emailTrust: emailTrust(settings, context.profile) }
}

interface Answering {
  readonly trust: OidcTrust
  readonly front: FrontChannel
  readonly expected: Expectations & { readonly nonce: string }
  readonly flow: OidcFlow
}

/** Who signed in, and the tokens that say so. */
interface Answered {
  readonly idToken: IdTokenClaims
  readonly tokens: ProviderAnswer['session']['tokens']
  readonly accessToken: string | undefined
}

async function answered(
  context: FinishContext,
  { source }: FinishParts,
  { trust, front, expected, flow }: Answering,
): Promise<Answered> {
  const maxAgeSeconds = ageLimit(flow, expected.now)
  const code = context.message.parameters.get('code') ?? ''
  const withCode = front.code === undefined ? {} : { code }
  if (front.idToken !== undefined) context.reached?.('id_token')
  const first =
    front.idToken === undefined
      ? undefined
      : await verifyFrontToken(
          front.idToken,
          // Of a hybrid answer the second token may be the only one that names the instant.
          { ...expected, ...withCode, ...(front.code === undefined ? { maxAgeSeconds } : {}) },
          { source, trust, context },
        )
  if (front.code === undefined) {
    if (!first || front.idToken === undefined) throw oidcError('oidc_response_invalid')
    return { idToken: first, tokens: { idToken: front.idToken }, accessToken: undefined }
  }
  const tokens = await redeemed(context, trust, front.code, flow)
  context.reached?.('id_token')
  const idToken = await source.withFreshKeys(trust, context, ({ jwks }) =>
    verifyIdToken(tokens.idToken, {
      ...expected,
      jwks: jwks as unknown as JSONWebKeySet,
      accessToken: tokens.accessToken,
      code,
      maxAgeSeconds,
    }),
  )
  if (first) checkAgreement(first, idToken)
  const { refreshToken, accessToken } = tokens
  const kept = { idToken: tokens.idToken, ...(refreshToken === undefined ? {} : { refreshToken }) }
  return { idToken, accessToken, tokens: kept }
}

/**
 * How old the authentication may be by now, in seconds. What was asked for counts from the request:
 * people take their time with whatever comes after they proved who they are.
 */
function ageLimit({ maxAge, at }: OidcFlow, now: Date): number | undefined {
  if (maxAge === undefined || at === undefined) return maxAge
  return maxAge + now.getTime() / 1000 - at
}

async function redeemed(
  context: FinishContext,
  { metadata }: OidcTrust,
  code: NonNullable<FrontChannel['code']>,
  { codeVerifier, isSilent }: OidcFlow,
): Promise<TokenSet> {
  const settings = settingsOf(context.settings)
  context.reached?.('client_authentication')
  const authentication = await clientAuthentication(settings, metadata, {
    ...context,
    endpoint: metadata.token_endpoint ?? '',
  })
  context.reached?.('token_request')
  const { clientId } = settings
  const { callback, silentCallback } = context.urls
  const redirectUri = isSilent ? silentCallback : callback
  return redeemCode(
    code,
    { metadata, clientId, authentication, redirectUri, codeVerifier },
    context,
  )
}

function answerFrom(
  { idToken, tokens }: Answered,
  claims: ReceivedClaims,
  idpSessionIds: readonly string[],
): ProviderAnswer {
  const { auth_time: authTime, acr, amr } = idToken
  // Only a refresh compares with it.
  const original = originalOf(idToken) as unknown as JsonObject
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    claims,
    authentication: {
      at: new Date(Number(authTime ?? idToken.iat) * 1000),
      ...(typeof acr === 'string' ? { acr } : {}),
      ...(Array.isArray(amr) ? { amr: amr as readonly string[] } : {}),
    },
    session: {
      idpSessionIds,
      tokens,
      ...(tokens.refreshToken === undefined ? {} : { detail: { original } }),
    },
  }
}
