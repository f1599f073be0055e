import type { ConnectionSetup } from '../types/connection.ts'
import { type Guide, type GuideLocale, type GuideOption, isTold } from './guide.ts'
import { parseMarkup } from './markup.ts'

/** What a guide is filled in with. */
export interface GuideContext {
  /** The name of the host's product. */
  readonly product: string
  /** What `sso.connections.setup(id)` answered. */
  readonly setup: ConnectionSetup
  /** Default `en`. */
  readonly locale?: GuideLocale
  /** Default none; a guide ignores options that it does not know. */
  readonly options?: readonly GuideOption[]
}

/** Plain texts: whoever writes them into a page escapes them. */
export type GuidePart =
  | { readonly kind: 'text' | 'product' | 'code'; readonly text: string }
  /** A name in the console, untranslated; without `source` nobody has confirmed it. */
  | { readonly kind: 'label'; readonly text: string; readonly source?: string }
  /** A value to copy; `field` is the id of its setup field. */
  | { readonly kind: 'value'; readonly text: string; readonly field: string }

/** A step of a rendered guide. */
export interface RenderedStep {
  readonly id: string
  /** Counts through the whole guide; absent for a note. */
  readonly number?: number
  readonly parts: readonly GuidePart[]
}

/** A chapter of a rendered guide. */
export interface RenderedChapter {
  readonly id: string
  readonly title: readonly GuidePart[]
  readonly steps: readonly RenderedStep[]
}

/** A guide in one language, with the values of one connection in it. */
export interface RenderedGuide {
  readonly id: string
  readonly locale: GuideLocale
  readonly title: readonly GuidePart[]
  readonly chapters: readonly RenderedChapter[]
}

/**
 * Fills in a guide: numbered steps in one language, with the values of one connection in their
 * places. Pure.
 *
 * @param guide as `loadGuide` returned it
 * @param context whose product and connection it is about, and which optional chapters are told
 * @returns chapters that have a step; texts are plain and have to be escaped by whoever shows them
 * @throws {TypeError} where a value of a told step is not in `setup`: the guide is for another protocol
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { loadGuide, renderGuide } from 'ssokit/guides'
 *
 * declare const sso: Sso
 * declare const id: string
 * const guide = await loadGuide('okta', 'oidc')
 * const setup = await sso.connections.setup(id)
 * const { chapters } = renderGuide(guide, { product: 'Example App', setup, options: ['groups'] })
 * for (const { steps } of chapters) console.log(steps.length)
 * ```
 */
export function renderGuide(
  guide: Guide,
  { product, setup, locale = 'en', options = [] }: GuideContext,
): RenderedGuide {
  const chosen = new Set(options)
  const texts = guide.texts[locale]
  const sources = sourcesByLabel(guide)
  const values = new Map(setup.fields.map(({ id, value }) => [id, value]))
  values.set('login_url', setup.loginUrl)

  const fill = (text: string): readonly GuidePart[] =>
    parseMarkup(text).map((part): GuidePart => {
      if (part.kind === 'label') {
        const source = sources.get(part.text)
        return { kind: 'label', text: part.text, ...(source === undefined ? {} : { source }) }
      }
      if (part.kind !== 'placeholder') return part
      if (part.id === 'product') return { kind: 'product', text: product }
      const value = values.get(part.id)
      if (value !== undefined) return { kind: 'value', text: value, field: part.id }
      throw new TypeError(`The setup values lack ${part.id}, which the guide ${guide.id} tells.`)
    })

  let number = 0
  const chapters = guide.chapters
    .filter((chapter) => isTold(chapter, chosen))
    .map((chapter) => ({
      id: chapter.id,
      title: fill(texts.chapters[chapter.id] ?? ''),
      steps: chapter.steps
        .filter((step) => isTold(step, chosen))
        .filter(({ field }) => field === undefined || values.has(field))
        .map(({ id, isNote }) => ({
          id,
          ...(isNote ? {} : { number: ++number }),
          parts: fill(texts.steps[id] ?? ''),
        })),
    }))
    .filter(({ steps }) => steps.length > 0)
  return { id: guide.id, locale, title: fill(texts.title), chapters }
}

/** The document that shows a label. */
function sourcesByLabel({ labels }: Guide): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(labels.bySource).flatMap(([source, names]) =>
      names.map((name) => [name, source] as const),
    ),
  )
}
