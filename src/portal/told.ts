import { html, type Html } from '../http/html.ts'
import type { PortalTexts } from './locales/texts.ts'

/** Sentences of ours are shorter; what is longer is not searched for places. */
const MAX_LENGTH = 1000

/**
 * A sentence of a check, an error or a test, which are made in English: in the language of the page, else
 * as it is and marked as English, so that screen readers pronounce it right.
 */
export function told(texts: PortalTexts, sentence: string): Html {
  if (/^en\b/.test(texts.language) || ownSentences(texts).has(sentence)) return marked(sentence)
  const text = translated(texts, sentence)
  return text === undefined ? html`<span lang="en">${marked(sentence)}</span>` : marked(text)
}

/** A name that somebody has to type. Nothing else that stands between backticks is made markup of. */
const name = /`([\w.:=(){}/ -]{1,60})`/

/** Names stand between backticks, as they do in docs/errors.md. */
function marked(sentence: string): Html {
  // Every second part is a name.
  const parts = sentence.split(name)
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`
}

const own = new WeakMap<object, ReadonlySet<string>>()

/** A page may put a sentence of its own where those of checks and errors stand. */
function ownSentences(texts: PortalTexts): ReadonlySet<string> {
  const known = own.get(texts)
  if (known) return known
  const { findings: _ofOthers, ...words } = texts
  const made = new Set(['', ...sentencesIn(words)])
  own.set(texts, made)
  return made
}

const sentencesIn = (words: object): readonly string[] =>
  Object.values(words).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? sentencesIn(value) : [String(value)],
  )

/** What happened, and what to change. */
export function toldBoth(
  texts: PortalTexts,
  { message, hint }: { readonly message: string; readonly hint: string },
): Html {
  return html`${told(texts, message)} ${told(texts, hint)}`
}

/** `undefined` where nobody wrote it down in this language. */
export function translated(
  { findings }: Pick<PortalTexts, 'findings'>,
  sentence: string,
): string | undefined {
  if (Object.hasOwn(findings, sentence)) return findings[sentence]
  if (sentence.length > MAX_LENGTH) return undefined
  for (const { form, text } of patternsOf(findings)) {
    const found = form.exec(sentence)
    // Filled by a function: what somebody wrote may look like a replacement.
    if (found)
      return text.replaceAll(place, (_all, index: string) => found.groups?.[`p${index}`] ?? '')
  }
  return undefined
}

interface Pattern {
  readonly form: RegExp
  readonly text: string
  /** Characters that stand fast. */
  readonly weight: number
}

/** Of a value in a sentence; names in braces are part of the sentence. */
const place = /\{(\d)\}/g
const patterns = new WeakMap<object, readonly Pattern[]>()

/** Sentences with values in them, the most particular first. */
function patternsOf(findings: PortalTexts['findings']): readonly Pattern[] {
  const known = patterns.get(findings)
  if (known) return known
  const made = Object.entries(findings)
    .filter(([sentence]) => sentence.search(place) >= 0)
    .map(([sentence, text]) => patternOf(sentence, text))
    .sort((one, other) => other.weight - one.weight)
  patterns.set(findings, made)
  return made
}

function patternOf(sentence: string, text: string): Pattern {
  // Every second part is the number of a place.
  const parts = sentence.split(place)
  const seen = new Set<string>()
  const valueAt = (part: string): string => {
    const known = seen.has(part)
    seen.add(part)
    return known ? String.raw`\k<p${part}>` : `(?<p${part}>.+?)`
  }
  const source = parts.map((part, index) =>
    index % 2 === 1 ? valueAt(part) : part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`),
  )
  const weight = parts.filter((_part, index) => index % 2 === 0).join('').length
  return { form: new RegExp(`^${source.join('')}$`, 's'), text, weight }
}
