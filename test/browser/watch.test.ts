import { afterAll, beforeAll, describe, expect } from 'vitest'
import { examine } from '../support/axe.ts'
import { journeys } from '../support/chromium.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** What pages of these tests are and do, by their path. */
const pages: Readonly<Record<string, { readonly body: string; readonly policy?: string }>> = {
  '/good': { body: '<main><h1>All is well</h1><p>Nothing to see.</p></main>' },
  '/script': { body: '<script>document.title = 1</script>', policy: "default-src 'none'" },
  '/style': { body: '<p style="color:red">Text</p>', policy: "default-src 'none'" },
  '/error': { body: '<script>console.error("something")</script>' },
  '/exception': { body: '<script>missing()</script>' },
  '/rejection': { body: '<script>Promise.reject(new Error("lost"))</script>' },
  '/foreign': { body: '<link rel="stylesheet" href="http://127.0.0.1:9/style.css">' },
  '/pale': { body: '<main><h1>Title</h1><p style="color:#bbb">Pale on white.</p></main>' },
  '/dark': {
    body: `<style>@media(prefers-color-scheme:dark){body{background:#000;color:#333}}</style>
<main><h1>Title</h1><p>Fine by day.</p></main>`,
  },
  '/unnamed': { body: '<main><h1>Title</h1><input></main>' },
  '/wide': { body: '<main><h1>Title</h1><div style="width:700px">Wide.</div></main>' },
}

/** What the browser tells arrives a moment later. */
const PATIENCE_MILLISECONDS = 45_000

describe('the watch over journeys', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer('localhost', (req, res) => {
      const { body, policy } = pages[req.url ?? ''] ?? { body: '' }
      res.setHeader('content-type', 'text/html; charset=utf-8')
      if (policy !== undefined) res.setHeader('content-security-policy', policy)
      const head =
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>x</title>'
      res.end(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`)
    })
  })
  afterAll(() => server.close())
  const journey = journeys(() => [server.origin])

  journey('lets a good page pass', async ({ page }) => {
    await page.goto(`${server.origin}/good`)
    expect(await examine(page)).toEqual([])
  })

  for (const [path, complaint] of [
    ['/script', 'script-src-elem'],
    ['/style', 'style-src-attr'],
    ['/error', 'something'],
    ['/exception', 'missing is not defined'],
    ['/rejection', 'lost'],
    ['/foreign', 'request to http://127.0.0.1:9/style.css'],
  ] as const) {
    journey(`notices ${path.slice(1)}`, async ({ page, problems }) => {
      await page.goto(`${server.origin}${path}`)
      await expect
        .poll(() => problems.join('\n'), { timeout: PATIENCE_MILLISECONDS })
        .toContain(complaint)
      problems.length = 0
    })
  }

  for (const [path, complaint] of [
    ['/pale', 'color-contrast'],
    ['/dark', 'color-contrast'],
    ['/unnamed', 'critical: label'],
    ['/wide', 'pixels wide, not 320'],
  ] as const) {
    journey(`notices ${path.slice(1)}`, async ({ page }) => {
      await page.goto(`${server.origin}${path}`)
      expect((await examine(page)).join('\n')).toContain(complaint)
    })
  }
})
