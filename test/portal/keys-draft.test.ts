import { describe, expect, it } from 'vitest'
import { saml } from '../../src/saml/index.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'
import { idpMetadataXml } from '../support/saml-metadata.ts'

const metadataUrl = 'https://idp.example.com/metadata'

/** A live SAML connection whose metadata was read again on the page about keys. */
async function drafted(
  authorize: (action: string, actor: unknown) => boolean = (_action, actor) => actor === 'carol',
) {
  const world = portalScene({
    providers: [saml()],
    authorize,
    fetch: async () =>
      new Response(idpMetadataXml(), { headers: { 'content-type': 'application/xml' } }),
  })
  const { connections } = world.sso
  const input = { organizationId: 'org_1', protocol: 'saml', settings: { metadataUrl } }
  const { id } = await connections.create(input, asSystem)
  await connections.activate(id, asSystem)
  const settings = { idpEntityId: 'https://idp.example.com/next' }
  await connections.update(id, { settings }, asSystem)
  const browser = portalBrowser(world)
  const url = `${world.url}/connections/${id}/keys`
  const current = () => connections.get(id, asSystem)
  return { world, browser, url, id, connections, current }
}

const discard = { form: 'Discard the draft' }

describe('a draft that somebody left behind', () => {
  it('can be discarded where it is shown', async () => {
    const { browser, url, current } = await drafted()
    const { live } = await current()
    const page = await browser.visit(url)
    expect(page.body).toContain('A draft is waiting')
    const done = await browser.submit(page, {}, discard)
    expect(done.url).toBe(`${url}?done=discarded`)
    expect(done.body).toContain('The draft is gone. What is in use has not changed.')
    expect(done.body).not.toContain('Discard the draft')
    expect(await current()).toMatchObject({ status: 'active', live })
    expect((await current()).draft).toBeUndefined()
  })

  it('T2 stays where somebody else has edited it meanwhile', async () => {
    const { browser, url, current, connections, id } = await drafted()
    const page = await browser.visit(url)
    const idpEntityId = 'https://idp.example.com/third'
    await connections.update(id, { settings: { idpEntityId } }, asSystem)
    const refused = await browser.submit(page, {}, discard)
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('Somebody else changed this in the meantime.')
    expect((await current()).draft?.settings).toMatchObject({ idpEntityId })
  })

  it('T3 has no button for whom `authorize` does not let edit, and no way around it', async () => {
    const { browser, url, current, world } = await drafted(
      (action) => action !== 'connection.update',
    )
    const page = await browser.visit(url)
    expect(page.body).toContain('A draft is waiting')
    expect(page.body).not.toContain('Discard the draft')
    const csrf = /name="csrf" value="([^"]+)"/.exec(
      (await browser.visit(`${world.url}/links`)).body,
    )
    const form = `<form method="post" action="${url}"></form>`
    const sent = {
      csrf: csrf?.[1] ?? '',
      action: 'discard',
      version: String((await current()).version),
    }
    const refused = await browser.submit({ ...page, body: form }, sent)
    expect(refused.status).toBe(403)
    expect((await current()).draft).toBeDefined()
  })
})
