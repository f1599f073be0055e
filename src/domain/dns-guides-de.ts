import type { DnsGuideId } from '../types/domain.ts'
import type { DnsGuideTexts } from './dns-guides.ts'

/** How the record is entered, in German. The consoles' own words stay in English. */
export const dnsGuideTexts: Readonly<Record<DnsGuideId, DnsGuideTexts>> = {
  cloudflare: {
    title: 'Cloudflare',
    steps: [
      'Öffnen Sie im Cloudflare-Dashboard {zone}, dann DNS › Records.',
      'Wählen Sie „Add record“ und den Typ TXT.',
      'Tragen Sie {host} als Name ein. Cloudflare hängt {zone} an.',
      'Tragen Sie {value} als Content ein, lassen Sie TTL auf Auto und speichern Sie.',
    ],
  },
  route53: {
    title: 'Amazon Route 53',
    steps: [
      'Öffnen Sie in der Route-53-Konsole „Hosted zones“ und die öffentliche Zone {zone}.',
      'Wählen Sie „Create record“.',
      'Tragen Sie {host} als Record name ein. Route 53 hängt {zone} an.',
      'Wählen Sie als Record type TXT und tragen Sie {value} als Value ein, mit den Anführungszeichen.',
      'Wählen Sie „Create records“.',
    ],
  },
  godaddy: {
    title: 'GoDaddy',
    steps: [
      'Öffnen Sie in Ihrem GoDaddy-Domain-Portfolio {zone}, dann DNS.',
      'Wählen Sie „Add New Record“ und den Typ TXT.',
      'Tragen Sie {host} als Name ein. GoDaddy hängt {zone} an.',
      'Tragen Sie {value} als Value ein, ohne Anführungszeichen, und speichern Sie.',
    ],
  },
  generic: {
    title: 'Andere DNS-Anbieter',
    steps: [
      'Öffnen Sie die DNS-Einträge von {zone} dort, wo die Nameserver verwaltet werden.',
      'Legen Sie einen Eintrag vom Typ TXT an.',
      'Tragen Sie {host} als Name oder Host ein. Hängt Ihr Anbieter {zone} nicht an, so tragen Sie {absoluteHost} ein, mit dem Punkt am Ende.',
      'Tragen Sie {value} als Wert ein, ohne Anführungszeichen und Leerzeichen, und speichern Sie.',
      'Lassen Sie andere Einträge, wie sie sind, und behalten Sie diesen: Er wird täglich geprüft.',
    ],
  },
}
