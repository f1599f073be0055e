import { SsoError } from '../errors.ts'

/** RFC 1035 section 2.3.4. */
const MAX_DOMAIN_LENGTH = 253
const MAX_LABEL_LENGTH = 63

/**
 * Brings a domain name into the one form that is stored and compared: lower-case A-labels (rule D1).
 * Refuses addresses, single labels, ports, paths and labels that no host can have.
 *
 * @param name as a person typed it, Unicode allowed
 * @returns for example `xn--mnchen-3ya.example`
 * @throws {SsoError} `domain_invalid`
 * @example
 * ```ts
 * import { normalizeDomain } from 'ssokit/domain'
 *
 * normalizeDomain('München.example') // 'xn--mnchen-3ya.example'
 * ```
 */
export function normalizeDomain(name: string): string {
  const refuse = (message: string) => new SsoError('domain_invalid', { message })
  if (typeof name !== 'string' || name === '' || name.length > MAX_DOMAIN_LENGTH) {
    throw refuse('A domain name has 1 to 253 characters.')
  }
  // Characters with a meaning in URLs would let the parser below read only a part of the name.
  if (/[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zs}/\\?#@:%[\]<>^|`{}"]/u.test(name)) {
    throw refuse('The domain name contains a character that is not allowed.')
  }
  const address = `https://${name.normalize('NFC')}`
  if (!URL.canParse(address)) throw refuse('This is not a domain name.')
  const { hostname } = new URL(address)
  const labels = hostname.split('.')
  if (/^[\d.]+$/.test(hostname)) throw refuse('An IP address is not a domain name.')
  if (labels.length < 2) throw refuse('A domain name has at least two labels.')
  const isHostLabel = (label: string) =>
    label.length <= MAX_LABEL_LENGTH && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)
  if (hostname.length > MAX_DOMAIN_LENGTH || !labels.every(isHostLabel)) {
    throw refuse('A label of the domain name is not valid.')
  }
  return hostname
}
