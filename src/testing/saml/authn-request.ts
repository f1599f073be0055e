import { type MockStart, receive, type ReceivedMessage } from './requests.ts'
import { textOf } from './read.ts'
import { attributeOf, childNamed, childrenNamed } from './tree.ts'
import type { MockAuthnRequest, MockServiceProvider } from './types.ts'
import { binding, PROTOCOL } from './uris.ts'

export interface RequestPolicy {
  readonly ssoUrl: string
  readonly now: Date
  readonly wantsSignedRequests: boolean
  /** `undefined`: whoever asks is served. */
  readonly serviceProviders: readonly MockServiceProvider[] | undefined
}

/** Seconds between the clocks of both, and for the way. */
const MAX_AGE = 300

/**
 * Reads an AuthnRequest (saml-core section 3.4.1), after the checks of an honest identity provider.
 *
 * @throws {Error} with the reason
 */
export function readAuthnRequest(
  start: string | URL | MockStart,
  policy: RequestPolicy,
): { readonly request: MockAuthnRequest; readonly serviceProvider: MockServiceProvider } {
  const message = receive(start, 'SAMLRequest')
  const { root } = message
  const policyElement = childrenNamed(root, 'samlp:NameIDPolicy')[0]
  const context = childrenNamed(root, 'samlp:RequestedAuthnContext')[0]
  const isTrue = (name: string) => /^(true|1)$/.test(attributeOf(root, name) ?? '')
  const issuer = textOf(childNamed(root, 'saml:Issuer'))
  const serviceProvider = senderOf(message, issuer, policy)
  const request = {
    id: attributeOf(root, 'ID') ?? '',
    issuer,
    acsUrl: attributeOf(root, 'AssertionConsumerServiceURL') ?? serviceProvider.acsUrl,
    destination: attributeOf(root, 'Destination'),
    relayState: message.relayState,
    binding: message.binding,
    isSigned: message.hasSignature,
    forceAuthn: isTrue('ForceAuthn'),
    isPassive: isTrue('IsPassive'),
    nameIdFormat: policyElement && attributeOf(policyElement, 'Format'),
    authnContextClassRefs: context
      ? childrenNamed(context, 'saml:AuthnContextClassRef').map(textOf)
      : [],
    xml: message.xml,
  }
  const problem = problemOf(message, request, serviceProvider, policy)
  if (problem !== undefined) throw new Error(problem)
  return { request, serviceProvider: { ...serviceProvider, acsUrl: request.acsUrl } }
}

function senderOf(
  { root }: ReceivedMessage,
  issuer: string,
  { serviceProviders }: RequestPolicy,
): MockServiceProvider {
  const acsUrl = attributeOf(root, 'AssertionConsumerServiceURL') ?? ''
  const found = serviceProviders
    ? serviceProviders.find(({ entityId }) => entityId === issuer)
    : { entityId: issuer, acsUrl }
  if (!found) throw new Error(`nobody registered the application ${issuer}`)
  return found
}

function problemOf(
  message: ReceivedMessage,
  request: MockAuthnRequest,
  serviceProvider: MockServiceProvider,
  { now, ssoUrl, wantsSignedRequests }: RequestPolicy,
): string | undefined {
  const { root, address } = message
  const { acsUrl, destination, isSigned } = request
  const { signingCertificates = [] } = serviceProvider
  const age = Math.abs(now.getTime() - Date.parse(attributeOf(root, 'IssueInstant') ?? ''))
  const protocolBinding = attributeOf(root, 'ProtocolBinding') ?? binding.post
  if (root.namespace !== PROTOCOL || root.localName !== 'AuthnRequest') return 'no AuthnRequest'
  if (attributeOf(root, 'Version') !== '2.0') return 'the version is not 2.0'
  if (!/^[A-Za-z_][\w.-]*$/.test(request.id)) return 'the ID is no name'
  if (!(age <= MAX_AGE * 1000)) return 'it was not issued in these five minutes'
  if (address !== ssoUrl.replace(/[?#].*$/, ''))
    return `it was sent to ${address} instead of ${ssoUrl}`
  if (destination !== undefined && destination !== ssoUrl) return 'the Destination is not ours'
  if (isSigned && destination === undefined) return 'it is signed and has no Destination'
  if (acsUrl === '' || acsUrl !== serviceProvider.acsUrl) return 'the ACS address is not registered'
  if (protocolBinding !== binding.post) return 'it asks for another binding than HTTP-POST'
  if (!isSigned) return wantsSignedRequests ? 'it is not signed' : undefined
  // Without a registered certificate there is nothing to verify with.
  if (signingCertificates.length === 0) {
    return wantsSignedRequests ? 'no certificate of the application is registered' : undefined
  }
  return message.isSignedBy(signingCertificates) ? undefined : 'the signature is wrong'
}
