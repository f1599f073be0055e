import type { BrowserContext, Page } from 'playwright-core'
import type { Login, SsoConfig } from '../../src/index.ts'
import { html } from '../../src/http/html.ts'
import { oidc } from '../../src/oidc/index.ts'
import type { PortalOptions } from '../../src/portal/index.ts'
import { saml } from '../../src/saml/index.ts'
import { asSystem, baseUrl } from './harness.ts'
import { type PortalScene, portalScene } from './portal-scene.ts'
import type { PublicHosts } from './public-hosts.ts'

/** A product with its set-up pages, at `https://app.example.com`. */
export interface PortalHost extends PortalScene {
  /** Of every request: what a page takes besides itself is in here. */
  readonly requests: readonly string[]
}

/** Its administrators; whoever has the cookie is one of them. */
export type AdminName = 'carol' | 'dave'

const ADMIN_COOKIE = '__Host-admin'
const PERSON_COOKIE = '__Host-person'

const cookieOf = (request: Request, name: string): string | undefined =>
  new Map((request.headers.get('cookie') ?? '').split('; ').map((pair) => pairOf(pair))).get(name)

const pairOf = (pair: string): readonly [string, string] => {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}

/** Starts anew with nothing; hosts of the same test are reached by `hosts.fetch`. */
export function portalHost(
  hosts: PublicHosts,
  config: Partial<SsoConfig> = {},
  options: Partial<PortalOptions> = {},
): PortalHost {
  const requests: string[] = []
  const logins: Login[] = []
  const scene = portalScene(
    {
      ...{ providers: [oidc(), saml()], fetch: hosts.fetch, clock: () => new Date() },
      activation: { requires: ['check', 'test'] },
      authorize: (_action, actor) => actor === 'carol' || actor === 'dave',
      onLogin(login) {
        logins.push(login)
        return { setCookie: [`${PERSON_COOKIE}=${logins.length}; Path=/; Secure; SameSite=Lax`] }
      },
      ...config,
    },
    {
      visitor(request) {
        const actor = cookieOf(request, ADMIN_COOKIE)
        return actor === undefined ? null : { actor, organizationId: 'org_1' }
      },
      ...options,
    },
  )
  const { setup, sso } = scene
  hosts.serve(new URL(baseUrl).host, async (request) => {
    const { pathname } = new URL(request.url)
    requests.push(`${request.method} ${pathname}`)
    const isBelow = (path: string) => `${pathname}/`.startsWith(`${path}/`)
    if (isBelow(setup.basePath)) return setup.handler(request)
    if (isBelow(sso.basePath)) return sso.handler(request)
    return ownPage(logins[Number(cookieOf(request, PERSON_COOKIE) ?? 0) - 1])
  })
  return { ...scene, logins, requests }
}

function ownPage(login: Login | undefined): Response {
  const name = login?.identity.email ?? 'nobody'
  const { markup } = html`<!doctype html>
<html lang="en"><title>Example App</title><link rel="icon" href="data:,"><h1>Hello ${name}</h1></html>`
  return new Response(markup, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

/** Signs somebody in at the product itself, as its own sign-in page does. */
export async function signInAs(context: BrowserContext, admin: AdminName = 'carol'): Promise<void> {
  const cookie = { name: ADMIN_COOKIE, value: admin, url: baseUrl }
  await context.addCookies([{ ...cookie, secure: true, httpOnly: true, sameSite: 'Lax' }])
}

/** What an administrator does, counted: links and buttons that are clicked, files that are chosen. */
export interface Counted {
  readonly page: Page
  readonly actions: readonly string[]
  /** Clicks the link or button of this name and waits for the page that it leads to. */
  click(name: string): Promise<void>
  upload(label: string, name: string, content: string): Promise<void>
}

export function counted(page: Page): Counted {
  const actions: string[] = []
  return {
    ...{ page, actions },
    async click(name) {
      actions.push(name)
      await follow(page, name)
    },
    async upload(label, name, content) {
      actions.push(`file ${name}`)
      const file = { name, mimeType: 'application/xml', buffer: Buffer.from(content) }
      await page.getByLabel(label).setInputFiles(file)
    },
  }
}

/** Clicks a link or a button, whichever has this name, and waits for the next page. */
export async function follow(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  const one = button.or(page.getByRole('link', { name, exact: true }))
  await Promise.all([page.waitForEvent('load'), one.click()])
}

/** Pages that a browser with scripts sends on by itself, and an identity provider's own. */
const MAX_HOPS = 5

/** Presses the only button of every page on the way back to addresses that begin so. */
export async function onward(page: Page, until: string): Promise<void> {
  for (let hop = 0; hop < MAX_HOPS && !page.url().startsWith(until); hop++) {
    await Promise.all([page.waitForEvent('load'), page.getByRole('button').click()])
  }
}

/** A value to be pasted at the identity provider, by the name that it has there. */
export async function valueOf(page: Page, label: string): Promise<string> {
  const value = page.locator('p.label', { hasText: label }).locator('+ .copy .value')
  return (await value.first().innerText()).trim()
}

/** As an administrator sees it in the list of domains, once it is stored. */
export async function recordOf({ sso }: PortalHost, domain: string) {
  const all = await sso.domains.list('org_1', asSystem)
  const found = all.find((one) => one.domain === domain)
  if (!found) throw new Error(`${domain} was not claimed.`)
  return found.instructions
}
