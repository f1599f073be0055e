import { printable, SsoError } from '../errors.ts'
import { MAX_LABELS } from './coverage.ts'
import { MAX_DOMAIN_LENGTH, readDomain } from './domain-name.ts'
import { domainError } from './error.ts'
import { mailboxDomains } from './mailbox-domains.ts'
import { hasMixedScripts } from './scripts.ts'

export interface ClaimRules {
  /** By the Public Suffix List, private section included. */
  isPublicSuffix(domain: string): boolean
  /** Mailbox domains besides the built-in ones, normalised. */
  readonly mailboxDomains: ReadonlySet<string>
  /** Characters of the longest label that will be asked for below the domain. */
  readonly labelLength: number
}

/**
 * The domain that an organisation may claim, or the one reason why it may not (rule D1). Pure.
 *
 * @param name as a person typed it
 * @throws {SsoError} `domain_invalid`, `domain_ip_address`, `domain_single_label`, `domain_too_long`,
 *   `domain_public_suffix`, `domain_mailbox`, `domain_mixed_script`
 */
export function claimableDomain(name: string, rules: ClaimRules): string {
  const read = readDomain(name)
  if (!('domain' in read)) throw refusals[read.problem](read.message)
  const { domain } = read
  const detail = { domain }
  if (domain.length + 1 + rules.labelLength > MAX_DOMAIN_LENGTH) {
    throw domainError('domain_too_long', { detail })
  }
  if (domain.split('.').length > MAX_LABELS) {
    const message = `The domain has more than ${MAX_LABELS} labels.`
    throw domainError('domain_too_long', { message, detail })
  }
  if (hasMixedScripts(domain)) {
    const message = `A label of ${printable(domain)} mixes scripts, as look-alikes of other names do.`
    throw domainError('domain_mixed_script', { message, detail })
  }
  if (mailboxDomains.has(domain) || rules.mailboxDomains.has(domain)) {
    const message = `At ${domain} anybody can have a mailbox.`
    throw domainError('domain_mailbox', { message, detail })
  }
  if (rules.isPublicSuffix(domain)) {
    const message = `Below ${domain} anybody can register names.`
    throw domainError('domain_public_suffix', { message, detail })
  }
  return domain
}

const invalid = (message: string) => new SsoError('domain_invalid', { message })

const refusals = {
  length: (message: string) => domainError('domain_too_long', { message }),
  character: invalid,
  label: invalid,
  ip_address: (message: string) => domainError('domain_ip_address', { message }),
  single_label: (message: string) => domainError('domain_single_label', { message }),
}
