import { readAuthnRequest } from './authn-request.ts'
import { after, randomId } from './facts.ts'
import { successorOf } from './keys.ts'
import { makeLogoutMessage, type MadeLogoutMessage, requestOrder, responseOrder } from './logout.ts'
import { idpDescriptor } from './metadata.ts'
import type { MessageParameter } from './redirect.ts'
import { receive } from './requests.ts'
import { formAnswer, queryAnswer, respond } from './respond.ts'
import { textOf } from './read.ts'
import { createState, type IdpState, logoutDefectsOf, signingKeyOf } from './state.ts'
import { attributeOf, childNamed } from './tree.ts'
import type {
  LogoutOptions,
  MockSamlAnswer,
  MockSamlIdp,
  MockSamlOptions,
  MockServiceProvider,
  StartOptions,
} from './types.ts'
import { writeXml } from './write.ts'

/**
 * A SAML identity provider in this process: no port, no server. It makes the checks that a real
 * provider makes, and on request each mistake that a bad one or somebody on the way makes.
 *
 * @param options who can sign in, and what is signed and encrypted
 * @returns the identity provider
 * @throws {Error} where `NODE_ENV` is `production`: it signs in whoever is named
 * @example
 * ```ts
 * import { verifyResponse } from 'ssokit/saml'
 * import { createMockSamlIdp } from 'ssokit/testing'
 *
 * declare const start: { url: string; fields?: Record<string, string> }
 *
 * const idp = createMockSamlIdp({ people: [{ nameId: 'bob', attributes: { groups: ['staff'] } }] })
 * const answer = idp.respondTo(start)
 * console.log(await verifyResponse(answer.samlResponse, answer.expected))
 *
 * idp.tamper('comment_in_name_id')
 * console.log(idp.respondTo(start).toRequest())
 * ```
 */
export function createMockSamlIdp(options: MockSamlOptions = {}): MockSamlIdp {
  if (globalThis.process?.env?.NODE_ENV === 'production') {
    throw new Error('createMockSamlIdp signs in anybody and must not run in production')
  }
  const state = createState(options)
  const { entityId, ssoUrl, sloUrl } = state
  const certificates = () => state.keys.map(({ certificate }) => certificate)
  const metadata = () =>
    writeXml(
      idpDescriptor({
        ...{ idpEntityId: entityId, signingCertificates: certificates(), ssoUrl, sloUrl },
        wantAuthnRequestsSigned: options.wantsSignedRequests ?? false,
      }),
    )

  const mockFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    // Nobody else's address answers here, as if there were no network.
    if (request.url !== entityId) throw new TypeError('fetch failed')
    return new Response(metadata(), {
      headers: { 'content-type': 'application/samlmetadata+xml' },
    })
  }

  return {
    ...{ entityId, ssoUrl, sloUrl, metadata, fetch: mockFetch },
    get certificates() {
      return certificates()
    },
    get settings() {
      return {
        idpEntityId: entityId,
        ssoEndpoints: bothBindings(ssoUrl),
        sloEndpoints: bothBindings(sloUrl),
        signingCertificates: certificates(),
      }
    },
    requests: state.requests,
    defects: state.defects,
    respondTo: (start, respondOptions = {}) =>
      withOurName(() => {
        const { request, serviceProvider } = readAuthnRequest(start, {
          ...{ ssoUrl, now: state.clock(), serviceProviders: state.serviceProviders },
          wantsSignedRequests: options.wantsSignedRequests ?? false,
        })
        state.requests.push(request)
        const { relayState } = request
        return respond(state, { request, serviceProvider, relayState, options: respondOptions })
      }),
    start: (startOptions = {}) => {
      const serviceProvider = serviceProviderFor(state, startOptions)
      const { relayState } = startOptions
      return respond(state, { serviceProvider, relayState, options: startOptions })
    },
    answerLogout: (start, logoutOptions = {}) =>
      withOurName(() => answerLogout(state, start, logoutOptions)),
    requestLogout: (about, { relayState, ...logoutOptions } = {}) => {
      const destination = sloUrlFor(state, logoutOptions)
      const order = requestOrder({
        ...ours(state),
        ...{ destination, nameId: about.nameId },
        notOnOrAfter: after(state.clock(), LOGOUT_LIFETIME),
        nameIdFormat: about.nameIdFormat,
        sessionIndexes:
          about.sessionIndexes ?? (about.sessionIndex === undefined ? [] : [about.sessionIndex]),
      })
      const message = makeLogoutMessage({ ...order, ...signing(state, relayState) })
      return delivered(message, order.parameter, destination, relayState, logoutOptions)
    },
    tamper(...defects) {
      state.defects.clear()
      for (const defect of defects) state.defects.add(defect)
    },
    rotateKeys({ key = successorOf(signingKeyOf(state)), keepsOld = false } = {}) {
      state.keys = keepsOld ? [key, ...state.keys] : [key]
    },
  }
}

