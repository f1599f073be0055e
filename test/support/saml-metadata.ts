import { certificates } from './saml-certificates.ts'

export const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
export const postBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const namespaces =
  'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'

export const key = (certificate: string, use?: string): string =>
  `<md:KeyDescriptor${use === undefined ? '' : ` use="${use}"`}><ds:KeyInfo><ds:X509Data>` +
  `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`

export const endpoint = (service: string, binding: string, location: string, more = ''): string =>
  `<md:${service} Binding="${binding}" Location="${location}"${more}/>`

export const sso = (binding: string, location: string): string =>
  endpoint('SingleSignOnService', binding, location)

export interface MetadataParts {
  readonly entityId?: string
  readonly entityAttributes?: string
  readonly roleAttributes?: string
  readonly protocols?: string
  readonly role?: string
  readonly keys?: string
  readonly slo?: string
  readonly formats?: string
  readonly sso?: string
  /** Before the role. */
  readonly before?: string
  /** After the role. */
  readonly after?: string
}

/** The metadata of one identity provider; each part can be exchanged to break it. */
export function idpMetadataXml({
  entityId = 'https://idp.example.com/metadata',
  entityAttributes = '',
  roleAttributes = '',
  protocols = 'urn:oasis:names:tc:SAML:2.0:protocol',
  role = 'IDPSSODescriptor',
  keys = key(certificates.first, 'signing'),
  slo = '',
  formats = '',
  sso: services = sso(redirectBinding, 'https://idp.example.com/sso'),
  before = '',
  after = '',
}: MetadataParts = {}): string {
  return (
    `<md:EntityDescriptor ${namespaces} entityID="${entityId}"${entityAttributes}>${before}` +
    `<md:${role} protocolSupportEnumeration="${protocols}"${roleAttributes}>` +
    `${keys}${slo}${formats}${services}</md:${role}>${after}</md:EntityDescriptor>`
  )
}

export const entities = (content: string, attributes = ''): string =>
  `<md:EntitiesDescriptor ${namespaces}${attributes}>${content}</md:EntitiesDescriptor>`
