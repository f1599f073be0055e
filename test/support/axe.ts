import { join, resolve } from 'node:path'
import { source } from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * Pictures of every page that was looked at, by name, width in pixels and colour scheme. Only where
 * `SCREENSHOTS` is set, as `npm run screenshots` does: they take longer than all the rest.
 */
const screenshots = resolve(import.meta.dirname, '../../.cache/screenshots')

/** A phone and a desk, in pixels. */
const WIDTHS = [320, 1200] as const
const SCHEMES = ['light', 'dark'] as const
const HEIGHT = 800

/** Pictures are of what lies between as well: a tablet. */
const PICTURE_WIDTHS = [320, 768, 1200] as const

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/**
 * Looks at a page as people with other eyes and other screens do: the width of its content on both, and
 * axe-core's rules, which take long: once in light colours on the phone and once in dark ones on the desk.
 *
 * @param name of the pictures, unique among all pages; without one there are none
 * @returns what is wrong; an empty list is what tests want
 */
export async function examine(page: Page, name?: string): Promise<string[]> {
  const before = page.viewportSize()
  const problems = new Set<string>()
  if (name !== undefined && process.env['SCREENSHOTS'] !== undefined) {
    await takePictures(page, name)
  }
  await page.evaluate(source)
  for (const [index, width] of WIDTHS.entries()) {
    await page.setViewportSize({ width, height: HEIGHT })
    await page.emulateMedia({ colorScheme: SCHEMES[index] ?? 'light', reducedMotion: 'reduce' })
    for (const problem of await violations(page)) problems.add(problem)
    const content = await page.evaluate('document.documentElement.scrollWidth')
    if (Number(content) > width) problems.add(`${content} pixels wide, not ${width}`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (before) await page.setViewportSize(before)
  return [...problems]
}

async function takePictures(page: Page, name: string): Promise<void> {
  for (const width of PICTURE_WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT })
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const path = join(screenshots, `${name}-${width}-${colorScheme}.png`)
      await page.screenshot({ path, fullPage: true, animations: 'disabled' })
    }
  }
}

async function violations(page: Page): Promise<string[]> {
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as AxeResults
  return found.violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => {
      return `${impact}: ${id}: ${help}: ${html} ${failureSummary}`
    }),
  )
}
