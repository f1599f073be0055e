import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectionUrls, resolvePaths } from '../../src/config/paths.ts'
import { parseMarkup } from '../../src/guides/markup.ts'
import {
  type Guide,
  guideIds,
  type GuideLocale,
  guideMarkdown,
  loadGuide,
} from '../../src/guides/index.ts'
import { oidcSetupFields } from '../../src/oidc/setup-fields.ts'
import { samlSetupFields } from '../../src/saml/setup-fields.ts'
import { guideOf, setupOf } from '../support/guides.ts'
import { repositoryFiles, root } from './lib/pages.ts'

const { guidePages } = (await import(join(root, 'tools/guides-doc.mjs'))) as {
  guidePages(source: object): Promise<ReadonlyMap<string, string>>
}

const locales: readonly GuideLocale[] = ['en', 'de']

const guides = await Promise.all(guideIds.map(guideOf))

const pages = await guidePages({
  ...{ guideIds, guideMarkdown, loadGuide },
  ...{ oidcSetupFields, samlSetupFields, connectionUrls, resolvePaths },
})

/** All texts of a guide in one language, by what they are of. */
function textsOf(guide: Guide, locale: GuideLocale): Map<string, string> {
  const { title, chapters, steps } = guide.texts[locale]
  return new Map([
    ['title', title],
    ...Object.entries(chapters).map(([id, text]) => [`chapter ${id}`, text] as const),
    ...Object.entries(steps).map(([id, text]) => [`step ${id}`, text] as const),
  ])
}

const labelsIn = (text: string) =>
  parseMarkup(text).flatMap((part) => (part.kind === 'label' ? [part.text] : []))
const codeIn = (text: string) =>
  parseMarkup(text).flatMap((part) => (part.kind === 'code' ? [part.text] : []))
const placeholdersIn = (text: string) =>
  parseMarkup(text).flatMap((part) => (part.kind === 'placeholder' ? [part.id] : []))

describe('docs/idp', () => {
  it('has one page for each guide and language, and no other', () => {
    const written = repositoryFiles().filter((path) => path.startsWith('docs/idp/'))
    expect(written.toSorted()).toEqual(
      [...pages.keys()].map((path) => `docs/idp/${path}`).toSorted(),
    )
  })

  for (const [path, text] of pages) {
    it(`says in ${path} what the source says`, () => {
      const page = readFileSync(join(root, 'docs/idp', path), 'utf8')
      expect(page, 'run: node tools/guides-doc.mjs').toBe(text)
    })
  }
})

describe.each(guides.map((guide) => [guide.id, guide] as const))('the guide %s', (id, guide) => {
  const english = textsOf(guide, 'en')

  it('has a text for each chapter and step, and no other', () => {
    const chapters = guide.chapters.map((chapter) => chapter.id)
    const steps = guide.chapters.flatMap((chapter) => chapter.steps.map((step) => step.id))
    expect(new Set(steps).size).toBe(steps.length)
    expect(new Set(chapters).size).toBe(chapters.length)
    for (const locale of locales) {
      expect(Object.keys(guide.texts[locale].chapters).toSorted()).toEqual(chapters.toSorted())
      expect(Object.keys(guide.texts[locale].steps).toSorted()).toEqual(steps.toSorted())
    }
  })

  it('names the same labels, values and texts to type in German as in English', () => {
    for (const [what, text] of textsOf(guide, 'de')) {
      const other = english.get(what) ?? ''
      expect(text, what).not.toBe(other)
      expect(labelsIn(text).toSorted(), what).toEqual(labelsIn(other).toSorted())
      expect(codeIn(text).toSorted(), what).toEqual(codeIn(other).toSorted())
      expect(new Set(placeholdersIn(text)), what).toEqual(new Set(placeholdersIn(other)))
    }
  })

  it('has nothing left of its markup', () => {
    for (const locale of locales) {
      for (const [what, text] of textsOf(guide, locale)) {
        for (const part of parseMarkup(text)) {
          if (part.kind === 'text') expect(part.text, what).not.toMatch(/[[\]{}`*]/)
        }
      }
    }
  })

  it('says of each label where it was read, or that nobody has confirmed it', () => {
    const { bySource, unconfirmed } = guide.labels
    const known = [...Object.values(bySource).flat(), ...unconfirmed]
    const used = new Set([...english.values()].flatMap(labelsIn))
    expect(known.length, 'each once').toBe(new Set(known).size)
    expect(known.toSorted()).toEqual([...used].toSorted())
    for (const source of Object.keys(bySource)) expect(source).toMatch(/^https:\/\/[^\s]+$/)
  })

  it('has a value for each of its placeholders', async () => {
    const { fields } = await setupOf(guide.profile, guide.protocol, guide.options)
    const bound = ['product', 'login_url', ...fields.map((field) => field.id)]
    const wanted = new Set([...english.values()].flatMap(placeholdersIn))
    expect([...wanted].filter((name) => !bound.includes(name))).toEqual([])
    // Whatever is told, the name of the product and what makes a sign-in work are in it.
    expect(wanted).toContain('product')
    expect(wanted).toContain(guide.protocol === 'oidc' ? 'redirect_uri' : 'acs_url')
  })

  it('names the field of each value as the set-up values do', async () => {
    if (guide.profile === 'generic') return
    const { fields } = await setupOf(guide.profile, guide.protocol)
    const labels = new Map(fields.map((field) => [field.id, field.label]))
    for (const [step, text] of Object.entries(guide.texts.en.steps)) {
      // Where people sign in is entered nowhere.
      if (step === 'login') continue
      for (const name of placeholdersIn(text)) {
        const label = labels.get(name)
        // The document that is imported has no field.
        if (label === undefined || name === 'sp_metadata_url') continue
        const isNamed = labelsIn(text).some((own) => own.startsWith(label))
        expect(isNamed, `${label} in: ${text}`).toBe(true)
      }
    }
  })

  it('knows exactly the options that change something', () => {
    const parts = [...guide.chapters, ...guide.chapters.flatMap((chapter) => chapter.steps)]
    const used = new Set(parts.flatMap(({ when = [], unless = [] }) => [...when, ...unless]))
    expect(guide.options.toSorted()).toEqual([...used].toSorted())
  })

  it('is found by its profile and protocol', async () => {
    expect(id).toBe(`${guide.profile}-${guide.protocol}`)
    expect(await loadGuide(guide.profile, guide.protocol)).toBe(guide)
  })
})
