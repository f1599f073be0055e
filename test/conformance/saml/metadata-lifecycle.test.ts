import { describe, expect, it } from 'vitest'
import { type SamlSettings, type SsoEvent, systemActor } from '../../../src/index.ts'
import { samlUrls } from '../../../src/saml/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { createScene, expectRefused, expectSignedIn, type Scene } from './scene.ts'

const actor = { actor: systemActor }
const HOUR_SECONDS = 3600
const DAY_SECONDS = 86_400

describe('our own metadata', () => {
  it('NG-4 NG-14 is there before the provider’s, at the entityID, and never changes with it', async () => {
    const scene = await createScene()
    const { id } = await scene.sso.connections.create(
      { organizationId: 'org_1', protocol: 'saml' },
      actor,
    )
    const urls = samlUrls({ baseUrl, connectionId: id })
    const read = () => scene.sso.handler(new Request(urls.metadataUrl))
    const before = await read()
    expect(before.headers.get('content-type')).toBe('application/samlmetadata+xml; charset=utf-8')
    const xml = await before.text()
    expect(xml).toContain(`entityID="${urls.spEntityId}"`)
    expect(xml).toContain(`Location="${urls.acsUrl}"`)
    await scene.sso.connections.update(id, { settings: { ...scene.idp.settings } }, actor)
    await scene.sso.connections.activate(id, actor)
    expect(await (await read()).text()).toBe(xml)
  })

  it('NG-13 is what the set-up values say, under the names of Okta’s fields', async () => {
    const scene = await createScene()
    const { id } = await scene.sso.connections.create(
      { organizationId: 'org_1', protocol: 'saml', profile: 'okta' },
      actor,
    )
    const urls = samlUrls({ baseUrl, connectionId: id })
    const { fields } = await scene.sso.connections.setup(id)
    expect(fields.map(({ label, value }) => [label, value])).toEqual([
      ['Single sign on URL', urls.acsUrl],
      ['Audience URI (SP Entity ID)', urls.spEntityId],
      ['Single Logout URL', urls.sloUrl],
    ])
  })
})

