import type { Guide } from './guide.ts'
import { type GuideContext, type GuidePart, renderGuide } from './render.ts'

/**
 * A guide as Markdown (CommonMark), for documents and terminals. Whatever comes from outside is
 * escaped. Pure.
 *
 * @param guide as `loadGuide` returned it
 * @param context as for `renderGuide`
 * @returns the text of a document
 * @throws {TypeError} as `renderGuide` does
 * @example
 * ```ts
 * import type { ConnectionSetup } from 'ssokit'
 * import { guideMarkdown, loadGuide } from 'ssokit/guides'
 *
 * declare const setup: ConnectionSetup
 * const guide = await loadGuide('entra', 'saml')
 * console.log(guideMarkdown(guide, { product: 'Example App', setup, locale: 'de' }))
 * ```
 */
export function guideMarkdown(guide: Guide, context: GuideContext): string {
  const { title, chapters } = renderGuide(guide, context)
  const lines = [`# ${line(title)}`]
  for (const chapter of chapters) {
    lines.push('', `## ${line(chapter.title)}`, '')
    for (const { number, parts } of chapter.steps) {
      // The quote interrupts the list, which goes on with its own number.
      if (number === undefined) lines.push('', `> ${line(parts)}`, '')
      else lines.push(`${number}. ${line(parts)}`)
    }
  }
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

const line = (parts: readonly GuidePart[]): string => parts.map(inline).join('')

function inline(part: GuidePart): string {
  const text = oneLine(part.text)
  switch (part.kind) {
    case 'text':
      return escapeMarkdown(text)
    case 'product':
      return escapeEverything(text.trim())
    case 'label':
      return `**${escapeMarkdown(text)}**`
    case 'code':
    case 'value':
      return codeSpan(text)
  }
}

/** Line breaks and other control characters would end the paragraph. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

/** Enough for texts of ours, which never begin a line with a mark. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<~&|]/g, String.raw`\$&`)
}

/** Every ASCII punctuation character may be escaped (CommonMark section 2.4). */
function escapeEverything(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
}

/** Nothing in a code span is escaped: its fence is longer than any run inside (section 6.1). */
function codeSpan(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length)
  const fence = '`'.repeat(Math.max(0, ...runs) + 1)
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${padding}${text}${padding}${fence}`
}
