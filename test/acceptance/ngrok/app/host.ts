import { randomBytes } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

/**
 * What the dashboard has anyway: people who may belong to several accounts, invitations, passwords,
 * sessions, a start page. A miniature: it lives in memory, and a real one stores hashes of passwords.
 */
export interface Host {
  readonly server: FastifyInstance
  readonly users: Map<string, User>
  readonly accounts: Map<string, Account>
  /** Throws where somebody has this e-mail. */
  addUser(email: string | undefined, isEmailVerified: boolean, password?: string): User
  /** Throws where there is none. */
  user(id: string): User
  userOf(email: string): User | undefined
  isLastOwner(id: string, accountId: string): boolean
  /** Ends the password, and all sessions with it. */
  endPassword(id: string): void
  /** Ends the sessions of this account, too. Who is suspended stays so by whoever did it. */
  suspend(id: string, accountId: string, by: 'admin' | 'directory'): void
  /** Opens an invitation. */
  invite(email: string, accountId: string): void
  isInvited(email: string | undefined, accountId: string): boolean
  /** Makes a member, if they are none, and uses the invitation up. */
  join(user: User, accountId: string, since?: string): Membership
  session(headers: { readonly cookie?: string | undefined }): Session | undefined
  /** Ends the session of this browser, and begins one under a new id; the answer is a cookie. */
  startSession(headers: { readonly cookie?: string | undefined }, session: Session): string
  /** Begins a session, unless somebody else is logged in in this browser, who is asked first. */
  offerSession(session: Session): Response
  endSessions(isMeant: (session: Session) => boolean): void
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly plan: 'free' | 'enterprise'
}

export interface User {
  readonly id: string
  readonly email: string | undefined
  isEmailVerified: boolean
  password: string | undefined
  readonly memberships: Map<string, Membership>
}

export interface Membership {
  roles: readonly string[]
  isOwner: boolean
  readonly since: string
  suspendedBy: 'admin' | 'directory' | undefined
}

export interface Session {
  readonly user: User
  readonly accountId: string
  /** What whoever began it wants to know again. */
  readonly more?: unknown
}

/** What others add to the pages of the host. */
export interface Extensions {
  /** Below the password form. */
  loginOptions(accountId: string): Promise<string>
  /** Asked once a password was right, and before another account is opened: why not, as markup. */
  refusal(user: User, accountId: string, session: Session | undefined): Promise<string | undefined>
  /** Links on the start page of those who may change the settings of an account. */
  settings(accountId: string): string
}

const COOKIE = '__Host-dashboard'
const OFFER_COOKIE = '__Host-offer'
const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax'
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' }
export const safe = (text: string): string =>
  text.replaceAll(/[&<"]/g, (one) => entities[one] ?? '')

const page = (content: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>ngrok</title><main>${content}</main></html>`

/** The form of another site brings another origin. */
export const isOwnForm = ({ headers }: FastifyRequest): boolean =>
  headers.origin === `https://${headers.host}`

const security = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'content-type': 'text/html; charset=utf-8',
}

export const pageResponse = (content: string, status: number): Response =>
  new Response(page(content), { status, headers: security })

export const show = (reply: FastifyReply, content: string, status = 200): FastifyReply =>
  reply.code(status).headers(security).send(page(content))

const loginForm = (action: string, hidden: Readonly<Record<string, string>>): string =>
  `<form method="post" action="${action}">${Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${safe(value)}">`)
    .join('')}
