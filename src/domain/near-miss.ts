import { printable } from '../errors.ts'
import type { DomainChallenge } from './challenge.ts'

/** What kind of mistake was made with a record. */
export type NearMissCode =
  /** The value stands in quotation marks that became part of it. */
  | 'quoted'
  /** White space before or after the value. */
  | 'spaced'
  /** Only the letter case differs. */
  | 'letter_case'
  /** The value without what it has to begin with. */
  | 'prefix_missing'
  /** The value is there, with more text around it. */
  | 'surrounded'
  /** A challenge of ours, but not this one: of an earlier attempt, or of another organisation. */
  | 'other_challenge'
  /** The record is at the domain itself. */
  | 'at_apex'
  /** The console appended the zone to a name that had it already. */
  | 'zone_doubled'
  /** A CNAME record stands at the name, and no TXT record where it leads to. */
  | 'cname'
  /** Every label answers with the value, so that it proves nothing about this one. */
  | 'wildcard'
  /** DNS did not say whether there is a record. */
  | 'dns_failed'

/** The likeliest mistake, in terms that a page can explain. */
export interface NearMiss {
  readonly code: NearMissCode
  /** The name in DNS that it is about, if not the expected one; of `dns_failed` the reason. */
  readonly name?: string
}

interface Found {
  readonly label: readonly string[]
  readonly apex: readonly string[]
  readonly doubled: readonly { readonly name: string; readonly texts: readonly string[] }[]
  readonly cname: string | undefined
}

/** What an admin most probably did instead of what was asked. Pure. */
export function findNearMiss(
  { domain, value, prefix }: DomainChallenge,
  { label, apex, doubled, cname }: Found,
): NearMiss | undefined {
  const codes = label.map((text) => differenceOf(text, value, prefix))
  const exact = order.find((code) => codes.includes(code))
  if (exact) return { code: exact }
  // At another name any of the small mistakes may have been made as well.
  const isMeant = (text: string) => text.includes(value)
  if (apex.some(isMeant)) return { code: 'at_apex', name: domain }
  const twice = doubled.find(({ texts }) => texts.some(isMeant))
  if (twice) return { code: 'zone_doubled', name: twice.name }
  if (cname !== undefined) return { code: 'cname', name: printable(cname) }
  return codes.includes('other_challenge') ? { code: 'other_challenge' } : undefined
}

/** Characters around the value that are still looked at for quotation marks. */
const MAX_DECORATION = 64

/** Which of several is told: what is nearest to the value. */
const order = ['quoted', 'spaced', 'letter_case', 'prefix_missing', 'surrounded'] as const

/** Straight and typographic quotation marks, those as the bytes of their UTF-8 too. */
const quotes =
  /^(?:["'\\“”„]|\u{e2}\u{80}[\u{9c}-\u{9e}])+|(?:["'\\“”„]|\u{e2}\u{80}[\u{9c}-\u{9e}])+$/gu

function differenceOf(text: string, value: string, prefix: string): NearMissCode | undefined {
  const trimmed = text.trim()
  if (trimmed === value) return 'spaced'
  // The pattern takes time by the square of the length, and a record has up to 65,535 characters.
  const isShort = trimmed.length <= value.length + MAX_DECORATION
  if (isShort && trimmed.replaceAll(quotes, '').trim() === value) return 'quoted'
  if (trimmed.toLowerCase() === value.toLowerCase()) return 'letter_case'
  if (prefix !== '' && trimmed === value.slice(prefix.length)) return 'prefix_missing'
  if (text.includes(value)) return 'surrounded'
  const rest = text.startsWith(prefix) ? text.slice(prefix.length) : ''
  const isOurs = text.length === value.length && /^[\w-]+$/.test(rest)
  return isOurs ? 'other_challenge' : undefined
}
