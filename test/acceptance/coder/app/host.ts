/** What the app has anyway: people, passwords, sessions, pages. Nothing of single sign-on is in it. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Body, Controller, Get, Inject, Injectable, Post, Req, Res } from '@nestjs/common'

export interface User {
  readonly id: string
  email: string | undefined
  isEmailVerified: boolean
  password: string | undefined
  readonly isSiteAdmin: boolean
  isActive: boolean
  roles: readonly string[]
  readonly memberSince: string
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

export function sendPage(res: ServerResponse, title: string, body: Html, status = 200): void {
  const { markup } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} · Coder</title></head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>`
  res.writeHead(status, {
    ...{ 'content-security-policy': POLICY, 'cache-control': 'no-store' },
    ...{ 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'same-origin' },
  })
  res.end(markup)
}

export const redirect = (res: ServerResponse, location: string, cookies: string[] = []) =>
  void res.writeHead(303, { location, 'set-cookie': cookies }).end()

@Injectable()
export class UsersService {
  readonly #users = new Map<string, User>()

  get(id: string): User {
    const user = this.#users.get(id)
    if (user) return user
    throw new Error(`There is no user ${id}.`)
  }

  byEmail(email: string | undefined): User | undefined {
    return [...this.#users.values()].find((user) => email !== undefined && user.email === email)
  }

  all(): User[] {
    return [...this.#users.values()]
  }

  add(user: Partial<User>): User {
    const made: User = {
      ...{ id: randomUUID(), email: undefined, isEmailVerified: false, password: undefined },
      ...{ isSiteAdmin: false, isActive: true, roles: [], memberSince: new Date().toISOString() },
      ...user,
    }
    this.#users.set(made.id, made)
    return made
  }
}

const COOKIE = '__Host-session'

/** `details`: what else belongs to a session. */
interface Session {
  readonly user: User
  readonly details: unknown
}

@Injectable()
export class SessionsService {
  readonly #sessions = new Map<string, Session>()

  /** Always under a new id. Answers with the cookie. */
  start(req: IncomingMessage, user: User, details?: unknown): string {
    this.#sessions.delete(sidOf(req))
    const sid = randomUUID()
    this.#sessions.set(sid, { user, details })
    return `${COOKIE}=${sid}; Path=/; Secure; HttpOnly; SameSite=Lax`
  }

  read(req: IncomingMessage): Session | undefined {
    const session = this.#sessions.get(sidOf(req))
    return session?.user.isActive ? session : undefined
  }

  end(req: IncomingMessage): string {
    this.#sessions.delete(sidOf(req))
    return `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`
  }

  endWhere(isMeant: (session: Session) => boolean): void {
    for (const [sid, session] of this.#sessions) if (isMeant(session)) this.#sessions.delete(sid)
  }
}

const sidOf = ({ headers }: IncomingMessage) =>
  new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? ''

/** As a form sends it. */
export type Form = Readonly<Record<string, string | undefined>>

/** What other parts of the product add to the pages. */
export abstract class Slots {
  abstract signIn(): Promise<Html>
  abstract signOut(details: unknown): Html | undefined
}

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="20"/></svg>'

@Controller()
export class HostController {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Slots) private readonly slots: Slots,
  ) {}

  @Get()
  home(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    const { user, details } = this.sessions.read(req) ?? {}
    if (!user) return redirect(res, '/login')
    const signOut = html`<form method="post" action="/logout"><button>Sign out</button></form>`
    const body = html`<p>Signed in as <strong>${user.email}</strong></p>
${user.isSiteAdmin && html`<nav><p>Manage</p><p>Admin</p><p><a href="/manage/admin/authentication">Authentication</a></p></nav>`}
${this.slots.signOut(details) ?? signOut}`
    sendPage(res, 'Workspaces', body)
  }

  @Get('login')
  async login(@Res() res: ServerResponse, problem?: string) {
    const body = html`${problem !== undefined && html`<p role="alert">${problem}</p>`}
${await this.slots.signIn()}
<form method="post" action="/login"><label>Email <input name="email" type="email" required></label>
<label>Password <input name="password" type="password" required></label><button>Sign in</button></form>`
    sendPage(res, 'Sign in', body, problem === undefined ? 200 : 401)
  }

  @Post('login')
  async password(@Req() req: IncomingMessage, @Res() res: ServerResponse, @Body() form: Form) {
    const user = this.users.byEmail(form.email)
    if (!user?.isActive || user.password === undefined || user.password !== form.password) {
      return this.login(res, 'Wrong email or password.')
    }
    return redirect(res, '/', [this.sessions.start(req, user)])
  }

  @Post('logout')
  logout(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    redirect(res, '/login', [this.sessions.end(req)])
  }

  @Get('logo.svg')
  logo(@Res() res: ServerResponse) {
    res.writeHead(200, { 'content-type': 'image/svg+xml' }).end(LOGO)
  }
}