/** Seconds. */
const LOGOUT_LIFETIME = 300

const bothBindings = (location: string) => [
  { binding: 'redirect' as const, location },
  { binding: 'post' as const, location },
]

/** What an error page would say, and that it is this provider's. */
function withOurName<Answer>(answer: () => Answer): Answer {
  try {
    return answer()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`mock provider: ${reason}`, { cause: error })
  }
}

const ours = ({ entityId, clock }: IdpState) => ({
  id: randomId(),
  issuer: entityId,
  issueInstant: after(clock(), 0),
})

const signing = (state: IdpState, relayState: string | undefined) => ({
  key: signingKeyOf(state),
  defects: logoutDefectsOf(state),
  relayState,
})

function answerLogout(
  state: IdpState,
  start: Parameters<MockSamlIdp['answerLogout']>[0],
  options: LogoutOptions,
): MockSamlAnswer {
  const received = receive(start, 'SAMLRequest')
  const { root, relayState, hasSignature } = received
  const issuer = textOf(childNamed(root, 'saml:Issuer'))
  const sender = state.serviceProviders?.find(({ entityId }) => entityId === issuer)
  if (root.localName !== 'LogoutRequest') throw new Error('no LogoutRequest')
  if (state.serviceProviders && !sender) throw new Error(`nobody registered ${issuer}`)
  if (attributeOf(root, 'Destination') !== state.sloUrl) throw new Error('not for us')
  // saml-profiles section 4.4.4.1: on these bindings it must be signed.
  if (!hasSignature) throw new Error('the LogoutRequest is not signed')
  const { signingCertificates = [] } = sender ?? {}
  if (signingCertificates.length > 0 && !received.isSignedBy(signingCertificates)) {
    throw new Error('the signature is wrong')
  }
  if (textOf(childNamed(root, 'saml:NameID')) === '') throw new Error('it names nobody')
  const destination = sloUrlFor(state, options, sender)
  const order = responseOrder({
    ...ours(state),
    destination,
    inResponseTo: attributeOf(root, 'ID'),
    statusCode: 'Success',
    subStatusCode: undefined,
  })
  const message = makeLogoutMessage({ ...order, ...signing(state, relayState) })
  return delivered(message, order.parameter, destination, relayState, options)
}

function delivered(
  { form, query }: MadeLogoutMessage,
  parameter: MessageParameter,
  url: string,
  relayState: string | undefined,
  { binding = 'redirect' }: LogoutOptions,
): MockSamlAnswer {
  if (binding === 'redirect') return queryAnswer(url, query)
  const fields = new URLSearchParams({ [parameter]: form })
  if (relayState !== undefined) fields.set('RelayState', relayState)
  return formAnswer(url, fields)
}

function serviceProviderFor(
  { serviceProviders = [] }: IdpState,
  { serviceProvider }: StartOptions,
): MockServiceProvider {
  if (typeof serviceProvider === 'object') return serviceProvider
  const found =
    serviceProvider === undefined
      ? serviceProviders[0]
      : serviceProviders.find(({ entityId }) => entityId === serviceProvider)
  if (!found) throw new Error('mock provider: no application is registered to start')
  return found
}

function sloUrlFor(
  { serviceProviders = [] }: IdpState,
  { sloUrl }: LogoutOptions,
  sender: MockServiceProvider | undefined = serviceProviders[0],
): string {
  const found = sloUrl ?? sender?.sloUrl
  if (found === undefined) throw new Error('mock provider: the application has no logout address')
  return found
}
