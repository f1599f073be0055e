import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type ConsoleMessage,
  type Locator,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { examine } from './axe.ts'

/**
 * Journeys of a person in a real browser (vitest project `browser`).
 *
 *     const demo = useDemo({ scheme: 'http' })                // chromium-demo.ts
 *     const journey = journeys(() => [demo.origin, demo.idpOrigin])
 *     journey('signs in', async ({ page, examine }) => {
 *       await page.goto(demo.origin)
 *       await examine('home')                                 // axe, light and dark, two widths
 *     })
 *     journey('signs in without scripts', run, { javaScriptEnabled: false })
 *
 * Each journey is a test with a browser context of its own: no cookies, no history. It fails where a
 * page violates its policy, writes an error to the console, throws, or asks any other origin than
 * those named. A failed one leaves pictures, the text of the console and the last addresses in
 * `.cache/browser/<title>`.
 *
 * Wait for what is to come (`page.waitForURL`, `expect.poll`, locators), never for a time. A click does
 * not wait for the page it leads to: where the next step would be possible on the page before as well,
 * use `press`, or two navigations meet and one of them is lost.
 */

/** Where failed journeys leave what they saw. */
const remains = resolve(import.meta.dirname, '../../.cache/browser')

/** Against hangs, for each step; a busy machine takes many seconds to start what a page needs. */
const PATIENCE_MILLISECONDS = 45_000

/** The browser's own note that a page came with an error status, which the tests look at themselves. */
const STATUS_NOTE = /^Failed to load resource: the server responded with a status of \d+/

export interface Visitor {
  readonly context: BrowserContext
  /** The first tab. */
  readonly page: Page
  /** What was wrong on the way so far; `journeys` wants none. */
  readonly problems: string[]
  /** Status of the last document that a tab got. */
  status(page?: Page): number
  newTab(): Promise<Page>
  /** axe, overflow and pictures, see `axe.ts`. */
  examine(name: string, page?: Page): Promise<void>
  /** Reaches an element with the tab key, as who uses no mouse. */
  tabTo(target: Locator): Promise<void>
  /** Another person, or the same one in another browser. Watched in the same way. */
  another(options?: VisitorOptions): Promise<Visitor>
}

export interface VisitorOptions extends BrowserContextOptions {
  /**
   * A browser of its own with an ordinary profile, where frames of other sites get their cookies. All
   * others are incognito, and Chromium keeps cookies back from such frames there.
   */
  readonly isOrdinary?: boolean
}

export type Journey = (
  title: string,
  run: (visitor: Visitor) => Promise<void>,
  options?: VisitorOptions,
) => void

/**
 * @param origins that pages may ask: the app's and the identity provider's. A function, since they are
 *   known only once servers run.
 * @param defaults of all visitors; a function for the same reason
 */
export function journeys(
  origins: () => readonly string[],
  defaults: () => VisitorOptions = () => ({}),
): Journey {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.connect(inject('chromium'))
  })
  afterAll(() => browser?.close())

  return (title, run, options = {}) =>
    it(title, async () => {
      const visitors: { visitor: Visitor; log: string[] }[] = []
      const meet = async (more: VisitorOptions): Promise<Visitor> => {
        const log: string[] = []
        const chosen = { locale: 'en-GB', ...defaults(), ...more }
        const visitor = await watch(browser, origins, chosen, log, meet)
        visitors.push({ visitor, log })
        return visitor
      }
      const folder = join(remains, title.replaceAll(/[^\w]+/g, '-').slice(0, 100))
      rmSync(folder, { recursive: true, force: true })
      try {
        await run(await meet(options))
        expect(visitors.flatMap(({ visitor }) => visitor.problems)).toEqual([])
      } catch (error) {
        await keep(folder, visitors)
        throw error
      } finally {
        await Promise.all(visitors.map(({ visitor }) => visitor.context.close()))
      }
    })
}

