import { describe, expect, it } from 'vitest'
import { type StartLoginOptions, systemActor } from '../../../src/index.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import { connectTwin, createLogoutScene, goThrough, type LogoutScene } from './logout-scene.ts'

const session = { hasSingleLogout: true, requireLoginAfterLogout: true }

/** The cookies of one browser, on the clock of the scene. */
type Jar = Map<string, string>

function store(jar: Jar, lines: readonly string[]): void {
  for (const line of lines) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }
}

const headerOf = (jar: Jar) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

/** A browser that signs in at the connection's own address. */
async function visit(scene: LogoutScene, jar: Jar, id = scene.connectionId) {
  const url = `${baseUrl}/sso/${id}/login`
  const response = await scene.sso.handler(new Request(url, { headers: { cookie: headerOf(jar) } }))
  store(jar, response.headers.getSetCookie())
  return new URL(response.headers.get('location') ?? '')
}

async function finish(scene: LogoutScene, jar: Jar, url: URL) {
  const answer = await scene.idp.authorize(url)
  const request = answer.toRequest(headerOf(jar))
  const response = await scene.sso.handler(request)
  store(jar, response.headers.getSetCookie())
  expect(response.status).toBe(303)
  const login = scene.logins.at(-1)
  if (!login) throw new Error('nobody signed in')
  return login
}

async function signOut(scene: LogoutScene, jar: Jar, scope?: 'local') {
  const login = scene.logins.at(-1)
  if (!login) throw new Error('nobody is signed in')
  const start = await scene.sso.startLogout(login.session, scope ? { scope } : {})
  store(jar, start.setCookie)
  return start
}

describe('KO-37 log out, log in as another', () => {
  it.each<['local' | undefined]>([[undefined], ['local']])(
    'KO-37 the next sign-in of this browser asks the person anew (scope %s)',
    async (scope) => {
      const scene = await createLogoutScene({ input: { session } })
      const jar: Jar = new Map()
      await finish(scene, jar, await visit(scene, jar))
      expect((await visit(scene, jar)).searchParams.get('prompt')).toBeNull()
      await signOut(scene, jar, scope)
      // Every attempt, until one of them has succeeded.
      expect((await visit(scene, jar)).searchParams.get('prompt')).toBe('login')
      const url = await visit(scene, jar)
      expect(url.searchParams.get('prompt')).toBe('login')
      // Some providers never send `auth_time`; whom they asked is theirs to know.
      expect(url.searchParams.get('max_age')).toBeNull()
      await finish(scene, jar, url)
      expect((await visit(scene, jar)).searchParams.get('prompt')).toBeNull()
    },
  )

  it('KO-37 keeps what the host asks for besides, and shows no page where none may be shown', async () => {
    const scene = await createLogoutScene({ input: { session } })
    const jar: Jar = new Map()
    await finish(scene, jar, await visit(scene, jar))
    const start = await signOut(scene, jar)
    const request = new Request(baseUrl, { headers: { cookie: cookiesOf(start).join('; ') } })
    const { connectionId } = scene
    const askedWith = async (options: StartLoginOptions) => {
      const { url } = await scene.sso.startLogin({ connectionId }, { request, ...options })
      const { searchParams } = new URL(url)
      return [searchParams.get('prompt'), searchParams.get('max_age')]
    }
    expect(await askedWith({ prompt: 'consent' })).toEqual(['consent login', null])
    expect(await askedWith({ prompt: 'login' })).toEqual(['login', null])
    // The provider must not quietly name the one who has left: it has to say that it would ask.
    expect(await askedWith({ prompt: 'none' })).toEqual(['none', '0'])
    expect(await askedWith({ silent: { origin: baseUrl } })).toEqual(['none', '0'])
  })

  it('KO-37 T1 asks nobody at another connection, nor in another browser', async () => {
    const scene = await createLogoutScene({ input: { session } })
    const twin = await connectTwin(scene)
    await scene.sso.connections.update(twin, { session }, { actor: systemActor })
    await scene.sso.connections.activate(twin, { actor: systemActor })
    const jar: Jar = new Map()
    await finish(scene, jar, await visit(scene, jar))
    await signOut(scene, jar)
    expect((await visit(scene, jar, twin)).searchParams.get('prompt')).toBeNull()
    expect((await visit(scene, new Map())).searchParams.get('prompt')).toBeNull()
  })

  it('KO-37 is the connection’s choice', async () => {
    const scene = await createLogoutScene()
    const jar: Jar = new Map()
    await finish(scene, jar, await visit(scene, jar))
    const start = await signOut(scene, jar)
    expect((await goThrough(scene, start)).status).toBe(303)
    const url = await visit(scene, jar)
    expect(url.searchParams.get('prompt')).toBeNull()
    const answer = await scene.idp.authorize(url)
    const response = await scene.sso.handler(answer.toRequest(headerOf(jar)))
    // There is no mark to take away.
    expect(response.headers.getSetCookie().join()).not.toContain('ssokit-out-')
  })

  it('KO-37 is asked for as long as the connection says so, and by nothing but the mark', async () => {
    const scene = await createLogoutScene({ input: { session } })
    const jar: Jar = new Map()
    await finish(scene, jar, await visit(scene, jar))
    await signOut(scene, jar)
    const mark = [...jar.keys()].find((name) => name.includes('ssokit-out-')) ?? ''
    expect(jar.get(mark)).toBe('1')
    // A cookie that was cleared, as some browsers and proxies keep it.
    expect((await visit(scene, new Map([[mark, '']]))).searchParams.get('prompt')).toBeNull()
    expect((await visit(scene, new Map([[mark, '1']]))).searchParams.get('prompt')).toBe('login')
    const change = { session: { hasSingleLogout: true, requireLoginAfterLogout: false } }
    await scene.sso.connections.update(scene.connectionId, change, { actor: systemActor })
    await scene.sso.connections.activate(scene.connectionId, { actor: systemActor })
    expect((await visit(scene, new Map([[mark, '1']]))).searchParams.get('prompt')).toBeNull()
  })
})

describe('KO-5 PU-7 signing out at the sign-in page', () => {
  const page = '/login'
  const paths = {
    ...{ login: page, initiate: page, callback: page, emailLogin: page, logoutReturn: page },
  }

  it('KO-5 PU-7 tells the return from a plain visit, and starts no sign-in by it', async () => {
    const scene = await createLogoutScene({
      provider: { sendsIssuer: true },
      config: { paths },
    })
    const { connectionId, sso } = scene
    const began = await sso.startLogin({ connectionId })
    const cookie = cookiesOf(began).join('; ')
    await sso.intercept((await scene.idp.authorize(began.url)).toRequest(cookie))
    const login = scene.logins[0]
    if (!login) throw new Error('nobody signed in')
    const start = await sso.startLogout(login.session, { returnTo: '/login?signed=out' })
    const answer = await scene.idp.endSession(start)
    expect(new URL(answer.url).pathname).toBe(page)
    const back = await sso.intercept(answer.toRequest(cookiesOf(start).join('; ')))
    expect(back?.headers.get('location')).toBe('/login?signed=out')
    const starts = scene.events.filter(({ type }) => type === 'login.started')
    // Where that leads, and a state of nobody's, are pages of the host.
    expect(await sso.intercept(new Request(`${baseUrl}/login?signed=out`))).toBeUndefined()
    expect(await sso.intercept(new Request(answer.url))).toBeUndefined()
    expect((await sso.handler(new Request(answer.url))).status).toBe(404)
    expect(scene.events.filter(({ type }) => type === 'login.started')).toEqual(starts)
  })
})
