// @ts-check
import { Router } from 'express'
import { isSsoError } from 'ssokit'
import { profiles } from 'ssokit/guides'
import { sendResponse, toRequest } from 'ssokit/node'
import { connectionInput } from './connection-form.js'
import { connectionPage, connectionsPage } from './connection-pages.js'
import { mayLeave, messagePage } from './html.js'
import { organizationRoutes } from './organization.js'
import { confirmPage } from './settings-pages.js'

/** @typedef {import('ssokit').SsoError} SsoError */
/**
 * @typedef {import('./server.js').Host & { news: string[], demo: typeof import('./demo.js') }} Options
 *   `news`: for the admins, when they come next
 */

/** Passwords are given up, and no admin brings them back. */
const enforcement = /** @type {const} */ ({ mode: 'enforced_all', irreversible: true })

/**
 * What an admin of a customer does, as plain forms. Every call names the actor; `authorize` decides.
 *
 * @param {Options} options
 */
export function settingsRoutes(options) {
  const { sso, personOf, organizationId, news, demo } = options
  const router = Router()

  router.use((req, res, next) => {
    const person = personOf(req)
    if (person?.isAdmin) {
      res.locals.actor = person.member
      next()
    } else if (person) res.status(403).send(messagePage('Not allowed', 'Only admins may do this.'))
    else res.redirect(303, '/')
  })

  const offered = profiles.flatMap(({ id, name, protocols }) =>
    protocols.map((protocol) => ({
      ...{ value: `${id}/${protocol}`, profile: id, protocol },
      name: id === 'generic' ? 'Another one' : name,
      description: id === 'generic' ? 'single sign-on' : name,
    })),
  )

  router.get('/', async (_req, res) => {
    const { actor } = res.locals
    const connections = await sso.connections.list(organizationId, { actor })
    const setups = await Promise.all(connections.map(({ id }) => sso.connections.setup(id)))
    const rows = connections.map((connection, index) => ({ connection, setup: setups[index] }))
    res.send(connectionsPage({ rows, offered, news: news.splice(0) }))
  })

  router.post('/connections', async (req, res) => {
    const { actor } = res.locals
    const choice = offered.find(({ value }) => value === req.body.kind)
    if (!choice) return res.redirect(303, '/settings')
    const { profile, protocol, description } = choice
    const created = { organizationId, protocol, profile, description }
    const { id } = await sso.connections.create(created, { actor })
    res.redirect(303, `/settings/connections/${id}`)
  })

  /**
   * @param {import('express').Response} res
   * @param {string} id
   * @param {{ values?: Record<string, string>, error?: SsoError }} [form] what was typed, and what was
   *   wrong with it
   */
  const showConnection = async (res, id, { values, error } = {}) => {
    const connection = await sso.connections.get(id, { actor: res.locals.actor })
    const setup = await sso.connections.setup(id)
    mayLeave(res)
    if (error) res.status(error.status)
    res.send(connectionPage({ connection, setup, values, error, sample: demo.sampleValues }))
  }

  router.get('/connections/:id', (req, res) => showConnection(res, req.params.id))

  /** Whatever button was pressed: what was typed is kept first. Secrets are never shown again. */
  router.post('/connections/:id', async (req, res) => {
    const { actor } = res.locals
    const { id } = req.params
    const { action, version, passwords, confirmation, ...values } = req.body
    const here = `/settings/connections/${id}`
    try {
      if (action === 'confirm') {
        await sso.connections.activate(id, { actor, confirmation, enforcement })
        return res.redirect(303, here)
      }
      const before = await sso.connections.get(id, { actor })
      const input = connectionInput(before, values)
      await sso.connections.update(id, input, { actor, expectedVersion: Number(version) })
      if (action === 'check') await sso.connections.check(id, { actor })
      if (action === 'test') {
        const request = toRequest(req)
        const start = await sso.connections.test(id, { actor, request, returnTo: `${here}#test` })
        return await sendResponse(start.toResponse(), res)
      }
      if (action === 'save' && passwords === 'give_up') {
        const outcome = await sso.connections.activate(id, { actor, enforcement })
        if (outcome.state === 'confirmation_required') {
          return res.send(confirmPage(outcome, { action: here, back: here }))
        }
      } else if (action === 'save') await sso.connections.activate(id, { actor })
      res.redirect(303, here)
    } catch (error) {
      if (!isSsoError(error)) throw error
      await showConnection(res, id, { values, error })
    }
  })

  router.post('/connections/:id/disable', async (req, res) => {
    await sso.connections.disable(req.params.id, { actor: res.locals.actor })
    res.redirect(303, `/settings/connections/${req.params.id}`)
  })

  router.post('/connections/:id/remove', async (req, res) => {
    await sso.connections.remove(req.params.id, { actor: res.locals.actor })
    res.redirect(303, '/settings')
  })

  router.use(organizationRoutes(options))
  router.use(answerError)
  return router
}

/** Admins may read what is wrong. @param {unknown} error @param {any} _req @param {any} next */
function answerError(error, _req, /** @type {any} */ res, next) {
  if (!isSsoError(error)) return next(error)
  const { status, message, hint } = error
  res.status(status).send(messagePage('That did not work', message, hint))
}
