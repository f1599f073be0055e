import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, formOf, linkOf, type Page } from '../support/browser.ts'
import { type Demo, freePort, startDemo } from '../support/demo.ts'
import {
  type DemoSettings,
  isSaveDisabled,
  openSettings,
  PASSED,
} from '../support/demo-settings.ts'

describe('the settings of npm run demo', () => {
  let demo: Demo
  let settings: DemoSettings
  let admin: Browser
  beforeAll(async () => {
    demo = await startDemo(await freePort())
    settings = await openSettings(demo.address)
    admin = settings.admin
  })
  afterAll(async () => {
    await demo.end('SIGTERM')
  })

  it('KO-28 to KO-33 leads from a new connection by check and test to its login URI', async () => {
    let page = await settings.create()
    expect(page.body).toContain('<dt>Valid redirect URIs</dt>')
    expect(page.body).toMatch(new RegExp(`${demo.address}/sso/con_[\\w-]+/callback`))
    expect(isSaveDisabled(page)).toBe(true)

    page = await settings.press(page, 'check', {
      ...settings.entered(page),
      ...settings.adminsAndEngineers,
      loginPath: 'acme',
    })
    expect(page.status).toBe(200)
    expect(page.body).toContain('<summary>Check: ✓ Passed</summary>')
    expect(isSaveDisabled(page)).toBe(true)

    page = await settings.test(page, 'ann')
    expect(page.url).toMatch(/\/settings\/connections\/con_[\w-]+#test$/)
    expect(page.body).toContain(`role="status" class="notice">${PASSED}</p>`)
    expect(page.body).toContain('<dt>Groups seen</dt><dd>admins, engineering</dd>')
    expect(page.body).toContain('as Admin, Member')
    expect(page.body).toContain('ann.admin@corp.acme.example')
    expect(isSaveDisabled(page)).toBe(false)

    page = await settings.press(page, 'save', { description: 'the staff account' })
    expect(page.body).toContain('<span class="badge active">active</span>')
    expect(page.body).toContain(`${demo.address}/sso/login/acme`)
    expect((await settings.at('/settings')).body).toContain(`${demo.address}/sso/login/acme`)
    const login = linkOf(await createBrowser().visit(demo.address), 'the staff account')
    expect(login).toContain(`${demo.address}/sso/login/acme`)
  })

  it('NG-8 shows the description, in the list and on the sign-in page', async () => {
    expect((await settings.at('/settings')).body).toMatch(/<a href="[^"]+">the staff account<\/a>/)
  })

  it('KO-31 disables Save after any change, and refuses it all the same', async () => {
    let page = await admin.click(await settings.at('/settings'), 'the staff account')
    const change = { 'access.roles.groupsByRole.member': 'builders' }
    const stale = page
    page = await settings.press(page, 'keep', change)
    expect((await settings.press(stale, 'keep')).status).toBe(409)
    expect(page.body).toContain('value="builders"')
    expect(page.body).not.toContain(PASSED)
    expect(isSaveDisabled(page)).toBe(true)
    const refused = await settings.press(page, 'save')
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(isSaveDisabled(refused)).toBe(true)
    // What is live is as it was.
    expect((await settings.loginOf('ann')).body).toContain('<h1>Ann Admin</h1>')
    page = await settings.press(refused, 'keep', {
      'access.roles.groupsByRole.member': 'engineering',
    })
    expect(page.body).toContain('value="engineering"')
  })

  it('CO-7 shows problems at their fields and loses nothing but secrets', async () => {
    let page = await settings.create()
    const secret = 'not-the-secret'
    page = await settings.press(page, 'check', {
      ...{ ...settings.entered(page), 'secrets.clientSecret': secret, description: '<b>&"' },
      ...{ 'settings.issuer': 'no address', loginPath: 'sso path' },
    })
    expect(page.status).toBe(422)
    expect(page.body).toMatch(/id="loginPath-problem" class="problem">[^<]/)
    expect(page.body).not.toContain(secret)
    expect(Object.fromEntries(formOf(page, 'Check').fields)).toMatchObject({
      ...{ 'settings.issuer': 'no address', 'settings.clientId': 'ssokit-example' },
      ...{ loginPath: 'sso path', description: '<b>&"', 'secrets.clientSecret': '' },
    })
    page = await settings.press(page, 'check', { loginPath: '' })
    expect(page.status).toBe(422)
    expect(page.body).toMatch(/id="settings.issuer-problem" class="problem">[^<]/)
    page = await settings.press(page, 'check', {
      ...settings.entered(page),
      'secrets.clientSecret': secret,
    })
    expect(page.body).toContain('<summary>Check: ✗ Failed</summary>')
    expect(page.body).toContain('Stored. Leave it empty to keep it.')
    expect((await settings.press(page, 'save')).status).toBe(409)
  })

  it('KO-20 KO-21 KO-35 lets people of mapped groups in and nobody else', async () => {
    const profile = await settings.loginOf('ann')
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
    expect(profile.body).toContain('· Admin, Member')
    expect((await settings.loginOf('cleo')).status).toBe(403)
    const members = await settings.at('/settings/members')
    expect(members.body).toContain('ann@acme.example')
    expect(members.body).not.toContain('cleo@contractors.example')
  })

  it('KO-23 shows whose the roles are, and edits none that the groups decide', async () => {
    const members = await settings.at('/settings/members')
    const row = rowOf(members, 'ann@acme.example')
    expect(row).toContain('From the groups of the identity provider')
    expect(row).not.toContain('<select')
    const id = /members\/([\w-]+)"/.exec(row)?.[1] ?? ''
    const refused = await admin.submit(members, { role: '', action: 'role' }, { form: id })
    expect(refused.status).toBe(409)
    expect(rowOf(await settings.at('/settings/members'), 'ann@acme.example')).toContain(
      'Admin, Member',
    )
  })

  it('asks for the password of an account that exists, and names who may sign in to it', async () => {
    const browser = createBrowser()
    let page = await settings.loginOf('ben', browser)
    expect(page.url).toBe(`${demo.address}/welcome`)
    expect(page.body).toMatch(/<strong>127.0.0.1:\d+<\/strong> may sign you in/)
    page = await browser.submit(page, { password: 'wrong' })
    expect(page.status).toBe(401)
    expect(page.body).toContain('do not fit together')
    page = await browser.submit(page, { password: settings.password })
    expect(page).toMatchObject({ status: 200, url: `${demo.address}/profile` })
    expect(page.body).toContain('<h1>Ben Builder</h1>')
    expect((await settings.loginOf('ben')).body).toContain('<h1>Ben Builder</h1>')
  })

  it('KO-24 deactivates whoever loses the last group, and lets them in again with one', async () => {
    const browser = createBrowser()
    await settings.loginOf('ben', browser)
    const withPassword = createBrowser()
    await settings.signIn(withPassword, 'ben@acme.example')
    const refused = await settings.loginOf('ben', createBrowser(), { leaves: 'on' })
    expect(refused.status).toBe(403)
    const row = rowOf(await settings.at('/settings/members'), 'ben@acme.example')
    expect(row).toContain('switched off</span> by the identity provider')
    expect((await settings.signIn(createBrowser(), 'ben@acme.example')).status).toBe(401)

    expect((await settings.loginOf('ben')).body).toContain('<h1>Ben Builder</h1>')
    // The sessions from before do not come back.
    for (const by of [browser, withPassword]) {
      expect((await settings.at('/profile', by)).url).toBe(`${demo.address}/`)
    }
  })

  it('keeps out whom an admin has deactivated, groups or not', async () => {
    const put = async (action: string) => {
      const members = await settings.at('/settings/members')
      const id = /members\/([\w-]+)"/.exec(rowOf(members, 'ben@acme.example'))?.[1] ?? ''
      return admin.submit(members, { action }, { form: id })
    }
    expect(rowOf(await put('deactivate'), 'ben@acme.example')).toContain('by an admin')
    expect((await settings.loginOf('ben')).status).toBe(403)
    await put('activate')
    expect((await settings.loginOf('ben')).body).toContain('<h1>Ben Builder</h1>')
  })

  it('does the same by SAML, from a metadata address to the first sign-in', async () => {
    let page = await settings.create('generic/saml')
    expect(page.body).toMatch(new RegExp(`${demo.address}/sso/con_[\\w-]+/acs`))
    const metadataUrl = settings.sample(page, 'Metadata URL')
    const fields = { description: 'our SAML', 'settings.metadataUrl': metadataUrl }
    page = await settings.press(page, 'check', { ...fields, 'access.provisioning': 'join_prompt' })
    expect(page.body).toContain('<option value="join_prompt" selected>')
    expect(page.body).not.toContain('✗ Failed')
    page = await admin.submit(await settings.test(page, 'cleo'))
    expect(page.body).toContain(`role="status" class="notice">${PASSED}</p>`)
    expect(page.body).toContain('<dd>would be asked first.')
    page = await settings.press(page, 'save')
    expect(page.body).toContain('badge active')

    const browser = createBrowser()
    const chooser = await browser.click(await browser.visit(demo.address), 'our SAML')
    const prompt = await browser.submit(await browser.submit(chooser, { person: 'cleo' }))
    expect(prompt.url).toBe(`${demo.address}/welcome`)
    expect(prompt.body).toContain('Join Acme Projects?')
    const forged = await browser.submit(prompt, { join: 'x'.repeat(43) })
    expect(forged.status).toBe(403)
    expect((await browser.submit(prompt)).body).toContain('<h1>Cleo Contractor</h1>')
  })

  it('PU-19 to PU-22 saves a domain, then verifies it, and says so', async () => {
    let page = await settings.at('/settings/domains')
    page = await settings.domain(page, 'claim', { domain: 'ACME.example' })
    expect(page.body).toContain('<h2>acme.example <span class="badge unstarted">saved</span>')
    expect(page.body).toContain('_acme-projects.acme.example')
    expect(page.body).toMatch(/<code class="copy">acme-projects=[\w-]{43}<\/code>/)
    page = await settings.domain(page, 'verify')
    expect(page.body).toContain('work to verify the domain in the background')
    expect(page.body).toContain('The record is not there yet.')
    page = await settings.domain(page, 'publish')
    expect(page.body).toContain('badge pending')
    page = await settings.domain(page, 'verify')
    expect(page.body).toContain('badge verified')
    expect(page.body).toContain('The domain acme.example is verified.')

    page = await settings.continueAs(createBrowser(), 'somebody@acme.example')
    expect(linkOf(page, 'the staff account')).toContain('login_hint=somebody%40acme.example')
    page = await settings.continueAs(createBrowser(), 'somebody@elsewhere.example')
    expect(() => linkOf(page, 'Sign in with')).toThrow('No link')
  })

  it('NG-16 enforces single sign-on for new members first', async () => {
    let page = await settings.at('/settings/enforcement')
    page = await admin.submit(page, { mode: 'enforced_new' }, { form: 'Change' })
    expect(page.body).toContain('value="enforced_new" checked')
    expect((await settings.signIn(createBrowser(), 'ben@acme.example')).body).toContain(
      'Welcome back',
    )
  })

  it('KO-32 gives passwords up for good only once somebody has confirmed the warning', async () => {
    let page = await settings.create()
    page = await settings.test(page, 'ann', {
      ...settings.entered(page),
      ...settings.adminsAndEngineers,
    })
    expect(page.body).toContain(PASSED)
    page = await settings.press(page, 'save', { passwords: 'give_up' })
    expect(page.body).toContain('change your identity provider to Keycloak')
    expect(page.body).toContain(
      'This change is irreversible. Once you switch to Keycloak, you cannot revert to using native authentication.',
    )
    expect((await settings.signIn(createBrowser(), 'ben@acme.example')).body).toContain(
      'Welcome back',
    )
    page = await admin.submit(page)
    expect(page.body).toContain('badge active')
    expect((await settings.at('/settings/enforcement')).body).toContain('given up for good')

    page = await settings.signIn(createBrowser(), 'ben@acme.example')
    expect(page.status).toBe(403)
    expect(page.body).toContain('Your organisation has chosen single sign-on.')
    // Somebody must be able to repair it.
    expect((await settings.signIn(createBrowser(), 'olive@acme.example')).body).toContain(
      'Welcome back',
    )
    page = await settings.at('/settings/enforcement')
    page = await admin.submit(page, { mode: 'mixed' }, { form: 'Change' })
    expect(page.status).toBe(409)
    expect(page.body).toContain('value="enforced_all" checked')
  })

  it('lets no other site send a form, and nobody but admins see the settings', async () => {
    const list = await settings.at('/settings')
    const elsewhere = { ...list, url: 'https://evil.example/' }
    const jar = admin.jar.copy()
    // A site on another port is the same site to cookies, and another origin.
    for (const page of [elsewhere, { ...list, url: 'http://localhost:1/' }]) {
      const form = `<form method="post" action="${demo.address}/settings/connections"></form>`
      const answer = await createBrowser(jar).submit({ ...page, body: form }, { kind: 'okta/oidc' })
      expect(answer.status).toBe(403)
    }
    expect((await settings.at('/settings')).body).not.toContain('>Okta</a>')
    const browser = createBrowser()
    expect((await settings.at('/settings', browser)).url).toBe(`${demo.address}/`)
    await settings.loginOf('ben', browser)
    for (const path of ['', '/members', '/domains', '/enforcement']) {
      expect((await settings.at(`/settings${path}`, browser)).status).toBe(403)
    }
  })

  it('sends pages without scripts under a strict policy', async () => {
    const connection = await admin.click(await settings.at('/settings'), 'the staff account')
    for (const path of ['', '/members', '/domains', '/enforcement']) {
      const page = await settings.at(`/settings${path}`)
      expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
    }
    // Its form leads to the identity provider.
    expect(connection.headers.get('content-security-policy')).not.toContain('form-action')
    for (const page of [connection, await settings.at('/settings/members')]) {
      expect(page.body).not.toMatch(/<script|\son\w+=|javascript:|\sstyle=/i)
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
      expect(page.headers.get('cache-control')).toBe('no-store')
    }
  })
})

/** The row of the members' table. */
function rowOf(page: Page, email: string): string {
  const row = page.body.split('<tr>').find((part) => part.includes(email))
  if (row === undefined) throw new Error(`${email} is not there.`)
  return row
}
