import type { AddressInfo, Server } from 'node:net'
import { once } from 'node:events'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, it } from 'vitest'
import { createSso } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { describeMount, type MountApp } from '../../../src/testing/index.ts'
import { fieldsOf } from '../../support/form-fields.ts'

describe('Hono 4', () => {
  describeMount({ start: startApp, parsers: ['none'] }, { describe, it })
})

async function startApp({ config, prefix }: MountApp) {
  const sso = createSso({ ...config, storage: memoryStorage() })
  const app = new Hono()
  app.all(`${sso.basePath}/*`, (c) => sso.handler(c.req.raw))
  app.all(`${prefix}/login`, async (c) => {
    const answer = await sso.intercept(c.req.raw)
    if (answer) return answer
    return c.req.method === 'GET' ? c.text('host') : c.json(fieldsOf(await c.req.text()))
  })
  app.get('/', (c) => c.text('host'))
  app.get('/ssofar', (c) => c.text('host'))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server & {
    closeAllConnections(): void
  }
  if (!server.listening) await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { sso, origin, close: () => void server.close().closeAllConnections() }
}
