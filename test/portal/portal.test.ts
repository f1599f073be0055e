import { describe, expect, it } from 'vitest'
import { createSso } from '../../src/index.ts'
import { portal } from '../../src/portal/index.ts'
import { formOf } from '../support/browser.ts'
import { asSystem, baseUrl, cookiesOf, formHeaders } from '../support/harness.ts'
import { portalBrowser, type PortalScene, portalScene } from '../support/portal-scene.ts'

const ours = { 'sec-fetch-site': 'same-origin' }
const kind = 'okta:fake'
const scene = portalScene

/** A page of the portal with its cookie and its form. */
async function opened(world: PortalScene, path: string) {
  const response = await world.ask(path)
  const cookie = cookiesOf(response).join('; ')
  const body = await response.text()
  const page = { url: `${world.url}${path}`, status: response.status, headers: new Headers(), body }
  return { cookie, body, page, response }
}

describe('the portal', () => {
  it('shows nothing to nobody, and lets the host send them to its sign-in page', async () => {
    const world = scene()
    const refused = await world.ask('', { headers: { 'x-nobody': '1' } })
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('You are not signed in')
    const toSignIn = () => Response.redirect(`${baseUrl}/sign-in`)
    const led = scene({}, { visitor: toSignIn })
    expect((await led.ask('')).headers.get('location')).toBe(`${baseUrl}/sign-in`)
  })

  it('T3 asks `authorize` for everything that it shows', async () => {
    const world = scene({ authorize: () => false })
    await world.sso.connections.create({ organizationId: 'org_1', protocol: 'fake' }, asSystem)
    const response = await world.ask('')
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('con_')
  })

  it('answers under a policy without inline code, frames and foreign addresses', async () => {
    const { response, body } = await opened(scene(), '')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "connect-src 'self'",
      "img-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
    expect(body).not.toMatch(/<style|style=|\son\w+=|<script>|javascript:/)
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('may be framed by exactly whom the host names', async () => {
    const world = scene({}, { frameAncestors: ['https://app.example.com'] })
    const { headers } = await world.ask('')
    expect(headers.get('content-security-policy')).toContain(
      'frame-ancestors https://app.example.com',
    )
    expect(headers.has('x-frame-options')).toBe(false)
  })

  it('serves one style sheet and one script, which browsers may keep', async () => {
    const world = scene({}, { branding: { product: 'Example', accent: '#123456', radius: '4px' } })
    const { body } = await opened(world, '')
    for (const [name, type] of [
      ['style.css', 'text/css'],
      ['script.js', 'text/javascript'],
    ] as const) {
      expect(body).toMatch(new RegExp(`/${name}\\?[\\w-]{12}"`))
      const asset = await world.ask(`/${name}`)
      expect(asset.headers.get('content-type')).toContain(type)
      expect(asset.headers.get('cache-control')).toContain('immutable')
    }
    const css = await (await world.ask('/style.css')).text()
    expect(css).toContain(':root{--accent:#123456;--radius:4px}')
  })

  it('takes no branding that could be more than a value', () => {
    const bad = [
      { accent: 'red}body{display:none' },
      { accent: 'url(https://evil.example)' },
      { radius: '4px;x:y' },
      { fontFamily: 'a;}b{' },
      { logoUrl: '//evil.example/x.png' },
      { logoUrl: 'data:image/svg+xml,x' },
      { homeUrl: 'javascript:alert(1)' },
      { supportUrl: '/\\evil.example' },
      { product: '' },
    ]
    for (const branding of bad) {
      const start = () => scene({}, { branding: { product: 'Example', ...branding } })
      expect(start, JSON.stringify(branding)).toThrow(TypeError)
    }
    const logoUrl = 'https://cdn.example/logo.svg'
    scene(
      {},
      { branding: { product: 'E', logoUrl, accent: 'oklch(0.5 0.2 240 / 1)', radius: '0' } },
    )
  })

  it('takes a form from its own page, its own browser and its own actor only', async () => {
    const world = scene()
    const { cookie, page, response } = await opened(world, '/connections/new')
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-ssokit-portal=[\w-]{43}; Path=\/; .*; SameSite=Lax; HttpOnly; Secure$/,
      ),
    ])
    const { fields } = formOf(page)
    const send = (change: { headers?: object; cookie?: string; drop?: string }) => {
      const body = new URLSearchParams(
        fields.filter(([name]) => name !== change.drop) as [string, string][],
      )
      body.set('kind', kind)
      const headers = { ...formHeaders, ...ours, ...change.headers }
      return world.ask('/connections/new', {
        ...{ method: 'POST', body, headers },
        cookie: change.cookie ?? cookie,
      })
    }
    const attacks = [
      { headers: { 'sec-fetch-site': 'cross-site' } },
      { headers: { 'sec-fetch-site': 'same-site' } },
      { drop: 'csrf' },
      { cookie: '__Host-ssokit-portal=x' },
      { cookie: `__Host-ssokit-portal=${'A'.repeat(43)}` },
      { cookie: '' },
    ]
    for (const attack of attacks) {
      expect((await send(attack)).status, JSON.stringify(attack)).toBe(400)
    }
    // Somebody else of the same browser has another token, and so has another organisation.
    for (const who of [
      { actor: 'dave', organizationId: 'org_1' },
      { actor: 'carol', organizationId: 'org_2' },
    ]) {
      const other = scene({ storage: world.storage, authorize: () => true }, { visitor: () => who })
      const foreign = await other.ask('/connections/new', {
        ...{ method: 'POST', headers: { ...formHeaders, ...ours }, cookie },
        body: new URLSearchParams([...(fields as [string, string][]), ['kind', kind]]),
      })
      expect(foreign.status).toBe(400)
    }
    expect(await world.sso.connections.list('org_2', asSystem)).toEqual([])
    expect(await world.sso.connections.list('org_1', asSystem)).toEqual([])
  })

  it('shows hostile texts as texts', async () => {
    const hostile = `"><script>alert(1)</script>'&lt;`
    const world = scene({}, { branding: { product: hostile } })
    await world.sso.connections.create(
      { organizationId: 'org_1', protocol: 'fake', description: hostile },
      asSystem,
    )
    const { body } = await opened(world, '')
    expect(body).not.toContain('<script>alert')
    expect(body).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;lt;')
  })

  it('speaks the language of the browser, or the one that the host chose', async () => {
    const german = { headers: { 'accept-language': 'de-AT, en;q=0.5' } }
    expect(await (await scene().ask('', german)).text()).toContain('<html lang="de" dir="ltr">')
    const english = await scene({}, { locale: 'en' }).ask('', german)
    expect(await english.text()).toContain('<html lang="en"')
    const strange = { headers: { 'accept-language': 'xx' } }
    expect(await (await scene().ask('', strange)).text()).toContain('<html lang="en"')
  })

  it('asks the host whether that is too often', async () => {
    const seen: unknown[] = []
    const world = scene(
      {},
      {
        mayVisit({ kind: what, method, organizationId }) {
          seen.push([what, method, organizationId])
          return false
        },
      },
    )
    expect((await world.ask('')).status).toBe(429)
    expect((await world.ask('/a..b.c.d')).status).toBe(429)
    // A limiter that forgets to answer has not said yes.
    for (const nothing of [undefined, null, 1, Promise.resolve(undefined)]) {
      const silent = scene({}, { mayVisit: () => nothing as never })
      expect((await silent.ask('')).status).toBe(429)
    }
    expect((await scene({}, { mayVisit: async () => true }).ask('')).status).toBe(200)
    expect(seen).toEqual([
      ['page', 'GET', 'org_1'],
      ['link', 'GET', undefined],
    ])
  })

  it('never throws, whatever the host and the storage do', async () => {
    const failing = scene(
      {},
      {
        visitor: () => {
          throw new Error('database password')
        },
      },
    )
    const response = await failing.ask('')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('password')
    const world = scene()
    expect((await world.ask('/nowhere')).status).toBe(404)
    expect((await world.ask('/connections/new', { method: 'PUT' })).status).toBe(405)
    expect((await world.ask('/connections/%00')).status).toBe(404)
  })

  it('wants what createSso answered', () => {
    const { sso } = scene()
    expect(() => portal({ sso: { ...sso } })).toThrow('createSso')
    expect(typeof createSso).toBe('function')
  })
})

