import { describe, expect, it } from 'vitest'
import { oidc } from '../../src/oidc/index.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'
import { asSystem, cookiesOf } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

/** A live connection to a mock provider, and sign-ins by it. */
async function scene(config: object = {}) {
  const idp = createMockOidcProvider({ algorithm: 'ES256' })
  const world = portalScene({ providers: [oidc()], fetch: idp.fetch, ...config })
  const { id } = await world.sso.connections.create(
    { organizationId: 'org_1', protocol: 'oidc', settings: idp.settings, secrets: idp.secrets },
    asSystem,
  )
  await world.sso.connections.activate(id, asSystem)
  return {
    ...{ world, idp, id },
    url: `${world.url}/connections/${id}/trace`,
    browser: portalBrowser(world),
    async signIn() {
      const start = await world.sso.startLogin({ connectionId: id })
      const { url } = await idp.authorize(start.url)
      const headers = { cookie: cookiesOf(start).join('; ') }
      const response = await world.sso.handler(new Request(url, { headers }))
      await world.settled()
      return response.text()
    },
  }
}

const failures = (body: string) => body.match(/class="alert"/g)?.length ?? 0

describe('the page of attempts', () => {
  it('finds by the reference of an error page what went wrong and what to change', async () => {
    const { world, idp, browser, url, signIn } = await scene()
    idp.tamper('wrong_audience')
    const errorPage = await signIn()
    idp.tamper()
    await signIn()
    const { correlationId = '' } = world.events.find(({ type }) => type === 'login.failed') ?? {}
    expect(errorPage).toContain(correlationId)

    const all = await browser.visit(url)
    expect(all.body).toContain('Signed in')
    expect(failures(all.body)).toBe(1)
    const found = await browser.submit(all, { reference: ` ${correlationId} ` })
    expect(found.url).toContain(`reference=`)
    expect(found.body).toContain(correlationId)
    expect(found.body.match(/<section class="card">/g)).toHaveLength(1)
    expect(found.body).toContain('The ID token was made for this client ID')
    const [entry] = await world.sso.connections.trace(found.url.split('/').at(-2) ?? '', {
      ...{ ...asSystem, correlationId },
    })
    const failed = entry?.checks.find(({ status }) => status === 'fail')
    expect(failed?.hint).not.toBe('')
    for (const text of [failed?.hint, failed?.expected]) expect(found.body).toContain(text)
    expect(found.body).toContain('aria-label="passed">✓')
    expect(found.body).toContain('aria-label="failed">✗')
    expect(found.body).toContain('aria-label="not reached">–')
    const back = await browser.click(found, 'Show all attempts')
    expect(back.body.match(/<section class="card">/g)).toHaveLength(2)
  })

  it('says so where there is no such reference, whatever was typed', async () => {
    const { world, browser, url } = await scene()
    expect((await browser.visit(url)).body).toContain('Nobody has tried to sign in yet')
    for (const reference of ['nowhere', '../x', '"><b>', ' ', 'a'.repeat(5000), '\u0000']) {
      const page = await browser.visit(`${url}?${new URLSearchParams({ reference })}`)
      expect(page.status).toBe(200)
      const expected =
        reference.trim() === '' ? 'Nobody has tried' : 'No attempt of this connection'
      expect(page.body).toContain(expected)
      expect(page.body).not.toContain('<b>')
    }
    const off = await scene({ trace: false })
    const page = await off.browser.visit(off.url)
    expect(page.body).toContain('keeps no attempts')
    expect(page.body).not.toContain('role="search"')
    expect(world.events.filter(({ type }) => type === 'request.failed')).toEqual([])
  })

  it('leads through many attempts without leaving any out or showing one twice', async () => {
    const { world, id, browser, url } = await scene({ trace: { keep: 500 } })
    const long = 'ä<"'.repeat(66)
    const check = { name: 'issuer', status: 'fail', expected: long, received: long, hint: long }
    const entries = Array.from({ length: 23 }, (_value, index) => {
      const name = `log_${String(index).padStart(12, '0')}`
      const correlationId = `reference-${String(index).padStart(2, '0')}-`
      const about = { id: name, at: world.clock().toISOString(), correlationId }
      const checks = Array.from({ length: 5 }, () => check)
      const facts = { outcome: 'failed', protocol: 'oidc', initiatedBy: 'sp', milliseconds: 1 }
      const owner = { organizationId: 'org_1', connectionId: id }
      return { ...about, ...owner, kind: 'login' as const, body: { ...about, ...facts, checks } }
    })
    await world.storage.journal.append(entries)
    const seen: string[] = []
    let page = await browser.visit(url)
    for (;;) {
      expect(new TextEncoder().encode(page.body).length).toBeLessThan(40_000)
      // No link leads to a page without any.
      expect(page.body).toContain('<section class="card">')
      seen.push(...[...page.body.matchAll(/reference-(\d\d)-/g)].map(([, number = '']) => number))
      if (!page.body.includes('Older attempts')) break
      page = await browser.click(page, 'Older attempts')
    }
    expect(seen).toEqual(
      entries.map((_entry, index) => String(index).padStart(2, '0')).toReversed(),
    )
  })

  it('T1 shows the attempts of this organisation’s own connections only', async () => {
    const { world } = await scene()
    const other = await world.sso.connections.create(
      { organizationId: 'org_2', protocol: 'oidc' },
      asSystem,
    )
    // `authorize` of this host lets carol see every organisation.
    for (const page of ['trace', 'keys', 'off']) {
      expect((await world.ask(`/connections/${other.id}/${page}`)).status, page).toBe(404)
    }
  })
})
