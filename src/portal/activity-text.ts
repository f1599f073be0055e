import type { AuditEntry } from '../types/audit.ts'
import type { SsoEventType } from '../types/events.ts'
import { fill } from './locales/fill.ts'
import type { PortalTexts } from './locales/texts.ts'

/** All that becomes an entry of the audit list. */
type AuditedType = Exclude<
  Extract<
    SsoEventType,
    `${'connection' | 'policy' | 'domain' | 'certificate' | 'setup_link' | 'trust'}.${string}`
  >,
  `trust.refresh${string}`
>

/** One entry of the audit list in a sentence. Pure; ids stand where no name is known. */
export function eventText(
  { activity: words }: PortalTexts,
  { type, detail, connectionId }: AuditEntry,
  names: ReadonlyMap<string, string> = new Map(),
): string {
  const events: Readonly<Record<AuditedType, string>> = words.events
  const sentence = wordFor(events, type)
  // What is not known here is told all the same.
  if (sentence === undefined) return type
  const text = (name: string): string => String(detail[name] ?? '')
  const event = fill(sentence, {
    connection: names.get(connectionId ?? '') ?? connectionId ?? '',
    domain: text('domain'),
    days: text('days'),
    link: text('setupLinkId'),
    status: wordFor(words.statuses, text('status')) ?? text('status'),
    mode: wordFor(words.modes, text('mode')) ?? text('mode'),
  })
  return detail['isIrreversible'] === true ? fill(words.forGood, { event }) : event
}

/** Who did it, as far as is known. */
export function actorText({ activity: words }: PortalTexts, { actor }: AuditEntry): string {
  if (actor === undefined) return words.byItself
  if (actor === 'system') return words.system
  const [, link] = /^setup link (lnk_[\w-]+)$/.exec(actor) ?? []
  return link === undefined ? actor : fill(words.byLink, { link })
}

/** Certificates, addresses and names of fields that came or went. */
export function eventDetails(
  { activity: words }: PortalTexts,
  { detail }: AuditEntry,
): readonly string[] {
  const listed = (name: string, sentence: string) => {
    const values = detail[name]
    return Array.isArray(values)
      ? values.map((value) => fill(sentence, { value: String(value) }))
      : []
  }
  return [
    ...listed('added', words.added),
    ...listed('removed', words.removed),
    ...listed('fields', words.removed),
  ]
}

function wordFor(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined
}
