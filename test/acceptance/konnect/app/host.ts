import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { html } from 'hono/html'

/** Konnect without single sign-on: people, passwords, sessions, pages. */
export interface User {
  readonly id: string
  readonly organizationId: string
  /** Unique within an organization. */
  email: string | undefined
  isEmailVerified: boolean
  password: string | undefined
  roles: readonly string[]
  isActive: boolean
  readonly isOwner: boolean
  readonly memberSince: string
}

export interface Role {
  readonly id: string
  readonly label: string
  readonly description: string
}

export const roles: readonly Role[] = [
  {
    id: 'organization_admin',
    label: 'Organization Admin',
    description: 'Manages the organization, its users and its settings.',
  },
  {
    id: 'service_admin',
    label: 'Service Admin',
    description: 'Creates, changes and deletes every service.',
  },
  {
    id: 'service_developer',
    label: 'Service Developer',
    description: 'Uses services, and changes those that are shared with them.',
  },
]

/** @typeParam Data what else a session carries */
export interface Store<Data> {
  /** @throws {Error} where the organization has a user with this email already */
  addUser(organizationId: string, email: string | undefined, more?: Partial<User>): User
  /** @throws {Error} where there is none */
  user(id: string): User
  usersOf(organizationId: string): readonly User[]
  isLastOwner(user: User): boolean
  byEmail(email: string, organizationId?: string): User | undefined
  /** Ends password and sessions of a user. */
  revoke(id: string): void
  /** Always a new id. Returns the cookie. */
  startSession(request: Request, userId: string, data?: Data): string
  /** Returns the cookie that takes the one of the browser away. */
  endSession(request: Request): string
  sessionOf(request: Request): { readonly user: User; readonly data: Data | undefined } | undefined
  endSessions(isMeant: (session: Session<Data>) => boolean): void
}

interface Session<Data> {
  readonly userId: string
  readonly data: Data | undefined
}

export function createStore<Data>(): Store<Data> {
  const users = new Map<string, User>()
  const sessions = new Map<string, Session<Data>>()
  const usersOf = (organizationId: string) =>
    [...users.values()].filter((user) => user.organizationId === organizationId)
  const byEmail = (email: string, organizationId?: string) =>
    [...users.values()].find(
      (user) =>
        user.email === email &&
        (organizationId === undefined || user.organizationId === organizationId),
    )
  const stored = (id: string) => {
    const user = users.get(id)
    if (user) return user
    throw new Error(`There is no user ${id}.`)
  }
  const endSessions = (isMeant: (session: Session<Data>) => boolean) => {
    for (const [id, session] of sessions) if (isMeant(session)) sessions.delete(id)
  }
  return {
    usersOf,
    byEmail,
    addUser(organizationId, email, more) {
      if (email !== undefined && byEmail(email, organizationId)) throw new Error('Email is taken.')
      const user: User = {
        ...{ id: randomUUID(), organizationId, email, isEmailVerified: false, password: undefined },
        ...{ roles: [], isActive: true, isOwner: false, memberSince: new Date().toISOString() },
        ...more,
      }
      users.set(user.id, user)
      return user
    },
    user: stored,
    isLastOwner({ isOwner, organizationId }) {
      const owners = usersOf(organizationId).filter((one) => one.isOwner && one.isActive)
      return isOwner && owners.length === 1
    },
    revoke(id) {
      stored(id).password = undefined
      endSessions(({ userId }) => userId === id)
    },
    startSession(request, userId, data) {
      sessions.delete(idOf(request))
      const id = randomBytes(32).toString('base64url')
      sessions.set(id, { userId, data })
      return `${COOKIE}=${id}; Path=/; HttpOnly; Secure; SameSite=Lax`
    },
    endSession(request) {
      sessions.delete(idOf(request))
      return `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax`
    },
    sessionOf(request) {
      const session = sessions.get(idOf(request))
      const user = users.get(session?.userId ?? '')
      return session && user?.isActive ? { user, data: session.data } : undefined
    },
    endSessions,
  }
}

const COOKIE = '__Host-konnect'

function idOf({ headers }: Request): string {
  const pairs = headers.get('cookie')?.split('; ') ?? []
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? ''
}

export const isAdmin = ({ isOwner = false, roles: held = [] }: Partial<User>): boolean =>
  isOwner || held.includes('organization_admin')

