// @ts-check
import { randomBytes } from 'node:crypto'
import express from 'express'
import { createSso, isSsoError, startMaintenance } from 'ssokit'
import { sendResponse, toNodeHandler, toRequest } from 'ssokit/node'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountDirectory } from './accounts.js'
import * as demo from './demo.js'
import { plainFields, sameOriginForms } from './forms.js'
import { messagePage, pageHeaders } from './html.js'
import { createMembers, roles } from './members.js'
import { createSessions } from './sessions.js'
import { settingsRoutes } from './settings.js'
import { signInRoutes } from './sign-in.js'

/** @typedef {import('ssokit/node').NodeContext} NodeContext */
/** @typedef {typeof host} Host what the routes work with */

const { PORT = '3000' } = process.env
const baseUrl = `http://localhost:${PORT}`
const members = createMembers()
const sessions = createSessions({ isSecure: baseUrl.startsWith('https:') })
/** @type {string[]} For the admins, when they come next. */
const news = []

/** @type {import('ssokit').SsoConfig<NodeContext>} */
const config = {
  baseUrl,
  // In production this comes from the environment, and the storage is your database.
  secrets: [randomBytes(32).toString('base64url')],
  storage: memoryStorage(),
  providers: [oidc(), saml()],
  accounts: accountDirectory(members),
  roles: { catalogue: roles },
  dns: demo.dns,
  domains: { recordLabel: '_acme-projects', recordValuePrefix: 'acme-projects=' },
  paths: { join: '/welcome' },
  network: demo.network,
  authorize: (_action, actor, organizationId) => members.isAdmin(actor, organizationId),
  onLogin: (login, _request, { req, res }) => sessions.startSso(req, res, login),
  onSessionsEnd: (ended) => sessions.endSso(ended.map(({ id }) => id)),
  onEvent(event) {
    if (event.type === 'domain.verified') news.push(`The domain ${event.domain} is verified.`)
    if (event.type === 'domain.lost') news.push(`The domain ${event.domain} is lost.`)
  },
}
/** @type {import('ssokit').Sso<NodeContext>} */
const sso = createSso(config)
await demo.connectAtOnce(config)
// What is due in the background: domains to verify, keys and certificates to renew.
startMaintenance(sso, { intervalSeconds: 15 })

/**
 * Whoever was deactivated is signed out with the next click.
 *
 * @param {express.Request} req
 */
function personOf(req) {
  const session = sessions.read(req)
  const member = members.get(session?.accountId ?? '')
  if (!session || !member?.isActive || session.startedAt < member.sessionsEndedAt) return undefined
  const { identity } = session
  const name = identity?.name ?? member.email ?? identity?.subject ?? member.id
  return { member, identity, name, isAdmin: members.isAdmin(member, member.organizationId) }
}

const host = { sso, members, sessions, personOf, organizationId: demo.ORGANIZATION }
const app = express()
app.disable('x-powered-by')
app.use(toNodeHandler(sso))
app.use(express.static(`${import.meta.dirname}/public`))
app.use(pageHeaders, sameOriginForms(baseUrl))
app.use(express.urlencoded({ extended: false, limit: '1mb' }), plainFields)
app.use(signInRoutes({ ...host, owner: await demo.addPeople(members) }))
app.use('/settings', settingsRoutes({ ...host, news, demo }))
app.use((_req, res) => {
  res.status(404).send(messagePage('Not found', 'There is no such page.'))
})

/** People who sign in learn nothing but a reference. @param {unknown} error @param {any} _next */
function answerError(error, /** @type {any} */ req, /** @type {any} */ res, _next) {
  if (!isSsoError(error)) console.error(error)
  return sendResponse(sso.errorResponse(error, toRequest(req)), res)
}
app.use(answerError)

app.listen(Number(PORT), 'localhost', (error) => {
  if (error) throw error
  console.log(`Open ${baseUrl}`)
})
