import { describe, expect, it } from 'vitest'
import { uiTexts } from '../../src/index.ts'
import type { EnforcementMode } from '../../src/index.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

/** Nothing keeps this organisation from requiring single sign-on, unless a test says so. */
async function scene(config: object = {}, isProven = true) {
  const world = portalScene({
    organization: { id: 'org_1', trustedDomains: ['acme.example'] },
    ...config,
  })
  const { id, live } = await world.activeConnection('org_1', { description: 'Acme <IdP>' })
  const fingerprint = live?.fingerprint ?? ''
  const lastLogin = { fingerprint, at: world.clock().toISOString() }
  if (isProven) await world.storage.connections.saveEvidence(id, { lastLogin })
  return {
    ...{ world, id, fingerprint, browser: portalBrowser(world), url: `${world.url}/policy` },
    policy: () => world.sso.policies.get('org_1', asSystem),
  }
}

const review = (mode: EnforcementMode, more: object = {}) => ({ action: 'review', mode, ...more })

describe('the page of enforcement', () => {
  it('says what holds, what each way means and what is in the way, and changes nothing', async () => {
    const { browser, url, policy, world } = await scene({}, false)
    const { body } = await browser.visit(url)
    expect(body).toContain('<strong>Mixed</strong>')
    for (const meaning of [
      'Whoever joins from now on',
      'Nobody signs in with a password any more',
    ]) {
      expect(body).toContain(meaning)
    }
    expect(body).toContain('To do first')
    expect(body).toContain('Nobody has signed in or tested with what is switched on')
    expect(body).toContain('Please note')
    expect(body).toContain('We cannot tell whether an exempt account')
    expect(body).toContain('To the connections')
    expect(await policy()).toMatchObject({ mode: 'mixed', version: 0 })
    expect(world.events.map(({ type }) => type)).not.toContain('policy.changed')
  })

  it('makes a change only after it was looked at and confirmed', async () => {
    const { browser, url, policy } = await scene()
    const page = await browser.visit(url)
    const shown = await browser.submit(page, review('enforced_new'))
    expect(shown.status).toBe(200)
    expect(shown.body).toContain('Please confirm')
    expect(shown.body).toContain('Single sign-on for new members')
    expect(await policy()).toMatchObject({ mode: 'mixed', version: 0 })
    const done = await browser.submit(shown, { action: 'apply' })
    expect(done.url).toBe(`${url}?done=changed`)
    expect(done.body).toContain('The way people sign in was changed.')
    expect(await policy()).toMatchObject({ mode: 'enforced_new', isIrreversible: false })
    // And back, which locks nobody out.
    const back = await browser.submit(done, review('mixed'))
    await browser.submit(back, { action: 'apply' })
    expect(await policy()).toMatchObject({ mode: 'mixed' })
  })

  it('KO-10 shows the exact warning before passwords are given up for good', async () => {
    const { browser, url, policy } = await scene()
    const page = await browser.visit(url)
    const shown = await browser.submit(page, review('enforced_new', { irreversible: 'on' }))
    const warning = uiTexts.en.irreversible
      .replaceAll('{provider}', 'single sign-on')
      .replace('{product}', 'Example App')
    expect(shown.body).toContain(warning)
    expect(shown.body).toContain('Change it for good')
    expect(await policy()).toMatchObject({ mode: 'mixed', isIrreversible: false })
    const done = await browser.submit(shown, { action: 'apply' })
    expect(done.body).toContain('gave passwords up for good')
    expect(done.body).not.toContain('name="irreversible"')
    expect(await policy()).toMatchObject({ mode: 'enforced_new', isIrreversible: true })
    const stuck = await browser.submit(done, review('mixed'))
    const refused = await browser.submit(stuck, { action: 'apply' })
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('gave passwords up for good')
    expect(await policy()).toMatchObject({ mode: 'enforced_new', isIrreversible: true })
  })

  it('takes no confirmation of another change, of another version, or of long ago', async () => {
    const { browser, url, policy, world } = await scene()
    const page = await browser.visit(url)
    const shown = await browser.submit(page, review('enforced_new', { irreversible: 'on' }))
    const attacks = [
      { mode: 'enforced_all' },
      { confirmation: 'x' },
      { confirmation: '<b>' },
      { mode: 'enforced_all', confirmation: '' },
    ]
    for (const attack of attacks) {
      const refused = await browser.submit(shown, { action: 'apply', ...attack })
      expect(refused.body, JSON.stringify(attack)).not.toContain(
        'The way people sign in was changed',
      )
      expect(await policy()).toMatchObject({ mode: 'mixed', version: 0 })
    }
    world.clock.advance(601)
    const late = await browser.submit(shown, { action: 'apply' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('more than ten minutes')
    expect(late.body).toContain('value="enforced_new" checked')
    expect(await policy()).toMatchObject({ mode: 'mixed', version: 0 })
  })

  it('keeps what was chosen where somebody else was faster', async () => {
    const { browser, url, policy, world } = await scene()
    const shown = await browser.submit(await browser.visit(url), review('enforced_new'))
    await world.sso.setupLinks.create('org_1', asSystem)
    const refused = await browser.submit(shown, { action: 'apply' })
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('Somebody else changed this')
    expect(refused.body).toContain('value="enforced_new" checked')
    expect(await policy()).toMatchObject({ mode: 'mixed' })
    const again = await browser.submit(refused, review('enforced_new'))
    await browser.submit(again, { action: 'apply' })
    expect(await policy()).toMatchObject({ mode: 'enforced_new' })
  })

  it('offers no button while people would be locked out, and takes none either', async () => {
    const { browser, url, policy } = await scene({}, false)
    const page = await browser.visit(url)
    const shown = await browser.submit(page, review('enforced_new', { irreversible: 'on' }))
    expect(shown.body).toContain('This cannot be done yet')
    expect(shown.body).not.toContain('value="apply"')
    const forced = await browser.submit(page, { action: 'apply', mode: 'enforced_all' })
    expect(forced.status).toBe(409)
    expect(forced.body).toContain('This cannot be done yet')
    expect(await policy()).toMatchObject({ mode: 'mixed', version: 0 })
  })

  it('names connections and accounts that need somebody, as text', async () => {
    const { browser, url, world, id, fingerprint } = await scene({
      legacyAccounts: async () => [{ id: 'root<b>', reason: 'default <i>password' }],
    })
    const check = { name: 'keys', status: 'fail', message: 'm', hint: 'Publish <u>keys' }
    const at = world.clock().toISOString()
    const report = { status: 'fail', checks: [check], fingerprint, at }
    const evidence = { fingerprint, status: 'fail' as const, at, report }
    await world.storage.connections.saveEvidence(id, { check: evidence })
    const { body } = await browser.visit(url)
    expect(body).toContain('The connection Acme &lt;IdP&gt; fails a check. Publish &lt;u&gt;keys')
    expect(body).toContain('root&lt;b&gt;')
    expect(body).toContain('default &lt;i&gt;password')
  })

  it('wants one of the three ways, and nothing for good that takes nothing away', async () => {
    const { browser, url, policy } = await scene()
    const page = await browser.visit(url)
    const nothing = await browser.submit(page, { action: 'review', mode: 'nonsense' })
    expect(nothing.status).toBe(422)
    expect(nothing.body).toContain('Choose one of the three.')
    const mixed = await browser.submit(page, review('mixed', { irreversible: 'on' }))
    expect(mixed.status).toBe(422)
    expect(mixed.body).toContain('takes nothing away')
    expect(await policy()).toMatchObject({ version: 0 })
  })

  it('T3 lets those look who may only read', async () => {
    const { browser, url } = await scene({
      authorize: (action: string, actor: unknown) => actor === 'carol' && action === 'policy.read',
    })
    const page = await browser.visit(url)
    expect(page.status).toBe(200)
    expect(page.body).toContain('You may look at this, but not change it.')
    expect(page.body).not.toContain('<form')
  })
})
