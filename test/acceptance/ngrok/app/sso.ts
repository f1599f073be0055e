import { createSso, type Login, type SsoSession, type SsoStorage, systemActor } from 'ssokit'
import { type FastifyContext, sendResponse, ssoPlugin, toRequest } from 'ssokit/fastify'
import { portal } from 'ssokit/portal'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountsOf } from './accounts.ts'
import {
  createHost,
  type Host,
  isOwnForm,
  pageResponse,
  safe,
  type Session,
  show,
  textsOf,
} from './host.ts'
import { texts } from './texts.ts'

const baseUrl = 'https://dashboard.ngrok.com'

export interface Outside {
  readonly secrets: readonly string[]
  /** Default: in memory. */
  readonly storage?: SsoStorage
  /** Default: what the library asks itself. */
  readonly fetch?: typeof globalThis.fetch
}

/** The dashboard with single sign-on for accounts of the enterprise plan. */
export async function createDashboard(outside: Outside): Promise<Host> {
  const host = createHost(() => ({ loginOptions, refusal, settings }))
  const { accounts, factsOf } = accountsOf(host)
  const cookieOf = ({ headers }: Request) => ({ cookie: headers.get('cookie') ?? undefined })
  const sessionOf = (request: Request) => host.session(cookieOf(request))
  const sessionFor = ({ account, organizationId, session }: Login): Session => ({
    user: host.user(account?.id ?? ''),
    ...{ accountId: organizationId, more: session },
  })

  const sso = createSso<FastifyContext>({
    ...{ baseUrl, accounts, providers: [saml()], storage: memoryStorage(), ...outside },
    paths: { join: '/join' },
    profiles: ['okta', 'generic'],
    connectionDefaults: () => ({
      settings: { requireEmailNameId: true },
      access: { provisioning: 'join_prompt' },
    }),
    isSsoAllowed: (accountId) => host.accounts.get(accountId)?.plan === 'enterprise',
    authorize(_action, actor, accountId) {
      const { user, accountId: own } = actor as Partial<Session>
      return own === accountId && user?.memberships.get(own)?.roles.includes('admin') === true
    },
    describeActor: (actor) => (actor as Partial<Session>).user?.email ?? 'a setup link',
    onLogin(login, request) {
      // Nobody asked for it in this browser: whoever is logged in stays, unless they agree.
      if (login.authentication.initiatedBy === 'idp') return host.offerSession(sessionFor(login))
      return { setCookie: [host.startSession(cookieOf(request), sessionFor(login))] }
    },
    onError: ({ code }) =>
      code === 'access_not_invited'
        ? pageResponse(
            '<h1>Log in</h1><p role="alert">You need an invitation to this account.</p>',
            403,
          )
        : undefined,
    onSessionsEnd: (ended) =>
      host.endSessions(({ more }) => ended.some(({ id }) => id === (more as SsoSession)?.id)),
  })

  const setup = portal<FastifyContext>({
    sso,
    branding: { product: 'ngrok' },
    locales: { en: texts },
    visitor(request) {
      const session = sessionOf(request)
      if (!session) return Response.redirect(`${baseUrl}/login`, 303)
      return { actor: session, organizationId: session.accountId, id: session.user.id }
    },
  })

  const settings = () => `<h2>Account Settings</h2>
<p><a href="/sso/setup">Identity Providers</a></p>
<p><a href="/sso/setup/connections/new">+ New Identity Provider</a></p>`

  async function loginOptions(organizationId: string): Promise<string> {
    const { connections } = await sso.loginOptions({ organizationId })
    const link = ({ label, url }: { label: string; url: string }) =>
      `<p><a href="${url}">Log in with ${safe(label)}</a></p>`
    return connections.map(link).join('')
  }

  /** Who came by one company's provider does not get into the accounts of others by that. */
  async function refusal(user: Session['user'], organizationId: string, session?: Session) {
    const account = factsOf(user, organizationId)
    const isForeign = session?.more !== undefined && session.accountId !== organizationId
    if (!isForeign && (await sso.mayUsePassword({ organizationId, account })).allowed) return
    const reason = isForeign
      ? 'Log in to this account with your password, or as it says here.'
      : 'This account requires you to log in through its identity provider.'
    return `<p role="alert">${reason}</p>${await loginOptions(organizationId)}`
  }

  const { server } = host
  await server.register(ssoPlugin, { sso: setup })
  await server.register(ssoPlugin, { sso })

  server.get('/join', async (request, reply) => {
    const join = await sso.pendingJoin(toRequest(request))
    if (!join) return show(reply, '<h1>Join</h1><p>There is nothing to answer.</p>', 404)
    const session = host.session(request.headers)
    const { description } = await sso.connections.get(join.connectionId, { actor: systemActor })
    const name = safe(host.accounts.get(join.organizationId)?.name ?? '')
    const title = `<h1>Join ${name}</h1>`
    if (join.needs === 'account_session' && !session) {
      return show(
        reply,
        `${title}<p>You have an ngrok account already. <a href="/login?returnTo=/join">Log in to it</a> first.</p>`,
      )
    }
    const user = join.needs === 'account_session' ? session?.user.email : join.identity.email
    return show(
      reply,
      `${title}<p>From now on ${safe(description)} of ${name} may log you in as <strong>${safe(user ?? '')}</strong>.</p>
<form method="post" action="/join"><button name="join" value="${join.token}">Join ${name}</button></form>`,
    )
  })

  server.post('/join', async (request, reply) => {
    const asked = toRequest(request)
    try {
      const pending = isOwnForm(request) ? await sso.pendingJoin(asked) : null
      const session = pending?.needs === 'account_session' && host.session(request.headers)
      const result = await sso.completeJoin(asked, {
        join: (pending && textsOf(request.body)['join']) ?? '',
        ...(session && { account: factsOf(session.user, pending.organizationId) }),
      })
      if (result.kind === 'login') {
        const cookie = host.startSession(request.headers, sessionFor(result.login))
        reply.header('set-cookie', cookie)
      }
      return await sendResponse(result.toResponse(), reply)
    } catch (error) {
      return sendResponse(sso.errorResponse(error, asked), reply)
    }
  })
  return host
}
