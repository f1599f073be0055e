import { randomToken } from '../crypto/random.ts'
import type { SamlEndpoint, SamlSettings } from '../types/connection.ts'
import type {
  FinishLogoutContext,
  InboundMessage,
  LogoutAnswer,
  LogoutDemand,
  ProviderContext,
  ProviderLogoutStart,
  ReceiveLogoutContext,
  StartLogoutContext,
} from '../types/provider.ts'
import { keysFor, type SamlKeyPair, signingKey } from './keys.ts'
import { acceptLogoutRequest, acceptLogoutResponse } from './logout-messages.ts'
import { createLogoutRequest, createLogoutResponse } from './messages.ts'
import { demandedNames, storedSamlSession } from './session-names.ts'
import { samlSettingsOf } from './settings.ts'
import { effectiveSettings } from './trust.ts'
import type { LogoutRequestExpectations, RedirectQuery, VerifiedLogoutRequest } from './types.ts'
import { movedUrls, samlUrlsOf, type SamlUrls } from './urls.ts'

/** How long the identity provider may take a LogoutRequest for current. */
const REQUEST_MILLISECONDS = 300_000
/** The default of the expectations, which the memory of a request has to outlast. */
const DEFAULT_TOLERANCE_SECONDS = 60
/** saml-bindings section 3.5.3 allows 80 bytes; senders take more. */
const MAX_RELAY_STATE = 1024

/**
 * Asks the identity provider to end the session there (saml-profiles section 4.4). Such a request must
 * be signed, so without a key, as without an address, there is none.
 */
export async function startLogout(
  context: StartLogoutContext,
  keys: readonly SamlKeyPair[],
): Promise<ProviderLogoutStart | undefined> {
  const { settings, urls, endpoints } = partsOf(context)
  const session = storedSamlSession(context.session.detail)
  const endpoint = preferred(endpoints, 'redirect')
  const key = signingKey(keys, context.now())
  // What one provider called a person is no other provider's to know (rule T2).
  const isTheirs = context.session.issuer === settings.idpEntityId
  if (!session || !isTheirs || !endpoint || !key) return undefined
  const now = context.now()
  const requestId = `_${randomToken()}`
  const message = await createLogoutRequest(
    {
      ...{ id: requestId, issueInstant: now, issuer: movedUrls(urls, settings).spEntityId },
      nameId: session,
      sessionIndexes: session.sessionIndex === undefined ? [] : [session.sessionIndex],
      notOnOrAfter: new Date(now.getTime() + REQUEST_MILLISECONDS),
    },
    { endpoint, relayState: context.handle, key, mustSign: true },
  )
  // By which binding the answer comes, the provider decides.
  return { ...message, answer: 'post', request: requestId, flow: { requestId } }
}

/** The answer to our request; a forged one ends nothing and confirms nothing (rule S24). */
export async function finishLogout(
  context: FinishLogoutContext,
  keys: readonly SamlKeyPair[],
): Promise<{ readonly confirmed: boolean }> {
  const { requestId } = context.flow as { requestId?: unknown }
  const { confirmed } = await acceptLogoutResponse(received(context.message, 'SAMLResponse'), {
    ...expectationsOf(context, keys),
    inResponseTo: typeof requestId === 'string' ? requestId : '',
  })
  return { confirmed }
}

/** The identity provider ends the sessions of one person (saml-profiles section 4.4.3.3). */
export async function receiveLogout(
  context: ReceiveLogoutContext,
  keys: readonly SamlKeyPair[],
): Promise<LogoutDemand> {
  const expected = expectationsOf(context, keys)
  const request = await acceptLogoutRequest(received(context.message, 'SAMLRequest'), expected)
  const { clockToleranceSeconds = DEFAULT_TOLERANCE_SECONDS } = expected
  return {
    sessions: {
      issuer: request.issuer,
      idpSessionIds: await demandedNames(request, request.sessionIndexes),
    },
    once: {
      id: request.id,
      expiresAt: new Date(request.notOnOrAfter.getTime() + clockToleranceSeconds * 1000),
    },
    answer: (outcome) => answer(context, request, outcome === 'ended', keys),
  }
}

async function answer(
  context: ReceiveLogoutContext,
  request: VerifiedLogoutRequest,
  isComplete: boolean,
  keys: readonly SamlKeyPair[],
): Promise<LogoutAnswer> {
  const { settings, urls, endpoints } = partsOf(context)
  const { method } = context.message
  const endpoint = preferred(endpoints, method === 'GET' ? 'redirect' : 'post')
  // The sessions have ended all the same.
  if (!endpoint) return { kind: 'direct', status: isComplete ? 200 : 500 }
  const relayState = relayStateOf(context.message, request)
  const message = await createLogoutResponse(
    {
      ...{ id: `_${randomToken()}`, issueInstant: context.now(), inResponseTo: request.id },
      issuer: movedUrls(urls, settings).spEntityId,
      status: isComplete ? 'success' : 'responder',
    },
    {
      endpoint,
      ...(relayState === undefined ? {} : { relayState }),
      key: signingKey(keys, context.now()),
      // Without a key the person is on the way through all applications: an unsigned answer lets the
      // provider decide, where an error page of ours would end that journey here.
      mustSign: false,
    },
  )
  return { kind: 'browser', ...message }
}

/** Of a redirect only what its signature covers (rule S23); a form has nothing that covers it. */
function relayStateOf(
  { method, parameters }: InboundMessage,
  { relayState }: VerifiedLogoutRequest,
): string | undefined {
  const state = method === 'GET' ? relayState : parameters.get('RelayState')
  return state === undefined || state.length > MAX_RELAY_STATE ? undefined : state
}

function received(
  { method, parameters, query = '' }: InboundMessage,
  parameter: 'SAMLRequest' | 'SAMLResponse',
): string | RedirectQuery {
  return method === 'GET' ? { query } : (parameters.get(parameter) ?? '')
}

interface Parts {
  readonly settings: SamlSettings
  readonly urls: SamlUrls
  readonly endpoints: readonly SamlEndpoint[]
}

function partsOf(context: ProviderContext): Parts {
  const settings = samlSettingsOf(context.settings)
  const { sloEndpoints } = effectiveSettings(settings, context.trust.document)
  return { settings, urls: samlUrlsOf(context.urls), endpoints: sloEndpoints }
}

function preferred(
  endpoints: readonly SamlEndpoint[],
  wanted: SamlEndpoint['binding'],
): SamlEndpoint | undefined {
  return endpoints.find(({ binding }) => binding === wanted) ?? endpoints[0]
}

function expectationsOf(
  context: ProviderContext,
  keys: readonly SamlKeyPair[],
): LogoutRequestExpectations & { readonly now: Date } {
  const { settings, urls } = partsOf(context)
  const { clockToleranceSeconds, allow } = settings
  const { idpEntityId, signingCertificates } = effectiveSettings(settings, context.trust.document)
  return {
    ...{ idpEntityId, signingCertificates, sloUrl: urls.sloUrl, now: context.now() },
    decryptionKeys: keysFor('encryption', keys).map(({ privateKey }) => privateKey),
    ...(clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds }),
    ...(allow ? { allow } : {}),
  }
}
