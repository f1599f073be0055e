// @ts-check
import express from 'express'
import { isSsoError, startMaintenance } from 'ssokit'
import { sendResponse, toNodeHandler, toRequest } from 'ssokit/node'
import * as demo from './demo.js'
import { plainFields, sameOriginForms } from './forms.js'
import { messagePage, pageHeaders } from './html.js'
import { settingsRoutes } from './settings.js'
import { makeSetup } from './setup.js'
import { signInRoutes } from './sign-in.js'
import { baseUrl, config, members, news, sessions, sso } from './sso.js'

/** @typedef {typeof host} Host what the routes work with */

const { PORT = '3000' } = process.env
demo.requireProvider()
// What is due in the background: domains to verify, keys and certificates to renew.
startMaintenance(sso, { intervalSeconds: 15 })

/**
 * Whoever was deactivated is signed out with the next click.
 *
 * @param {import('node:http').IncomingMessage} req
 */
function personOf(req) {
  const session = sessions.read(req)
  const member = members.get(session?.accountId ?? '')
  if (!session || !member?.isActive || session.startedAt < member.sessionsEndedAt) return undefined
  const { identity } = session
  const name = identity?.name ?? member.email ?? identity?.subject ?? member.id
  const connectionId = session.sso?.connectionId
  const isAdmin = members.isAdmin(member, member.organizationId)
  return { member, identity, connectionId, name, isAdmin }
}

const host = { sso, members, sessions, personOf, organizationId: demo.ORGANIZATION }
const app = express()
app.disable('x-powered-by')
// Below the path of `sso`, so it comes first.
app.use(toNodeHandler(makeSetup(host)))
app.use(toNodeHandler(sso))
app.use(express.static(`${import.meta.dirname}/public`))
app.use(pageHeaders, sameOriginForms(baseUrl))
app.use(express.urlencoded({ extended: false, limit: '1mb' }), plainFields)
app.use(signInRoutes({ ...host, owner: await demo.addPeople(members), demo }))
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

app.listen(Number(PORT), 'localhost', async (error) => {
  if (error) throw error
  await demo.connectAtOnce(config)
  console.log(`Open ${baseUrl}`)
})
