import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Login } from '../../../src/index.ts'
import { systemActor } from '../../../src/index.ts'
import { createMockKeyPair } from '../../../src/testing/saml/index.ts'
import { cookiesOf } from '../../support/harness.ts'
import { createScene, expectSignedIn, fieldsOf, type Scene, type SceneOptions } from './scene.ts'

const ours = createMockKeyPair()
const keys = [{ privateKey: ours.privateKey, certificate: ours.certificate }]
const asSystem = { actor: systemActor }

const sloScene = (options: SceneOptions = {}) =>
  createScene({
    saml: { keys },
    input: { claims: { email: 'email' }, session: { hasSingleLogout: true } },
    ...options,
  })

const isEnded = ({ sso }: Scene, { session }: Login) => sso.isSessionEnded(session.id)
const toSlo = (scene: Scene) => ({ sloUrl: scene.urls.sloUrl })
const person = { nameId: 'ann@acme.example' }

describe('a LogoutRequest', () => {
  it('S24 ends sessions that have no SessionIndex by which they could be named', async () => {
    const scene = await sloScene()
    const bare = await expectSignedIn(scene, { person, facts: { sessionIndex: undefined } })
    const named = await expectSignedIn(scene, { person, facts: { sessionIndex: '_s1' } })
    const bob = { nameId: 'bob@acme.example' }
    const other = await expectSignedIn(scene, { person: bob, facts: { sessionIndex: undefined } })
    const request = scene.idp.requestLogout({ ...person, sessionIndex: '_s2' }, toSlo(scene))
    await scene.sso.handler(request.toRequest())
    expect(await isEnded(scene, bare)).toBe(true)
    expect(await isEnded(scene, named)).toBe(false)
    expect(await isEnded(scene, other)).toBe(false)
  })

  it('S24 means the same session with line breaks around the SessionIndex', async () => {
    const scene = await sloScene()
    const login = await expectSignedIn(scene, { person, facts: { sessionIndex: '_s1' } })
    const pretty = { ...person, sessionIndex: '\n    _s1\n  ' }
    const response = await scene.sso.handler(
      scene.idp.requestLogout(pretty, toSlo(scene)).toRequest(),
    )
    expect(response.status).toBe(303)
    expect(await isEnded(scene, login)).toBe(true)
  })

  it('S24 takes a SessionIndex without content for none, its own and the provider’s', async () => {
    const scene = await sloScene()
    const named = await expectSignedIn(scene, { person, facts: { sessionIndex: '_s1' } })
    const blank = await expectSignedIn(scene, { person, facts: { sessionIndex: ' ' } })
    const start = await scene.sso.startLogout(blank.session)
    const asked = new URL(start.url).searchParams.get('SAMLRequest') ?? ''
    const xml = inflateRawSync(Buffer.from(asked, 'base64')).toString()
    expect(xml).not.toContain('SessionIndex')
    const request = scene.idp.requestLogout({ ...person, sessionIndex: ' ' }, toSlo(scene))
    await scene.sso.handler(request.toRequest())
    expect(await isEnded(scene, named)).toBe(true)
  })

  it('S24 is as fresh as the connection’s own clock tolerance says', async () => {
    for (const [clockToleranceSeconds, age, status] of [
      // The mock's requests end after 300 seconds; the default tolerance is 60.
      [undefined, 359, 303],
      [undefined, 360, 400],
      [0, 300, 400],
      [300, 599, 303],
    ] as const) {
      const settings = clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds }
      const scene = await sloScene({ settings })
      const request = scene.idp.requestLogout(person, toSlo(scene))
      scene.clock.advance(age)
      const response = await scene.sso.handler(request.toRequest())
      expect([clockToleranceSeconds, age, response.status]).toEqual([
        ...[clockToleranceSeconds, age, status],
      ])
    }
  })

  it('M4 is verified by the key that a refresh of the metadata brought', async () => {
    const metadataUrl = 'https://idp.example.com/metadata'
    const scene = await sloScene({
      input: { settings: { metadataUrl }, session: { hasSingleLogout: true } },
    })
    scene.idp.rotateKeys({ keepsOld: true })
    const ask = () => scene.sso.handler(scene.idp.requestLogout(person, toSlo(scene)).toRequest())
    expect((await ask()).status).toBe(400)
    scene.clock.advance(7200)
    await scene.sso.maintain()
    expect((await ask()).status).toBe(303)
  })

  it('S23 gives back a RelayState only where the signature of the query covers it', async () => {
    const scene = await sloScene()
    const inside = scene.idp.requestLogout(person, { binding: 'post', ...toSlo(scene) })
    const xml = Buffer.from(inside.fields.get('SAMLRequest') ?? '', 'base64')
    const query = new URLSearchParams({
      SAMLRequest: deflateRawSync(xml).toString('base64'),
      RelayState: 'planted',
    })
    const response = await scene.sso.handler(
      new Request(`${scene.urls.sloUrl}?${query.toString()}`),
    )
    const back = new URL(response.headers.get('location') ?? '').searchParams
    expect([back.has('SAMLResponse'), back.has('RelayState')]).toEqual([true, false])
  })

  it('gives back what fits into a RelayState, and nothing longer', async () => {
    for (const [length, isKept] of [
      [1024, true],
      [1025, false],
    ] as const) {
      const scene = await sloScene()
      const relayState = 'r'.repeat(length)
      const request = scene.idp.requestLogout(person, { ...toSlo(scene), relayState })
      const response = await scene.sso.handler(request.toRequest())
      const back = new URL(response.headers.get('location') ?? '').searchParams
      expect(back.get('RelayState')).toBe(isKept ? relayState : null)
    }
  })

  it('ends sessions of a provider with the longest entityID that there may be', async () => {
    const entityId = `https://idp.example/${'x'.repeat(1004)}`
    expect(entityId).toHaveLength(1024)
    const scene = await sloScene({ provider: { entityId } })
    const login = await expectSignedIn(scene, { person })
    await scene.sso.handler(scene.idp.requestLogout(person, toSlo(scene)).toRequest())
    expect(await isEnded(scene, login)).toBe(true)
  })
})

