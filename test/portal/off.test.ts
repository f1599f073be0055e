import { describe, expect, it } from 'vitest'
import { asSystem, storageWith } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

async function scene(description = 'Acme & Söhne', config: object = {}) {
  const world = portalScene(config)
  const { id } = await world.activeConnection('org_1', { description })
  return {
    ...{ world, id, browser: portalBrowser(world), url: `${world.url}/connections/${id}/off` },
  }
}

describe('the page that switches a connection off', () => {
  it('says what happens, does it, and tells that it is done', async () => {
    const { world, id, browser, url } = await scene()
    const page = await browser.visit(url)
    expect(page.body).toContain('Nobody can sign in by this connection from now on')
    expect(page.body).not.toContain('Passwords do not come back')
    const done = await browser.submit(page, { action: 'disable' }, { form: 'Switch off' })
    expect(done.url).toBe(`${url}?done=disabled`)
    expect(done.body).toContain('The connection is switched off.')
    expect((await world.sso.connections.get(id, asSystem)).status).toBe('disabled')
    // What was interrupted can be finished.
    const again = await browser.submit(
      done,
      { action: 'disable' },
      { form: 'Sign out everybody once more' },
    )
    expect(again.status).toBe(200)
  })

  it('warns where nobody could sign in afterwards', async () => {
    const { world, browser, url } = await scene()
    const exempt = { mode: 'enforced_new' as const }
    const record = { organizationId: 'org_1', version: 1, isIrreversible: false, ...exempt }
    const updatedAt = world.clock().toISOString()
    await world.storage.organizations.update('org_1', 0, { ...record, updatedAt })
    expect((await browser.visit(url)).body).toContain('Passwords do not come back')
    await world.activeConnection()
    expect((await browser.visit(url)).body).not.toContain('Passwords do not come back')
  })

  it('removes it only once its name was typed', async () => {
    const { world, id, browser, url } = await scene()
    const page = await browser.visit(url)
    for (const confirmation of ['', 'Acme', 'acme & söhne', id]) {
      const refused = await browser.submit(
        page,
        { action: 'remove', confirmation },
        { form: 'Remove' },
      )
      expect(refused.status, confirmation).toBe(422)
      expect(refused.body).toContain('Nothing was removed')
      expect(refused.body).toContain('aria-invalid="true"')
    }
    expect(await world.sso.connections.list('org_1', asSystem)).toHaveLength(1)
    const fields = { action: 'remove', confirmation: ' Acme & Söhne ' }
    const done = await browser.submit(page, fields, { form: 'Remove' })
    expect(done.url).toBe(`${world.url}?done=removed`)
    expect(done.body).toContain('The connection was removed.')
    expect(await world.sso.connections.list('org_1', asSystem)).toEqual([])
    expect((await browser.visit(url)).status).toBe(404)
  })

  it.each(['', '  '])(
    'asks for the provider’s name where the description is “%s”',
    async (description) => {
      const { world, browser, url } = await scene(description)
      const page = await browser.visit(url)
      const [, name = ''] = /To confirm, type ([^<]+)</.exec(page.body) ?? []
      expect(name.trim()).not.toBe('')
      const blank = await browser.submit(page, { action: 'remove' }, { form: 'Remove' })
      expect(blank.status).toBe(422)
      const fields = { action: 'remove', confirmation: name }
      await browser.submit(page, fields, { form: 'Remove' })
      expect(await world.sso.connections.list('org_1', asSystem)).toEqual([])
    },
  )

  it('does nothing to a connection that somebody else changed meanwhile', async () => {
    const { world, id, browser, url } = await scene()
    const page = await browser.visit(url)
    await world.sso.connections.update(id, { settings: { idp: 'https://new.example' } }, asSystem)
    const fields = { action: 'remove', confirmation: 'Acme & Söhne' }
    for (const sent of [fields, { action: 'disable' }]) {
      const refused = await browser.submit(page, sent, { form: '/off' })
      expect(refused.status).toBe(409)
      expect(refused.body).toContain('Somebody else changed this')
      // What was typed is still there, beside the version that counts now.
      if (sent === fields) expect(refused.body).toContain('value="Acme &amp; Söhne"')
    }
    expect((await world.sso.connections.get(id, asSystem)).status).toBe('active')
  })

  it('T3 shows each half to whom `authorize` lets do it', async () => {
    const only = (wanted: string) => ({
      authorize: (action: string, actor: unknown) =>
        actor === 'carol' && ['connection.read', wanted].includes(action),
    })
    const disabling = await scene('A', only('connection.disable'))
    const shown = await disabling.browser.visit(disabling.url)
    expect(shown.body).toContain('Switch off')
    expect(shown.body).not.toContain('name="confirmation"')
    const removing = await scene('A', only('connection.remove'))
    const other = await removing.browser.visit(removing.url)
    expect(other.body).not.toContain('value="disable"')
    const fields = { action: 'disable' }
    expect((await removing.browser.submit(other, fields, { form: '/off' })).status).toBe(403)
    const reading = await scene('A', only('connection.read'))
    expect((await reading.browser.visit(reading.url)).status).toBe(403)
  })

  it('says that it does not work right now where the storage is down', async () => {
    const { world, browser, url } = await scene()
    const page = await browser.visit(url)
    const broken = portalScene({
      storage: storageWith('connections', () => ({
        load: async () => {
          throw new Error('connection refused to postgres://secret')
        },
        list: async () => {
          throw new Error('connection refused to postgres://secret')
        },
      })),
    })
    expect(page.status).toBe(200)
    for (const path of ['', '/connections/con_1/off', '/connections/con_1/trace']) {
      const response = await broken.ask(path)
      expect(response.status, path).toBe(503)
      const body = await response.text()
      expect(body).toContain('This does not work right now')
      expect(body).not.toContain('postgres')
    }
    expect(world.events.map(({ type }) => type)).not.toContain('request.failed')
  })
})
