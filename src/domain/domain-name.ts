import { SsoError } from '../errors.ts'

/** RFC 1035 section 2.3.4. */
export const MAX_DOMAIN_LENGTH = 253
const MAX_LABEL_LENGTH = 63

/** What keeps a text from being a domain name. */
export interface DomainProblem {
  readonly problem: 'length' | 'character' | 'ip_address' | 'single_label' | 'label'
  readonly message: string
}

/** The name in lower-case A-labels, or what is wrong with it. */
export function readDomain(name: string): { readonly domain: string } | DomainProblem {
  const refuse = (problem: DomainProblem['problem'], message: string) => ({ problem, message })
  if (typeof name !== 'string' || name === '' || name.length > MAX_DOMAIN_LENGTH) {
    return refuse('length', 'A domain name has 1 to 253 characters.')
  }
  const isAddress = /^\[?[\da-f.]*:[\da-f.]*:[\da-f:.]*\]?$/i.test(name)
  // Characters with a meaning in URLs would let the parser below read only a part of the name.
  if (
    !isAddress &&
    /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zs}/\\?#@:%[\]<>^|`{}"]/u.test(name)
  ) {
    return refuse('character', 'The domain name contains a character that is not allowed.')
  }
  const hostname = isAddress ? '' : hostnameOf(name)
  if (isAddress || /^[\d.]+$/.test(hostname)) {
    return refuse('ip_address', 'An IP address is not a domain name.')
  }
  if (hostname === '') return refuse('label', 'This is not a domain name.')
  const labels = hostname.split('.')
  if (labels.length < 2) return refuse('single_label', 'A domain name has at least two labels.')
  const isTooLong = labels.some((label) => label.length > MAX_LABEL_LENGTH)
  if (isTooLong || hostname.length > MAX_DOMAIN_LENGTH) {
    return refuse('length', 'A domain name has at most 253 characters, and a label 63.')
  }
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label))) {
    return refuse('label', 'A label of the domain name is not valid.')
  }
  return { domain: hostname }
}

/** The host as the URL Standard reads it (UTS 46), or nothing. */
function hostnameOf(name: string): string {
  // Unicode 15.1 changed what the capital sharp s stands for; not every platform's tables did.
  const host = name.normalize('NFC').replaceAll('ẞ', 'ß')
  try {
    // Not `URL.canParse`: once optimised, that of Node 20 refuses letters like à.
    return new URL(`https://${host}`).hostname
  } catch {
    return ''
  }
}

/**
 * Brings a domain name into the one form that is stored and compared: lower-case A-labels (rule D1).
 * Refuses addresses, single labels, ports, paths and labels that no host can have.
 *
 * @param name as a person typed it, Unicode allowed
 * @returns for example `xn--mnchen-3ya.example`
 * @throws {SsoError} `domain_invalid`
 * @see https://www.unicode.org/reports/tr46/
 * @example
 * ```ts
 * import { normalizeDomain } from 'ssokit/domain'
 *
 * normalizeDomain('München.example') // 'xn--mnchen-3ya.example'
 * ```
 */
export function normalizeDomain(name: string): string {
  const read = readDomain(name)
  if ('domain' in read) return read.domain
  throw new SsoError('domain_invalid', { message: read.message })
}
