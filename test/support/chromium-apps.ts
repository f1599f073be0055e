import { randomBytes } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'
import {
  type NodeContext,
  sendResponse,
  toNodeHandler,
  toRequest,
} from '../../src/adapters/node.ts'
import {
  createSso,
  type Login,
  type Sso,
  type SsoEvent,
  type SsoSession,
  systemActor,
} from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { homePage, renewalPage } from './chromium-app-pages.ts'
import { startProxy } from './https-proxy.ts'
import { type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts'
import { startServer } from './server.ts'

/**
 * Two applications and one identity provider, npm `oidc-provider`, each on a site of its own and over
 * https. Unlike the demo's provider it remembers who has signed in, and it tells one application what
 * happens in the other (back-channel logout).
 *
 *     const apps = useApps()
 *     const journey = journeys(() => apps.origins)
 *     journey('…', async ({ page, context }) => {
 *       await withoutFonts(context)
 *       await logIn(page, apps.one, 'ann')
 *     })
 */
export interface BrowserApps {
  readonly idp: OpenIdProvider
  /** A single-page app's: a public client, whose page renews its session in a frame. */
  readonly one: BrowserApp
  /** Its client has a secret, and who signs out of it is asked anew by the provider. */
  readonly other: BrowserApp
  readonly origins: readonly string[]
}

export interface BrowserApp {
  readonly origin: string
  readonly connectionId: string
  readonly logins: Login[]
  readonly events: SsoEvent[]
  readonly errors: string[]
}

/** The pages of oidc-provider ask for them. */
const FONTS = 'https://fonts.googleapis.com'
const SECRET = randomBytes(32).toString('base64url')
const actor = systemActor

/** For all tests of a file. Its members are there once the tests run. */
export function useApps(): BrowserApps {
  const apps = {} as BrowserApps
  const closers: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const front = async (name: string) => {
      const proxy = await startProxy(name, inject('certificate'))
      closers.push(proxy.close)
      return proxy
    }
    const issuer = await front('idp.localhost')
    const idp = await startOpenIdProvider({ front: issuer })
    closers.push(idp.close)
    const start = async (name: string, isPublic: boolean, embeds: readonly string[]) => {
      const proxy = await front(name)
      const app = await startApp(proxy.origin, idp, isPublic, embeds)
      proxy.connect({ host: 'localhost', port: app.port })
      closers.push(app.close)
      return app
    }
    const other = await start('other.localhost', false, [])
    const one = await start('app.localhost', true, [other.origin])
    other.embed(`${one.origin}/silent?for=${other.origin}`)
    const origins = [one.origin, other.origin, issuer.origin, FONTS]
    Object.assign(apps, { idp, one, other, origins })
  })
  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
  })
  return apps
}

async function startApp(
  baseUrl: string,
  idp: OpenIdProvider,
  isPublic: boolean,
  allowedReturnOrigins: readonly string[],
) {
  const running = new Map<string, SsoSession>()
  const logins: Login[] = []
  const events: SsoEvent[] = []
  const errors: string[] = []
  let frame = '/silent'
  const keyOf = (request: Request) =>
    /(?:^|; )__Host-sid=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
  const cookie = (value: string, seconds: number) =>
    `__Host-sid=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`

  const sso = createSso<NodeContext>({
    ...{ baseUrl, allowedReturnOrigins, storage: memoryStorage(), providers: [oidc()] },
    secrets: [randomBytes(32).toString('base64url')],
    // These journeys are not about the gates.
    activation: { requires: [] },
    network: { privateHosts: [new URL(idp.issuer).host] },
    fetch: behind(idp),
    onEvent: (event) => void events.push(event),
    onError: ({ code }) => void errors.push(code),
    onLogin(login) {
      logins.push(login)
      if (login.replaces !== undefined) forget(running, [login.replaces])
      const id = randomBytes(16).toString('base64url')
      running.set(id, login.session)
      return { setCookie: [cookie(id, 600)] }
    },
    readSession: (request) => running.get(keyOf(request)) ?? null,
    onLocalLogout(_session, request) {
      running.delete(keyOf(request))
      return { setCookie: [cookie('', 0)] }
    },
    onSessionsEnd(ended) {
      const ids = ended.map(({ id }) => id)
      forget(running, ids)
    },
  })
  const connectionId = await connect(sso, baseUrl, idp, isPublic)

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url)
    const session = running.get(keyOf(request))
    if (pathname === '/refresh') {
      const state = session ? (await sso.refresh(session)).state : 'nobody'
      return Response.json({ state })
    }
    if (pathname === '/silent') {
      const silent = { origin: searchParams.get('for') ?? baseUrl }
      const start = await sso.startLogin({ connectionId }, { silent, ...(session && { session }) })
      return start.toResponse()
    }
    if (pathname === '/spa') return renewalPage(frame, baseUrl, idp.issuer)
    return homePage(connectionId, session?.subject)
  }
  const mount = toNodeHandler(sso)
  const server = await startServer('localhost', (req, res) =>
    mount(
      req,
      res,
      () => void answer(toRequest(req)).then((response) => sendResponse(response, res)),
    ),
  )
  await register(idp, sso, connectionId, { server: server.origin, isPublic })
  return {
    ...{ origin: baseUrl, port: server.port, connectionId, logins, events, errors },
    embed: (address: string) => void (frame = address),
    close: server.close,
  }
}

