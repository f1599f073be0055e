import { describe, expect, it } from 'vitest'
import {
  addedServer,
  answerOf,
  appOrigin,
  claimsOf,
  oktaScene,
  signIn,
} from '../../support/mock-okta.ts'

const stop = { stopAt: appOrigin }

describe('who is asked to sign in', () => {
  it('nobody who is signed in with this browser', async () => {
    const { browser, request, addApp } = oktaScene()
    const url = request(addApp())
    await signIn(browser, await browser.visit(url))
    expect(answerOf(await browser.visit(url, stop)).has('code')).toBe(true)
  })

  it('with prompt=none nobody: login_required where nobody is signed in, else the answer', async () => {
    const { browser, request, addApp } = oktaScene()
    const app = addApp()
    const silent = request(app, { prompt: 'none' })
    const refused = answerOf(await browser.visit(silent, stop))
    expect(Object.fromEntries(refused)).toEqual({
      error: 'login_required',
      error_description: 'The client specified not to prompt, but the user is not logged in.',
      state: 'the-state',
    })
    await signIn(browser, await browser.visit(request(app)))
    expect(answerOf(await browser.visit(silent, stop)).has('code')).toBe(true)
  })

  it('with prompt=login everybody, even in the same second', async () => {
    const { browser, request, addApp } = oktaScene()
    const app = addApp()
    await signIn(browser, await browser.visit(request(app)))
    const page = await browser.visit(request(app, { prompt: 'login' }), stop)
    expect(page.body).toContain('Username')
    const back = new URL(page.url).searchParams.get('fromURI') ?? ''
    const around = await browser.visit(new URL(back, page.url).href, stop)
    expect(around.body).toContain('Username')
    expect(answerOf(await signIn(browser, page)).has('code')).toBe(true)
  })

  it('with max_age who signed in longer ago; prompt=none is told so', async () => {
    const scene = oktaScene()
    const { browser, request, clock } = scene
    const app = scene.addApp()
    const first = claimsOf((await scene.tokens(app)).id_token)
    clock.advance(60)
    expect((await scene.authorize(app, { max_age: '60' })).has('code')).toBe(true)
    clock.advance(1)
    const page = await browser.visit(request(app, { max_age: '60' }), stop)
    expect(page.body).toContain('Username')
    const silent = { max_age: '60', prompt: 'none' }
    expect((await scene.authorize(app, silent)).get('error')).toBe('login_required')
    const second = claimsOf((await scene.tokens(app, { max_age: '60' })).id_token)
    expect(Number(second.auth_time) - Number(first.auth_time)).toBe(61)
  })

  it('by the name of login_hint', async () => {
    const { browser, request, addApp } = oktaScene()
    const page = await browser.visit(request(addApp(), { login_hint: 'bob@acme.example' }))
    expect(page.body).toContain('value="bob@acme.example"')
  })
})

describe('consent', () => {
  const consenting = async () => {
    const scene = oktaScene()
    const server = `/${addedServer(scene).id}`
    const app = scene.addApp({ requiresConsent: true })
    const page = await signIn(
      scene.browser,
      await scene.browser.visit(scene.request(app, {}, server)),
    )
    return { ...scene, app, server, page }
  }

  it('is asked for once, where the app requires it', async () => {
    const { browser, request, app, server, page } = await consenting()
    expect(page.body).toMatch(/App would like to access[\s\S]*<li>profile<\/li>/)
    const answer = answerOf(await browser.submit(page, { consent: 'true' }, stop))
    expect(answer.has('code')).toBe(true)
    expect(answerOf(await browser.visit(request(app, {}, server), stop)).has('code')).toBe(true)
    const more = await browser.visit(request(app, { scope: 'openid phone' }, server), stop)
    expect(more.body).toContain('would like to access')
    const insisting = request(app, { prompt: 'consent' }, server)
    expect((await browser.visit(insisting, stop)).body).toContain('would like to access')
  })

  it('that is refused is access_denied, and nothing is kept', async () => {
    const { browser, request, app, server, page } = await consenting()
    const answer = answerOf(await browser.submit(page, { consent: 'false' }, stop))
    expect([answer.get('error'), answer.get('state')]).toEqual(['access_denied', 'the-state'])
    const again = await browser.visit(request(app, {}, server), stop)
    expect(again.body).toContain('would like to access')
  })

  it('cannot be given by another browser, nor twice', async () => {
    const { newBrowser, browser, request, app, server, page } = await consenting()
    const other = newBrowser()
    await signIn(other, await other.visit('https://acme.okta.com/'), 'bob@acme.example')
    const stolen = await other.submit(page, { consent: 'true' }, stop)
    expect(answerOf(stolen).get('error')).toBe('access_denied')
    expect((await browser.submit(page, { consent: 'true' }, stop)).url).toMatch(/UserHome$/)
    expect((await browser.visit(request(app, {}, server), stop)).body).toContain('access')
  })

  it('is consent_required where nobody may be asked', async () => {
    const { browser, request, app, server, page } = await consenting()
    const silent = request(app, { prompt: 'none' }, server)
    expect(answerOf(await browser.visit(silent, stop)).get('error')).toBe('consent_required')
    await browser.submit(page, { consent: 'true' }, stop)
    expect(answerOf(await browser.visit(silent, stop)).has('code')).toBe(true)
  })

  it('is no matter of the org authorization server', async () => {
    const scene = oktaScene()
    const app = scene.addApp({ requiresConsent: true })
    expect((await scene.authorize(app)).has('code')).toBe(true)
  })
})
