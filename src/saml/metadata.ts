import type { SsoIssue } from '../errors.ts'
import type { SamlEndpoint, SamlSettings } from '../types/connection.ts'
import { readEndpoints } from './metadata-endpoints.ts'
import { findIdpEntity } from './metadata-entity.ts'
import { readKeyDescriptors } from './metadata-keys.ts'
import { completeText, isTrue } from './metadata-values.ts'
import { METADATA } from './uris.ts'
import { attributeOf, childrenNamed, type XmlElement } from './xml/node.ts'
import { samlError } from './error.ts'

/** What the metadata of an identity provider says, as plain JSON. */
export interface IdpMetadata {
  /** What its messages carry as Issuer. */
  readonly entityId: string
  /** Usable ones, in the document's order; never empty. */
  readonly ssoEndpoints: readonly SamlEndpoint[]
  readonly sloEndpoints: readonly SamlEndpoint[]
  /** PEM, each once; never empty. Weak and expired ones are among them, with a warning. */
  readonly signingCertificates: readonly string[]
  readonly nameIdFormats: readonly string[]
  readonly wantAuthnRequestsSigned: boolean
  /** ISO 8601. */
  readonly validUntil?: string
  /** How long to keep the document before looking for a newer one. */
  readonly cacheDurationSeconds?: number
  /** What works but should be seen to, and what was left out. */
  readonly warnings: readonly SsoIssue[]
}

/** Options of `parseIdpMetadata`. */
export interface IdpMetadataOptions {
  /** Which identity provider, where the document describes several. */
  readonly entityId?: string
  readonly now: Date
  /** True for http addresses of local development. Default: none. */
  readonly allowsHttp?: (url: string) => boolean
}

/** @throws {SsoError} `saml_metadata_*` */
export function decodeIdpMetadata(
  root: XmlElement,
  { entityId: wanted, now, allowsHttp = () => false }: IdpMetadataOptions,
): IdpMetadata {
  const { entityId, role, validUntil, cacheDurationSeconds } = findIdpEntity(root, {
    entityId: wanted,
    now,
  })
  const sso = readEndpoints(role, 'SingleSignOnService', allowsHttp)
  if (sso.endpoints.length === 0) {
    throw samlError('saml_metadata_endpoint_missing', { issues: sso.warnings })
  }
  const slo = readEndpoints(role, 'SingleLogoutService', allowsHttp)
  const keys = readKeyDescriptors(role, now)
  return {
    entityId,
    ssoEndpoints: sso.endpoints,
    sloEndpoints: slo.endpoints,
    signingCertificates: keys.certificates,
    nameIdFormats: childrenNamed(role, METADATA, 'NameIDFormat').map(completeText),
    wantAuthnRequestsSigned: isTrue(attributeOf(role, 'WantAuthnRequestsSigned')),
    ...(validUntil && { validUntil: validUntil.toISOString() }),
    ...(cacheDurationSeconds !== undefined && { cacheDurationSeconds }),
    warnings: [...keys.warnings, ...sso.warnings, ...slo.warnings],
  }
}

/**
 * The part of a connection's settings that metadata decides, for `connections.create` and `update`. Of
 * several addresses with one binding the first counts.
 *
 * @param metadata as `parseIdpMetadata` returned it
 * @returns the settings to save; nothing of the admin’s own choices is among them
 * @example
 * ```ts
 * import { parseIdpMetadata, settingsFromMetadata } from 'ssokit/saml'
 *
 * declare const xml: string
 * const settings = settingsFromMetadata(parseIdpMetadata(xml))
 * console.log(settings.idpEntityId)
 * ```
 */
export function settingsFromMetadata(
  metadata: IdpMetadata,
): Pick<
  SamlSettings,
  'idpEntityId' | 'ssoEndpoints' | 'sloEndpoints' | 'signingCertificates' | 'requireSignedRequests'
> {
  return {
    idpEntityId: metadata.entityId,
    ssoEndpoints: firstOfEachBinding(metadata.ssoEndpoints),
    sloEndpoints: firstOfEachBinding(metadata.sloEndpoints),
    signingCertificates: metadata.signingCertificates,
    requireSignedRequests: metadata.wantAuthnRequestsSigned,
  }
}

function firstOfEachBinding(endpoints: readonly SamlEndpoint[]): readonly SamlEndpoint[] {
  return endpoints.filter(
    ({ binding }, index) => endpoints.findIndex((one) => one.binding === binding) === index,
  )
}
