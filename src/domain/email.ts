import { isSsoError, SsoError } from '../errors.ts'
import { normalizeDomain } from './domain-name.ts'

/** RFC 5321 section 4.5.3.1. */
const MAX_LOCAL_LENGTH = 64
const MAX_EMAIL_LENGTH = 254

/** RFC 5322 dot-atom in ASCII: no quotes, comments, spaces or empty parts. */
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/

/**
 * Brings an e-mail address into the one form that is validated, stored and compared (rule E1):
 * NFC, ASCII letters of the local part in lower case, domain as lower-case A-label.
 * Refuses control characters, white space, several @, quoted parts, comments and non-ASCII local
 * parts instead of repairing them.
 *
 * @param email as the provider or a person wrote it
 * @returns for example `ann@xn--mnchen-3ya.example`
 * @throws {SsoError} `email_invalid`
 * @example
 * ```ts
 * import { normalizeEmail } from 'ssokit/domain'
 *
 * normalizeEmail('Ann.Lee@Example.COM') // 'ann.lee@example.com'
 * ```
 */
export function normalizeEmail(email: string): string {
  const refuse = (message: string) => new SsoError('email_invalid', { message })
  if (typeof email !== 'string' || email.length > MAX_EMAIL_LENGTH) {
    throw refuse('An e-mail address has at most 254 characters.')
  }
  const parts = email.normalize('NFC').split('@')
  const [local, domain] = parts
  if (parts.length !== 2 || local === undefined || domain === undefined) {
    throw refuse('An e-mail address has exactly one @.')
  }
  const lowered = local.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  if (lowered.length > MAX_LOCAL_LENGTH || !dotAtom.test(lowered)) {
    throw refuse('The part before the @ is not plain ASCII text.')
  }
  try {
    const normalized = `${lowered}@${normalizeDomain(domain)}`
    if (normalized.length <= MAX_EMAIL_LENGTH) return normalized
  } catch (error) {
    if (!isSsoError(error, 'domain_invalid')) throw error
    throw refuse(`The part after the @ is not a domain: ${error.message}`)
  }
  throw refuse('An e-mail address has at most 254 characters.')
}

/** The domain of a normalised e-mail address. */
export function domainOfEmail(email: string): string {
  return email.slice(email.indexOf('@') + 1)
}
