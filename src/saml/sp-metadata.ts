import type { Connection, SamlSettings } from '../types/connection.ts'
import { readCertificate } from './certificate.ts'
import { keysFor, type SamlKeyPair } from './keys.ts'
import { base64Of } from './pem.ts'
import { bindingUris, METADATA, nameIdFormats, PROTOCOL, SIGNATURE } from './uris.ts'
import { movedUrls, type SamlUrls } from './urls.ts'
import { element, writeXml, type XmlDraft } from './xml/write.ts'

/** Of a connection's settings all that its metadata depends on. */
export type MetadataSettings = Partial<
  Pick<SamlSettings, 'acsUrl' | 'spEntityId' | 'requestedNameIdFormat' | 'requireEmailNameId'>
>

/**
 * Our metadata as a service provider, for an identity provider that takes a file or an address. It
 * exists before the identity provider's own metadata is known, and a draft may still be empty.
 *
 * @param connection as `sso.connections.get` returns it; its live settings win over its draft
 * @param urls from `samlUrls`
 * @param keys as given to `saml({ keys })`; empty without signed requests and encryption
 * @returns the XML document
 * @throws {SsoError} `saml_value_unwritable`, `saml_certificate_invalid`
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf} section 2.4.4
 * @example
 * ```ts
 * import type { Connection } from 'ssokit'
 * import { samlUrls, spMetadata } from 'ssokit/saml'
 *
 * declare const connection: Connection
 * const urls = samlUrls({ baseUrl: 'https://app.example.com', connectionId: connection.id })
 * const xml = spMetadata(connection, urls, [])
 * console.log(xml)
 * ```
 */
export function spMetadata(
  connection: Pick<Connection, 'live' | 'draft'>,
  urls: SamlUrls,
  keys: readonly SamlKeyPair[],
): string {
  const settings = connection.live?.settings ?? connection.draft?.settings ?? {}
  return spMetadataOf(settings as MetadataSettings, urls, keys)
}

/** The same from settings alone. */
export function spMetadataOf(
  settings: MetadataSettings,
  urls: SamlUrls,
  keys: readonly SamlKeyPair[],
): string {
  const { acsUrl, spEntityId, sloUrl } = movedUrls(urls, settings)
  const signing = keysFor('signing', keys)
  const encryption = keysFor('encryption', keys)
  const endpoint = (name: string, binding: string, location: string, more = {}) =>
    element(`md:${name}`, { Binding: binding, Location: location, ...more })
  return writeXml(
    element(
      'md:EntityDescriptor',
      { 'xmlns:md': METADATA, 'xmlns:ds': SIGNATURE, entityID: spEntityId },
      [
        element(
          'md:SPSSODescriptor',
          {
            AuthnRequestsSigned: String(signing.length > 0),
            WantAssertionsSigned: 'true',
            protocolSupportEnumeration: PROTOCOL,
          },
          // The schema fixes the order of these.
          [
            ...signing.map(({ certificate }) => keyDescriptor('signing', certificate, [])),
            ...encryption.map(({ certificate }) =>
              keyDescriptor('encryption', certificate, decryptionAlgorithms),
            ),
            endpoint('SingleLogoutService', bindingUris.redirect, sloUrl),
            endpoint('SingleLogoutService', bindingUris.post, sloUrl),
            ...formatsOf(settings).map((format) => element('md:NameIDFormat', {}, [format])),
            endpoint('AssertionConsumerService', bindingUris.post, acsUrl, {
              index: '0',
              isDefault: 'true',
            }),
          ],
        ),
      ],
    ),
  )
}

/**
 * What an identity provider may encrypt with, so that none picks AES-CBC or RSA-1_5 (rule S21). The
 * first one that it knows counts.
 */
const decryptionAlgorithms = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
]

function keyDescriptor(use: string, pem: string, algorithms: readonly string[]): XmlDraft {
  return element('md:KeyDescriptor', { use }, [
    element('ds:KeyInfo', {}, [
      element('ds:X509Data', {}, [
        element('ds:X509Certificate', {}, [base64Of(readCertificate(pem).der)]),
      ]),
    ]),
    ...algorithms.map((uri) => element('md:EncryptionMethod', { Algorithm: uri })),
  ])
}

/**
 * Never none: an identity provider that is told nothing may choose transient NameIDs, which name nobody
 * twice (rule S25).
 */
function formatsOf({ requestedNameIdFormat, requireEmailNameId }: MetadataSettings): string[] {
  if (requestedNameIdFormat !== undefined) return [requestedNameIdFormat]
  const { emailAddress, persistent, unspecified } = nameIdFormats
  return requireEmailNameId === true ? [emailAddress] : [emailAddress, persistent, unspecified]
}