describe('single logout that starts here', () => {
  it('T2 asks no provider to end what another one began', async () => {
    const scene = await sloScene()
    const { session } = await expectSignedIn(scene, { person })
    const moved = { settings: { ...scene.idp.settings, idpEntityId: 'https://new.example/idp' } }
    await scene.sso.connections.update(scene.connectionId, moved, asSystem)
    await scene.sso.connections.activate(scene.connectionId, asSystem)
    const start = await scene.sso.startLogout(session)
    expect(start).toMatchObject({ scope: 'local', reason: 'not_offered' })
    expect(start.url).not.toContain('SAMLRequest')
  })

  it('F1 is not confirmed by an answer to anything else, nor at another connection', async () => {
    const scene = await sloScene()
    const second = await scene.connect({ session: { hasSingleLogout: true } })
    const { session } = await expectSignedIn(scene, { person })
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    const cookie = cookiesOf(start).join('; ')
    const last = () => scene.events.findLast(({ type }) => type.startsWith('logout.'))

    // The honest answer at the address of another connection.
    const honest = scene.idp.answerLogout(start, { binding: 'post', ...toSlo(scene) })
    const elsewhere = scene.urls.sloUrl.replace(scene.connectionId, second)
    const post = (url: string, body: URLSearchParams, cookies: string) =>
      scene.sso.handler(new Request(url, { method: 'POST', body, headers: { cookie: cookies } }))
    const strayed = await post(elsewhere, honest.fields, cookie)
    expect(strayed.headers.get('location')).toBe('/')
    expect(last()).toMatchObject({ type: 'logout.completed', confirmed: false })

    // A sign-in that is under way is no sign-out, and stays open.
    const login = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const response = scene.idp.respondTo(login, { person })
    const open = cookiesOf(login).join('; ')
    const misled = await post(scene.urls.sloUrl, response.fields, open)
    expect(misled.headers.get('location')).toBe('/')
    expect(misled.headers.getSetCookie()).toEqual([])
    expect(last()).toMatchObject({ type: 'logout.completed', confirmed: false })

    // Nor is a sign-out a sign-in.
    const before = scene.logins.length
    const asLogin = await post(scene.urls.acsUrl, honest.fields, cookie)
    expect(asLogin.status).toBe(400)
    expect(scene.logins).toHaveLength(before)
    const done = await post(scene.urls.sloUrl, honest.fields, cookie)
    expect(done.headers.get('location')).toBe('/bye')
    expect(last()).toMatchObject({ type: 'logout.completed', confirmed: true })
  })

  it('is not unpacked beyond what a message may be, before its flow is known', async () => {
    const scene = await sloScene()
    // Inside of the limit it is read, and found to be no XML.
    for (const [bytes, reason] of [
      [786_432, 'not well-formed'],
      [786_433, 'no compressed text'],
    ] as const) {
      const SAMLResponse = deflateRawSync(Buffer.alloc(bytes, 'x')).toString('base64')
      const query = new URLSearchParams({ SAMLResponse })
      await scene.sso.handler(new Request(`${scene.urls.sloUrl}?${query.toString()}`))
      expect(scene.errors.at(-1)?.code).toBe('saml_xml_refused')
      expect(`${bytes} ${scene.errors.at(-1)?.message}`).toContain(reason)
    }
  })

  it('T2 is not confirmed by a provider that the connection does not trust any more', async () => {
    const scene = await sloScene()
    const { session } = await expectSignedIn(scene, { person })
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    const answer = scene.idp.answerLogout(start, { binding: 'post', ...toSlo(scene) })
    const moved = { settings: { ...scene.idp.settings, idpEntityId: 'https://new.example/idp' } }
    await scene.sso.connections.update(scene.connectionId, moved, asSystem)
    await scene.sso.connections.activate(scene.connectionId, asSystem)
    const response = await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
    expect(response.headers.get('location')).toBe('/bye')
    const last = scene.events.findLast(({ type }) => type.startsWith('logout.'))
    expect(last).toMatchObject({ type: 'logout.completed', confirmed: false })
  })

  it('F7 posts again only from our own page, once, and nothing but the answer', async () => {
    const scene = await sloScene()
    const start = await scene.sso.startLogout((await expectSignedIn(scene, { person })).session)
    const answer = scene.idp.answerLogout(start, { binding: 'post', ...toSlo(scene) })
    const sent = new URLSearchParams(answer.fields)
    sent.set('extra', 'x')
    const hop = await scene.sso.handler(
      new Request(scene.urls.sloUrl, { method: 'POST', body: sent }),
    )
    expect(hop.headers.get('referrer-policy')).toBe('same-origin')
    const form = fieldsOf(await hop.text())
    expect([...form.keys()].toSorted()).toEqual(['RelayState', 'SAMLResponse', 'ssokit_hop'])
    const again = (site: string, cookie: string) =>
      scene.sso.handler(
        new Request(scene.urls.sloUrl, {
          ...{ method: 'POST', body: new URLSearchParams(form) },
          headers: { cookie, 'sec-fetch-site': site },
        }),
      )
    const cookie = cookiesOf(start).join('; ')
    for (const response of [await again('cross-site', cookie), await again('same-origin', '')]) {
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe('/')
    }
    const confirmed = scene.events.filter((event) => 'confirmed' in event && event.confirmed)
    expect(confirmed).toEqual([])
    expect((await again('same-origin', cookie)).status).toBe(303)
    expect(scene.events.at(-1)).toMatchObject({ type: 'logout.completed', confirmed: true })
  })
})
