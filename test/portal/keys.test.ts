import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { oidc } from '../../src/oidc/index.ts'
import { saml } from '../../src/saml/index.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'
import {
  entities,
  idpMetadataXml,
  key,
  type MetadataParts,
  redirectBinding,
  sso,
} from '../support/saml-metadata.ts'

const metadataUrl = 'https://idp.example.com/metadata'
const oldAndNew = key(certificates.first, 'signing') + key(certificates.second, 'signing')
const onlyNew = key(certificates.second, 'signing')

/** As another implementation names them. */
const fingerprintOf = (base64: string) => new X509Certificate(pemOf(base64)).fingerprint256
const first = fingerprintOf(certificates.first)
const second = fingerprintOf(certificates.second)

/** A live SAML connection whose metadata has an address, and what stands there. */
async function samlScene(settings: object = { metadataUrl }) {
  let document = idpMetadataXml()
  const requests: string[] = []
  const world = portalScene({
    providers: [saml()],
    fetch: async (request) => {
      requests.push(String(request instanceof Request ? request.url : request))
      return new Response(document, { headers: { 'content-type': 'application/xml' } })
    },
  })
  const { id } = await world.sso.connections.create(
    { organizationId: 'org_1', protocol: 'saml', settings },
    asSystem,
  )
  await world.sso.connections.activate(id, asSystem)
  return {
    ...{ world, id, requests, browser: portalBrowser(world) },
    url: `${world.url}/connections/${id}/keys`,
    publish: (parts: MetadataParts) => void (document = idpMetadataXml(parts)),
    publishText: (text: string) => void (document = text),
    live: async () => (await world.sso.connections.get(id, asSystem)).live,
    draft: async () => (await world.sso.connections.get(id, asSystem)).draft,
  }
}

async function oidcScene() {
  const idp = createMockOidcProvider({ algorithm: 'ES256' })
  const world = portalScene({ providers: [oidc()], fetch: idp.fetch })
  const { id } = await world.sso.connections.create(
    { organizationId: 'org_1', protocol: 'oidc', settings: idp.settings, secrets: idp.secrets },
    asSystem,
  )
  await world.sso.connections.activate(id, asSystem)
  const url = `${world.url}/connections/${id}/keys`
  return { world, idp, id, url, browser: portalBrowser(world) }
}

describe('the certificates of a SAML connection', () => {
  it('are listed with their ends and their fingerprints', async () => {
    const { browser, url } = await samlScene()
    const { body } = await browser.visit(url)
    expect(body).toContain(first)
    // `openssl x509 -enddate`: Nov 18 12:56:44 2036 GMT.
    expect(body).toContain('November 18, 2036')
    expect(body).toContain('in use')
    expect(body).not.toContain('A draft is waiting')
  })

  it('warn before their end and say that they are over', async () => {
    const { world, browser, url } = await samlScene()
    world.clock.set('2036-11-08T12:56:44Z')
    expect((await browser.visit(url)).body).toContain('<span class="warn">November 18, 2036, in 10')
    expect((await browser.visit(world.url)).body).toContain('ends in 10 days')
    world.clock.set('2036-11-19T00:00:00Z')
    expect((await browser.visit(url)).body).toContain('<span class="bad">November 18, 2036, over')
    expect((await browser.visit(world.url)).body).toContain('has ended')
  })

  it('M4 are read again on demand: what would change is shown, and nothing changes', async () => {
    const { browser, url, publish, live, draft, requests } = await samlScene()
    const before = await live()
    publish({ keys: oldAndNew, sso: sso(redirectBinding, 'https://new.example.com/sso?a=1&amp;b') })
    const asked = requests.length
    const page = await browser.submit(
      await browser.visit(url),
      {},
      { form: 'Read the metadata again' },
    )
    expect(requests.length).toBe(asked + 1)
    expect(page.url).toBe(`${url}?done=metadata`)
    expect(page.body).toContain('saved as a draft')
    expect(page.body).toMatch(new RegExp(`Certificate, new:</span> <code>${second}`))
    expect(page.body).toContain('Address, new:</span> <code>https://new.example.com/sso?a=1&amp;b')
    expect(page.body).toContain('Address, gone:</span> <code>https://idp.example.com/sso')
    expect(page.body).not.toMatch(new RegExp(`gone:</span> <code>${first}`))
    expect(page.body).toContain(`in use, and in the draft`)
    expect(page.body).toContain(`in the draft only`)
    expect(page.body).toContain(
      `${url.replace('https://app.example.com', '').replace('keys', 'test')}`,
    )
    expect(await live()).toEqual(before)
    expect((await draft())?.fingerprint).not.toBe(before?.fingerprint)
  })

  it('says so where the metadata contains nothing new', async () => {
    const { browser, url } = await samlScene()
    const page = await browser.submit(
      await browser.visit(url),
      {},
      { form: 'Read the metadata again' },
    )
    expect(page.status).toBe(200)
    expect(page.body).not.toContain('What the draft would change')
    expect(page.body).not.toContain('A draft is waiting')
  })

  it('M4 asks for an admin where a refresh may not take over what it found', async () => {
    const { world, browser, url, publish } = await samlScene()
    expect((await browser.visit(url)).body).not.toContain('nobody but you can confirm')
    // A complete exchange needs somebody who confirms it.
    publish({ keys: onlyNew })
    world.clock.advance(8 * 86_400)
    await world.sso.maintain()
    await world.settled()
    expect(world.events.map(({ type }) => type)).toContain('trust.change_needs_admin')
    const warned = await browser.visit(url)
    expect(warned.body).toContain('nobody but you can confirm')
    const page = await browser.submit(warned, {}, { form: 'Read the metadata again' })
    expect(page.body).toMatch(new RegExp(`Certificate, new:</span> <code>${second}`))
    expect(page.body).toMatch(new RegExp(`Certificate, gone:</span> <code>${first}`))
  })

  it('M4 show as in use what a refresh took over by itself', async () => {
    const { world, browser, url, publish } = await samlScene()
    publish({ keys: oldAndNew })
    world.clock.advance(8 * 86_400)
    await world.sso.maintain()
    await world.settled()
    expect(world.events.map(({ type }) => type)).toContain('trust.keys_changed')
    const { body } = await browser.visit(url)
    for (const fingerprint of [first, second]) expect(body).toContain(fingerprint)
    expect(body.match(/<td>in use<\/td>/g)).toHaveLength(2)
  })

  it('finds the same identity provider again in a document with many', async () => {
    const one = idpMetadataXml()
    const other = idpMetadataXml({ entityId: 'https://other.example.com' })
    const { browser, url, publishText, draft } = await samlScene()
    publishText(entities(one + other))
    const page = await browser.submit(
      await browser.visit(url),
      {},
      { form: 'Read the metadata again' },
    )
    expect(page.status).toBe(200)
    expect(JSON.stringify(await draft())).not.toContain('other.example.com')
  })

  it('come with a file, and what is wrong with it stands at its field', async () => {
    const { browser, url, live, draft } = await samlScene({ metadataXml: idpMetadataXml() })
    const before = await live()
    const page = await browser.visit(url)
    expect(page.body).not.toContain('Read the metadata again</button>')
    expect(page.body).toContain('enctype="multipart/form-data"')
    const attacks = [
      '',
      '<html><b>no</b></html>',
      '<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>',
      '\u0000',
    ]
    for (const metadataXml of attacks) {
      const sent = { 'settings.metadataXml': metadataXml }
      const refused = await browser.submit(page, sent, { form: 'Save as a draft' })
      expect(refused.status, metadataXml).toBe(422)
      expect(refused.body).toContain('id="field-settings.metadataXml-problem"')
      expect(refused.body).not.toContain('<b>no')
    }
    expect(await draft()).toBeUndefined()
    const sent = { 'settings.metadataXml': idpMetadataXml({ keys: oldAndNew }) }
    const saved = await browser.submit(page, sent, { form: 'Save as a draft' })
    expect(saved.url).toBe(`${url}?done=metadata`)
    expect(saved.body).toContain(second)
    expect(await live()).toEqual(before)
  })
})

