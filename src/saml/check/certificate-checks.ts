import { checkOfIssue, passed } from '../../connection/checks.ts'
import type { Check } from '../../types/check.ts'
import { certificateWarnings } from '../certificate-warnings.ts'
import { readCertificate } from '../certificate.ts'
import { wordsFor } from './console-words.ts'

const NAME = 'signing_certificates'

/** A certificate that is trusted, with its SHA-256 fingerprint. */
export interface TrustedCertificate {
  readonly pem: string
  readonly fingerprint: string
}

/**
 * The identity provider's certificates. Dates never refuse a signature (rule S12), but an expired
 * certificate is one that its owner meant to replace.
 */
export function certificateChecks(
  certificates: readonly TrustedCertificate[],
  { now, profile }: { readonly now: Date; readonly profile: string },
): readonly Check[] {
  const warnings = certificates.flatMap(({ pem, fingerprint }) =>
    certificateWarnings(readCertificate(pem), 'settings.signingCertificates', now).map((issue) => ({
      ...checkOfIssue(NAME, issue, 'warn'),
      hint: wordsFor(profile, 'certificate', issue.hint),
      received: shortened(fingerprint),
    })),
  )
  if (warnings.length > 0) return warnings
  const { length } = certificates
  const message = length === 1 ? 'There is one, and it is valid.' : `All ${length} are valid.`
  const received = certificates.map(({ fingerprint }) => shortened(fingerprint)).join(', ')
  return [passed(NAME, `The signing certificates can be used. ${message}`, { received })]
}

/** Enough of a SHA-256 fingerprint to find the certificate in a list. */
const SHOWN_CHARACTERS = 23

export const shortened = (fingerprint: string): string =>
  `SHA-256 ${fingerprint.slice(0, SHOWN_CHARACTERS)}…`
