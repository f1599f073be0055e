import { randomToken } from '../crypto/random.ts'
import type { SamlSettings } from '../types/connection.ts'
import type {
  FinishContext,
  ProviderAnswer,
  ProviderContext,
  ProviderStart,
  StartContext,
} from '../types/provider.ts'
import { receivedClaims } from './claims.ts'
import { keysFor, type SamlKeyPair, signingKey } from './keys.ts'
import { createAuthnRequest } from './messages.ts'
import { acceptResponse } from './response.ts'
import { samlSessionOf, sessionNames } from './session-names.ts'
import { samlSettingsOf } from './settings.ts'
import { checkSubject } from './subject.ts'
import { effectiveSettings } from './trust.ts'
import type { ResponseExpectations, VerifiedAssertion } from './types.ts'
import { nameIdFormats } from './uris.ts'
import { movedUrls, samlUrlsOf, type SamlUrls } from './urls.ts'
import { samlError } from './error.ts'

/** The protocol's part of a flow record. */
interface SamlFlow {
  readonly requestId: string
  readonly maxAge?: number
  /** When it was sent, in milliseconds. Only with `maxAge`, which counts from then. */
  readonly requestedAt?: number
}

/** The default of the expectations, which the reservation of an answer has to outlast. */
const DEFAULT_TOLERANCE_SECONDS = 60

/** Prepares the way to the identity provider: an AuthnRequest with an id that nobody can guess. */
export async function startLogin(
  context: StartContext,
  keys: readonly SamlKeyPair[],
): Promise<ProviderStart> {
  const { options } = context
  const settings = samlSettingsOf(context.settings)
  const { ssoEndpoints } = effectiveSettings(settings, context.trust.document)
  const endpoint = ssoEndpoints.find(({ binding }) => binding === 'redirect') ?? ssoEndpoints[0]
  if (!endpoint) throw samlError('saml_metadata_endpoint_missing')
  const { acsUrl, spEntityId } = urlsFor(context, settings)
  const prompts = options.prompt?.split(' ') ?? []
  // The core compares them with what the answer says.
  const contexts = options.acrValues?.split(' ')
  const isForced = options.forceAuthn === true || prompts.includes('login')
  // A flag in an unsigned request can be taken out on its way; the answer's AuthnInstant is signed.
  const maxAge = isForced ? 0 : options.maxAge
  const isPassive = prompts.includes('none')
  // SAML cannot name an age. Without the flag the provider goes on with the session that it has, and
  // whoever signed in there too long ago is refused for as long as it lasts.
  const asksAnew = maxAge === 0 || (maxAge !== undefined && !isPassive)
  const requestId = `_${randomToken()}`
  const nameIdFormat =
    settings.requestedNameIdFormat ??
    (settings.requireEmailNameId ? nameIdFormats.emailAddress : undefined)
  const message = await createAuthnRequest(
    {
      ...{ id: requestId, issueInstant: context.now(), issuer: spEntityId, acsUrl },
      ...(nameIdFormat === undefined ? {} : { nameIdFormat }),
      ...(asksAnew ? { forceAuthn: true } : {}),
      ...(isPassive ? { isPassive: true } : {}),
      ...(contexts === undefined ? {} : { authnContextClassRefs: contexts }),
    },
    {
      endpoint,
      relayState: context.handle,
      key: signingKey(keys, context.now()),
      mustSign: settings.requireSignedRequests,
    },
  )
  const requestedAt = context.now().getTime()
  const flow: SamlFlow = {
    requestId,
    ...(maxAge === undefined ? {} : { maxAge, requestedAt }),
  }
  return { ...message, answer: 'post', request: requestId, flow: { ...flow } }
}

/**
 * Turns the identity provider's answer into claims: verify, which reads nothing that is not signed and
 * changes nothing; then use the answer up; only then say who it is about (rules F1, S18).
 */
export async function finishLogin(
  context: FinishContext,
  keys: readonly SamlKeyPair[],
): Promise<ProviderAnswer> {
  const settings = samlSettingsOf(context.settings)
  const flow = context.flow as unknown as SamlFlow | undefined
  const samlResponse = context.message.parameters.get('SAMLResponse') ?? ''
  const reached = (step: string) => context.reached?.(step)
  const expected = {
    ...expectationsOf(context, settings, keys),
    inResponseTo: flow ? flow.requestId : null,
    allowUnsolicited: settings.idpInitiated === 'accept',
  }
  const assertion = await acceptResponse(samlResponse, expected, reached)
  reached('name_id_format')
  checkSubject(assertion, settings, context.claims)
  if (flow?.maxAge !== undefined) reached('authentication_age')
  checkAge(assertion, flow, settings)
  const tolerance = (settings.clockToleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS) * 1000
  await context.reserve({
    id: assertion.assertionId,
    expiresAt: new Date(assertion.notOnOrAfter.getTime() + tolerance),
  })
  const { sessionNotOnOrAfter, authnContextClassRef } = assertion
  const session = samlSessionOf(assertion)
  return {
    issuer: assertion.issuer,
    subject: assertion.nameId,
    claims: receivedClaims(assertion),
    // Its keys were entered for this connection alone (rule E3).
    emailTrust: 'domain',
    authentication: {
      at: assertion.authnInstant,
      ...(authnContextClassRef === undefined ? {} : { acr: authnContextClassRef }),
    },
    session: {
      idpSessionIds: await sessionNames(session),
      detail: { ...session },
      tokens: {},
      ...(sessionNotOnOrAfter ? { expiresAt: sessionNotOnOrAfter } : {}),
    },
  }
}

function expectationsOf(
  context: ProviderContext,
  settings: SamlSettings,
  keys: readonly SamlKeyPair[],
): Omit<ResponseExpectations, 'inResponseTo'> & { now: Date } {
  const { clockToleranceSeconds, allow } = settings
  const { acsUrl, spEntityId } = urlsFor(context, settings)
  const { idpEntityId, signingCertificates } = effectiveSettings(settings, context.trust.document)
  return {
    ...{ idpEntityId, signingCertificates, spEntityId, acsUrl, now: context.now() },
    requireEncryption: settings.requireEncryption,
    decryptionKeys: keysFor('encryption', keys).map(({ privateKey }) => privateKey),
    ...(clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds }),
    ...(allow ? { allow } : {}),
  }
}

/**
 * A person who was asked to prove anew who they are must have done so since (saml-core section 3.4.1):
 * the age counts at the time of the request, so that nobody has to hurry back.
 */
function checkAge(
  { authnInstant }: VerifiedAssertion,
  flow: SamlFlow | undefined,
  { clockToleranceSeconds = DEFAULT_TOLERANCE_SECONDS }: SamlSettings,
): void {
  if (flow?.maxAge === undefined) return
  const age = ((flow.requestedAt ?? Number.NaN) - authnInstant.getTime()) / 1000
  if (!(age <= flow.maxAge + clockToleranceSeconds)) throw samlError('saml_authentication_too_old')
}

function urlsFor({ urls }: ProviderContext, settings: SamlSettings): SamlUrls {
  return movedUrls(samlUrlsOf(urls), settings)
}
