import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { ssoRouter } from '../../src/adapters/express.ts'
import { ssoPlugin } from '../../src/adapters/fastify.ts'
import { toNextHandlers } from '../../src/adapters/next.ts'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { portalScene } from '../support/portal-scene.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A page, and a path of the host’s own behind the mount. */
async function visited(listener: Parameters<typeof createServer>[1]) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  open.push(() => new Promise((done) => void server.close(done)))
  await new Promise((done) => void server.once('listening', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const page = await fetch(`${origin}/sso/setup`)
  const link = await fetch(`${origin}/sso/setup/connections/new`)
  const own = await fetch(`${origin}/own`)
  return [page.status, (await page.text()).includes('<h1>Connections'), link.status, own.status]
}

describe('the portal is mounted like an Sso', () => {
  it('on Node', async () => {
    const { setup } = portalScene()
    expect(await visited(toNodeHandler(setup))).toEqual([200, true, 200, 404])
  })

  it('on Express, in front of `sso`, below whose base path it lies', async () => {
    const { setup, sso } = portalScene()
    const app = express().use(ssoRouter(setup)).use(ssoRouter(sso))
    app.get('/own', (_req, res) => void res.status(299).end())
    expect(await visited(app)).toEqual([200, true, 200, 299])
  })

  it('on Fastify, in any order', async () => {
    const { setup, sso } = portalScene()
    const app = fastify()
    await app.register(ssoPlugin, { sso })
    await app.register(ssoPlugin, { sso: setup })
    app.get('/own', async (_request, reply) => reply.code(299).send())
    const answer = async (url: string) => app.inject({ url })
    open.push(() => app.close())
    expect((await answer('/sso/setup')).body).toContain('<h1>Connections')
    expect((await answer('/sso/setup/connections/new')).statusCode).toBe(200)
    expect((await answer('/own')).statusCode).toBe(299)
  })

  it('on Next.js', async () => {
    const { setup, url } = portalScene()
    const { GET } = toNextHandlers(setup)
    const response = await GET(new Request(url))
    expect(await response.text()).toContain('<h1>Connections')
  })
})
