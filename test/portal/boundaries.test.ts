import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { connectionOf } from '../../src/portal/connection.ts'
import { matchRoute } from '../../src/portal/routes.ts'
import type { Visit } from '../../src/portal/visit.ts'
import { formOf } from '../support/browser.ts'
import { asSystem, baseUrl, codeOf, cookiesOf, formHeaders } from '../support/harness.ts'
import { type PortalScene, portalScene as scene } from '../support/portal-scene.ts'

const ours = { 'sec-fetch-site': 'same-origin' }

/** The form of a page, as its own browser sends it with another body. */
async function sender(world: PortalScene) {
  const page = await world.ask('/connections/new')
  const body = await page.text()
  const url = `${world.url}/connections/new`
  const { fields } = formOf({ url, status: 200, headers: new Headers(), body })
  const [, csrf = ''] = fields.find(([name]) => name === 'csrf') ?? []
  const cookie = cookiesOf(page).join('; ')
  return (sent: (csrf: string) => BodyInit, headers: Record<string, string> = formHeaders) =>
    world.ask('/connections/new', {
      ...{ method: 'POST', cookie, body: sent(csrf), headers: { ...headers, ...ours } },
      // Node wants to know it of streams.
      duplex: 'half',
    } as RequestInit & { cookie: string })
}

describe('the edges of the portal', () => {
  it('are its base path: what only begins like it, or lies elsewhere, is nothing of it', async () => {
    const { setup, ask } = scene()
    expect((await ask('')).status).toBe(200)
    expect((await ask('/')).status).toBe(200)
    expect((await ask('new')).status).toBe(404)
    expect((await ask('connections/new')).status).toBe(404)
    for (const path of ['/', '/connections/new', '/sso/connections/new', '/style.css']) {
      expect((await setup.handler(new Request(`${baseUrl}${path}`))).status, path).toBe(404)
    }
  })

  it('T5 keep the token of a link from the pages that follow it', async () => {
    const world = scene()
    const { url } = await world.sso.setupLinks.create('org_1', asSystem)
    const shown = await world.setup.handler(new Request(url))
    // The address without its path: enough for browsers to say where the form comes from.
    expect(shown.headers.get('referrer-policy')).toBe('strict-origin')
    const used = await world.setup.handler(new Request(url, { method: 'POST', headers: ours }))
    expect(used.headers.get('referrer-policy')).toBe('no-referrer')
    expect(used.headers.get('location')).toBe('/sso/setup')
  })

  it('take frames of origins only, and say so when the host starts', () => {
    const bad = [
      "https://a.example; script-src 'unsafe-inline'",
      'https://a.example\nx: y',
      'https://a.example/path',
      '*',
      "'self'",
      '',
    ]
    for (const origin of bad) {
      expect(() => scene({}, { frameAncestors: [origin] }), origin).toThrow(TypeError)
    }
    scene({}, { frameAncestors: ['https://a.example', 'http://localhost:3000'] })
  })

  it('take a body that ends too early, or has too many fields, for the mistake of whoever sent it', async () => {
    const world = scene()
    const send = await sender(world)
    const torn = new ReadableStream({
      async pull(controller) {
        await pause(1)
        controller.error(new Error('gone'))
      },
    })
    expect((await send(() => torn)).status).toBe(400)
    expect((await send((csrf) => `csrf=${csrf}${'&a=1'.repeat(501)}`)).status).toBe(400)
    expect((await send((csrf) => `csrf=${csrf}&a=${'x'.repeat(1_048_576)}`)).status).toBe(413)
    const multipart = (csrf: string, count: number) => {
      const form = new FormData()
      form.append('csrf', csrf)
      for (let index = 0; index < count; index += 1) form.append('a', '1')
      return form
    }
    expect((await send((csrf) => multipart(csrf, 500), {})).status).toBe(400)
    expect((await send((csrf) => multipart(csrf, 499), {})).status).toBe(422)
    expect((await send((csrf) => `csrf=${csrf}`, { 'content-type': 'text/plain' })).status).toBe(
      415,
    )
    expect(world.events.filter(({ type }) => type === 'request.failed')).toEqual([])
    // With as many fields as there may be it is a form like any other.
    expect((await send((csrf) => `csrf=${csrf}${'&a=1'.repeat(400)}`)).status).toBe(422)
  })

  it('leave the rest of the host alone, mounted in front of it', async () => {
    const { setup } = scene()
    const mounted = toNodeHandler(setup)
    const server = createServer((req, res) =>
      mounted(req, res, (error) => res.writeHead(error === undefined ? 200 : 500).end('host')),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const origin = `http://127.0.0.1:${port}`
      const page = await fetch(`${origin}/dashboard`)
      expect([page.status, await page.text()]).toEqual([200, 'host'])
      const own = await fetch(`${origin}/sso/setup`, { headers: { 'x-nobody': '1' } })
      expect(own.status).toBe(403)
      await own.text()
    } finally {
      server.close()
    }
  })

  it('T1 are those of one organisation, also for who may look after several', async () => {
    const { sso, activeConnection } = scene({ authorize: () => true })
    const [own, other] = [await activeConnection('org_1'), await activeConnection('org_2')]
    const seen = ({ id }: { id: string }) =>
      connectionOf({
        ...{ sso, as: { actor: 'carol' }, organizationId: 'org_1' },
        parameters: { connectionId: id },
      } as unknown as Visit)
    expect((await seen(own)).id).toBe(own.id)
    expect(await codeOf(seen(other))).toBe('connection_not_found')
  })

  it('take plain segments for names, and nothing that is encoded', () => {
    const routes = [{ path: 'connections/:id' }]
    expect(matchRoute('connections/con_1', routes)?.parameters['id']).toBe('con_1')
    for (const segment of ['%2e%2e', '%00', 'a%2fb', '', 'a'.repeat(254), 'ä']) {
      expect(matchRoute(`connections/${segment}`, routes), segment).toBeUndefined()
    }
  })

  it('name the methods that there are', async () => {
    const response = await scene().ask('/connections/new', { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })
})
