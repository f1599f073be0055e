import type { NameIdentifier } from './types.ts'
import { ASSERTION, bindingUris, nameIdFormats, PROTOCOL } from './uris.ts'
import { element, writeXml, type XmlDraft } from './xml/write.ts'

/** What every message of ours carries (saml-core sections 3.2.1 and 3.2.2). */
export interface MessageHeader {
  /** An NCName with ≥ 128 random bits, from the caller. */
  readonly id: string
  readonly issueInstant: Date
  /** Our entityID. */
  readonly issuer: string
  /** Where the message is sent to. */
  readonly destination: string
}

export interface AuthnRequest extends MessageHeader {
  readonly acsUrl: string
  /** Asks for a kind of NameID; without it the identity provider decides. */
  readonly nameIdFormat?: string
  readonly forceAuthn?: boolean
  readonly isPassive?: boolean
  /** Our product's name, for the identity provider's pages. */
  readonly providerName?: string
  /** Ways to authenticate, one of which the person must have used. */
  readonly authnContextClassRefs?: readonly string[]
}

/**
 * saml-core section 3.4.1. There is no RequestedAuthnContext unless somebody asks for one: Entra refuses
 * every sign-in by a method that is not the requested one (AADSTS75011).
 */
export function authnRequestXml(request: AuthnRequest): string {
  const { acsUrl, nameIdFormat, forceAuthn, isPassive, providerName } = request
  const { authnContextClassRefs = [] } = request
  return message(
    'AuthnRequest',
    request,
    {
      ForceAuthn: flag(forceAuthn),
      IsPassive: flag(isPassive),
      ProtocolBinding: bindingUris.post,
      AssertionConsumerServiceURL: acsUrl,
      ProviderName: providerName,
    },
    [
      nameIdFormat === undefined
        ? undefined
        : element('samlp:NameIDPolicy', {
            Format: nameIdFormat,
            // Without it a persistent NameID is refused at a person's first sign-in; with transient
            // ones it is forbidden (errata E14).
            AllowCreate: nameIdFormat === nameIdFormats.transient ? undefined : 'true',
          }),
      authnContextClassRefs.length === 0
        ? undefined
        : element(
            'samlp:RequestedAuthnContext',
            // The others compare strengths, of which there is no common order (saml-core 3.3.2.2.1).
            { Comparison: 'exact' },
            authnContextClassRefs.map((name) => element('saml:AuthnContextClassRef', {}, [name])),
          ),
    ],
  )
}

export interface LogoutRequest extends MessageHeader {
  /** Exactly as the assertion had it, qualifiers included (saml-core section 3.7.3.1). */
  readonly nameId: NameIdentifier
  /** Empty: all sessions of the person. */
  readonly sessionIndexes: readonly string[]
  readonly notOnOrAfter: Date
}

/** saml-core section 3.7.1. */
export function logoutRequestXml(request: LogoutRequest): string {
  const { nameId, sessionIndexes, notOnOrAfter } = request
  return message('LogoutRequest', request, { NotOnOrAfter: notOnOrAfter.toISOString() }, [
    element(
      'saml:NameID',
      {
        NameQualifier: nameId.nameQualifier,
        SPNameQualifier: nameId.spNameQualifier,
        Format: nameId.nameIdFormat,
      },
      [nameId.nameId],
    ),
    ...sessionIndexes.map((index) => element('samlp:SessionIndex', {}, [index])),
  ])
}

export interface LogoutResponse extends MessageHeader {
  /** The id of the LogoutRequest. */
  readonly inResponseTo: string
  /** Who is to blame if the sessions were not ended: the one who asked, or we. */
  readonly status: 'success' | 'requester' | 'responder'
}

/** saml-core section 3.2.2.2. */
const statusUris = {
  success: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  requester: 'urn:oasis:names:tc:SAML:2.0:status:Requester',
  responder: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
} as const

/** saml-core section 3.7.2. */
export function logoutResponseXml(response: LogoutResponse): string {
  const { inResponseTo, status } = response
  return message('LogoutResponse', response, { InResponseTo: inResponseTo }, [
    element('samlp:Status', {}, [element('samlp:StatusCode', { Value: statusUris[status] })]),
  ])
}

function message(
  name: string,
  { id, issueInstant, issuer, destination }: MessageHeader,
  attributes: XmlDraft['attributes'],
  children: readonly (XmlDraft | undefined)[],
): string {
  return writeXml(
    element(
      `samlp:${name}`,
      {
        'xmlns:samlp': PROTOCOL,
        'xmlns:saml': ASSERTION,
        ID: id,
        Version: '2.0',
        IssueInstant: issueInstant.toISOString(),
        Destination: destination,
        ...attributes,
      },
      [element('saml:Issuer', {}, [issuer]), ...children],
    ),
  )
}

/** The default of both flags is false. */
const flag = (value: boolean | undefined) => (value === true ? 'true' : undefined)
