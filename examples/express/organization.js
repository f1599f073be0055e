// @ts-check
import { Router } from 'express'
import { isSsoError } from 'ssokit'
import { checkRoleEdit } from 'ssokit/access'
import { normalizeEmail } from 'ssokit/domain'
import { factsOf } from './accounts.js'
import { roles } from './members.js'
import { confirmPage, domainsPage, enforcementPage, membersPage } from './settings-pages.js'

/** @typedef {import('ssokit').SsoError} SsoError */

/**
 * The part of the settings that belongs to the organisation: members, enforcement, domains.
 *
 * @param {import('./settings.js').Options} options
 */
export function organizationRoutes({ sso, members, organizationId, news, demo }) {
  const router = Router()

  /** @param {import('express').Response} res @param {SsoError} [error] */
  const showMembers = (res, error) => {
    if (error) res.status(error.status)
    const people = members.of(organizationId).map((member) => {
      return { email: member.email ?? member.id, ...factsOf(members, member) }
    })
    res.send(membersPage(people, error))
  }

  router.get('/members', (_req, res) => showMembers(res))

  router.post('/members/invite', async (req, res) => {
    await members.invite(normalizeEmail(req.body.email ?? ''), organizationId)
    res.redirect(303, '/settings/members')
  })

  router.post('/members/:id', async (req, res) => {
    const member = members.get(req.params.id)
    const { action, role } = req.body
    if (!member || member.organizationId !== organizationId) return showMembers(res)
    const account = factsOf(members, member)
    try {
      if (action === 'role') {
        // The next sign-in would undo the edit in silence.
        checkRoleEdit(account)
        if (!account.isLastOwner) {
          member.roles = roles.map(({ id }) => id).filter((id) => id === role)
        }
      } else if (action === 'deactivate' && !account.isLastOwner) {
        const sessionsEndedAt = Date.now()
        Object.assign(member, { isActive: false, deactivatedBy: 'host', sessionsEndedAt })
      } else if (action === 'activate') {
        Object.assign(member, { isActive: true, deactivatedBy: undefined })
      }
      await members.save(member)
      res.redirect(303, '/settings/members')
    } catch (error) {
      if (!isSsoError(error)) throw error
      showMembers(res, error)
    }
  })

  /** @param {import('express').Response} res @param {SsoError} [error] */
  const showEnforcement = async (res, error) => {
    const { actor } = res.locals
    const policy = await sso.policies.get(organizationId, { actor })
    const strictest = /** @type {const} */ ({ mode: 'enforced_all' })
    const { issues } = await sso.policies.preflight(organizationId, strictest, { actor })
    if (error) res.status(error.status)
    res.send(enforcementPage(policy, issues, error))
  }

  router.get('/enforcement', (_req, res) => showEnforcement(res))

  router.post('/enforcement', async (req, res) => {
    const { actor } = res.locals
    const { mode, irreversible, version, confirmation } = req.body
    const change = { mode, ...(irreversible === 'on' ? { irreversible: true } : {}) }
    const options = { actor, expectedVersion: Number(version), confirmation }
    try {
      const outcome = await sso.policies.set(organizationId, change, options)
      if (outcome.state === 'active') return res.redirect(303, '/settings/enforcement')
      const fields = { mode, irreversible, version }
      const action = '/settings/enforcement'
      res.send(confirmPage(outcome, { action, back: action, fields }))
    } catch (error) {
      if (!isSsoError(error)) throw error
      await showEnforcement(res, error)
    }
  })

  /** @param {import('express').Response} res @param {{ error?: SsoError, domain?: string }} [form] */
  const showDomains = async (res, { error, domain } = {}) => {
    const { actor } = res.locals
    const domains = await sso.domains.list(organizationId, { actor })
    if (error) res.status(error.status)
    const canPublish = demo.publishTxt !== undefined
    res.send(domainsPage({ domains, error, domain, canPublish, news: news.splice(0) }))
  }

  router.get('/domains', (_req, res) => showDomains(res))

  /** Save, start, publish, give up: one form per domain. */
  router.post('/domains', async (req, res) => {
    const { actor } = res.locals
    const { action, domain = '' } = req.body
    try {
      if (action === 'claim') await sso.domains.claim(organizationId, domain, { actor })
      if (action === 'verify') await sso.verifyDomain(organizationId, domain, { actor })
      if (action === 'release') await sso.domains.release(organizationId, domain, { actor })
      if (action === 'publish') {
        const record = await sso.domains.instructions(organizationId, domain, { actor })
        demo.publishTxt?.(record.host, [record.value])
      }
      res.redirect(303, '/settings/domains')
    } catch (error) {
      if (!isSsoError(error)) throw error
      await showDomains(res, { error, domain })
    }
  })

  return router
}
