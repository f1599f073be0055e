import { isSsoError, type SsoIssue } from '../errors.ts'
import { certificateWarnings } from './certificate-warnings.ts'
import { derOf, readCertificate } from './certificate.ts'
import { completeText } from './metadata-values.ts'
import { certificatePem } from './pem.ts'
import { METADATA, SIGNATURE } from './uris.ts'
import { MAX_SIGNING_KEYS } from './xml/limits.ts'
import { attributeOf, childrenNamed, type XmlElement } from './xml/node.ts'
import { samlError } from './error.ts'

/**
 * The certificates whose keys sign messages: those for signing, and those without a `use`, which are
 * for everything (rule M3). Certificates are what settings hold; keys in other forms are left out.
 *
 * @throws {SsoError} `saml_metadata_signing_key_missing`, `saml_metadata_invalid`
 */
export function readKeyDescriptors(
  role: XmlElement,
  now: Date,
): { certificates: readonly string[]; warnings: readonly SsoIssue[] } {
  const warnings: SsoIssue[] = []
  const weak: string[] = []
  const usable: string[] = []
  for (const { text, path } of signingTexts(role, warnings)) {
    try {
      const certificate = readCertificate(text)
      usable.push(certificatePem(certificate.der))
      warnings.push(...certificateWarnings(certificate, path, now))
    } catch (error) {
      if (!isSsoError(error, 'saml_certificate_invalid')) throw error
      const { message, hint } = error
      const isWeak = /RSA key of \d+ bits, less/.test(message)
      const code = isWeak ? 'saml_certificate_key_weak' : 'saml_certificate_unusable'
      warnings.push({ path, code, message, hint })
      if (isWeak) weak.push(certificatePem(derOf(text, 'CERTIFICATE')))
    }
  }
  // A weak key verifies nothing. It is handed on only where there is no other, so that the settings can
  // say what is wrong with it.
  const certificates = [...new Set(usable.length > 0 ? usable : weak)]
  if (certificates.length === 0) {
    throw samlError('saml_metadata_signing_key_missing', { issues: warnings })
  }
  return { certificates, warnings }
}

interface CertificateText {
  readonly text: string
  readonly path: string
}

/** Each once: many identity providers list one certificate for signing and again for encryption. */
function signingTexts(role: XmlElement, warnings: SsoIssue[]): CertificateText[] {
  const texts = new Map<string, CertificateText>()
  for (const [index, descriptor] of childrenNamed(role, METADATA, 'KeyDescriptor').entries()) {
    const use = attributeOf(descriptor, 'use')
    if (use === 'encryption') continue
    const path = `KeyDescriptor[${index + 1}]`
    if (use !== undefined && use !== 'signing') {
      throw samlError('saml_metadata_invalid', {
        message: `${path} has a use that is neither signing nor encryption.`,
      })
    }
    const found = certificatesIn(descriptor, path, warnings)
    if (found.length === 0) warnings.push(withoutCertificate(path))
    for (const text of found) texts.set(text.replaceAll(/\s/g, ''), { text, path })
  }
  // Before any of them is read (rule X5).
  if (texts.size > MAX_SIGNING_KEYS) {
    throw samlError('saml_metadata_invalid', {
      message: `The metadata lists ${texts.size} signing certificates; up to ${MAX_SIGNING_KEYS} are accepted.`,
      hint: 'Remove retired certificates at the identity provider and download the metadata again.',
    })
  }
  return [...texts.values()]
}

function certificatesIn(descriptor: XmlElement, path: string, warnings: SsoIssue[]): string[] {
  return childrenNamed(descriptor, SIGNATURE, 'KeyInfo')
    .flatMap((keyInfo) => childrenNamed(keyInfo, SIGNATURE, 'X509Data'))
    .flatMap((data) => {
      const [first, ...others] = childrenNamed(data, SIGNATURE, 'X509Certificate')
      // XML Signature section 4.4.4: further ones are the chain above the key, whose owners must not
      // be able to sign messages.
      if (others.length > 0) warnings.push(chain(path))
      return first ? [completeText(first)] : []
    })
}

function withoutCertificate(path: string): SsoIssue {
  return {
    path,
    code: 'saml_key_without_certificate',
    message: 'This key is left out, because it is not given as an X.509 certificate.',
    hint: 'Have the identity provider publish the key as an X.509 certificate.',
  }
}

function chain(path: string): SsoIssue {
  return {
    path,
    code: 'saml_certificate_chain',
    message:
      'Only the first certificate of this key is used; the others are taken for its issuers.',
    hint: 'If the identity provider signs with several keys, each needs a KeyDescriptor of its own.',
  }
}
