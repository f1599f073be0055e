import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Browser, createBrowser, linkOf, type Page } from '../support/browser.ts'
import { type Demo, freePort, isListening, startDemo } from '../support/demo.ts'
import { startServer } from '../support/server.ts'

describe('npm run demo', () => {
  let demo: Demo
  let browser: Browser
  beforeAll(async () => {
    demo = await startDemo(await freePort())
  })
  afterAll(async () => {
    await demo.end('SIGTERM')
  })
  beforeEach(() => {
    browser = createBrowser()
  })

  const sessionId = ({ jar }: Browser) =>
    jar.all().find(({ name }) => name === 'example_session')?.value
  const choose = async (person: string, by = browser): Promise<Page> => {
    const chooser = await by.click(await by.visit(demo.address), 'Sign in with SSO')
    return by.submit(chooser, { person })
  }

  it('prints one local address and nothing else', () => {
    expect(demo.output().match(/https?:\/\//g)).toHaveLength(1)
    const lines = demo.output().trim().split('\n')
    // On old releases of Node.js, oidc-provider says when it is loaded that it wants a newer one.
    expect(lines.filter((line) => !line.includes('Unsupported runtime'))).toEqual([
      `Open ${demo.address}`,
      'Stop with Ctrl-C',
    ])
    expect(demo.address).toMatch(/^http:\/\/localhost:\d+$/)
  })

  it('leads from home to the choice of a person, to the claims and out again', async () => {
    const home = await browser.visit(demo.address)
    expect(home.body).toContain('Sign in with SSO')
    const chooser = await browser.click(home, 'Sign in with SSO')
    expect(chooser.body).toContain('Who do you want to be?')
    for (const name of ['Ann Admin', 'Ben Builder', 'Cleo Contractor']) {
      expect(chooser.body).toContain(name)
    }

    const profile = await browser.submit(chooser, { person: 'ann' })
    expect(profile).toMatchObject({ status: 200, url: `${demo.address}/profile` })
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
    expect(profile.body).toContain('ann@acme.example')
    expect(rowOf(profile, 'groups')).toEqual(['admins, engineering', 'id_token: groups'])
    expect(rowOf(profile, 'givenName')).toEqual(['Ann', 'id_token: given_name'])
    expect(rowOf(profile, 'login_email')).toEqual([
      'ann.admin@corp.acme.example',
      'id_token: login_email',
    ])
    const again = await browser.visit(demo.address)
    expect(again.body).toContain('Ann Admin')
    expect(again.body).not.toContain('Sign in with SSO')

    const out = await browser.submit(profile, { scope: 'local' })
    expect(out).toMatchObject({ status: 200, url: `${demo.address}/` })
    expect(out.body).toContain('Sign in with SSO')
    expect(browser.jar.all().filter(({ name }) => /session$|ssokit/.test(name))).toEqual([
      // The provider's own: it is asked again all the same.
      expect.objectContaining({ name: '_session' }),
    ])
    expect((await browser.visit(`${demo.address}/profile`)).url).toBe(`${demo.address}/`)
  })

  it('signs out at the identity provider as well where the person wants that', async () => {
    const way = await browser.submit(await choose('ann'))
    expect(sessionId(browser)).toBeUndefined()
    const question = await browser.click(way, 'Continue')
    expect(question.body).toContain('Sign out here as well?')
    const home = await browser.submit(question, { logout: 'yes' })
    expect(home).toMatchObject({ status: 200, url: `${demo.address}/` })
    expect(home.body).toContain('Sign in with SSO')
    const left = browser.jar.all().filter(({ name }) => /session$|ssokit/.test(name))
    expect(left).toEqual([])
  })

  it('lets one become somebody else, also without any group', async () => {
    await choose('ann')
    await browser.submit(await browser.visit(`${demo.address}/profile`), { scope: 'local' })
    const profile = await choose('cleo')
    expect(profile.body).toContain('<h1>Cleo Contractor</h1>')
    expect(rowOf(profile, 'groups')[0]).toBe('none')
    expect(rowOf(profile, 'email_verified')[0]).toBe('false')
  })

  it('lets two tabs choose different persons side by side', async () => {
    await choose('cleo')
    const login = linkOf(await createBrowser().visit(demo.address), 'Sign in with SSO')
    const [one, two] = [await browser.visit(login), await browser.visit(login)]
    expect((await browser.submit(one, { person: 'ann' })).body).toContain('<h1>Ann Admin</h1>')
    expect((await browser.submit(two, { person: 'ben' })).body).toContain('<h1>Ben Builder</h1>')
  })

  it('shows an error page where the person refuses, and signs nobody in', async () => {
    const page = await choose('')
    expect(page.status).toBe(403)
    expect(linkOf(page, 'start page')).toBe(`${demo.address}/`)
    expect(sessionId(browser)).toBeUndefined()
  })

  it('F6 gives the session a new id at every login and forgets the one before', async () => {
    await choose('ann')
    const first = sessionId(browser) ?? ''
    expect(first).toHaveLength(43)
    expect(browser.jar.all().find(({ value }) => value === first)).toMatchObject({
      ...{ httpOnly: true, sameSite: 'lax', path: '/', isDomain: false },
    })
    const login = linkOf(await createBrowser().visit(demo.address), 'Sign in with SSO')
    await browser.submit(await browser.visit(login), { person: 'ben' })
    expect(sessionId(browser)).not.toBe(first)

    const thief = createBrowser()
    thief.jar.store(`example_session=${first}; Path=/`, demo.address)
    expect((await thief.visit(demo.address)).body).toContain('Sign in with SSO')
  })

  it('F6 does not sign in a session id that somebody planted before', async () => {
    const planted = 'x'.repeat(43)
    browser.jar.store(`example_session=${planted}; Path=/`, demo.address)
    const profile = await choose('ann')
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
    expect(sessionId(browser)).not.toBe(planted)
    const attacker = createBrowser()
    attacker.jar.store(`example_session=${planted}; Path=/`, demo.address)
    expect((await attacker.visit(demo.address)).body).toContain('Sign in with SSO')
  })

  it('lets no other site sign a person out', async () => {
    const profile = await choose('ann')
    const elsewhere = { ...profile, url: 'https://evil.example/' }
    const form = `<form method="post" action="${demo.address}/sign-out"></form>`
    expect((await browser.submit({ ...elsewhere, body: form })).status).toBe(403)
    expect((await browser.visit(`${demo.address}/profile`)).body).toContain('<h1>Ann Admin</h1>')
  })

  it('sends pages without scripts under a strict policy', async () => {
    const home = await browser.visit(demo.address)
    const chooser = await browser.click(home, 'Sign in with SSO')
    const profile = await browser.submit(chooser, { person: 'ben' })
    for (const page of [home, chooser, profile]) {
      expect(page.body).not.toMatch(/<script|\son\w+=|javascript:|\sstyle=/i)
      expect(page.body).toContain('<html lang="en">')
      expect(page.body).toContain('name="viewport"')
      const policy = page.headers.get('content-security-policy')
      expect(policy).toMatch(/^default-src 'none'; style-src '(self|sha256-[\w+/=]+)';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(page.headers.get('cache-control')).toBe('no-store')
    }
    // Browsers hold the redirects after a form to `form-action` too.
    expect(chooser.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${demo.address}`,
    )
  })

  it('has an identity provider that answers only to this app', async () => {
    const chooser = await browser.click(await browser.visit(demo.address), 'Sign in with SSO')
    const request = await browser.visit(linkOf(await createBrowser().visit(demo.address), 'Sign'), {
      stopAt: new URL(chooser.url).origin,
    })
    for (const target of [
      'https://evil.example/sso/con_x/callback',
      `${demo.address}/sso/con_x/callback/more`,
      `${demo.address}/sso/a/b/callback`,
      `${demo.address}/sso/con_x/callback?x=1`,
      `${demo.address}.evil.example/sso/con_x/callback`,
    ]) {
      // What the app pushed to the provider cannot be changed in the address any more.
      const url = new URL(request.url)
      url.searchParams.delete('request_uri')
      const asked = { response_type: 'code', scope: 'openid', code_challenge_method: 'S256' }
      const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
      for (const [name, value] of Object.entries({ ...asked, code_challenge: codeChallenge })) {
        url.searchParams.set(name, value)
      }
      url.searchParams.set('redirect_uri', target)
      const page = await createBrowser().visit(url.href)
      expect(page.status).toBe(400)
      expect(page.url).toBe(url.href)
    }
  })

  it('listens on this machine only', async () => {
    const { networkInterfaces } = await import('node:os')
    const { port } = new URL(demo.address)
    const others = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of others) {
      expect(await isListening(`http://${address}:${port}`)).toBe(false)
    }
    expect(await isListening(demo.address)).toBe(true)
  })
})

describe('npm run demo, started and ended', () => {
  it('takes the next free port where one is taken', async () => {
    const blocker = await startServer('127.0.0.1', (_req, res) => void res.end('somebody else'))
    const demo = await startDemo(blocker.port)
    expect(Number(new URL(demo.address).port)).toBeGreaterThan(blocker.port)
    const browser = createBrowser()
    expect((await browser.visit(demo.address)).body).toContain('Sign in with SSO')
    expect(await demo.end('SIGINT')).toBe(0)
    await blocker.close()
  })

  it.each([
    ['SIGINT', 'process', 0],
    ['SIGINT', 'group', 0],
    ['SIGTERM', 'process', 0],
    ['SIGTERM', 'group', 0],
    ['SIGHUP', 'group', 0],
    ['SIGKILL', 'process', null],
  ] as const)('leaves nothing behind after %s to the %s', async (signal, to, exitCode) => {
    const demo = await startDemo(await freePort())
    const browser = createBrowser()
    const chooser = await browser.click(await browser.visit(demo.address), 'Sign in with SSO')
    expect(await demo.end(signal, to)).toBe(exitCode)
    for (const address of [demo.address, new URL(chooser.url).origin]) {
      await vi.waitFor(async () => expect(await isListening(address)).toBe(false))
    }
    if (signal !== 'SIGKILL') expect(() => process.kill(-demo.pid, 0)).toThrow('ESRCH')
    expect(demo.output()).not.toMatch(/error|exception/i)
  })
})

/** Value and origin of a row of the tables. */
function rowOf(page: Page, name: string): string[] {
  const [, rest = ''] = page.body.split(`<th scope="row">${name}</th>`)
  const cells = [...rest.matchAll(/<td>(.*?)<\/td>/g)].slice(0, 2)
  return cells.map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, ''))
}
