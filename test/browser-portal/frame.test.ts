import type { Frame, Page } from 'playwright-core'
import { beforeAll, describe, expect } from 'vitest'
import { portalHost, signInAs } from '../support/portal-browser.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

/** Of the same site as the product, so that its cookies go with the frame. */
const OUTSIDE = 'https://admin.example.com'

const hosts = usePublicHosts()
beforeAll(() => {
  hosts.serve(new URL(OUTSIDE).host, async () => {
    const markup = `<!doctype html><html lang="en"><title>Admin</title><link rel="icon" href="data:,">
<h1>Admin</h1><iframe title="Set-up" src="https://app.example.com/sso/setup" width="800" height="600"></iframe></html>`
    return new Response(markup, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
})

const inner = (page: Page): Frame => {
  const found = page.frames().find((frame) => frame !== page.mainFrame())
  if (!found) throw new Error('There is no frame.')
  return found
}

describe('the pages in a frame of somebody else', () => {
  hosts.journey('show nothing unless the host allows it', async ({ page, context, problems }) => {
    portalHost(hosts)
    await signInAs(context)
    await page.goto(OUTSIDE)
    await expect.poll(() => problems.length).toBeGreaterThan(0)
    // The browser's own note, in place of the page.
    expect(await inner(page).getByText('Connections').count()).toBe(0)
    expect(inner(page).url()).not.toContain('app.example.com')
    for (const problem of problems.splice(0)) expect(problem).toContain('frame-ancestors')
  })

  hosts.journey('work where the host allows its origin', async (visitor) => {
    const { page, context, problems } = visitor
    portalHost(hosts, {}, { frameAncestors: [OUTSIDE] })
    await signInAs(context)
    await page.goto(OUTSIDE)
    const frame = inner(page)
    await frame.getByRole('radio', { name: 'Okta OpenID Connect' }).check()
    await frame.getByRole('button', { name: 'Set up a connection' }).click()
    await frame.waitForURL(/\/guide/)
    // The browser keeps the clipboard back from frames: the value is marked instead.
    const value = frame.locator('#value-redirect_uri')
    await value.locator('+ button').click()
    await expect
      .poll(() => frame.evaluate('getSelection().toString()'))
      .toBe(await value.innerText())
    for (const problem of problems.splice(0)) expect(problem).toContain('The Clipboard API')
  })
})

describe('the policy of the pages', () => {
  hosts.journey('runs no script and no style but ours', async ({ page, context, problems }) => {
    const { url } = portalHost(hosts)
    await signInAs(context)
    await page.goto(url)
    await page.evaluate(`(() => {
      const add = (name, content) => {
        const element = document.createElement(name)
        element.textContent = content
        document.body.append(element)
      }
      add('script', 'globalThis.hasRun = true')
      add('style', 'h1 { color: rgb(1, 2, 3) !important }')
      document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png" onerror="hasRun = true">')
    })()`)
    await expect.poll(() => problems.length).toBeGreaterThanOrEqual(3)
    expect(await page.evaluate('globalThis.hasRun')).toBe(undefined)
    expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).not.toBe(
      'rgb(1, 2, 3)',
    )
    for (const problem of problems.splice(0)) {
      expect(problem).toMatch(/policy|^request to https:\/\/evil\.example/i)
    }
  })

  hosts.journey('lets no other site send a form of ours', async ({ page, context, problems }) => {
    const { url, sso } = portalHost(hosts)
    await signInAs(context)
    await page.goto(url)
    const token = await page.locator('[name=csrf]').first().inputValue()
    await page.goto(OUTSIDE)
    // Even with the token, and from the same site.
    await page.evaluate(`(() => {
      const form = document.createElement('form')
      form.method = 'post'
      form.action = '${url}/connections/new'
      for (const [name, value] of [['csrf', '${token}'], ['kind', 'okta:oidc']]) {
        const input = document.createElement('input')
        input.name = name
        input.value = value
        form.append(input)
      }
      document.body.append(form)
      form.submit()
    })()`)
    await page.getByText('The form was not sent by a page of ours.').waitFor()
    expect(await sso.connections.list('org_1', { actor: 'carol' })).toEqual([])
    problems.splice(0)
  })
})
