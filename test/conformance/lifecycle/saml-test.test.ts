import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { baseUrl, cookiesOf, formHeaders } from '../../support/harness.ts'
import { arrive, createScene, expectSignedIn, fieldsOf, type Scene } from '../saml/scene.ts'

const actor = { actor: systemActor }

const ann = {
  nameId: 'ann@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  attributes: { email: ['ann@example.com'], groups: ['staff'] },
}

/** An active connection, and the draft of an edit that nobody has tested yet. */
async function edited(change: object = { claims: { name: 'cn' } }): Promise<Scene> {
  const scene = await createScene({ provider: { people: [ann] } })
  await scene.sso.connections.update(scene.connectionId, change, actor)
  return scene
}

const begin = (scene: Scene) =>
  scene.sso.connections.test(scene.connectionId, { ...actor, returnTo: '/settings' })

const testOf = async ({ sso, connectionId }: Scene) =>
  (await sso.connections.get(connectionId, actor)).test

describe('a test by SAML', () => {
  it('takes its answer by post, and lands on the page', async () => {
    const scene = await edited()
    const start = await begin(scene)
    expect(start.cookies[0]?.options).toMatchObject({ sameSite: 'none', secure: true })
    const answer = scene.idp.respondTo(start)
    const { response, login, error } = await arrive(
      scene,
      answer.toRequest(cookiesOf(start).join('; ')),
    )
    expect([response.status, response.headers.get('location')]).toEqual([303, '/settings'])
    expect([login, error]).toEqual([undefined, undefined])
    const test = await testOf(scene)
    expect(test?.status).toBe('passed')
    expect(test?.report).toMatchObject({
      person: { issuer: scene.idp.entityId, subject: 'ann@example.com' },
      claims: expect.arrayContaining([{ name: 'groups', value: '["staff"]', source: 'attribute' }]),
    })
    const { connectionId } = scene
    expect(await scene.storage.sessions.find({ connectionId, limit: 1 })).toEqual([])
  })

  it('F7 takes it in two posts from a browser that keeps its cookie back', async () => {
    const scene = await edited()
    const start = await begin(scene)
    const hop = await scene.sso.handler(scene.idp.respondTo(start).toRequest())
    expect(hop.status).toBe(200)
    const second = new Request(scene.urls.acsUrl, {
      method: 'POST',
      headers: { ...formHeaders, origin: baseUrl, cookie: cookiesOf(start).join('; ') },
      body: fieldsOf(await hop.text()).toString(),
    })
    const { response, login } = await arrive(scene, second)
    expect(response.headers.get('location')).toBe('/settings')
    expect(login).toBeUndefined()
    expect((await testOf(scene))?.status).toBe('passed')
  })

  it('F1 finds its flow by what it answers, and is no login either', async () => {
    const scene = await edited()
    const start = await begin(scene)
    const answer = scene.idp.respondTo(start)
    const request = new Request(scene.urls.acsUrl, {
      method: 'POST',
      headers: { ...formHeaders, cookie: cookiesOf(start).join('; ') },
      body: new URLSearchParams({ SAMLResponse: answer.samlResponse }).toString(),
    })
    const { response, login } = await arrive(scene, request)
    expect(response.headers.get('location')).toBe('/settings')
    expect(login).toBeUndefined()
  })

  it('F1 counts once', async () => {
    const scene = await edited()
    const start = await begin(scene)
    const answer = scene.idp.respondTo(start)
    const cookie = cookiesOf(start).join('; ')
    await arrive(scene, answer.toRequest(cookie))
    const proved = await testOf(scene)
    expect((await arrive(scene, answer.toRequest(cookie))).error?.code).toBe('login_replayed')
    expect(await testOf(scene)).toEqual(proved)
  })

  it('S20 is never an answer that nobody asked for', async () => {
    const scene = await edited({ settings: { idpInitiated: 'accept' } })
    await begin(scene)
    const answer = scene.idp.start({ serviceProvider: scene.application })
    const { login } = await arrive(scene, answer.toRequest())
    expect(login).toBeUndefined()
    expect((await testOf(scene))?.status).toBe('running')
  })

  it('says in its report what is wrong with the answer, and goes on from the next one', async () => {
    const scene = await edited()
    const start = await begin(scene)
    const cookie = cookiesOf(start).join('; ')
    scene.idp.tamper('unsigned')
    const bad = await arrive(scene, scene.idp.respondTo(start).toRequest(cookie))
    expect(bad.response.headers.get('location')).toBe('/settings')
    expect(await testOf(scene)).toMatchObject({
      status: 'failed',
      report: { issues: [{ code: expect.stringMatching(/^saml_/), hint: expect.any(String) }] },
    })
    expect(JSON.stringify(await testOf(scene))).not.toContain('ann@example.com')
    scene.idp.tamper()
    const good = await arrive(scene, scene.idp.respondTo(start).toRequest(cookie))
    expect(good.response.headers.get('location')).toBe('/settings')
    expect((await testOf(scene))?.status).toBe('passed')
  })

  it('T2 holds answers against the keys of the draft, and sign-ins against the live ones', async () => {
    const { settings } = createMockSamlIdp({ clock: fixedClock() })
    const { signingCertificates } = settings
    const scene = await edited({ settings: { signingCertificates } })
    const start = await begin(scene)
    const answer = scene.idp.respondTo(start)
    await arrive(scene, answer.toRequest(cookiesOf(start).join('; ')))
    expect(await testOf(scene)).toMatchObject({
      status: 'failed',
      report: { issues: [{ code: 'saml_signature_invalid' }] },
    })
    await expectSignedIn(scene)
  })
})
