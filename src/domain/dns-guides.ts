import type { DnsGuide, DnsGuideId } from '../types/domain.ts'

/** `{zone}`, `{host}`, `{absoluteHost}` and `{value}` stand for what is entered. */
export interface DnsGuideTexts {
  readonly title: string
  readonly steps: readonly string[]
}

const ids: readonly DnsGuideId[] = ['cloudflare', 'route53', 'godaddy', 'generic']

/** Consoles that take the value in quotation marks and remove them themselves. */
const quoting: readonly DnsGuideId[] = ['route53']

/** The guides with this record filled in. All of these consoles append the zone to the name. Pure. */
export function dnsGuides(
  texts: Readonly<Record<DnsGuideId, DnsGuideTexts>>,
  record: {
    readonly zone: string
    readonly relativeHost: string
    readonly absoluteHost: string
    readonly value: string
  },
): readonly DnsGuide[] {
  const { zone, relativeHost: host, absoluteHost } = record
  return ids.map((id) => {
    const value = quoting.includes(id) ? `"${record.value}"` : record.value
    const facts = new Map([
      ['zone', zone],
      ['host', host],
      ['absoluteHost', absoluteHost],
      ['value', value],
    ])
    const { title, steps } = texts[id]
    const fill = (step: string) =>
      step.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts.get(name) ?? '')
    return { id, title, host, value, steps: steps.map(fill) }
  })
}
