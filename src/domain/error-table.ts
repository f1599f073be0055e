import { entry, type ErrorEntry, type DomainErrorCode } from '../error-entry.ts'

/** Every error about the proof of domains. One row a line, so this file is left out of the formatter. */
export const domainErrors: Readonly<Record<DomainErrorCode, ErrorEntry>> = {
  // What may be claimed
  domain_ip_address: entry(422, 'request', 'This is an IP address and not a domain name.', 'Enter a name such as example.com.'),
  domain_single_label: entry(422, 'request', 'A domain name has at least two labels.', 'Enter the whole name, such as example.com.'),
  domain_too_long: entry(422, 'request', 'The domain name is too long: 253 characters with the label of the TXT record, and 63 for each label.', 'Claim the domain that people have in their e-mail addresses.'),
  domain_public_suffix: entry(422, 'request', 'Anybody can register names below this one.', 'Enter the domain that your organisation registered, such as example.co.uk instead of co.uk.'),
  domain_mailbox: entry(422, 'request', 'Anybody can have a mailbox at this domain.', 'Enter a domain of your organisation’s own.'),
  domain_mixed_script: entry(422, 'request', 'A label of the domain mixes scripts, as look-alikes of other names do.', 'Type the name on the keyboard instead of copying it from a message.'),
  domain_limit_reached: entry(409, 'request', 'The organisation has claimed as many domains as it may.', 'Release domains that are not needed any more.'),
  domain_organization_invalid: entry(422, 'request', 'This is no id of an organisation that may have domains.', 'Pass the id of the customer’s organisation, up to 255 characters.'),

  // What may be done with a claim
  domain_not_claimed: entry(404, 'not_found', 'This organisation has not claimed this domain.', 'Claim the domain first, then start its verification.'),
  domain_not_verified: entry(409, 'request', 'This organisation has not verified the domain, so that it cannot hand it over.', 'Verify the domain first, or release it without `transferTo`.'),
  domain_changed: entry(409, 'request', 'The claim of the domain was changed in the meantime.', 'Load the domain again and repeat what you did.', true),

  // DNS
  domain_dns_missing: entry(500, 'unavailable', 'Domains cannot be verified: createSso was given no `dns`.', 'Pass nodeDns() of ssokit/dns/node, or dohDns() of ssokit/dns/doh, as `dns`.'),
  domain_dns_failed: entry(503, 'unavailable', 'DNS could not be asked, or its answer could not be used.', 'Try again in a few minutes; if it stays, let the domain’s DNS provider check that its name servers answer and that DNSSEC is valid.', true),
}
