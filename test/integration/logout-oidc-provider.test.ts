import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NodeContext } from '../../src/adapters/node.ts'
import type { Login, SsoConfig, SsoSession } from '../../src/index.ts'
import { type Browser, createBrowser, type Page } from '../support/browser.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts'

let idp: OpenIdProvider
let app: HostApp
/** The host's own sessions, by their cookie. */
let running: Map<string, SsoSession>
let failsToEnd: boolean
let logins: Login[]

beforeAll(async () => {
  idp = await startOpenIdProvider()
})
afterAll(() => idp.close())

/** A host that does with its sessions what the documentation says. Ports share their cookies. */
function hostHooks(name: string): Partial<SsoConfig<NodeContext>> {
  const keyOf = (request: Request) => {
    const pairs = (request.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('='))
    return pairs.find(([found]) => found === name)?.[1] ?? ''
  }
  return {
    onLogin(login) {
      logins.push(login)
      const id = randomBytes(16).toString('base64url')
      running.set(id, login.session)
      return { setCookie: [`${name}=${id}; Path=/; HttpOnly; SameSite=Lax`] }
    },
    readSession: (request) => running.get(keyOf(request)) ?? null,
    onLocalLogout(_session, request) {
      running.delete(keyOf(request))
      return { setCookie: [`${name}=; Path=/; Max-Age=0`] }
    },
    onSessionsEnd(ended) {
      if (failsToEnd) throw new Error('the host is down')
      for (const { id } of ended) {
        for (const [key, session] of running) if (session.id === id) running.delete(key)
      }
    },
  }
}

beforeEach(async () => {
  running = new Map()
  failsToEnd = false
  logins = []
  app = await startHostApp([idp], hostHooks('sid'))
  return app.close
})

const input = { session: { hasSingleLogout: true } }
const settings = { scopes: ['openid', 'profile', 'email'] }

async function signIn(browser: Browser, id: string): Promise<Page> {
  return idp.logIn(browser, await browser.visit(`${app.baseUrl}/sso/${id}/login`))
}

/** The sign-out button of ssokit's own page. */
async function signOut(browser: Browser, id: string, query = ''): Promise<Page> {
  const question = await browser.visit(`${app.baseUrl}/sso/${id}/logout${query}`)
  const page = await browser.submit(question, {}, { form: 'Sign out' })
  return page.body.includes('http-equiv="refresh"') ? browser.click(page, 'Continue') : page
}

describe('sign-out with npm oidc-provider', () => {
  it('KO-27 CL-7 ends both sessions and comes back with our state', async () => {
    const { id } = await app.connect(idp, settings, input)
    const browser = createBrowser()
    await signIn(browser, id)
    const [session] = running.values()
    const question = await signOut(browser, id, '?returnTo=/bye')
    // Ours is over before anybody is asked.
    expect(running.size).toBe(0)
    expect(await app.sso.isSessionEnded(session?.id ?? '')).toBe(true)
    expect(question.url).toMatch(new RegExp(`^${idp.issuer}/session/end\\?.*id_token_hint=`))
    const back = await idp.logOut(browser, question)
    expect(back.url).toBe(`${app.baseUrl}/bye`)
    expect(app.events.at(-1)).toMatchObject({ type: 'logout.completed', confirmed: true })
    // The provider has forgotten the person, and says so by its login form.
    const again = await browser.visit(`${app.baseUrl}/sso/${id}/login`)
    expect(again.body).toContain('name="login"')
    expect(app.errors).toEqual([])
  })

  it('KO-37 without single logout the provider asks anew where the connection says so', async () => {
    const session = { hasSingleLogout: false, requireLoginAfterLogout: true }
    const { id } = await app.connect(idp, settings, { session })
    const browser = createBrowser()
    await signIn(browser, id)
    expect((await signOut(browser, id, '?returnTo=/bye')).url).toBe(`${app.baseUrl}/bye`)
    const form = await browser.visit(`${app.baseUrl}/sso/${id}/login`)
    expect(form.body).toContain('name="login"')
    await idp.logIn(browser, form)
    expect(logins).toHaveLength(2)
    // Once somebody has signed in, the next sign-in is as quick as ever.
    await browser.visit(`${app.baseUrl}/sso/${id}/login`)
    expect(logins).toHaveLength(3)
  })

  it('L1 a sign-out in one application ends the session in another, by the back channel', async () => {
    const other = await startHostApp([idp], hostHooks('other'))
    const { id } = await app.connect(idp, settings, input)
    const { id: otherId } = await other.connect(idp, settings, input)
    const browser = createBrowser()
    await signIn(browser, id)
    await idp.logIn(browser, await browser.visit(`${other.baseUrl}/sso/${otherId}/login`))
    // Bob is somewhere else, and stays.
    const bob = createBrowser()
    await idp.logIn(bob, await bob.visit(`${other.baseUrl}/sso/${otherId}/login`), 'bob')
    expect(running.size).toBe(3)
    await idp.logOut(browser, await signOut(browser, id))
    expect([...running.values()].map(({ subject }) => subject)).toEqual(['bob'])
    const sessions = logins.map(({ session }) => session.id)
    expect(await app.sso.isSessionEnded(sessions[0] ?? '')).toBe(true)
    const isOver = sessions.slice(1).map((session) => other.sso.isSessionEnded(session))
    expect(await Promise.all(isOver)).toEqual([true, false])
    const received = ({ events }: HostApp) =>
      events.filter(({ type }) => type === 'logout.received')
    expect(received(other)).toMatchObject([{ connectionId: otherId, sessions: 1 }])
    // The first one is told as well, and has nothing left to end.
    expect(received(app)).toMatchObject([{ connectionId: id, sessions: 0 }])
    await other.close()
  })

  it('L1 a session that the host could not end stays what it is', async () => {
    const other = await startHostApp([idp], hostHooks('other'))
    const { id } = await app.connect(idp, settings, input)
    const { id: otherId } = await other.connect(idp, settings, input)
    const browser = createBrowser()
    await signIn(browser, id)
    await idp.logIn(browser, await browser.visit(`${other.baseUrl}/sso/${otherId}/login`))
    failsToEnd = true
    await idp.logOut(browser, await signOut(browser, id))
    expect(other.events.at(-1)).toMatchObject({ type: 'logout.received', outcome: 'failed' })
    expect(await other.sso.isSessionEnded(logins[1]?.session.id ?? '')).toBe(false)
    await other.close()
  })

  it('PU-7 comes back from a person who stays signed in at the provider', async () => {
    const { id } = await app.connect(idp, settings, input)
    const browser = createBrowser()
    await signIn(browser, id)
    const back = await idp.logOut(browser, await signOut(browser, id, '?returnTo=/bye'), false)
    expect(back.url).toBe(`${app.baseUrl}/bye`)
    expect(running.size).toBe(0)
  })
})
