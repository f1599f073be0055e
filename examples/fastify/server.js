// @ts-check
import fastify from 'fastify'
import { isSsoError, startMaintenance } from 'ssokit'
import { sendResponse, ssoPlugin, toRequest } from 'ssokit/fastify'
import { homePage, welcomePage } from './pages.js'
import { readSession, startSession } from './sessions.js'
import { baseUrl, organizationId, setup, sso } from './sso.js'

const { PORT = '3000' } = process.env
const app = fastify()

// Everything below `/sso`, and the portal below `/sso/setup`, with parsers of their own.
await app.register(ssoPlugin, { sso })
await app.register(ssoPlugin, { sso: setup })

app.get('/', async (request, reply) => {
  const person = readSession(toRequest(request))
  if (person) return show(reply, homePage(person))
  return show(reply, welcomePage(await sso.loginOptions({ organizationId })))
})

/** The redirect URI as a route of the app's own. `onLogin` does not run here. */
app.get('/accounts/auth/okta/callback', async (request, reply) => {
  const asked = toRequest(request)
  try {
    const result = await sso.handleCallback(asked)
    if (result.kind === 'login') reply.header('set-cookie', startSession(asked, result.login))
    return await sendResponse(result.toResponse(), reply)
  } catch (error) {
    return sendResponse(sso.errorResponse(error, asked), reply)
  }
})

// People learn nothing but a reference; `authorize` refuses by an error, too.
app.setErrorHandler((error, request, reply) => {
  if (!isSsoError(error)) console.error(error)
  return sendResponse(sso.errorResponse(error, toRequest(request)), reply)
})

/** @param {import('fastify').FastifyReply} reply @param {string} page */
function show(reply, page) {
  return reply
    .headers({
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    })
    .type('text/html; charset=utf-8')
    .send(page)
}

startMaintenance(sso)
await app.listen({ port: Number(PORT), host: 'localhost' })
console.log(`Open ${baseUrl}`)
