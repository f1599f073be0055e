import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, type Page } from '../support/browser.ts'
import { type Demo, freePort, startDemo } from '../support/demo.ts'
import { type DemoSettings, openSettings, PASSED } from '../support/demo-settings.ts'
import { secretA } from '../support/harness.ts'

describe('npm run demo, killed and started again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-restart-'))
  let port: number
  let demo: Demo
  let settings: DemoSettings
  let ann: Browser
  beforeAll(async () => {
    port = await freePort()
    demo = await startDemo(port, folder)
    settings = await openSettings(demo.address)
    ann = createBrowser()
    await setUp()
    await demo.end('SIGKILL')
    demo = await startDemo(port, folder)
  })
  afterAll(async () => {
    await demo.end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  /** A connection as an admin makes one, by which Ann has signed in. */
  async function setUp(): Promise<void> {
    let page = await settings.create()
    const fields = { ...settings.entered(page), ...settings.adminsAndEngineers, loginPath: 'acme' }
    page = await settings.press(page, 'check', fields)
    page = await settings.test(page, 'ann')
    expect(page.body).toContain(PASSED)
    page = await settings.press(page, 'save', { description: 'the staff account' })
    expect((await settings.loginOf('ann', ann)).url).toBe(`${demo.address}/profile`)
    await settings.admin.submit(
      await settings.at('/settings/members'),
      { email: 'new@acme.example' },
      { form: '/settings/members/invite' },
    )
  }

  it('is where it was', () => {
    expect(demo.address).toBe(`http://localhost:${port}`)
  })

  it('has kept sessions, members, roles and what was tested', async () => {
    expect((await ann.visit(`${demo.address}/profile`)).body).toContain('<h1>Ann Admin</h1>')
    const list = await settings.at('/settings')
    expect(list.body).toContain('>the staff account</a>')
    const connection = await settings.admin.click(list, 'the staff account')
    expect(connection.body).toContain('<span class="badge active">active</span>')
    const members = await settings.at('/settings/members')
    expect(rowOf(members, 'ann@acme.example')).toContain('From the groups of the identity provider')
    expect(rowOf(members, 'olive@acme.example')).toContain('Last owner')
  })

  it('lets people sign in by the connection that an admin had set up', async () => {
    const profile = await settings.loginOf('ann')
    expect(profile.url).toBe(`${demo.address}/profile`)
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
  })

  it('offers each connection once', async () => {
    const home = await createBrowser().visit(demo.address)
    for (const text of ['the staff account', 'Sign in with SSO', 'Sign in with SAML']) {
      expect(home.body.split(text)).toHaveLength(2)
    }
  })

  it('lets people sign in by SAML, since the provider has kept its key', async () => {
    const browser = createBrowser()
    const chooser = await browser.click(await browser.visit(demo.address), 'Sign in with SAML')
    const profile = await browser.submit(await browser.submit(chooser, { person: 'ann' }))
    expect(profile.body).toContain('<h1>Ann Admin</h1>')
  })

  it('gives the owner a new password, and takes the one before no more', async () => {
    const again = await openSettings(demo.address)
    expect(again.password).not.toBe(settings.password)
    expect((await settings.signIn(createBrowser(), 'olive@acme.example')).status).toBe(401)
  })

  it('T4 keeps no session id, no password and no client secret in clear', async () => {
    const { password } = await openSettings(demo.address)
    const { clientSecret } = JSON.parse(
      readFileSync(join(folder, 'identity-provider.json'), 'utf8'),
    ) as { clientSecret: string }
    const session = ann.jar.all().find(({ name }) => name === 'example_session')?.value ?? ''
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('sso.sqlite'))
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('')
    // What is looked for would be found.
    expect(bytes).toContain('the staff account')
    for (const secret of [password, clientSecret, session]) {
      expect(secret.length).toBeGreaterThan(7)
      expect(bytes).not.toContain(secret)
    }
  })

  it('its secrets are rotated by the command while it runs', async () => {
    const old = readFileSync(join(folder, 'secret'), 'utf8')
    const rotate = (secrets: string) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          new URL('../../dist/cli/main.js', import.meta.url).pathname,
          ...['secret', 'rotate', '--json', '--config', 'sso.js'],
        ],
        {
          cwd: new URL('../../examples/express', import.meta.url),
          encoding: 'utf8',
          env: {
            ...process.env,
            // Vitest sets it, to a path.
            BASE_URL: undefined,
            DATA_DIR: folder,
            SSO_SECRETS: secrets,
          },
        },
      )
      expect(stderr).toBe('')
      return { status, report: JSON.parse(stdout) }
    }
    const before = new Date()
    const { status, report } = rotate(`${secretA},${old}`)
    expect(status).toBe(0)
    // Of three connections and sessions each, those by SAML have nothing that is secret.
    expect(report).toMatchObject({
      ...{ connections: 3, sessions: 3, resealed: { secrets: 2, sessions: 2 }, isComplete: true },
    })
    expect(Date.parse(report.othersRemovableAt)).toBeGreaterThan(before.getTime() + 600_000)
    expect(rotate(`${secretA},${old}`).report).toMatchObject({
      ...{ connections: 3, resealed: { secrets: 0, sessions: 0 }, isComplete: true },
    })
    // Not everything can be opened by who knows the old one only, and the exit code says so.
    const late = rotate(old)
    expect(late.status).toBe(3)
    expect(late.report.unreadable.count).toBe(4)
  })
})

/** The row of the members' table. */
function rowOf(page: Page, email: string): string {
  const row = page.body.split('<tr>').find((part) => part.includes(email))
  if (row === undefined) throw new Error(`${email} is not there.`)
  return row
}
