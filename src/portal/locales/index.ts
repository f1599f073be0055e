import { inLanguageOf } from '../../http/texts.ts'
import { de } from './de/index.ts'
import { en } from './en/index.ts'
import type { PortalTexts } from './texts.ts'

/**
 * The texts for one browser: the host's own choice, else the first language of `Accept-Language` that
 * there is, else English.
 */
export function textsOf(
  request: Request,
  {
    locale,
    locales = {},
  }: {
    readonly locale?: string | undefined
    readonly locales?: Readonly<Record<string, PortalTexts>> | undefined
  },
): PortalTexts {
  const all = Object.values({ en, de, ...locales })
  const chosen = all.find(({ language }) => language === locale)
  return chosen ?? inLanguageOf(request, all) ?? en
}