/** Where other parts of the product have a say. */
export interface Extensions {
  /** Where to log in instead, asked after the password was right. */
  onPassword?(user: User): Promise<{ readonly label: string; readonly href: string } | undefined>
  /** Throws where the roles of this user are not ours to edit. */
  onRoleEdit?(user: User): void
  /** Beside the roles in the list of users. */
  roleNote?(user: User): string | undefined
  readonly settings?: readonly { readonly label: string; readonly href: string }[]
}

type Markup = ReturnType<typeof html>

export const page = (title: string, content: Markup) => html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Konnect</title>
<main><h1>${title}</h1>
${content}</main>
</html>
`

/** Sign-in page, start page, and Organization > Users. */
export function hostRoutes<Data>(store: Store<Data>, extensions: Extensions = {}): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    if (c.res.headers.has('content-security-policy')) return
    c.header(
      'content-security-policy',
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    )
    c.header('cache-control', 'no-store')
    c.header('referrer-policy', 'same-origin')
  })
  const loginPage = (problem?: string) =>
    page(
      'Log in to Konnect',
      html`${problem === undefined ? '' : html`<p role="alert">${problem}</p>`}
<form method="post" action="/login">
<p><label>Email <input name="email" type="email" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button>Log in</button></p>
</form>`,
    )

  app.get('/login', (c) => c.html(loginPage()))

  app.post('/login', async (c) => {
    const { email, password } = await c.req.parseBody()
    const user = store.byEmail(String(email))
    if (!user?.isActive || user.password === undefined || user.password !== password) {
      return c.html(loginPage('Email or password is wrong.'), 401)
    }
    const instead = await extensions.onPassword?.(user)
    if (instead) {
      const { label, href } = instead
      const content = html`<p role="alert">Your organization does not use passwords.</p>
<p><a href="${href}">${label}</a></p>`
      return c.html(page('Log in to Konnect', content), 403)
    }
    c.header('set-cookie', store.startSession(c.req.raw, user.id))
    return c.redirect('/', 303)
  })

  app.post('/logout', (c) => {
    c.header('set-cookie', store.endSession(c.req.raw))
    return c.redirect('/login', 303)
  })

  app.get('/', (c) => {
    const user = store.sessionOf(c.req.raw)?.user
    if (!user) return c.redirect('/login', 303)
    const links = [{ label: 'Users', href: '/organization/users' }, ...(extensions.settings ?? [])]
    return c.html(
      page(
        'Overview',
        html`<p>You are logged in as <strong>${user.email}</strong>.</p>
<p>Your roles: ${labelsOf(user)}</p>
${isAdmin(user) ? html`<ul>${links.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>` : ''}
<form method="post" action="/logout"><button>Log out</button></form>`,
      ),
    )
  })

  const usersPage = (admin: User) =>
    page(
      'Users',
      html`<table><thead><tr><th>User</th><th>Roles</th><th>State</th></tr></thead><tbody>
${store.usersOf(admin.organizationId).map(
  (user) => html`<tr><td>${user.email}</td><td>${labelsOf(user)} ${rolePart(user)}</td>
<td>${user.isActive ? 'Active' : 'Deactivated'}</td></tr>`,
)}</tbody></table>`,
    )
  const rolePart = (user: User): Markup | string => {
    const note = extensions.roleNote?.(user)
    if (note !== undefined) return html`<em>${note}</em>`
    return html`<form method="post" action="/organization/users/${user.id}">
<select name="role" aria-label="Role of ${user.email}">${roles.map(({ id, label }) => html`<option value="${id}"${user.roles.includes(id) ? ' selected' : ''}>${label}</option>`)}</select>
<button>Change</button></form>`
  }

  app.get('/organization/users', (c) => {
    const user = store.sessionOf(c.req.raw)?.user
    return user && isAdmin(user) ? c.html(usersPage(user)) : c.text('Not allowed.', 403)
  })

  app.post('/organization/users/:id', async (c) => {
    const admin = store.sessionOf(c.req.raw)?.user
    const user =
      admin && store.usersOf(admin.organizationId).find(({ id }) => id === c.req.param('id'))
    if (!user || !isAdmin(admin)) {
      return c.text('Not allowed.', 403)
    }
    extensions.onRoleEdit?.(user)
    const { role } = await c.req.parseBody()
    user.roles = roles.map(({ id }) => id).filter((id) => id === role)
    return c.redirect('/organization/users', 303)
  })
  return app
}

function labelsOf({ isOwner, roles: held }: User): string {
  const labels = roles.filter(({ id }) => held.includes(id)).map(({ label }) => label)
  return [...(isOwner ? ['Owner'] : []), ...labels].join(', ') || 'none'
}
