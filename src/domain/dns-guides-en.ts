import type { DnsGuideId } from '../types/domain.ts'
import type { DnsGuideTexts } from './dns-guides.ts'

/** How the record is entered, in English. */
export const dnsGuideTexts: Readonly<Record<DnsGuideId, DnsGuideTexts>> = {
  cloudflare: {
    title: 'Cloudflare',
    steps: [
      'In the Cloudflare dashboard open {zone}, then DNS › Records.',
      'Choose “Add record” and the type TXT.',
      'Enter {host} as Name. Cloudflare appends {zone}.',
      'Enter {value} as Content, leave TTL at Auto, and save.',
    ],
  },
  route53: {
    title: 'Amazon Route 53',
    steps: [
      'In the Route 53 console open Hosted zones and the public zone {zone}.',
      'Choose “Create record”.',
      'Enter {host} as Record name. Route 53 appends {zone}.',
      'Choose the Record type TXT and enter {value} as Value, with the quotation marks.',
      'Choose “Create records”.',
    ],
  },
  godaddy: {
    title: 'GoDaddy',
    steps: [
      'In your GoDaddy domain portfolio open {zone}, then DNS.',
      'Choose “Add New Record” and the type TXT.',
      'Enter {host} as Name. GoDaddy appends {zone}.',
      'Enter {value} as Value, without quotation marks, and save.',
    ],
  },
  generic: {
    title: 'Other DNS providers',
    steps: [
      'Open the DNS records of {zone} where its name servers are managed.',
      'Add a record of type TXT.',
      'Enter {host} as name or host. If your provider does not append {zone}, enter {absoluteHost} with the dot at its end.',
      'Enter {value} as value, without quotation marks or spaces, and save.',
      'Leave other records as they are, and keep this one: it is looked at every day.',
    ],
  },
}