<p><label>Email <input name="email" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button>${action === '/signup' ? 'Sign up' : 'Log in'}</button></p></form>`

export const textsOf = (values: unknown): Readonly<Record<string, string>> =>
  (values ?? {}) as Readonly<Record<string, string>>

export function createHost(extensions: () => Extensions): Host {
  const server = fastify()
  const users = new Map<string, User>()
  const accounts = new Map<string, Account>()
  const invitations = new Set<string>()
  const sessions = new Map<string, Session>()
  const offers = new Map<string, Session>()
  const idOf = (headers: { readonly cookie?: string | undefined }, name = COOKIE) =>
    new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? ''
  const isActive = (user: User, accountId: string) => {
    const membership = user.memberships.get(accountId)
    return membership !== undefined && membership.suspendedBy === undefined
  }

  const host: Host = {
    ...{ server, users, accounts },
    addUser(email, isEmailVerified, password) {
      if (email !== undefined && host.userOf(email)) throw new Error(`${email} is taken.`)
      const id = `usr_${users.size + 1}`
      const added = { id, email, isEmailVerified, password, memberships: new Map() }
      users.set(id, added)
      return added
    },
    user(id) {
      const user = users.get(id)
      if (user) return user
      throw new Error(`There is no user ${id}.`)
    },
    isLastOwner(id, accountId) {
      const isOwner = ({ memberships }: User) =>
        memberships.get(accountId)?.isOwner === true &&
        memberships.get(accountId)?.suspendedBy === undefined
      return isOwner(host.user(id)) && [...users.values()].filter(isOwner).length === 1
    },
    endPassword(id) {
      host.user(id).password = undefined
      host.endSessions(({ user }) => user.id === id)
    },
    suspend(id, accountId, by) {
      const membership = host.user(id).memberships.get(accountId)
      if (membership) membership.suspendedBy ??= by
      host.endSessions((session) => session.user.id === id && session.accountId === accountId)
    },
    userOf: (email) => [...users.values()].find((user) => user.email === email),
    invite: (email, accountId) => void invitations.add(`${accountId} ${email}`),
    isInvited: (email, accountId) => invitations.has(`${accountId} ${email}`),
    join(user, accountId, since = new Date().toISOString()) {
      invitations.delete(`${accountId} ${user.email}`)
      const usual = { roles: [], isOwner: false, since, suspendedBy: undefined }
      const membership: Membership = user.memberships.get(accountId) ?? usual
      user.memberships.set(accountId, membership)
      return membership
    },
    session: (headers) => sessions.get(idOf(headers)),
    startSession(headers, session) {
      sessions.delete(idOf(headers))
      const key = randomBytes(24).toString('base64url')
      sessions.set(key, session)
      return `${COOKIE}=${key}; ${attributes}`
    },
    offerSession(session) {
      const key = randomBytes(24).toString('base64url')
      offers.set(key, session)
      const headers = {
        location: '/continue',
        'set-cookie': `${OFFER_COOKIE}=${key}; ${attributes}`,
      }
      return new Response(null, { status: 303, headers })
    },
    endSessions(isMeant) {
      for (const [key, session] of sessions) if (isMeant(session)) sessions.delete(key)
    },
  }

  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  void server.register(async (scope) => {
    scope.get('/login', async (request, reply) => {
      const { account = '', returnTo = '/' } = textsOf(request.query)
      const more = account === '' ? '' : await extensions().loginOptions(account)
      return show(reply, `<h1>Log in</h1>${loginForm('/login', { account, returnTo })}${more}`)
    })
    scope.get('/signup', async (_request, reply) =>
      show(reply, `<h1>Sign up</h1>${loginForm('/signup', {})}`),
    )

    const enter = async (request: FastifyRequest, reply: FastifyReply, user: User) => {
      const { account = '', returnTo = '/' } = textsOf(request.body)
      const own = [...user.memberships.keys()].find((one) => isActive(user, one)) ?? ''
      const accountId = account === '' ? own : account
      const refusal = isActive(user, accountId)
        ? await extensions().refusal(user, accountId, undefined)
        : '<p role="alert">You are no member of this account.</p>'
      if (refusal !== undefined) return show(reply, `<h1>Log in</h1>${refusal}`, 403)
      reply.header('set-cookie', host.startSession(request.headers, { user, accountId }))
      return reply.redirect(/^\/(?!\/)/.test(returnTo) ? returnTo : '/', 303)
    }
    scope.post('/login', async (request, reply) => {
      const { email = '', password = '' } = textsOf(request.body)
      const user = host.userOf(email)
      if (isOwnForm(request) && user?.password !== undefined && user.password === password) {
        return enter(request, reply, user)
      }
      return show(reply, '<h1>Log in</h1><p role="alert">Wrong email or password.</p>', 403)
    })
    // The invitation came by e-mail: whoever has it reads that mailbox.
    scope.post('/signup', async (request, reply) => {
      const { email = '', password = '' } = textsOf(request.body)
      const invited = [...accounts.keys()].filter((one) => host.isInvited(email, one))
      if (!isOwnForm(request) || host.userOf(email) || invited.length === 0) {
        return show(reply, '<h1>Sign up</h1><p role="alert">You need an invitation.</p>', 403)
      }
      const user = host.addUser(email, true, password)
      for (const one of invited) host.join(user, one)
      return enter(request, reply, user)
    })

    scope.get('/', async (request, reply) => {
      const session = host.session(request.headers)
      if (!session) return show(reply, '<h1>ngrok</h1><p><a href="/login">Log in</a></p>')
      const { user, accountId } = session
      const others = [...user.memberships.keys()].map(
        (one) =>
          `<li><form method="post" action="/switch"><button name="account" value="${one}">${safe(accounts.get(one)?.name ?? one)}</button></form></li>`,
      )
      const isAdmin = user.memberships.get(accountId)?.roles.includes('admin') === true
      return show(
        reply,
        `<h1>${safe(accounts.get(accountId)?.name ?? '')}</h1>
<p>Logged in as <strong>${safe(user.email ?? user.id)}</strong>.</p>
<h2>Your accounts</h2><ul>${others.join('')}</ul>${isAdmin ? extensions().settings(accountId) : ''}`,
      )
    })
    scope.route({
      method: ['GET', 'POST'],
      url: '/continue',
      async handler({ headers, method }, reply) {
        const offered = offers.get(idOf(headers, OFFER_COOKIE))
        const running = host.session(headers)
        if (!offered) return reply.redirect('/', 303)
        const isAgreed = method === 'POST' && headers.origin === `https://${headers.host}`
        if (running && running.user !== offered.user && !isAgreed) {
          const [now, next] = [running, offered].map(({ user }) => safe(user.email ?? user.id))
          return show(
            reply,
            `<h1>ngrok</h1><p>You are logged in as ${now}.</p><form method="post" action="/continue"><button>Continue as ${next}</button></form>`,
          )
        }
        offers.delete(idOf(headers, OFFER_COOKIE))
        reply.header('set-cookie', host.startSession(headers, offered))
        return reply.redirect('/', 303)
      },
    })
    scope.post('/switch', async (request, reply) => {
      const session = host.session(request.headers)
      const { account: accountId = '' } = textsOf(request.body)
      if (!session || !isOwnForm(request) || !isActive(session.user, accountId)) {
        return reply.redirect('/login', 303)
      }
      const refusal = await extensions().refusal(session.user, accountId, session)
      if (refusal !== undefined) return show(reply, `<h1>Your accounts</h1>${refusal}`, 403)
      const next = { ...session, accountId }
      reply.header('set-cookie', host.startSession(request.headers, next))
      return reply.redirect('/', 303)
    })
  })
  return host
}
