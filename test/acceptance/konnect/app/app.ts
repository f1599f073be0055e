import { Hono } from 'hono'
import type { SsoSession } from 'ssokit'
import { createStore, hostRoutes, type Store } from './host.ts'
import { createKonnectSso, type Environment, type Konnect } from './sso.ts'

export interface KonnectApp extends Konnect {
  readonly store: Store<SsoSession>
  fetch(request: Request): Promise<Response>
}

export function createKonnect(environment: Environment): KonnectApp {
  const store = createStore<SsoSession>()
  const konnect = createKonnectSso(store, environment)
  const { sso, setup, extensions } = konnect
  const app = new Hono()

  app.all(`${setup.basePath}/*`, (c) => setup.handler(c.req.raw))
  app.all('/sso/*', (c) => sso.handler(c.req.raw))
  app.all('/login/:loginPath', (c) => sso.handler(c.req.raw))
  app.use('/login', async (c, next) => (await sso.intercept(c.req.raw)) ?? next())

  app.post('/logout', async (c, next) => {
    const session = store.sessionOf(c.req.raw)?.data
    if (!session) return next()
    const start = await sso.startLogout(session, { request: c.req.raw, returnTo: '/login' })
    const response = start.toResponse()
    response.headers.append('set-cookie', store.endSession(c.req.raw))
    return response
  })

  app.route('/', hostRoutes(store, extensions))
  app.onError((error, c) => sso.errorResponse(error, c.req.raw))
  return { ...konnect, store, fetch: async (request) => app.fetch(request) }
}
