import { base64Of } from './certificate.ts'
import { binding, nameIdFormat, PROTOCOL } from './uris.ts'
import { element, type MockElement } from './xml.ts'

export interface DescriptorFacts {
  readonly idpEntityId: string
  /** PEM. */
  readonly signingCertificates: readonly string[]
  /** Default: `/sso` and `/slo` at the entityID's host. */
  readonly ssoUrl?: string
  /** `null`: there is no single logout. */
  readonly sloUrl?: string | null
  readonly nameIdFormats?: readonly string[]
  readonly wantAuthnRequestsSigned?: boolean
  /** xs:dateTime. */
  readonly validUntil?: string
}

export const defaultAddress = (entityId: string, path: string): string =>
  URL.canParse(path, entityId) ? new URL(path, entityId).href : `https://idp.example.com${path}`

/** An EntityDescriptor with one IDPSSODescriptor (saml-metadata section 2.4.3). */
export function idpDescriptor(facts: DescriptorFacts): MockElement {
  const { idpEntityId, ssoUrl = defaultAddress(idpEntityId, '/sso') } = facts
  const { sloUrl = defaultAddress(idpEntityId, '/slo') } = facts
  const { nameIdFormats = [nameIdFormat.emailAddress, nameIdFormat.persistent] } = facts
  const endpoints = (name: string, Location: string) =>
    [binding.redirect, binding.post].map((Binding) => element(name, { Binding, Location }))
  const role = element(
    'md:IDPSSODescriptor',
    {
      protocolSupportEnumeration: PROTOCOL,
      WantAuthnRequestsSigned: String(facts.wantAuthnRequestsSigned ?? false),
    },
    [
      ...facts.signingCertificates.map(keyDescriptor),
      ...(sloUrl === null ? [] : endpoints('md:SingleLogoutService', sloUrl)),
      ...nameIdFormats.map((format) => element('md:NameIDFormat', {}, format)),
      ...endpoints('md:SingleSignOnService', ssoUrl),
    ],
  )
  const attributes = { entityID: idpEntityId, validUntil: facts.validUntil }
  return element('md:EntityDescriptor', attributes, role)
}

function keyDescriptor(certificate: string): MockElement {
  const text = element('ds:X509Certificate', {}, base64Of(certificate))
  const keyInfo = element('ds:KeyInfo', {}, element('ds:X509Data', {}, text))
  return element('md:KeyDescriptor', { use: 'signing' }, keyInfo)
}