function forget(running: Map<string, SsoSession>, ids: readonly string[]): void {
  for (const [key, { id }] of running) if (ids.includes(id)) running.delete(key)
}

/** The names below `localhost` are the browser's alone, so the provider is called at its own address. */
const behind =
  ({ issuer, address }: OpenIdProvider): typeof fetch =>
  async (input, init = {}) => {
    const { pathname, search, host } = new URL(String(input))
    const headers = new Headers(init.headers)
    headers.set('x-forwarded-proto', 'https')
    headers.set('x-forwarded-host', host)
    if (!String(input).startsWith(issuer)) throw new Error(`Nobody is at ${String(input)}.`)
    const answer = await fetch(`${address}${pathname}${search}`, { ...init, headers })
    // Without its address, which is another one than was asked and would look like a redirect.
    return new Response(answer.body, answer)
  }

async function connect(
  sso: Sso<NodeContext>,
  baseUrl: string,
  idp: OpenIdProvider,
  isPublic: boolean,
): Promise<string> {
  const { id } = await sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc' },
      settings: {
        ...{ issuer: idp.issuer, clientId: clientIdOf(baseUrl) },
        scopes: ['openid', 'profile', 'email', 'offline_access'],
        ...(isPublic ? { clientAuthentication: 'none' as const } : {}),
      },
      ...(isPublic ? {} : { secrets: { clientSecret: SECRET } }),
      session: { hasSingleLogout: true, requireLoginAfterLogout: !isPublic },
    },
    { actor },
  )
  await sso.connections.activate(id, { actor })
  return id
}

async function register(
  idp: OpenIdProvider,
  sso: Sso<NodeContext>,
  connectionId: string,
  { server, isPublic }: { readonly server: string; readonly isPublic: boolean },
): Promise<void> {
  const { fields } = await sso.connections.setup(connectionId)
  const valuesOf = (...ids: string[]) =>
    fields.filter(({ id }) => ids.includes(id)).map(({ value }) => value)
  idp.register({
    client_id: clientIdOf(valuesOf('redirect_uri')[0] ?? ''),
    ...(isPublic ? {} : { client_secret: SECRET }),
    token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
    redirect_uris: valuesOf('redirect_uri', 'silent_redirect_uri'),
    post_logout_redirect_uris: valuesOf('sign_out_uri'),
    // The provider's server calls here; nobody resolves the name of the front for it.
    backchannel_logout_uri: `${server}/sso/${connectionId}/backchannel-logout`,
    backchannel_logout_session_required: true,
  })
}

const clientIdOf = (url: string) => new URL(url).hostname

/** Signs in, from the app's own page; whoever the provider knows is asked nothing but consent. */
export async function logIn(page: Page, app: BrowserApp, person?: string): Promise<void> {
  await page.goto(app.origin)
  await page.getByRole('link', { name: 'Sign in' }).click()
  if (person !== undefined) {
    await page.locator('[name=login]').fill(person)
    await page.locator('[name=password]').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
  }
  // It asks for consent to refresh tokens each time.
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: person ?? 'Hello' }).waitFor()
}

/** Answers for the origin that the pages of oidc-provider take fonts from. */
export async function withoutFonts(context: BrowserContext): Promise<void> {
  await context.route(`${FONTS}/**`, (route) =>
    route.fulfill({ contentType: 'text/css', body: '' }),
  )
}