describe('the provider’s metadata', () => {
  it('NG-6 is handed in as a file and becomes settings', async () => {
    const scene = await createScene()
    const created = await scene.sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'saml', claims: { email: 'email' } },
        settings: { metadataXml: `\u{FEFF}\n${scene.idp.metadata()}\n` },
      },
      actor,
    )
    const settings = created.draft?.settings as SamlSettings
    expect(settings).toMatchObject({
      idpEntityId: scene.idp.entityId,
      ssoEndpoints: scene.idp.settings.ssoEndpoints,
      requireSignedRequests: false,
    })
    expect(settings).not.toHaveProperty('metadataXml')
    expect(settings.signingCertificates).toHaveLength(1)
    await scene.sso.connections.activate(created.id, actor)
    const { connectionId } = { connectionId: created.id }
    await expectSignedIn({ ...scene, connectionId }, { connectionId })
  })

  it('NG-6 says at the field what is wrong with a file', async () => {
    const scene = await createScene()
    for (const [metadataXml, code] of [
      ['<html><body>Sign in</body></html>', 'saml_metadata_html'],
      ['<!DOCTYPE x><md:EntityDescriptor/>', 'saml_xml_refused'],
    ] as const) {
      const attempt = scene.sso.connections.update(
        scene.connectionId,
        { settings: { metadataXml } },
        actor,
      )
      await expect(attempt).rejects.toMatchObject({
        code: 'connection_invalid',
        issues: [{ path: 'settings.metadataXml', code }],
      })
    }
    const { draft } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(draft).toBeUndefined()
  })

  const byAddress = () => createScene({ input: { settings: { metadataUrl } } })
  const metadataUrl = 'https://idp.example.com/metadata'

  it('is read from its address', async () => {
    const scene = await byAddress()
    const { live } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(live?.settings).toMatchObject({ idpEntityId: scene.idp.entityId, metadataUrl })
    await expectSignedIn(scene)
  })

  it('N1 is not read from an address that may not be called, and says so at the field', async () => {
    const scene = await createScene()
    for (const url of ['http://idp.example.com/metadata', 'https://127.0.0.1/metadata']) {
      const settings = { metadataUrl: url }
      const attempt = scene.sso.connections.update(scene.connectionId, { settings }, actor)
      await expect(attempt).rejects.toMatchObject({
        code: 'connection_invalid',
        issues: [{ path: 'settings.metadataUrl' }],
      })
    }
  })

  it('M4 brings a second key by itself while a known one stays, and tells the host', async () => {
    const scene = await byAddress()
    scene.idp.rotateKeys({ keepsOld: true })
    await expectRefused(scene, 'saml_signature_invalid')
    scene.clock.advance(HOUR_SECONDS)
    await scene.sso.maintain()
    expect(scene.events).toContainEqual(
      expect.objectContaining({
        type: 'trust.keys_changed',
        added: [expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)],
        removed: [],
      }),
    )
    await expectSignedIn(scene)
  })

  it('M4 waits for an admin where all keys are exchanged, and what worked keeps working', async () => {
    const scene = await byAddress()
    const { certificates } = scene.idp
    scene.idp.rotateKeys()
    scene.clock.advance(HOUR_SECONDS)
    await scene.sso.maintain()
    expect(scene.events).toContainEqual(
      expect.objectContaining({ type: 'trust.change_needs_admin' }),
    )
    await expectRefused(scene, 'saml_signature_invalid')
    const { live } = await scene.sso.connections.get(scene.connectionId, actor)
    const { signingCertificates = [] } = (live?.settings ?? {}) as Partial<SamlSettings>
    expect(signingCertificates.map(withoutBreaks)).toEqual(certificates.map(withoutBreaks))
  })

  it('M4 tells once of a change that waits, until it is another one', async () => {
    const scene = await byAddress()
    const refresh = () => trustEvents(scene)
    const told = [expect.objectContaining({ type: 'trust.change_needs_admin' })]
    scene.idp.rotateKeys()
    expect([await refresh(), await refresh(), await refresh()]).toEqual([told, [], []])
    scene.idp.rotateKeys()
    expect([await refresh(), await refresh()]).toEqual([told, []])
    await expectRefused(scene, 'saml_signature_invalid')
  })

  it('M4 lets an admin take over what waits by entering the same address again', async () => {
    const scene = await byAddress()
    scene.idp.rotateKeys()
    await expectRefused(scene, 'saml_signature_invalid')
    const { connections } = scene.sso
    await connections.update(scene.connectionId, { settings: { metadataUrl } }, actor)
    await connections.activate(scene.connectionId, actor)
    await expectSignedIn(scene)
    expect(await trustEvents(scene)).toEqual([])
  })

  it('M4 needs no network for a form that hands back what it was given', async () => {
    const { scene, answer } = await published()
    const { live } = await scene.sso.connections.get(scene.connectionId, actor)
    answer(() => new Response(null, { status: 503 }))
    const { connections } = scene.sso
    const settings = { ...(live?.settings as SamlSettings), requireEmailNameId: true }
    const { draft } = await connections.update(scene.connectionId, { settings }, actor)
    expect(draft?.settings).toEqual(settings)
    const entered = [{ metadataUrl }, { ...settings, metadataUrl: `${metadataUrl}/new` }]
    for (const asked of entered) {
      await expect(
        connections.update(scene.connectionId, { settings: asked }, actor),
      ).rejects.toMatchObject({
        code: 'connection_invalid',
        issues: [{ path: 'settings.metadataUrl', code: 'saml_metadata_unavailable' }],
      })
    }
  })

  it('M4 tells of another address on the same host, and sends people there', async () => {
    const { scene, idp, moveTo } = await published()
    moveTo('https://idp.example.com/new')
    expect(await trustEvents(scene)).toEqual([
      expect.objectContaining({
        type: 'trust.addresses_changed',
        added: ['https://idp.example.com/new', 'https://idp.example.com/new'],
        removed: [idp.ssoUrl, idp.ssoUrl],
      }),
    ])
    const { url } = await scene.sso.startLogin({ connectionId: scene.connectionId })
    expect(url).toMatch(/^https:\/\/idp\.example\.com\/new\?/)
    expect(await trustEvents(scene)).toEqual([])
  })

  it('M4 sends nobody to another host before an admin agrees', async () => {
    const { scene, idp, moveTo } = await published()
    moveTo('https://evil.example/sso')
    expect(await trustEvents(scene)).toEqual([
      expect.objectContaining({
        type: 'trust.change_needs_admin',
        added: ['https://evil.example/sso', 'https://evil.example/sso'],
        removed: [idp.ssoUrl, idp.ssoUrl],
      }),
    ])
    expect(await trustEvents(scene)).toEqual([])
    const start = () => scene.sso.startLogin({ connectionId: scene.connectionId })
    expect(new URL((await start()).url).host).toBe('idp.example.com')
    await scene.sso.connections.update(scene.connectionId, { settings: { metadataUrl } }, actor)
    await scene.sso.connections.activate(scene.connectionId, actor)
    expect(new URL((await start()).url).host).toBe('evil.example')
  })

  /** A connection whose provider publishes metadata that a test changes. */
  async function published() {
    const idp = createMockSamlIdp()
    let current = () => metadataResponse(idp.metadata())
    const scene = await createScene({
      config: { fetch: async () => current() },
      input: { settings: { metadataUrl } },
    })
    return {
      ...{ scene, idp },
      answer: (next: () => Response) => void (current = next),
      moveTo: (location: string) =>
        void (current = () => metadataResponse(idp.metadata().replaceAll(idp.ssoUrl, location))),
    }
  }

  it('M4 is forgotten once an admin corrects the settings', async () => {
    const scene = await byAddress()
    scene.idp.rotateKeys({ keepsOld: true })
    scene.clock.advance(HOUR_SECONDS)
    await scene.sso.maintain()
    const stranger = createMockSamlIdp()
    await scene.sso.connections.update(
      scene.connectionId,
      { settings: { signingCertificates: [...stranger.certificates], metadataUrl: null } },
      actor,
    )
    await scene.sso.connections.activate(scene.connectionId, actor)
    await expectRefused(scene, 'saml_signature_invalid')
  })

  it('M4 survives an address that fails', async () => {
    let isDown = false
    const idp = createMockSamlIdp()
    const fetch: typeof globalThis.fetch = async (...args) => {
      if (isDown) return new Response('<html></html>', { status: 503 })
      return idp.fetch(...args)
    }
    const scene = await createScene({ config: { fetch }, input: { settings: { metadataUrl } } })
    isDown = true
    scene.clock.advance(HOUR_SECONDS)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 1 })
    const [loaded] = await scene.storage.connections.load({ id: scene.connectionId })
    expect(loaded?.record.connection.status).toBe('active')
  })
})

