import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { systemActor } from 'ssokit'
import { afterEach, beforeEach } from 'vitest'
import { createMockOkta } from '../../../src/testing/okta/index.ts'
import type {
  MockOkta,
  MockOktaOidcApp,
  MockOktaOidcSettings,
  MockOktaServer,
} from '../../../src/testing/okta/types.ts'
import { press } from '../../support/chromium.ts'
import { type PublicHosts, usePublicHosts } from '../../support/public-hosts.ts'
import { createCollate } from './app/sso.ts'

const actor = systemActor

export const collate = 'https://acme.getcollate.io'
export const appFolder = join(import.meta.dirname, 'app')
/** Everybody's. */
export const password = 'correct horse'
export const operator = { email: 'ops@getcollate.io', password }

/** A call of the product's server to the provider, and what came of it. */
export interface Call {
  readonly url: URL
  readonly headers: Headers
  readonly fields: URLSearchParams
  /** `undefined` where it is no JSON. */
  readonly answer: Readonly<Record<string, string>> | undefined
}

/** The way out of the product's server, which tests watch and cut. */
export interface WayOut {
  readonly fetch: typeof globalThis.fetch
  readonly calls: Call[]
  /** May give another answer, or throw, once the provider has done its work. */
  meddle: ((call: Call) => Response | undefined) | undefined
}

export function wayOut(reach: typeof globalThis.fetch): WayOut {
  const way: WayOut = {
    calls: [],
    meddle: undefined,
    async fetch(input, init) {
      const asked = new Request(input, init)
      const fields = new URLSearchParams(asked.method === 'POST' ? await asked.clone().text() : '')
      const response = await reach(asked)
      const answer = await response
        .clone()
        .json()
        .catch(() => undefined)
      const call = { url: new URL(asked.url), headers: asked.headers, fields, answer }
      way.calls.push(call)
      return way.meddle?.(call) ?? response
    },
  }
  return way
}

/** The customer's Okta, where Ann and Ben work. */
export function acmeOkta(): MockOkta {
  const okta = createMockOkta({ domain: 'acme.okta.com' })
  for (const firstName of ['Ann', 'Ben']) {
    const login = `${firstName.toLowerCase()}@acme.example`
    okta.addPerson({ login, firstName, lastName: 'Acme', password })
  }
  return okta
}

/** The application and the authorization server as the guide has them. */
export function prepare(
  okta: MockOkta,
  values: Pick<MockOktaOidcSettings, 'signInRedirectUris' | 'signOutRedirectUris' | 'baseUris'>,
): { readonly app: MockOktaOidcApp; readonly server: MockOktaServer } {
  const app = okta.addOidcApp({
    ...{ name: 'Collate', type: 'spa', access: 'everyone', ...values },
    grantTypes: ['authorization_code', 'refresh_token'],
    refreshTokens: { rotates: true },
    idTokenIssuer: 'okta_url',
  })
  const server = okta.addServer({ name: 'Collate', audience: app.clientId, issuer: 'okta_url' })
  server.addScope({ name: 'collate', isDefault: true })
  const grantTypes = ['authorization_code', 'client_credentials', 'device_authorization'] as const
  server.addPolicy({
    clients: [app.clientId],
    rule: { grantTypes: [...grantTypes, 'token_exchange'] },
  })
  return { app, server }
}

export interface Scene {
  readonly hosts: PublicHosts
  readonly journey: PublicHosts['journey']
  readonly okta: MockOkta
  readonly app: MockOktaOidcApp
  readonly server: MockOktaServer
  readonly way: WayOut
  readonly product: ReturnType<typeof createCollate>
  readonly connectionId: string
}

/** For each test of a file: an instance in this process that is set up as the guide says. */
export function useCollate(): Scene {
  const hosts = usePublicHosts()
  const scene = { hosts, journey: hosts.journey } as Scene
  beforeEach(async () => {
    const okta = acmeOkta()
    const way = wayOut(hosts.fetch)
    const SSO_SECRETS = randomBytes(32).toString('base64url')
    const env = { BASE_URL: collate, SSO_SECRETS, OPERATOR: JSON.stringify(operator) }
    const product = createCollate(env, way.fetch)
    hosts.serve('acme.okta.com', okta.handler)
    hosts.serve('acme.getcollate.io', (request) => respond(product, request))
    const { connections } = product.sso
    const created = { organizationId: 'acme', protocol: 'oidc', profile: 'okta' }
    const { id: connectionId } = await connections.create(created, { actor })
    const { app, server } = prepare(okta, {
      signInRedirectUris: [`${collate}/callback`, `${collate}/silent-callback`],
      ...{ signOutRedirectUris: [`${collate}/signin`], baseUris: [collate] },
    })
    const settings = { issuer: server.issuer, clientId: app.clientId }
    await connections.update(connectionId, { settings }, { actor })
    await connections.activate(connectionId, { actor })
    Object.assign(scene, { okta, way, product, app, server, connectionId })
  })
  afterEach(() => {
    scene.way.meddle = undefined
  })
  return scene
}

/** As Next.js finds the routes in the folder `app`. */
async function respond(
  { sso, setup, pages }: Scene['product'],
  request: Request,
): Promise<Response> {
  const { pathname } = new URL(request.url)
  const routes: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
    ...{ '/': pages.home, '/signin': pages.signIn, '/operator': pages.operatorPage },
    ...{ '/silent': pages.silent, '/users': pages.users, '/api/refresh': pages.refresh },
  }
  const route = routes[pathname]
  if (pathname === '/spa.js') {
    const headers = { 'content-type': 'text/javascript' }
    return new Response(readFileSync(join(appFolder, 'public/spa.js')), { headers })
  }
  if (pathname.startsWith('/sso/setup')) return setup.handler(request)
  if (!route) return sso.handler(request)
  return route(request).catch((error: unknown) => sso.errorResponse(error, request))
}

/** By the button of the sign-in page, at Okta where it asks. */
export async function signIn(page: Page, login = 'ann@acme.example'): Promise<void> {
  await page.goto(`${collate}/signin`)
  await page.getByRole('link', { name: 'Sign in with Okta' }).click()
  await page.getByLabel('Username').fill(login)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

/** The vendor's people, and the administrator that each instance comes with. */
export async function logIn(page: Page, email = operator.email, secret = password): Promise<void> {
  await page.goto(`${collate}/signin`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(secret)
  await press(page, 'Login')
}

/** What the app says after one more renewal. */
export async function renewed(page: Page, words: RegExp): Promise<void> {
  const output = page.locator('output')
  const before = await output.innerText()
  await page.getByRole('button', { name: 'Renew session' }).click()
  await output.filter({ hasText: new RegExp(`^${before.trim()}\\s*${words.source}`) }).waitFor()
}

/** What an attempt to sign in failed at, as the set-up pages tell the vendor's people. */
export async function hintFor(
  operatorPage: Page,
  { connectionId }: Pick<Scene, 'connectionId'>,
  reference: string,
): Promise<string> {
  await logIn(operatorPage)
  await operatorPage.goto(
    `${collate}/sso/setup/connections/${connectionId}/trace?reference=${reference}`,
  )
  return operatorPage.locator('main').innerText()
}

/** Of the error page that a person sees. */
export const referenceOn = (page: Page): Promise<string> => page.locator('code').first().innerText()
