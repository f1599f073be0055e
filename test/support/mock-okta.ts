import { createHash } from 'node:crypto'
import {
  createMockOkta,
  type MockOkta,
  type MockOktaOidcApp,
  type MockOktaOidcSettings,
  type MockOktaServer,
} from '../../src/testing/okta/index.ts'
import { fixedClock, type FixedClock } from '../../src/testing/clock.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'

/*
 * A mock Okta with two people and a browser; what apps would do is done by hand, so that nothing of
 * ssokit's own takes part.
 */

export const appOrigin = 'https://app.example.com'
export const callback = `${appOrigin}/callback`
export const password = 'correct horse'
export const verifier = 'v'.repeat(43)
export const challenge = createHash('sha256').update(verifier).digest('base64url')

export interface OktaScene {
  readonly okta: MockOkta
  readonly clock: FixedClock
  readonly browser: Browser
  /** A browser of somebody else. */
  newBrowser(): Browser
  addApp(settings?: Partial<MockOktaOidcSettings>): MockOktaOidcApp
  /** Where an app sends the browser; `''` as a value leaves the parameter out. */
  request(app: MockOktaOidcApp, changes?: Record<string, string>, server?: string): string
  /** Goes there, signs in as Ann where it is asked to, and tells where the answer went. */
  authorize(
    app: MockOktaOidcApp,
    changes?: Record<string, string>,
    server?: string,
  ): Promise<URLSearchParams>
  /** Posts to the token endpoint, authenticated by `client_secret_post` or by nothing. */
  token(
    app: MockOktaOidcApp,
    parameters: Record<string, string>,
    server?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** The tokens of a sign-in. */
  tokens(
    app: MockOktaOidcApp,
    changes?: Record<string, string>,
    server?: string,
  ): Promise<Record<string, unknown>>
  /** The claims at the userinfo endpoint, and its status. */
  userinfo(
    accessToken: unknown,
    server?: string,
  ): Promise<{ status: number; challenge: string | null; body: Record<string, unknown> }>
}

/** @param server of paths: `''` the org authorization server, else `/` and its id */
export function oktaScene(domain?: string): OktaScene {
  const clock = fixedClock()
  const okta = createMockOkta({ clock, ...(domain !== undefined && { domain }) })
  const person = { lastName: 'Example', password }
  okta.addPerson({ ...person, login: 'ann@acme.example', firstName: 'Ann', groups: ['staff'] })
  okta.addPerson({ ...person, login: 'bob@acme.example', firstName: 'Bob' })
  const newBrowser = () =>
    createBrowser(undefined, (url, init) => okta.handler(new Request(url, init)))
  const browser = newBrowser()
  const post = async (url: string, body: Record<string, string>) => {
    const response = await okta.fetch(url, { method: 'POST', body: new URLSearchParams(body) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  const scene: OktaScene = {
    ...{ okta, clock, browser, newBrowser },
    addApp: (settings = {}) =>
      okta.addOidcApp({
        name: 'App',
        type: 'web',
        signInRedirectUris: [callback],
        access: 'everyone',
        ...settings,
      }),
    request: ({ clientId }, changes = {}, server = '') => {
      const parameters = {
        ...{ client_id: clientId, redirect_uri: callback, response_type: 'code' },
        ...{ scope: 'openid profile email', state: 'the-state', nonce: 'the-nonce' },
        ...{ code_challenge: challenge, code_challenge_method: 'S256', ...changes },
      }
      const sent = Object.entries(parameters).filter(([, value]) => value !== '')
      return `${okta.orgUrl}/oauth2${server}/v1/authorize?${new URLSearchParams(sent)}`
    },
    async authorize(app, changes, server) {
      const page = await browser.visit(scene.request(app, changes, server), { stopAt: appOrigin })
      const last = page.status === 0 ? page : await signIn(browser, page)
      return answerOf(last)
    },
    token: ({ clientId, clientSecret }, parameters, server = '') =>
      post(`${okta.orgUrl}/oauth2${server}/v1/token`, {
        client_id: clientId,
        ...(clientSecret !== undefined && { client_secret: clientSecret }),
        ...parameters,
      }),
    async tokens(app, changes, server) {
      const code = (await scene.authorize(app, changes, server)).get('code') ?? ''
      return (await scene.token(app, codeGrant(code), server)).body
    },
    async userinfo(accessToken, server = '') {
      const response = await okta.fetch(`${okta.orgUrl}/oauth2${server}/v1/userinfo`, {
        headers: { authorization: `Bearer ${String(accessToken)}` },
      })
      const body = (await response.json()) as Record<string, unknown>
      return { status: response.status, challenge: response.headers.get('www-authenticate'), body }
    },
  }
  return scene
}

export const codeGrant = (code: string) => ({
  grant_type: 'authorization_code',
  ...{ code, redirect_uri: callback, code_verifier: verifier },
})

/** Fills in the sign-in page. */
export function signIn(
  browser: Browser,
  page: Page,
  username = 'ann@acme.example',
  secret: string = password,
): Promise<Page> {
  return browser.submit(page, { username, password: secret }, { stopAt: appOrigin })
}

/** Parameters of an answer in the query or the fragment. */
export function answerOf({ url, status, body }: Page): URLSearchParams {
  if (status !== 0) throw new Error(`It stayed at ${url} with ${status}:\n${body}`)
  const { hash, searchParams } = new URL(url)
  return hash === '' ? searchParams : new URLSearchParams(hash.slice(1))
}

/** The claims of a token, unverified. */
export function claimsOf(token: unknown): Record<string, unknown> {
  const payload = String(token).split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}

/** A custom authorization server whose policy lets all clients in. */
export function addedServer({ okta }: OktaScene): MockOktaServer {
  const server = okta.addServer({ name: 'Own', audience: 'own-audience' })
  server.addPolicy({ rule: { grantTypes: ['authorization_code', 'implicit'] } })
  return server
}
