import { randomBytes } from 'node:crypto'

/**
 * What an instance of the product has anyway: its people, the administrator that it comes with,
 * passwords, sessions, a page shell, a way out. A miniature: it lives in memory, and a real one stores
 * hashes of passwords.
 */
export interface Host {
  readonly users: Map<string, User>
  /** Throws where somebody has this e-mail. */
  addUser(email: string | undefined, more?: Partial<User>): User
  /** Throws where there is none. */
  user(id: string): User
  userOf(email: string): User | undefined
  defaultUsers(): readonly User[]
  /** The form of the list of users. */
  deleteUser(request: Request, origin: string): Promise<Response>
  /** Who is disabled stays so by whoever did it. */
  disable(id: string, by: 'admin' | 'directory'): void
  endPassword(id: string): void
  session(request: Request): Session | undefined
  /** Ends the session of this browser, and begins one under a new id; the answer is a cookie. */
  startSession(request: Request, session: Session): string
  endSession(request: Request): string
  endSessions(isMeant: (session: Session) => boolean): void
}

export interface User {
  readonly id: string
  readonly email: string | undefined
  readonly isEmailVerified: boolean
  password: string | undefined
  roles: readonly string[]
  readonly isAdmin: boolean
  /** The administrator that every new instance has. */
  readonly isDefault: boolean
  readonly since: string
  disabledBy: 'admin' | 'directory' | undefined
}

export interface Session {
  readonly user: User
  /** What whoever began it wants to know again. */
  more?: unknown
}

const COOKIE = '__Host-collate'
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' }
export const safe = (text: string): string =>
  text.replaceAll(/[&<"]/g, (one) => entities[one] ?? '')

/** @param policy what the page does besides showing itself */
export const page = (content: string, policy = '', status = 200): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Collate</title><main>${content}</main></html>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ${policy}`,
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
      },
    },
  )

export const redirect = (location: string, setCookie?: string): Response =>
  new Response(null, {
    status: 303,
    headers: { location, ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }) },
  })

/** The fields of a form of our own pages; a form of another site has none. */
export async function fieldsOf(
  request: Request,
  origin: string,
): Promise<Readonly<Record<string, string>>> {
  if (request.headers.get('origin') !== origin) return {}
  return Object.fromEntries(new URLSearchParams(await request.text()))
}

export const passwordForm = `<form method="post" action="/signin">
<p><label>Email <input name="email" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button>Login</button></p></form>`

/**
 * The single-page app for whoever is signed in; administrators see the people of the instance.
 *
 * @param part of the page that somebody adds, with what it needs besides our own scripts and calls
 */
export function appPage(
  { users }: Host,
  { user }: Session,
  part: { readonly markup: string; readonly frames: string },
): Response {
  const items = [...users.values()].map(
    ({ id, email = id }) =>
      `<li><button name="delete" value="${id}" aria-label="Delete ${safe(email)}">Delete</button> ${safe(email)}</li>`,
  )
  const list = `<h2>Users</h2><form method="post" action="/users"><ul>${items.join('')}</ul></form>`
  const content = `<h1>Hello ${safe(user.email ?? user.id)}</h1>${part.markup}${user.isAdmin ? list : ''}`
  return page(content, `script-src 'self'; connect-src 'self'; frame-src 'self' ${part.frames}`)
}

/**
 * Calls that leave the instance go by the gateway of whoever runs it.
 *
 * @param gateway which is told by a header whom a call is for; `undefined` where there is none
 */
export const outgoing = (gateway: string | undefined): typeof fetch | undefined =>
  gateway === undefined ? undefined : (input, init) => passOn(gateway, new Request(input, init))

async function passOn(gateway: string, asked: Request): Promise<Response> {
  const { host, pathname, search } = new URL(asked.url)
  const { method, redirect: mode, signal } = asked
  const headers = new Headers(asked.headers)
  headers.set('x-gateway-host', host)
  const body = method === 'GET' ? {} : { body: await asked.arrayBuffer() }
  const init = { method, headers, redirect: mode, signal, ...body }
  const answer = await fetch(`${gateway}${pathname}${search}`, init)
  // Without its address, which is another one than was asked and would look like a redirect.
  return new Response(answer.body, answer)
}

export function createHost(operator: { readonly email: string; readonly password: string }): Host {
  const users = new Map<string, User>()
  const sessions = new Map<string, Session>()
  const idOf = ({ headers }: Request) =>
    new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headers.get('cookie') ?? '')?.[1] ?? ''
  let count = 0

  const host: Host = {
    users,
    addUser(email, more = {}) {
      if (email !== undefined && host.userOf(email)) throw new Error(`${email} is taken.`)
      count += 1
      const user: User = {
        ...{ id: `usr_${count}`, email, password: undefined, roles: [], isAdmin: false },
        ...{
          isEmailVerified: false,
          isDefault: false,
          since: new Date().toISOString(),
          disabledBy: undefined,
          ...more,
        },
      }
      users.set(user.id, user)
      return user
    },
    user(id) {
      const user = users.get(id)
      if (user) return user
      throw new Error(`There is no user ${id}.`)
    },
    userOf: (email) => [...users.values()].find((user) => user.email === email),
    defaultUsers: () => [...users.values()].filter(({ isDefault }) => isDefault),
    async deleteUser(request, origin) {
      const { delete: id = '' } = await fieldsOf(request, origin)
      if (!host.session(request)?.user.isAdmin) return redirect('/signin')
      users.delete(id)
      host.endSessions(({ user }) => user.id === id)
      return redirect('/')
    },
    disable(id, by) {
      host.user(id).disabledBy ??= by
      host.endSessions(({ user }) => user.id === id)
    },
    endPassword(id) {
      host.user(id).password = undefined
      host.endSessions(({ user }) => user.id === id)
    },
    session: (request) => sessions.get(idOf(request)),
    startSession(request, session) {
      sessions.delete(idOf(request))
      const id = randomBytes(24).toString('base64url')
      sessions.set(id, session)
      return `${COOKIE}=${id}; Path=/; HttpOnly; Secure; SameSite=Lax`
    },
    endSession(request) {
      sessions.delete(idOf(request))
      return `${COOKIE}=; Path=/; Max-Age=0; Secure`
    },
    endSessions(isMeant) {
      for (const [id, session] of sessions) if (isMeant(session)) sessions.delete(id)
    },
  }
  const isAdmin = true
  host.addUser('admin@open-metadata.org', { password: 'admin', isAdmin, isDefault: true })
  host.addUser(operator.email, { password: operator.password, isAdmin, roles: ['operator'] })
  return host
}
