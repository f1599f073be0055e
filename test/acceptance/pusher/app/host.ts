/** What any such dashboard has: people, passwords, sessions, pages. Nothing of single sign-on is in it. */
import { randomUUID } from 'node:crypto'
import express, { type NextFunction, type Request, type Response, Router } from 'express'

export interface User {
  readonly id: string
  readonly organizationId: string
  email: string | undefined
  isEmailVerified: boolean
  password: string | undefined
  readonly isOwner: boolean
  isActive: boolean
  roles: readonly string[]
  readonly memberSince: string
}

export interface Organization {
  readonly id: string
  readonly name: string
  plan: 'free' | 'enterprise'
}

export interface Html {
  readonly markup: string
}

const entities = new Map<string, string>([
  ...[['&', '&amp;'] as const, ['<', '&lt;'] as const, ['>', '&gt;'] as const],
  ...[['"', '&quot;'] as const, ["'", '&#39;'] as const],
])

/** Whatever is put in is escaped, unless it is markup already. */
export function html(
  literals: TemplateStringsArray,
  ...parts: readonly (string | false | undefined | Html | readonly Html[])[]
): Html {
  const written = parts.map((part) => {
    if (part === undefined || part === false) return ''
    if (typeof part === 'string') {
      return part.replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? '')
    }
    return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
  })
  return { markup: String.raw({ raw: literals }, ...written) }
}

const POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export function sendPage(res: Response, title: string, body: Html, status = 200): void {
  const { markup } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} · Pusher</title></head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>`
  res.status(status).set({
    ...{ 'content-security-policy': POLICY, 'cache-control': 'no-store' },
    'referrer-policy': 'same-origin',
  })
  res.type('html').send(markup)
}

const COOKIE = '__Host-sid'
const cookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const

/** @typeParam Details what else belongs to a session */
export function createHost<Details = unknown>() {
  const organizations = new Map<string, Organization>()
  const users = new Map<string, User>()
  const sessions = new Map<string, { userId: string; details: Details | undefined }>()

  const sidOf = (req: Request) =>
    new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(req.headers.cookie ?? '')?.[1] ?? ''
  const sessionOf = (req: Request) => {
    const session = sessions.get(sidOf(req))
    const user = users.get(session?.userId ?? '')
    return session && user?.isActive ? { user, details: session.details } : undefined
  }
  const endSession = (req: Request, res: Response) => {
    sessions.delete(sidOf(req))
    res.clearCookie(COOKIE, cookieOptions)
  }

  const endSessionsOf = (id: string) => {
    for (const [sid, { userId }] of sessions) if (userId === id) sessions.delete(sid)
  }

  const planned = (user: User): Planned => ({
    ...user,
    plan: organizations.get(user.organizationId)?.plan ?? 'free',
  })

  const host = {
    organizations,
    users: {
      get(id: string): User {
        const user = users.get(id)
        if (user) return user
        throw new Error(`There is no user ${id}.`)
      },
      byEmail: (email: string | undefined, organizationId?: string) =>
        [...users.values()].find(
          (user) =>
            email !== undefined &&
            user.email === email &&
            (organizationId === undefined || user.organizationId === organizationId),
        ),
      revokePassword(id: string): void {
        const user = users.get(id)
        if (user) user.password = undefined
        endSessionsOf(id)
      },
      add(user: Pick<User, 'organizationId'> & Partial<User>): User {
        const made: User = {
          ...{ id: randomUUID(), email: undefined, isEmailVerified: false, password: undefined },
          ...{ isOwner: false, isActive: true, roles: [], memberSince: new Date().toISOString() },
          ...user,
        }
        users.set(made.id, made)
        return made
      },
    },
    sessions: {
      /** Always under a new id. */
      start(req: Request, res: Response, userId: string, details?: Details): void {
        sessions.delete(sidOf(req))
        const sid = randomUUID()
        sessions.set(sid, { userId, details })
        res.cookie(COOKIE, sid, cookieOptions)
      },
      read: sessionOf,
      end: endSession,
      endOf: endSessionsOf,
      endWhere(isMeant: (details: Details | undefined) => boolean): void {
        for (const [sid, { details }] of sessions) if (isMeant(details)) sessions.delete(sid)
      },
    },
    /** `slots` are what other parts of the product add to its pages. */
    router<Refusal extends Error>(slots: Slots<Details, Refusal>): Router {
      const router = Router()
      router.use(express.urlencoded({ extended: false }), sameOrigin)
      const signInPage = (res: Response, problem?: string) => {
        const body = html`${problem !== undefined && html`<p role="alert">${problem}</p>`}
