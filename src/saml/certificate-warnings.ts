import type { SsoIssue } from '../errors.ts'
import type { Certificate } from './certificate.ts'

const DAY_MS = 86_400_000

/** Time enough to exchange a certificate with a customer's IT department. */
const EXPIRING_DAYS = 30

/** What does not keep a certificate's key from being trusted (rule S12), but should be seen to. */
export function certificateWarnings(
  { notBefore, notAfter, signatureAlgorithm }: Certificate,
  path: string,
  now: Date,
): SsoIssue[] {
  const warnings: SsoIssue[] = []
  const warn = (code: string, message: string, hint: string) =>
    warnings.push({ path, code, message, hint })
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS)
  const until = notAfter.toISOString()
  if (notAfter <= now) {
    warn(
      'saml_certificate_expired',
      `The signing certificate expired on ${until}. Its key is still accepted.`,
      'Activate a new signing certificate at the identity provider and import the metadata again.',
    )
  } else if (daysLeft < EXPIRING_DAYS) {
    warn(
      'saml_certificate_expiring',
      `The signing certificate expires in ${daysLeft} days, on ${until}.`,
      'Add the identity provider’s next signing certificate before that day.',
    )
  }
  if (notBefore > now) {
    warn(
      'saml_certificate_not_yet_valid',
      `The signing certificate is valid only from ${notBefore.toISOString()} on.`,
      'Check the clocks, or whether the identity provider already signs with it.',
    )
  }
  if (/sha-?1|md5/i.test(signatureAlgorithm)) {
    warn(
      'saml_certificate_sha1',
      `The signing certificate was issued with ${signatureAlgorithm}.`,
      'Activate a SHA-2 certificate (SHA-256) at the identity provider.',
    )
  }
  return warnings
}
