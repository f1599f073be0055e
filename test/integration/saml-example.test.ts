import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, formOf, linkOf, type Page } from '../support/browser.ts'
import { type Demo, freePort, startDemo } from '../support/demo.ts'

describe('npm run demo, by SAML', () => {
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

  const chooser = async (by = browser): Promise<Page> =>
    by.click(await by.visit(demo.address), 'Sign in with SAML')
  /** The page that a browser leaves by itself. */
  const answerOf = async (person: string): Promise<Page> =>
    browser.submit(await chooser(), { person })
  const isSignedIn = async () =>
    (await browser.visit(demo.address)).body.includes('You are signed in as')

  it('offers both ways, one beside the other', async () => {
    const home = await browser.visit(demo.address)
    expect(linkOf(home, 'Sign in with SAML')).not.toBe(linkOf(home, 'Sign in with SSO'))
    expect((await browser.click(home, 'Sign in with SSO')).body).toContain('Who do you want to be?')
  })

  it('leads from home to the choice of a person, to the claims and out again', async () => {
    const page = await chooser()
    expect(page.body).toContain('Who do you want to be?')
    // Another site than the app's, as in the real world.
    expect(new URL(page.url).hostname).toBe('127.0.0.1')
    const answer = await browser.submit(page, { person: 'ann' })
    expect(formOf(answer).action).toMatch(new RegExp(`^${demo.address}/sso/con_[\\w-]+/acs$`))

    const profile = await browser.submit(answer)
    expect(profile).toMatchObject({ status: 200, url: `${demo.address}/profile` })
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
    expect(profile.body).toContain('the person <code>ann@acme.example</code>')
    expect(profile.body).toContain('<td>admins, engineering</td><td>attribute: <code>groups</code>')
    expect(profile.body).toContain('ann.admin@corp.acme.example')
    const out = await browser.submit(profile)
    expect(out.body).toContain('Sign in with SAML')
    expect(browser.jar.all()).toEqual([])
  })

  it('lets one become somebody else, also without any group', async () => {
    await browser.submit(await answerOf('ann'))
    const again = await browser.visit(`${demo.address}/profile`)
    await browser.submit(again)
    const profile = await browser.submit(await answerOf('cleo'))
    expect(profile.body).toContain('<h1>Cleo Contractor</h1>')
    // samlp leaves an attribute without values out.
    expect(profile.body).not.toContain('groups')
  })

  it('lets one begin at the identity provider, and leads round by the app', async () => {
    const { origin } = new URL((await chooser()).url)
    const start = await browser.visit(`${origin}/saml/start`)
    const tile = await browser.click(start, `${demo.address}/sso/`)
    const unsolicited = await browser.submit(tile, { person: 'ben' })
    expect(xmlOf(unsolicited)).not.toContain('InResponseTo')

    // Nothing of it is believed: the app asks itself.
    const asked = await browser.submit(unsolicited)
    expect(asked.url).toMatch(/\/saml\/sso\?SAMLRequest=/)
    expect(await isSignedIn()).toBe(false)
    const profile = await browser.submit(await browser.submit(asked, { person: 'ann' }))
    expect(profile.url).toBe(`${demo.address}/`)
    expect(profile.body).toContain('<strong>Ann Admin</strong>')
  })

  it.each([
    ['is about somebody else', (xml: string) => xml.replaceAll('ben@acme', 'ann@acme')],
    ['is signed by nobody', (xml: string) => xml.replaceAll(/<Signature.*?<\/Signature>/gs, '')],
    ['is no XML', () => 'SAML'],
  ])('shows an error page where the answer %s, and signs nobody in', async (_, change) => {
    const answer = await answerOf('ben')
    const xml = change(xmlOf(answer))
    expect(xml).not.toBe(xmlOf(answer))
    const page = await browser.submit(answer, {
      SAMLResponse: Buffer.from(xml).toString('base64'),
    })
    expect(page.status).toBe(400)
    expect(linkOf(page, 'start page')).toBe(`${demo.address}/`)
    expect(page.body).not.toContain('acme.example')
    expect(await isSignedIn()).toBe(false)
  })

  it('shows an error page where the person refuses, and signs nobody in', async () => {
    const page = await browser.submit(await answerOf(''))
    expect(page.status).toBe(403)
    expect(await isSignedIn()).toBe(false)
  })

  it('takes an answer once', async () => {
    const answer = await answerOf('ann')
    const thief = createBrowser(browser.jar.copy())
    expect((await browser.submit(answer)).status).toBe(200)
    expect((await thief.submit(answer)).status).toBe(400)
  })

  it('has an identity provider that answers only to this app', async () => {
    const { origin } = new URL((await chooser()).url)
    for (const acsUrl of [
      'https://evil.example/sso/con_x/acs',
      `${demo.address}.evil.example/sso/con_x/acs`,
      `${demo.address}/sso/con_x/acs/more`,
      `${demo.address}/sso/con_x/acs?x=1`,
      '',
    ]) {
      const request = `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" AssertionConsumerServiceURL="${acsUrl}"><a:Issuer>urn:x</a:Issuer></p:AuthnRequest>`
      const SAMLRequest = Buffer.from(request).toString('base64')
      const page = await browser.visit(`${origin}/saml/sso?${new URLSearchParams({ SAMLRequest })}`)
      expect(page.status).toBe(400)
    }
    expect((await browser.visit(`${origin}/saml/start?application=urn:x`)).body).not.toContain(
      'Who do you want to be?',
    )
  })

  it('runs no script but the one that sends the answer', async () => {
    const answer = await answerOf('ann')
    const scripts = [...answer.body.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text)
    expect(scripts).toEqual(['document.forms[0].submit()'])
    const policy = answer.headers.get('content-security-policy') ?? ''
    const bytes = new TextEncoder().encode(scripts[0])
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64')
    expect(policy).toContain(`script-src 'sha256-${hash}';`)
    expect(policy).toContain(`form-action 'self' ${demo.address};`)
    expect((await chooser()).body).not.toContain('<script')
  })
})

function xmlOf(page: Page): string {
  const { SAMLResponse = '' } = Object.fromEntries(formOf(page).fields)
  return Buffer.from(SAMLResponse, 'base64').toString()
}