describe('the secret of an OpenID Connect connection', () => {
  it('T4 is replaced by a draft while the old one works, and is never shown', async () => {
    const { world, id, idp, browser, url } = await oidcScene()
    const page = await browser.visit(url)
    expect(page.body).toContain('In use since')
    expect(page.body).not.toContain('In the draft since')
    expect(page.body).not.toContain(idp.clientSecret)
    const before = await world.sso.connections.get(id, asSystem)
    world.clock.advance(3600)
    const secret = 'the-new-secret-of-2026'
    const sent = { 'secrets.clientSecret': ` ${secret} ` }
    const saved = await browser.submit(page, sent, { form: 'Save as a draft' })
    expect(saved.url).toBe(`${url}?done=secret`)
    expect(saved.body).toContain('In the draft since')
    expect(saved.body).toContain('A draft is waiting')
    expect(saved.body).not.toContain(secret)
    const { live, draft, status } = await world.sso.connections.get(id, asSystem)
    expect(live).toEqual(before.live)
    expect(status).toBe('active')
    expect(draft?.secrets.clientSecret?.setAt).toBe(world.clock().toISOString())
    expect(JSON.stringify(world.events)).not.toContain(secret)
  })

  it('T4 is not handed back by a form that is refused', async () => {
    const { world, id, browser, url } = await oidcScene()
    const page = await browser.visit(url)
    const empty = await browser.submit(page, {}, { form: 'Save as a draft' })
    expect(empty.status).toBe(422)
    expect(empty.body).toContain('Enter the new value first.')
    const control = { 'secrets.clientSecret': 'se\u0007cret-value' }
    const refused = await browser.submit(page, control, { form: 'Save as a draft' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('id="field-secrets.clientSecret-problem"')
    expect(refused.body).not.toContain('cret-value')
    await world.sso.connections.update(id, { settings: { scopes: ['openid'] } }, asSystem)
    const sent = { 'secrets.clientSecret': 'another-secret' }
    const conflict = await browser.submit(page, sent, { form: 'Save as a draft' })
    expect(conflict.status).toBe(409)
    expect(conflict.body).toContain('Somebody else changed this')
    expect(conflict.body).not.toContain('another-secret')
    const again = await browser.submit(conflict, sent, { form: 'Save as a draft' })
    expect(again.url).toBe(`${url}?done=secret`)
  })

  it('is no way to set anything else', async () => {
    const { world, id, browser, url } = await oidcScene()
    const page = await browser.visit(url)
    for (const sent of [
      { action: 'activate' },
      { action: 'secret', 'secrets.other': 'x', 'settings.issuer': 'https://evil.example' },
      { action: 'refresh', 'settings.metadataUrl': 'https://evil.example' },
      { action: '__proto__' },
    ]) {
      await browser.submit(page, sent, { form: 'Save as a draft' })
    }
    expect(JSON.stringify(await world.sso.connections.get(id, asSystem))).not.toContain('evil')
  })

  it('T3 offers no form to whom `authorize` lets only look', async () => {
    const world = portalScene({
      authorize: (action, actor) => actor === 'carol' && action === 'connection.read',
    })
    const { id } = await world.activeConnection()
    const page = await portalBrowser(world).visit(`${world.url}/connections/${id}/keys`)
    expect(page.status).toBe(200)
    expect(page.body).not.toContain('<form')
  })
})
