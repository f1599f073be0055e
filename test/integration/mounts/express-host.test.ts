import { once } from 'node:events'
import express, { type Request, type Response } from 'express'
import express4 from 'express4'
import session from 'express-session'
import { describe } from 'vitest'
import {
  type ExpressContext,
  sendResponse,
  ssoRouter,
  toRequest,
} from '../../../src/adapters/express.ts'
import { createSso, isSsoError, type Login, systemActor } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { saml } from '../../../src/saml/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { describeCustomHost, type HostFacts } from '../../support/custom-host.ts'

declare module 'express-session' {
  interface SessionData {
    cart: string
    email: string
    by: 'route' | 'hook'
  }
}

/** `/oidc/callback` as one product has it; `/login`, which is the sign-in page as well, as another. */
const callbacks = ['/accounts/auth/okta/callback', '/oidc/callback', '/login']

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('%s with express-session', (_name, framework) => {
  describe.each(callbacks)('and the callback %s', (callback) => {
    describeCustomHost((facts) => startHost(framework, { ...facts, callback }), {
      ...{ cookieName: 'connect.sid', callback },
    })
  })
})

async function startHost(framework: typeof express, facts: HostFacts) {
  const { port, baseUrl, secret, connections, callback } = facts
  const actor = systemActor
  const sso = createSso<ExpressContext<Request, Response>>({
    ...{ baseUrl, secrets: [secret], storage: memoryStorage(), providers: [oidc(), saml()] },
    activation: { requires: [] },
    paths: { callback },
    network: { privateHosts: connections.flatMap(({ host }) => host ?? []) },
    dns: { resolveTxt: async () => [] },
    authorize: (_action, member) => member === 'ann@example.com',
    onLogin: (login, _request, { req }) => startSession(req, login, 'hook'),
  })
  const live: { id: string; protocol: string }[] = []
  for (const { input } of connections) {
    const { id } = await sso.connections.create({ organizationId: 'acme', ...input }, { actor })
    await sso.connections.activate(id, { actor })
    live.push({ id, protocol: input.protocol })
  }

  const app = framework()
  app.use(session({ secret, resave: false, saveUninitialized: false }))
  // On `/login` it answers what belongs to ssokit, and everything else there goes on to the host.
  if (callback === '/login') app.use(ssoRouter(sso))
  else app.use('/sso', ssoRouter(sso))
  app.use(framework.urlencoded({ extended: false }))

  const signInPage = (_req: Request, res: Response) => {
    const buttons = live.map(({ id, protocol }) => {
      const button = `<button name="connection" value="${id}">${protocol}</button>`
      const hidden = `<input type="hidden" name="connection" value="${id}">`
      return `<form method="post" action="/accounts/sign_in">${hidden}${button}</form>`
    })
    res.send(buttons.join(''))
  }
  app.get(['/accounts/sign_in', '/login'], signInPage)

  app.post('/accounts/sign_in', (req, res, next) => {
    const target = { connectionId: String(req.body.connection) }
    const options = { request: toRequest(req), returnTo: '/me' }
    sso
      .startLogin(target, options)
      .then((start) => sendResponse(start.toResponse(), res))
      .catch(next)
  })

  if (callback !== '/login') {
    app.get(callback, (req, res, next) => {
      const request = toRequest(req)
      const finish = async () => {
        const result = await sso.handleCallback(request)
        if (result.kind === 'login') await startSession(req, result.login, 'route')
        return result.toResponse()
      }
      finish()
        .catch((error: unknown) => sso.errorResponse(error, request))
        .then((response) => sendResponse(response, res))
        .catch(next)
    })
  }

  app.post('/settings/domains', (req, res, next) => {
    const { email } = req.session
    const verify = async () => {
      await sso.domains.claim('acme', req.body.domain, { actor: email })
      res.json(await sso.verifyDomain('acme', req.body.domain, { actor: email }))
    }
    verify().catch((error: unknown) => {
      if (isSsoError(error)) res.status(error.status).json({ code: error.code })
      else next(error)
    })
  })
  app.get('/visit', (req, res) => {
    req.session.cart = 'planted'
    res.json({ id: req.sessionID, cart: req.session.cart })
  })
  app.get('/me', (req, res) => {
    const { cart, email, by } = req.session
    res.json({ id: req.sessionID, cart, email, by })
  })
  const server = app.listen(port, 'localhost')
  await once(server, 'listening')
  return { close: () => void server.close().closeAllConnections() }
}

/** Nothing of the session before may survive: somebody else could have planted it (rule F6). */
async function startSession(
  req: Request,
  { identity }: Login,
  by: 'route' | 'hook',
): Promise<void> {
  await new Promise<void>((done, fail) => {
    req.session.regenerate((error: unknown) => (error ? fail(error) : done()))
  })
  req.session.email = identity.email ?? ''
  req.session.by = by
}