async function watch(
  browser: Browser | undefined,
  origins: () => readonly string[],
  { isOrdinary = false, ...options }: VisitorOptions,
  log: string[],
  another: (options: VisitorOptions) => Promise<Visitor>,
): Promise<Visitor> {
  if (!browser) throw new Error('There is no browser.')
  const context = isOrdinary ? await ordinaryContext(options) : await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE_MILLISECONDS)
  const problems: string[] = []
  const statuses = new Map<Page, number>()
  const note = (problem: string) => {
    problems.push(problem)
    log.push(`PROBLEM ${problem}`)
  }
  // Runs in every page; its policy does not apply to it. The console tells of it as well, in words.
  await context.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated', event.violatedDirective, event.blockedURI))`)
  context.on('console', (message) => {
    log.push(`${message.type()}: ${message.text()} (${message.location().url})`)
    if (isTrouble(message))
      note(`${message.type()} on ${message.location().url}: ${message.text()}`)
  })
  context.on('weberror', (error) => note(`exception: ${error.error()}`))
  context.on('request', (request) => {
    log.push(`→ ${request.method()} ${request.url()}`)
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'data:' && !origins().includes(origin)) note(`request to ${request.url()}`)
  })
  context.on('requestfailed', (request) =>
    log.push(`failed: ${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
  )
  context.on('response', (response) => {
    const request = response.request()
    log.push(`${response.status()} ${request.method()} ${response.url()}`)
    if (request.isNavigationRequest()) statuses.set(response.frame().page(), response.status())
  })
  const page = await context.newPage()
  return {
    ...{ context, page, problems },
    status: (of = page) => statuses.get(of) ?? 0,
    newTab: () => context.newPage(),
    another: (more = {}) => another({ ...options, ...more }),
    async examine(name, of = page) {
      expect(await examine(of, name)).toEqual([])
    },
    tabTo: (target) => tabTo(target),
  }
}

async function ordinaryContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const folder = mkdtempSync(join(inject('chromiumFolder'), 'profile-'))
  mkdirSync(join(folder, 'Default'))
  // Cookies of other sites are allowed (0 of `CookieControlsMode`), whatever the system's default is.
  const preferences = { profile: { cookie_controls_mode: 0 } }
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(preferences))
  return chromium.launchPersistentContext(folder, { ...inject('chromiumOptions'), ...options })
}

function isTrouble(message: ConsoleMessage): boolean {
  const isNoise = STATUS_NOTE.test(message.text())
  return (message.type() === 'error' || message.type() === 'warning') && !isNoise
}

/** Presses a button and waits for the page that it leads to. */
export async function press(page: Page, name: string): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name, exact: true }).click()
  await loaded
}

/** More steps than any page of ours has. */
const MAX_STEPS = 80

async function tabTo(target: Locator): Promise<void> {
  await target.waitFor()
  const keyboard = target.page().keyboard
  for (let step = 0; step < MAX_STEPS; step++) {
    await keyboard.press('Tab')
    // Where it is, is to be seen.
    const outline = await target.evaluate((element) =>
      element === document.activeElement ? getComputedStyle(element).outlineStyle : undefined,
    )
    if (outline === undefined) continue
    expect(outline).not.toBe('none')
    return
  }
  throw new Error(`The tab key does not lead to ${target}.`)
}

async function keep(
  folder: string,
  visitors: readonly { readonly visitor: Visitor; readonly log: readonly string[] }[],
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [index, { visitor, log }] of visitors.entries()) {
    writeFileSync(join(folder, `console-${index}.txt`), `${log.join('\n')}\n`)
    for (const [tab, page] of visitor.context.pages().entries()) {
      const name = join(folder, `page-${index}-${tab}`)
      // A page that hangs must not hide why the journey failed.
      await page.screenshot({ path: `${name}.png`, timeout: 5000 }).catch(() => undefined)
      const markup = await page.content().catch(String)
      writeFileSync(`${name}.html`, `<!-- ${page.url()} -->\n${markup}`)
    }
  }
}
