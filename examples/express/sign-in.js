// @ts-check
import { Router } from 'express'
import { isSsoError } from 'ssokit'
import { normalizeEmail } from 'ssokit/domain'
import { sendResponse, toRequest } from 'ssokit/node'
import { factsOf } from './accounts.js'
import { messagePage } from './html.js'
import { roles } from './members.js'
import {
  homePage,
  joinPage,
  profilePage,
  signInPage,
  welcomePage,
  WRONG_PASSWORD,
} from './pages.js'

/**
 * The pages on which people sign in, by password or by single sign-on, and out.
 *
 * @param {import('./server.js').Host & {
 *   organizationId: string
 *   owner: { email: string, password: string } | undefined
 *   demo: typeof import('./demo.js')
 * }} options
 */
export function signInRoutes({ sso, members, sessions, personOf, organizationId, owner, demo }) {
  const router = Router()

  router.get('/', async (req, res) => {
    const person = personOf(req)
    if (person) res.send(homePage({ ...person, sample: demo.sampleValues }))
    else res.send(welcomePage(await sso.loginOptions({ organizationId }), owner))
  })

  router.get('/profile', (req, res) => {
    const person = personOf(req)
    if (!person) return res.redirect(303, '/')
    const labels = roles.filter(({ id }) => person.member.roles.includes(id))
    const roleNames = labels.map(({ label }) => label).join(', ') || 'no role'
    res.send(profilePage(person, roleNames))
  })

  router.post('/sign-out', async (req, res) => {
    await sessions.end(req, res)
    res.redirect(303, '/')
  })

  router.post('/sign-in', async (req, res) => {
    try {
      const email = normalizeEmail(req.body.email ?? '')
      res.send(signInPage(email, await sso.loginOptions({ email })))
    } catch (error) {
      if (!isSsoError(error, 'email_invalid')) throw error
      res.status(422).send(messagePage('Sign in', 'This is no e-mail address.'))
    }
  })

  router.post('/password', async (req, res) => {
    const { email: typed = '', password = '' } = req.body
    const email = normalizeEmail(typed)
    const member = members.byEmail(email, organizationId)
    if (!(await members.hasPassword(member, password)) || !member) {
      const options = await sso.loginOptions({ email })
      return res.status(401).send(signInPage(email, options, WRONG_PASSWORD))
    }
    // Only now: the answer says something about the account.
    const account = factsOf(members, member)
    const { allowed } = await sso.mayUsePassword({ organizationId, account })
    if (!allowed) {
      const problem = 'Your organisation has chosen single sign-on. Use it instead of the password.'
      const options = await sso.loginOptions({ organizationId })
      return res.status(403).send(signInPage(email, options, problem))
    }
    await sessions.start(req, res, { accountId: member.id })
    res.redirect(303, '/')
  })

  router.get('/welcome', async (req, res) => {
    const join = await sso.pendingJoin(toRequest(req))
    if (join) res.send(joinPage(join))
    else res.status(404).send(messagePage('Join', 'There is nothing to answer any more.'))
  })

  router.post('/welcome', async (req, res) => {
    const request = toRequest(req)
    const join = await sso.pendingJoin(request)
    if (!join) return res.redirect(303, '/welcome')
    const { password, join: token } = req.body
    const member = members.byEmail(join.identity.email, join.organizationId)
    // Whoever has the account opens it to this identity provider, and nobody else: its password is asked
    // for even where passwords may not be used to sign in any more.
    const isProven = await members.hasPassword(member, password ?? '')
    if (join.needs === 'account_session' && !isProven) {
      return res.status(401).send(joinPage(join, WRONG_PASSWORD))
    }
    const account = isProven && member ? { account: factsOf(members, member) } : {}
    try {
      const result = await sso.completeJoin(request, { join: token, ...account })
      if (result.kind === 'login') await sessions.startSso(req, res, result.login)
      await sendResponse(result.toResponse(), res)
    } catch (error) {
      // Somebody has made an account with this e-mail since the page was shown.
      if (!isSsoError(error, 'join_needs_account')) throw error
      res.send(joinPage({ ...join, needs: 'account_session' }))
    }
  })

  return router
}