<form method="post"><label>Email <input name="email" type="email" required></label>
<label>Password <input name="password" type="password" required></label><button>Sign in</button></form>
${slots.signIn}`
        sendPage(res, 'Sign in', body, problem === undefined ? 200 : 401)
      }
      router.get('/accounts/sign_in', (_req, res) => signInPage(res))
      router.post('/accounts/sign_in', (req, res) => {
        const { email, password } = req.body as Record<string, string>
        const user = host.users.byEmail(email)
        if (!user?.isActive || user.password === undefined || user.password !== password) {
          return signInPage(res, 'Wrong email or password.')
        }
        host.sessions.start(req, res, user.id)
        res.redirect(303, '/')
      })
      router.post('/accounts/sign_out', (req, res) => {
        endSession(req, res)
        res.redirect(303, '/accounts/sign_in')
      })
      for (const [path, [title, body]] of Object.entries(slots.pages)) {
        router.get(path, (_req, res) => sendPage(res, title, body))
      }
      router.use((req, res, next) => {
        const { user } = sessionOf(req) ?? {}
        res.locals.user = user
        if (!user) res.redirect(303, '/accounts/sign_in')
        else if (req.path.startsWith('/account') && !user.isOwner)
          res.status(403).end('For owners.')
        else next()
      })
      router.get('/', (req, res) => {
        const { user, details } = sessionOf(req) ?? {}
        const signOut = html`<form method="post" action="/accounts/sign_out"><button>Sign out</button></form>`
        sendPage(
          res,
          'Dashboard',
          html`<p>Signed in as <strong>${user?.email}</strong> of ${organizations.get(user?.organizationId ?? '')?.name}</p>
${user?.isOwner === true && html`<p><a href="/account">Account</a></p>`}
${slots.signOut(details) ?? signOut}`,
        )
      })
      const { account } = slots
      router.get('/account', async (_req, res) => {
        sendPage(res, 'Account', await account.show(planned(res.locals.user)))
      })
      router.post('/account', async (req, res) => {
        const user = planned(res.locals.user)
        try {
          res.redirect(303, await account.submit(user, req.body))
        } catch (error) {
          if (!account.isRefusal(error)) throw error
          sendPage(res, 'Account', await account.show(user, { sent: req.body, error }), 422)
        }
      })
      return router
    },
  }
  return host
}

export type Host<Details = unknown> = ReturnType<typeof createHost<Details>>

export type Fields = Readonly<Record<string, string>>
export type Planned = User & { readonly plan: Organization['plan'] }

/** What other parts of the product add to the pages. `Refusal`: why a form was not taken as it is. */
interface Slots<Details, Refusal extends Error> {
  /** Below the form on the page "Sign in". */
  readonly signIn: Html
  /** Further pages for everybody, by their path. */
  readonly pages: Readonly<Record<string, readonly [title: string, body: Html]>>
  signOut(details: Details | undefined): Html | undefined
  /** Section of the page "Account", which is for owners. */
  readonly account: AccountSection<Refusal>
}

export interface AccountSection<Refusal extends Error> {
  show(user: Planned, refused?: { readonly sent: Fields; readonly error: Refusal }): Promise<Html>
  /** Answers with the page to go to. */
  submit(user: Planned, sent: Fields): Promise<string>
  isRefusal(error: unknown): error is Refusal
}

/** Forms count from our own pages only. */
function sameOrigin(req: Request, res: Response, next: NextFunction): void {
  const isOurs = req.method === 'GET' || req.headers['sec-fetch-site'] === 'same-origin'
  if (isOurs) next()
  else res.status(403).end()
}
