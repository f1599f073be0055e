import { base64Of, pem } from './certificate.ts'
import { readPlainXml, textOf } from './read.ts'
import { attributeOf, childNamed, childrenNamed } from './tree.ts'
import type { MockServiceProvider } from './types.ts'
import type { MockElement } from './xml.ts'

/** What an administrator of the identity provider would import (saml-metadata section 2.4.4). */
export function serviceProviderOf(given: string | MockServiceProvider): MockServiceProvider {
  if (typeof given !== 'string') return given
  const entity = readPlainXml(given)
  const role = childNamed(entity, 'md:SPSSODescriptor')
  const acs = childrenNamed(role, 'md:AssertionConsumerService')
  const defaultAcs = acs.find((one) => attributeOf(one, 'isDefault') === 'true') ?? acs[0]
  const slo = childrenNamed(role, 'md:SingleLogoutService')[0]
  const sloUrl = slo && (attributeOf(slo, 'ResponseLocation') ?? attributeOf(slo, 'Location'))
  const encryptionCertificate = certificatesFor('encryption', role)[0]
  return {
    entityId: attributeOf(entity, 'entityID') ?? '',
    acsUrl: (defaultAcs && attributeOf(defaultAcs, 'Location')) ?? '',
    ...(sloUrl !== undefined && { sloUrl }),
    signingCertificates: certificatesFor('signing', role),
    ...(encryptionCertificate !== undefined && { encryptionCertificate }),
  }
}

/** A KeyDescriptor without `use` counts for both. */
function certificatesFor(use: 'signing' | 'encryption', role: MockElement): string[] {
  return childrenNamed(role, 'md:KeyDescriptor')
    .filter((descriptor) => (attributeOf(descriptor, 'use') ?? use) === use)
    .map((descriptor) => {
      const data = childNamed(childNamed(descriptor, 'ds:KeyInfo'), 'ds:X509Data')
      const base64 = base64Of(textOf(childNamed(data, 'ds:X509Certificate')))
      return pem('CERTIFICATE', Buffer.from(base64, 'base64'))
    })
}