describe('a setup link', () => {
  async function linked() {
    const world = scene()
    const { url, link } = await world.sso.setupLinks.create('org_1', asSystem)
    return { ...world, path: url.slice(world.url.length), link, linkUrl: url }
  }

  it('T5 changes nothing when it is visited, and leads on by a button', async () => {
    const world = await linked()
    const nobody = { headers: { 'x-nobody': '1' } }
    for (const method of ['GET', 'HEAD']) {
      const response = await world.ask(world.path, { method, ...nobody })
      expect(response.status).toBe(200)
      expect(response.headers.getSetCookie()).toEqual([])
    }
    expect(world.events.map(({ type }) => type)).toEqual(['setup_link.created'])
  })

  it('T5 leads to an address without the token, for whom it was sent to', async () => {
    const world = await linked()
    const browser = portalBrowser(world)
    const page = await browser.submit(await browser.visit(world.linkUrl))
    expect(page.url).toBe(`${world.url}/connections/new`)
    expect(page.body).toContain('Which identity provider do you use?')
    expect(page.body).not.toContain('Enforcement')
    const cookies = browser.jar.all().map(({ name }) => name)
    expect(cookies).toContain('__Host-ssokit-setup')
  })

  it('T5 is not opened by a form of somebody else’s page', async () => {
    const world = await linked()
    const headers = { ...formHeaders, 'sec-fetch-site': 'cross-site' }
    const response = await world.ask(world.path, { method: 'POST', body: '', headers })
    expect(response.status).toBe(400)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('T5 says that it is over, in one way for every reason', async () => {
    const world = await linked()
    await world.sso.setupLinks.revoke('org_1', world.link.id, asSystem)
    const over = await (await world.ask(world.path)).text()
    expect(over).toContain('This link does not work any more')
    const forged = await (await world.ask('/eyJ4..a.b.c')).text()
    expect(forged).toBe(over)
  })
})
