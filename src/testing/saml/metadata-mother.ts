import { defaultKey, defaultParties } from './defaults.ts'
import { defaultAddress, type DescriptorFacts, idpDescriptor } from './metadata.ts'
import { writeXml } from './write.ts'

/** Metadata of an identity provider, and what is in it. */
export interface MadeIdpMetadata {
  readonly xml: string
  readonly idpEntityId: string
  /** PEM. */
  readonly signingCertificates: readonly string[]
  readonly ssoUrl: string
  readonly sloUrl: string
}

/**
 * The metadata of one identity provider, both bindings for each service.
 *
 * @param overrides default: `idp.example.com` with the key of all object mothers
 * @returns the document, and what is in it
 * @example
 * ```ts
 * import { parseIdpMetadata } from 'ssokit/saml'
 * import { validIdpMetadata } from 'ssokit/testing'
 *
 * const { xml } = validIdpMetadata({ wantAuthnRequestsSigned: true })
 * console.log(parseIdpMetadata(xml).ssoEndpoints)
 * ```
 */
export function validIdpMetadata(overrides: Partial<DescriptorFacts> = {}): MadeIdpMetadata {
  const { idpEntityId = defaultParties.idpEntityId } = overrides
  const facts = {
    idpEntityId,
    signingCertificates: overrides.signingCertificates ?? [defaultKey().certificate],
    ssoUrl: overrides.ssoUrl ?? defaultAddress(idpEntityId, '/sso'),
    sloUrl: overrides.sloUrl ?? defaultAddress(idpEntityId, '/slo'),
  }
  return { xml: writeXml(idpDescriptor({ ...overrides, ...facts })), ...facts }
}
