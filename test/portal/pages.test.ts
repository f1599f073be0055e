import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/portal/routes.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser } from '../support/portal-scene.ts'
import { author, type PortalState, portalState } from '../support/portal-state.ts'

/** Bytes of one page without what it loads. */
const MAX_PAGE_BYTES = 40_000

const nobody = { headers: { 'x-nobody': '1' } }

/** The addresses of one page in this state. */
function addresses({ connectionIds, domains }: PortalState, path: string): string[] {
  const names = path.includes(':domain') ? domains : connectionIds
  if (!path.includes(':')) return [path === '' ? '' : `/${path}`]
  return names.map((name) => `/${path.replace(/:\w+/, name)}`)
}

let state: PortalState
beforeAll(async () => {
  state = await portalState('plain text')
})

/** The rest are forms alone, which their own tests are about. */
const pages = routes.filter(({ get }) => get).map(({ path }) => path)

describe.each(pages)('the page "%s"', (path) => {
  it('is a whole page below 40 kB with one heading of the first level, under the strict policy', async () => {
    for (const address of addresses(state, path)) {
      const response = await state.world.ask(address)
      const body = await response.text()
      // A page that has nothing to ask for leads back to what there is.
      if (response.status === 303) continue
      expect(response.status, address).toBe(200)
      expect(new TextEncoder().encode(body).length, address).toBeLessThan(MAX_PAGE_BYTES)
      expect(body.match(/<h1[ >]/g), address).toHaveLength(1)
      expect(body).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|javascript:/)
      expect(body.match(/<(script|link|img|iframe)\b/g)).toEqual(['<link', '<script'])
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'; style-src 'self'; script-src 'self'")
      expect(policy).not.toContain('unsafe')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  it('has headings in order, a label for every field and a name for every table', async () => {
    for (const address of addresses(state, path)) {
      const body = await (await state.world.ask(address)).text()
      const levels = [...body.matchAll(/<h(\d)[ >]/g)].map(([, level]) => Number(level))
      const isInOrder = levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)
      expect(isInOrder, `${address}: ${levels}`).toBe(true)
      const ids = [...body.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size, address).toBe(ids.length)
      for (const [field] of body.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
        if (field.includes('type="hidden"')) continue
        const id = /\sid="([^"]*)"/.exec(field)?.[1]
        expect(body, `${address}: ${field}`).toContain(`<label for="${id}"`)
      }
      for (const [, reference = ''] of body.matchAll(/aria-describedby="([^"]*)"/g)) {
        for (const id of reference.split(' ')) expect(ids, address).toContain(id)
      }
      for (const [table] of body.matchAll(/<table[^>]*>/g)) expect(table).toContain('aria-label')
    }
  })

  it('T4 shows no secret', async () => {
    for (const address of addresses(state, path)) {
      const body = await (await state.world.ask(address)).text()
      expect(body).not.toContain('no page may show')
    }
  })

  it('T3 is shown to nobody whom `authorize` refuses', async () => {
    const refusing = await portalState('plain text', {
      authorize: (_action, actor) => actor === author,
    })
    for (const address of addresses(refusing, path)) {
      const response = await refusing.world.ask(address)
      expect(response.status, address).toBe(403)
      expect(await response.text()).not.toMatch(/con_|plain text<\/h|acme\.example/)
    }
  })

  it('is shown to nobody who is not signed in', async () => {
    for (const address of addresses(state, path)) {
      const response = await state.world.ask(address, nobody)
      expect(response.status, address).toBe(403)
      const posted = await state.world.ask(address, { method: 'POST', ...nobody })
      expect(posted.status, address).toBe(403)
    }
  })
})

/** What somebody gets who came by a link for one connection; everything else is refused. */
const byLink: Readonly<Record<string, number>> = {
  '': 200,
  'connections/:connectionId': 200,
  'connections/:connectionId/guide': 200,
  'connections/:connectionId/values': 200,
  'connections/:connectionId/domains': 200,
  'connections/:connectionId/roles': 200,
  'connections/:connectionId/options': 200,
  'connections/:connectionId/test': 200,
  'connections/:connectionId/trace': 200,
  'connections/:connectionId/keys': 200,
  domains: 200,
  'domains/:domain': 200,
}

describe('somebody with a setup link for one connection', () => {
  it('T5 sees what the link is for, and nothing of other connections', async () => {
    const [first = '', ...others] = state.connectionIds
    const { world } = state
    const { url } = await world.sso.setupLinks.create('org_1', {
      ...asSystem,
      scope: { connectionId: first },
    })
    const browser = portalBrowser({
      setup: { ...world.setup, handler: (request) => world.setup.handler(withNobody(request)) },
    })
    await browser.submit(await browser.visit(url))
    for (const path of pages) {
      const expected = byLink[path] ?? 403
      for (const address of addresses({ ...state, connectionIds: [first] }, path)) {
        const page = await browser.visit(`${world.url}${address}`)
        expect(page.status, address).toBe(expected)
      }
      if (!path.includes(':connectionId')) continue
      for (const address of addresses({ ...state, connectionIds: others }, path)) {
        const page = await browser.visit(`${world.url}${address}`)
        expect(page.status, address).toBe(403)
      }
    }
  })
})

function withNobody(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set('x-nobody', '1')
  return new Request(request, { headers })
}
