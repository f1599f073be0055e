import { describe, expect, it } from 'vitest'
import { type CheckReport, systemActor } from '../../../src/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { createScene, type Scene, type SceneOptions } from '../saml/scene.ts'

const actor = { actor: systemActor }
const HOUR_SECONDS = 3600

/** A connection whose metadata has an address, live. */
const sceneWithAddress = (options: SceneOptions = {}) =>
  createScene({
    ...options,
    settings: { metadataUrl: 'https://idp.example.com/metadata', ...options.settings },
  })

const check = ({ sso, connectionId }: Scene) => sso.connections.check(connectionId, actor)
const of = ({ checks }: CheckReport, name: string) => checks.filter((one) => one.name === name)

describe('connections.check of a SAML connection', () => {
  it('finds nothing wrong with metadata that is as it was', async () => {
    const scene = await sceneWithAddress()
    const report = await check(scene)
    expect(report.checks.filter(({ status }) => status !== 'pass')).toMatchObject([
      // The mock's metadata endpoint tells no time.
      { name: 'clock', status: 'unknown' },
    ])
  })

  it('takes the time from the server of the metadata, and tolerates as sign-ins do', async () => {
    const idp = createMockSamlIdp()
    const late = new Date('2026-01-01T12:02:00Z').toUTCString()
    const fetch = async () =>
      new Response(idp.metadata(), { headers: { 'content-type': 'text/xml', date: late } })
    const found = async (settings: object) =>
      of(
        await check(
          await sceneWithAddress({ config: { fetch }, settings: { ...idp.settings, ...settings } }),
        ),
        'clock',
      )
    expect(await found({})).toMatchObject([{ status: 'fail', received: '120 seconds ahead' }])
    expect(await found({ clockToleranceSeconds: 300 })).toMatchObject([{ status: 'warn' }])
  })

  it('M4 warns of a new key, and says that it comes by itself while a known one stays', async () => {
    const scene = await sceneWithAddress()
    scene.idp.rotateKeys({ keepsOld: true })
    const [change] = of(await check(scene), 'metadata_changes')
    expect(change).toMatchObject({ status: 'warn' })
    expect(change?.received).toMatch(/^new: SHA-256 (?:[0-9A-F]{2}:){7}[0-9A-F]{2}…$/)
    expect(change?.hint).toContain('Nothing needs to be done')
  })

  it('M4 asks an admin to take over a complete exchange of keys', async () => {
    const scene = await sceneWithAddress()
    scene.idp.rotateKeys()
    const [change] = of(await check(scene), 'metadata_changes')
    expect(change).toMatchObject({ status: 'warn', path: 'settings.metadataUrl' })
    expect(change?.received).toContain('gone: SHA-256')
    expect(change?.hint).toContain('metadataUrl')
    // A look changes nothing that sign-ins trust.
    const trust = async () => (await scene.sso.connections.get(scene.connectionId, actor)).trust
    const before = await trust()
    expect((await check(scene)).status).toBe('warn')
    await scene.settled()
    expect(await trust()).toEqual(before)
  })

  it('compares with what a refresh took over since', async () => {
    const scene = await sceneWithAddress()
    scene.idp.rotateKeys({ keepsOld: true })
    scene.clock.advance(2 * HOUR_SECONDS)
    await scene.sso.maintain()
    await scene.settled()
    const report = await check(scene)
    expect(of(report, 'metadata_changes')).toMatchObject([{ status: 'pass' }])
    const [certificates] = of(report, 'signing_certificates')
    expect(certificates?.received?.match(/SHA-256/g)).toHaveLength(2)
  })

  it('M2 demands the signature of metadata for which a trust key was entered', async () => {
    const scene = await sceneWithAddress()
    const settings = { metadataTrustKey: createMockKeyPair().certificate }
    await scene.sso.connections.update(scene.connectionId, { settings }, actor)
    expect(of(await check(scene), 'metadata')).toMatchObject([
      { status: 'fail', code: 'saml_metadata_unverified' },
    ])
  })

  it('S20 finds an ACS address that unsolicited answers could not be told apart at', async () => {
    const scene = await createScene({ config: { paths: { acs: '/sso/acs' } } })
    expect(of(await check(scene), 'idp_initiated')).toEqual([])
    const settings = { idpInitiated: 'restart' } as const
    await scene.sso.connections.update(scene.connectionId, { settings }, actor)
    expect(of(await check(scene), 'idp_initiated')).toMatchObject([{ status: 'fail' }])
  })

  it('warns of an ACS address that was taken over from another product', async () => {
    const acsUrl = 'https://old.example.com/acs'
    const scene = await createScene({ settings: { acsUrl } })
    expect(of(await check(scene), 'acs_url')).toMatchObject([
      { status: 'warn', received: acsUrl, expected: scene.urls.acsUrl },
    ])
  })

  it('M2 finds the metadata of another identity provider at the address', async () => {
    const idp = createMockSamlIdp()
    const foreign = createMockSamlIdp({ entityId: 'https://idp.example.com/other' }).metadata()
    let text = idp.metadata()
    const fetch = async () => new Response(text, { headers: { 'content-type': 'application/xml' } })
    const scene = await sceneWithAddress({ config: { fetch }, settings: { ...idp.settings } })
    text = foreign
    const [entity] = of(await check(scene), 'entity_id')
    expect(entity).toMatchObject({
      ...{ status: 'fail', code: 'saml_metadata_entity_missing', path: 'settings.idpEntityId' },
      ...{ expected: idp.entityId },
    })
  })

  it.each([
    ['is gone', 404, '', 'saml_metadata_unavailable'],
    ['became a sign-in page', 200, '<!doctype html><html></html>', 'saml_metadata_html'],
    ['is none', 200, '<x/>', 'saml_metadata_invalid'],
  ])('fails where the document %s', async (_what, status, body, code) => {
    let broken = false
    const idp = createMockSamlIdp()
    const fetch: typeof globalThis.fetch = async (...args) =>
      broken
        ? new Response(body, { status, headers: { 'content-type': 'application/xml' } })
        : idp.fetch(...args)
    const scene = await sceneWithAddress({ config: { fetch }, settings: { ...idp.settings } })
    broken = true
    expect(of(await check(scene), 'metadata')).toMatchObject([{ status: 'fail', code }])
  })

  it('finds that the provider wants signed requests and gets none', async () => {
    const provider = { wantsSignedRequests: true }
    const found = async (options: SceneOptions) =>
      of(await check(await sceneWithAddress({ provider, ...options })), 'request_signing')
    expect(await found({})).toMatchObject([{ status: 'fail', code: 'saml_request_key_missing' }])
    const settings = { requireSignedRequests: false }
    expect(await found({ settings })).toMatchObject([{ status: 'warn' }])
    const saml = { keys: [createMockKeyPair()] }
    expect(await found({ saml })).toMatchObject([{ status: 'pass' }])
  })

  it('refuses a key of less than 2048 bits, which verifies nothing', async () => {
    const { certificate } = createMockKeyPair({ type: 'rsa-1024' })
    const scene = await createScene()
    const edit = scene.sso.connections.update(
      scene.connectionId,
      { settings: { signingCertificates: [certificate] } },
      actor,
    )
    await expect(edit).rejects.toMatchObject({
      issues: [{ path: 'settings.signingCertificates' }],
    })
  })

  it('sends nothing but the request for the metadata', async () => {
    const calls: string[] = []
    const idp = createMockSamlIdp()
    const fetch: typeof globalThis.fetch = (input, init) => {
      calls.push(`${init?.method ?? 'GET'} ${String(input)}`)
      return idp.fetch(input, init)
    }
    const scene = await sceneWithAddress({ config: { fetch }, settings: { ...idp.settings } })
    calls.length = 0
    await check(scene)
    expect(calls).toEqual(['GET https://idp.example.com/metadata'])
  })
})
