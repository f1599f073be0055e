import { type Connection, createSso, isSsoError, type SsoSession, uiTexts } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { portal } from 'ssokit/portal'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountsOf } from './accounts.ts'
import {
  appPage,
  createHost,
  fieldsOf,
  outgoing,
  page,
  passwordForm,
  redirect,
  safe,
  type Session,
} from './host.ts'

const organizationId = 'acme'
const scopes = ['openid', 'profile', 'email', 'offline_access']
const { signInWithOkta } = uiTexts.en

/**
 * An instance of the product: one customer, whose single sign-on the vendor's people look after.
 *
 * @param env where everything that differs between instances comes from
 * @param fetch for calls to the provider. Default: by the gateway, or as the library calls itself
 */
export function createCollate(env: NodeJS.ProcessEnv, fetch = outgoing(env['GATEWAY'])) {
  const { BASE_URL: baseUrl = '', SSO_SECRETS = '', OPERATOR = '{}' } = env
  const host = createHost(JSON.parse(OPERATOR))
  const { accounts, factsOf } = accountsOf(host, organizationId)
  const ssoOf = (session?: Session) => session?.more as SsoSession | undefined
  const isOperator = (actor: unknown) =>
    (actor as Session | undefined)?.user?.roles.includes('operator') === true

  const sso = createSso({
    ...{ baseUrl, secrets: SSO_SECRETS.split(','), ...(fetch && { fetch }) },
    organization: { id: organizationId },
    ...{ providers: [oidc()], storage: memoryStorage({ allowInProduction: true }) },
    ...{ accounts, profiles: ['okta'] },
    paths: { callback: '/callback', silentCallback: '/silent-callback', logoutReturn: '/signin' },
    connectionDefaults: () => ({
      settings: { clientAuthentication: 'none', scopes },
      session: { hasSingleLogout: true },
    }),
    // The vendor has no account at the customer's provider to test with.
    activation: { requires: ['check'] },
    authorize: (_action, actor) => isOperator(actor),
    describeActor: (actor) => (actor as Session).user?.email ?? 'a setup link',
    legacyAccounts: async () =>
      host.defaultUsers().map(({ id }) => ({ id, reason: 'everybody knows its password.' })),
    onLogin({ account, session }, request) {
      const user = host.user(account?.id ?? '')
      return { setCookie: [host.startSession(request, { user, more: session })] }
    },
    readSession: (request) => ssoOf(host.session(request)) ?? null,
    onLocalLogout: (_session, request) => ({ setCookie: [host.endSession(request)] }),
    onSessionsEnd: (ended) =>
      host.endSessions((session) => ended.some(({ id }) => id === ssoOf(session)?.id)),
  })

  const setup = portal({
    sso,
    branding: { product: 'Collate' },
    visitor(request) {
      const session = host.session(request)
      return session ? { actor: session, organizationId, id: session.user.id } : redirect('/signin')
    },
  })

  /** The single-page app, which renews its session in a hidden frame: see public/spa.js. */
  async function home(request: Request): Promise<Response> {
    const session = host.session(request)
    if (!session) return redirect('/signin')
    const { connectionId, issuer } = ssoOf(session) ?? {}
    const operator = isOperator(session) ? '<p><a href="/operator">Single sign-on</a></p>' : ''
    const renewal = `<p><button id="renew">Renew session</button> <output></output></p><script src="/spa.js"></script>
<form method="post" action="/sso/${connectionId}/logout"><input type="hidden" name="returnTo" value="/signin"><button>Sign out</button></form>`
    if (issuer === undefined) return appPage(host, session, { markup: operator, frames: '' })
    return appPage(host, session, { markup: operator + renewal, frames: new URL(issuer).origin })
  }

  async function signInPage(problem = '', status = 200): Promise<Response> {
    const { password, connections } = await sso.loginOptions({ organizationId })
    const links = connections.map(({ url }) => `<p><a href="${url}">${signInWithOkta}</a></p>`)
    const form = password ? passwordForm : ''
    return page(`<h1>Sign in</h1>${problem}${links.join('')}${form}`, '', status)
  }

  async function signIn(request: Request): Promise<Response> {
    if (request.method === 'GET') return (await sso.intercept(request)) ?? signInPage()
    const { email = '', password = '' } = await fieldsOf(request, baseUrl)
    const user = host.userOf(email)
    if (user?.password === undefined || user.password !== password) {
      return signInPage('<p role="alert">Wrong email or password.</p>', 403)
    }
    const { allowed } = await sso.mayUsePassword({ organizationId, account: factsOf(user) })
    if (!allowed) return signInPage('<p role="alert">Sign in with Okta.</p>', 403)
    return redirect('/', host.startSession(request, { user }))
  }

  /** Where the vendor's people switch on what their customer has entered. */
  async function operatorPage(request: Request): Promise<Response> {
    const actor = host.session(request)
    if (!isOperator(actor)) return redirect('/signin')
    const { activate } = request.method === 'POST' ? await fieldsOf(request, baseUrl) : {}
    const problems: string[] = []
    try {
      if (activate !== undefined) await sso.connections.activate(activate, { actor })
    } catch (error) {
      if (!isSsoError(error, 'connection_not_ready')) throw error
      for (const { message, hint } of error.issues ?? []) problems.push(`${message} ${hint}`)
    }
    const connections = await sso.connections.list(organizationId, { actor })
    return page(`<h1>Single sign-on</h1><p><a href="/sso/setup">Set-up pages</a></p>
${problems.map((text) => `<p role="alert">${safe(text)}</p>`).join('')}
${connections.map(connectionForm).join('')}`)
  }

  /** Into a hidden frame of our own page. */
  async function silent(request: Request): Promise<Response> {
    const session = ssoOf(host.session(request))
    if (!session) return redirect('/signin')
    const target = { connectionId: session.connectionId }
    const start = await sso.startLogin(target, { request, session, silent: { origin: baseUrl } })
    return start.toResponse()
  }

  /** For when the frame did not help: the server asks the provider. */
  async function refresh(request: Request): Promise<Response> {
    const running = host.session(request)
    const session = ssoOf(running)
    if (!running || !session) return Response.json({ state: 'ended' })
    const { state, code, session: renewed } = await sso.refresh(session)
    if (renewed) running.more = renewed
    else host.endSession(request)
    return Response.json({ state, code })
  }

  const users = (request: Request) => host.deleteUser(request, baseUrl)
  return { host, sso, setup, pages: { home, signIn, operatorPage, silent, refresh, users } }
}

const connectionForm = ({ id, status }: Pick<Connection, 'id' | 'status'>) =>
  `<form method="post" action="/operator">${status} <button name="activate" value="${id}">Activate</button></form>`
