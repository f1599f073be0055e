import { SignedXml } from 'xml-crypto'
import type { TestKeyPair } from './saml-keys.ts'

/** With xml-crypto, whose code has nothing in common with the verifier's. */
export function signMetadata(xml: string, pair: TestKeyPair, id = '_m'): string {
  const signer = new SignedXml({ privateKey: pair.privateKey, publicCert: pair.certificate })
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
  signer.signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
  signer.canonicalizationAlgorithm = exclusive
  signer.addReference({
    xpath: `//*[@ID='${id}']`,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
  })
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `//*[@ID='${id}']`, action: 'prepend' },
  })
  return signer.getSignedXml()
}
