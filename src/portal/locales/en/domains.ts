/** The domains of an organisation, and one of them. */
export const domains = {
  title: 'Domains',
  explanation:
    'With a domain you prove that its e-mail addresses are yours. People with such an address are led to your identity provider.',
  none: 'There is none yet. You need access to the DNS of your domain, or somebody who has it.',
  noDns:
    'This product cannot look DNS up at the moment, so domains can be noted here but not proved. Tell its support.',
  domain: 'Domain',
  state: 'State',
  verified: 'Last proved',
  next: 'Next check',
  never: 'never',
  more: 'Further domains',
  states: {
    unstarted: 'Not started',
    pending: 'Waiting for the record',
    verified: 'Verified',
    failing: 'Verified, record missing',
    conflict: 'Proved, belongs to another organisation',
    failed: 'Wildcard found',
    expired: 'Given up after 14 days',
    lost: 'Lost',
  },
  add: 'Add a domain',
  addLabel: 'Domain of your e-mail addresses',
  addAdvice: 'For example example.com. Nothing is looked up before you start it.',
  addButton: 'Add',
  covers: 'Also addresses below it, such as @sales.example.com',
  done: {
    claimed: 'The domain is noted. Add the record to your DNS next.',
    checked: 'We looked. What we found stands below.',
    saved: 'Saved.',
    released: 'The domain was given up.',
    transfer: 'The other organisation can take the domain over as soon as it has proved it.',
    kept: 'The agreement is taken back.',
  },
  explanations: {
    unstarted: 'Add the record below to your DNS, then start the check.',
    pending:
      'We will work to verify the domain in the background. New records are usually there within minutes; you can close this page.',
    verified: 'The domain is yours. Leave the record where it is: we look at it every day.',
    failing:
      'The record was not there when we last looked. Put it back: otherwise the domain is lost within a few days.',
    conflict:
      'Your record is right, but another organisation of this product has the domain. It has to give it up first; ask the support of this product.',
    failed: 'The value was found, but at every name below the domain. That proves nothing.',
    expired: 'There was no record for 14 days. Starting it again makes a new value.',
    lost: 'The record was missing for too long, so the domain counts no more. Starting it again makes a new value.',
  },
  record: 'The record to add',
  type: 'Type',
  host: 'Name',
  value: 'Value',
  relative: 'Name, where your console adds {zone} itself',
  consoles: 'Step by step',
  start: 'Start the check',
  check: 'Check now',
  last: 'Last check',
  missing: 'The record is not there yet.',
  seen: 'What we found at this name',
  coverage: 'Which addresses count',
  coverageSave: 'Save',
  giveUp: 'Give the domain up',
  releaseAdvice:
    'People with this domain are no longer led to your identity provider, and accounts lose the links that rest on it.',
  releaseConfirm: 'Yes, give up {domain}',
  releaseMissing: 'Tick the box first. Nothing was changed.',
  release: 'Give up',
  transferTitle: 'Hand it over to another organisation',
  transferAdvice:
    'Nothing happens before that organisation has proved the domain. Then it becomes its own, and your links that rest on it end.',
  transferTo: 'Id of the other organisation',
  transfer: 'Allow it to take over',
  transferWaiting: 'The organisation {organization} may take this domain over.',
  transferCancel: 'Take this back',
  history: 'What happened to it',
  refusals: {
    domain_invalid:
      'This is not a domain name. Enter a name such as example.com, without https:// and without anything after it.',
    domain_ip_address: 'This is an IP address. Enter a name such as example.com.',
    domain_single_label: 'Enter the whole name, such as example.com.',
    domain_too_long:
      'The name is too long. Enter the domain that people have in their e-mail addresses.',
    domain_public_suffix:
      'Anybody can register names below this one. Enter the domain that your organisation registered, such as example.co.uk instead of co.uk.',
    domain_mailbox:
      'Anybody can have a mailbox at this domain. Enter a domain of your organisation’s own.',
    domain_mixed_script:
      'The name mixes scripts, as look-alikes of other names do. Type it on the keyboard instead of copying it.',
    domain_limit_reached:
      'There are as many domains as there can be. Give up those that are not needed any more.',
    domain_organization_invalid: 'This is not the id of another organisation.',
    domain_not_verified: 'Only a verified domain can be handed over.',
  },
  misses: {
    quoted:
      'The value stands in quotation marks that became part of it. Remove the quotation marks from the value.',
    spaced:
      'There is white space before or after the value. Enter the value again without the space.',
    letter_case: 'The value differs in upper and lower case. Copy the value instead of typing it.',
    prefix_missing: 'The value lacks its beginning. Copy the whole value.',
    surrounded:
      'The record holds more than the value. Make it a TXT record of its own with nothing but the value.',
    other_challenge:
      'The record holds another value: of an earlier attempt, or of another organisation. Replace it by the value shown here, or add a second TXT record beside it.',
    at_apex: 'The record is at {name} itself. Move it to {host}.',
    zone_doubled:
      'The record is at {name}: the console added the domain to a name that had it already. Enter the name without the domain at its end, or with a dot after it, so that it becomes {host}.',
    cname:
      'At {host} stands a CNAME record to {name}, where there is no TXT record with the value. Remove the CNAME record and add the TXT record, or add the TXT record where the CNAME leads to.',
    wildcard:
      'Every name below the domain answers with the value, as a record at {name} makes it. Remove the value from {name} and add the TXT record at {host} alone.',
    dns_failed:
      'DNS did not say whether there is a record. There is nothing to do if this passes; if it stays, check that the name servers of the domain answer.',
  },
}
