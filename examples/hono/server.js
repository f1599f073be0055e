// @ts-check
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { isSsoError, startMaintenance } from 'ssokit'
import { homePage, welcomePage } from './pages.js'
import { readSession, startSession } from './sessions.js'
import { baseUrl, organizationId, setup, sso } from './sso.js'

const { PORT = '3000' } = process.env
const app = new Hono()

// A request in, a response out: nothing has to be mounted. The pages of the portal come first.
app.all('/sso/setup', (c) => setup.handler(c.req.raw))
app.all('/sso/setup/*', (c) => setup.handler(c.req.raw))
app.all('/sso/*', (c) => sso.handler(c.req.raw))

/** The redirect URI as a route of the app's own. `onLogin` does not run here. */
app.get('/oidc/callback', async (c) => {
  const request = c.req.raw
  const result = await sso.handleCallback(request)
  const response = result.toResponse()
  if (result.kind === 'login') {
    response.headers.append('set-cookie', startSession(request, result.login))
  }
  return response
})

app.use(async (c, next) => {
  await next()
  // Error pages of ssokit bring their own.
  if (c.res.headers.has('content-security-policy')) return
  c.header('content-security-policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'same-origin')
})

app.get('/', async (c) => {
  const person = readSession(c.req.raw)
  if (person) return c.html(homePage(person))
  return c.html(welcomePage(await sso.loginOptions({ organizationId })))
})

// People learn nothing but a reference; `authorize` refuses by an error, too.
app.onError((error, c) => {
  if (!isSsoError(error)) console.error(error)
  return sso.errorResponse(error, c.req.raw)
})

startMaintenance(sso)
serve({ fetch: app.fetch, port: Number(PORT), hostname: 'localhost' }, () => {
  console.log(`Open ${baseUrl}`)
})