describe('a certificate that comes to its end', () => {
  const start = new Date('2026-01-01T00:00:00.000Z')
  const key = createMockKeyPair({
    notBefore: new Date(start.getTime() - DAY_SECONDS * 1000),
    notAfter: new Date(start.getTime() + 100 * DAY_SECONDS * 1000),
  })

  /** In turns the days before the end that were reported, and the day of the report. */
  async function reportsOf(scene: Scene) {
    scene.clock.advance((start.getTime() - scene.clock().getTime()) / 1000)
    const reported: number[] = []
    for (let day = 0; day <= 101; day++) {
      await scene.sso.maintain()
      await scene.sso.maintain()
      for (const event of scene.events.splice(0)) {
        if (event.type === 'certificate.expiring') reported.push(event.days, day)
      }
      scene.clock.advance(DAY_SECONDS)
    }
    return reported
  }

  const expected = [90, 10, 30, 70, 7, 93, 1, 99, 0, 100]

  it('is reported once at 90, 30, 7 and 1 days and when it is over, and still counts', async () => {
    const scene = await createScene({ provider: { key } })
    expect(await reportsOf(scene)).toEqual(expected)
    await expectSignedIn(scene)
  })

  it('is reported all the same while its metadata cannot be read', async () => {
    const idp = createMockSamlIdp({ key })
    let isDown = false
    const scene = await createScene({
      provider: { key },
      config: {
        fetch: async (...args) =>
          isDown ? new Response(null, { status: 503 }) : idp.fetch(...args),
      },
      input: { settings: { metadataUrl: idp.entityId } },
    })
    isDown = true
    expect(await reportsOf(scene)).toEqual(expected)
    await expectSignedIn(scene)
  })
})

const withoutBreaks = (pem: string) => pem.replaceAll(/\s/g, '')

const metadataResponse = (xml: string) =>
  new Response(xml, { headers: { 'content-type': 'application/samlmetadata+xml' } })

/** What a refresh an hour later tells about trust. */
async function trustEvents(scene: Scene): Promise<SsoEvent[]> {
  scene.events.splice(0)
  scene.clock.advance(HOUR_SECONDS)
  await scene.sso.maintain()
  return scene.events.filter(({ type }) => type.startsWith('trust.') && type !== 'trust.refreshed')
}
