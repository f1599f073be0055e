import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { EndedSession, Login, LogoutStart, SsoConfig } from '../../../src/index.ts'
import { createMockKeyPair, type MockSamlAnswer } from '../../../src/testing/saml/index.ts'
import { cookiesOf } from '../../support/harness.ts'
import { createScene, expectSignedIn, fieldsOf, type Scene, type SceneOptions } from './scene.ts'

const ours = createMockKeyPair()
const keys = [{ privateKey: ours.privateKey, certificate: ours.certificate }]

/** A host that signs people out at the identity provider as well. */
async function sloScene({ config, ...options }: SceneOptions = {}) {
  const told: EndedSession[] = []
  const scene = await createScene({
    saml: { keys },
    input: { claims: { email: 'email' }, session: { hasSingleLogout: true } },
    config: { onSessionsEnd: (ended) => void told.push(...ended), ...config },
    ...options,
  })
  return { ...scene, told }
}

const facts = (sessionIndex: string) => ({ facts: { sessionIndex } })
const isEnded = ({ sso }: Scene, { session }: Login) => sso.isSessionEnded(session.id)
const toSlo = (scene: Scene) => ({ sloUrl: scene.urls.sloUrl })

/** What the identity provider makes of the LogoutRequest, brought back by the browser. */
async function comeBack(scene: Scene, start: LogoutStart, answer: MockSamlAnswer) {
  const request = answer.toRequest(cookiesOf(start).join('; '))
  const response = await scene.sso.handler(request)
  return { response, event: scene.events.findLast(({ type }) => type.startsWith('logout.')) }
}

describe('single logout that starts here', () => {
  it('ends the session here, then at the identity provider, and comes back where it was to', async () => {
    for (const binding of ['redirect', 'post'] as const) {
      const scene = await sloScene()
      const login = await expectSignedIn(scene, facts('_s1'))
      const start = await scene.sso.startLogout(login.session, { returnTo: '/bye' })
      expect(start).toMatchObject({ scope: 'provider', method: 'GET' })
      expect(await isEnded(scene, login)).toBe(true)
      const answer = scene.idp.answerLogout(start, { binding, ...toSlo(scene) })
      const { response, event } = await comeBack(scene, start, answer)
      expect(response.headers.get('location')).toBe('/bye')
      expect(event).toMatchObject({ type: 'logout.completed', confirmed: true })
    }
  })

  it('says who it is about exactly as the assertion did, signed with our key', async () => {
    const scene = await sloScene()
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
    const person = { nameId: 'ann-7', nameIdFormat }
    const { session } = await expectSignedIn(scene, { person, ...facts('_s1') })
    const start = await scene.sso.startLogout(session)
    const query = new URL(start.url).searchParams
    expect(query.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256')
    expect(query.get('Signature')).not.toBeNull()
    const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString()
    expect(xml).toMatch(/<saml:NameID[^>]*Format="[^"]*persistent"[^>]*>ann-7<\/saml:NameID>/)
    expect(xml).toContain('<samlp:SessionIndex>_s1</samlp:SessionIndex>')
    expect(xml).toContain(`<saml:Issuer>${scene.urls.spEntityId}</saml:Issuer>`)
  })

  it('stays local where the box is off, the provider has no address, or we have no key', async () => {
    const off = await sloScene({ input: { claims: { email: 'email' } } })
    const without = await sloScene({ settings: { sloEndpoints: [] } })
    const keyless = await sloScene({ saml: {} })
    for (const [scene, reason] of [
      [off, 'switched_off'],
      [without, 'not_offered'],
      [keyless, 'not_offered'],
    ] as const) {
      const login = await expectSignedIn(scene)
      const start = await scene.sso.startLogout(login.session)
      expect(start).toMatchObject({ scope: 'local', reason, url: '/' })
      expect(await isEnded(scene, login)).toBe(true)
    }
  })

  it('T2 tells no provider what another one called the person', async () => {
    const scene = await sloScene()
    const { session } = await expectSignedIn(scene)
    const start = await scene.sso.startLogout({ ...session, id: 'ses_gone', issuer: 'urn:other' })
    expect(start).toMatchObject({ scope: 'local' })
  })

  it('S24 goes on unconfirmed where the answer is not signed, and refuses a forged one', async () => {
    const scene = await sloScene()
    const started = async () => {
      const { session } = await expectSignedIn(scene)
      return scene.sso.startLogout(session)
    }
    const unsigned = await started()
    scene.idp.tamper('logout_unsigned')
    const plain = scene.idp.answerLogout(unsigned, toSlo(scene))
    const { response, event } = await comeBack(scene, unsigned, plain)
    expect(response.status).toBe(303)
    expect(event).toMatchObject({ type: 'logout.completed', confirmed: false })

    const forged = await started()
    scene.idp.tamper('logout_signed_by_stranger')
    const bad = scene.idp.answerLogout(forged, toSlo(scene))
    const refused = await comeBack(scene, forged, bad)
    expect(refused.response.status).toBe(400)
    expect(refused.event).toMatchObject({ type: 'logout.failed' })
    // The honest answer still finds its flow.
    scene.idp.tamper()
    const honest = await comeBack(scene, forged, scene.idp.answerLogout(forged, toSlo(scene)))
    expect(honest.event).toMatchObject({ type: 'logout.completed', confirmed: true })
  })

  it('S24 refuses the answer to another request of this browser', async () => {
    const scene = await sloScene()
    const one = await scene.sso.startLogout((await expectSignedIn(scene)).session)
    const two = await scene.sso.startLogout((await expectSignedIn(scene)).session)
    const answer = scene.idp.answerLogout(one, { binding: 'post', ...toSlo(scene) })
    const handle = new URL(two.url).searchParams.get('RelayState') ?? ''
    const fields = new URLSearchParams(answer.fields)
    fields.set('RelayState', handle)
    const response = await scene.sso.handler(
      new Request(scene.urls.sloUrl, {
        method: 'POST',
        body: fields,
        headers: { cookie: [...cookiesOf(one), ...cookiesOf(two)].join('; ') },
      }),
    )
    expect(response.status).toBe(400)
    expect(scene.errors.at(-1)?.code).toBe('saml_in_response_to_mismatch')
  })

  it('finds its flow without RelayState, in both bindings', async () => {
    for (const binding of ['redirect', 'post'] as const) {
      const scene = await sloScene()
      const start = await scene.sso.startLogout((await expectSignedIn(scene)).session, {
        returnTo: '/bye',
      })
      const url = new URL(start.url)
      // A provider that forgets it: nothing that it signs contains it.
      url.searchParams.delete('RelayState')
      url.searchParams.delete('SigAlg')
      url.searchParams.delete('Signature')
      const asked = `${url.href}&SigAlg=x&Signature=x`
      const answer = scene.idp.answerLogout(asked, { binding, ...toSlo(scene) })
      const { response, event } = await comeBack(scene, start, answer)
      expect(response.headers.get('location')).toBe('/bye')
      expect(event).toMatchObject({ type: 'logout.completed', confirmed: true })
    }
  })

  it('F7 asks a browser that left its cookie at home to post once more', async () => {
    const scene = await sloScene()
    const start = await scene.sso.startLogout((await expectSignedIn(scene)).session)
    const answer = scene.idp.answerLogout(start, { binding: 'post', ...toSlo(scene) })
    const hop = await scene.sso.handler(answer.toRequest())
    const again = await scene.sso.handler(
      new Request(scene.urls.sloUrl, {
        method: 'POST',
        body: fieldsOf(await hop.text()),
        headers: { cookie: cookiesOf(start).join('; '), 'sec-fetch-site': 'same-origin' },
      }),
    )
    expect(again.status).toBe(303)
    expect(scene.events.at(-1)).toMatchObject({ type: 'logout.completed', confirmed: true })
  })

  it('goes home where nobody remembers having asked', async () => {
    const scene = await sloScene()
    const start = await scene.sso.startLogout((await expectSignedIn(scene)).session)
    const answer = scene.idp.answerLogout(start, toSlo(scene))
    const response = await scene.sso.handler(answer.toRequest())
    expect(response.headers.get('location')).toBe('/')
  })
})

describe('single logout that the identity provider starts', () => {
  const person = { nameId: 'ann@acme.example' }

  async function signedIn(config: Partial<SsoConfig> = {}) {
    const scene = await sloScene({ config })
    const one = await expectSignedIn(scene, { person, ...facts('_s1') })
    const two = await expectSignedIn(scene, { person, ...facts('_s2') })
    const bob = { person: { nameId: 'bob@acme.example' }, ...facts('_s1') }
    const other = await expectSignedIn(scene, bob)
    const states = async () => [
      await isEnded(scene, one),
      await isEnded(scene, two),
      await isEnded(scene, other),
    ]
    return { ...scene, one, two, other, states }
  }

  it('S24 ends exactly the sessions of this person that it names, in both bindings', async () => {
    for (const binding of ['redirect', 'post'] as const) {
      const scene = await signedIn()
      const request = scene.idp.requestLogout(
        { ...person, sessionIndex: '_s1' },
        { binding, ...toSlo(scene), relayState: 'theirs' },
      )
      const response = await scene.sso.handler(request.toRequest())
      expect(await scene.states()).toEqual([true, false, false])
      expect(scene.told.map(({ id }) => id)).toEqual([scene.one.session.id])
      // The same binding leads back, with what they asked to have returned.
      const back =
        binding === 'redirect'
          ? new URL(response.headers.get('location') ?? '').searchParams
          : fieldsOf(await response.text())
      expect(back.get('RelayState')).toBe('theirs')
      expect(back.has('SAMLResponse')).toBe(true)
    }
  })

  it('S24 ends several sessions at once, or all of the person where none is named', async () => {
    const several = await signedIn()
    const both = { ...person, sessionIndexes: ['_s1', '_s2', '_unknown'] }
    await several.sso.handler(several.idp.requestLogout(both, toSlo(several)).toRequest())
    expect(await several.states()).toEqual([true, true, false])
    const all = await signedIn()
    await all.sso.handler(all.idp.requestLogout(person, toSlo(all)).toRequest())
    expect(await all.states()).toEqual([true, true, false])
  })

  it('T1 leaves the sessions of every other connection alone, also of the same provider', async () => {
    const scene = await signedIn()
    const second = await scene.connect()
    const elsewhere = await expectSignedIn(scene, { connectionId: second, person, ...facts('_s1') })
    await scene.sso.handler(scene.idp.requestLogout(person, toSlo(scene)).toRequest())
    expect(await scene.states()).toEqual([true, true, false])
    expect(await isEnded(scene, elsewhere)).toBe(false)
    // Nor does a request for one address end sessions at another.
    const request = scene.idp.requestLogout(person, toSlo(scene))
    const moved = request.url.replace(scene.connectionId, second)
    const response = await scene.sso.handler(new Request(moved))
    expect(response.status).toBe(400)
    expect(await isEnded(scene, elsewhere)).toBe(false)
  })

  it('answers also where nobody is signed in any more', async () => {
    const scene = await signedIn()
    for (const { session } of [scene.one, scene.two]) await scene.sso.startLogout(session)
    const response = await scene.sso.handler(
      scene.idp.requestLogout(person, toSlo(scene)).toRequest(),
    )
    expect(response.status).toBe(303)
    expect(scene.events.at(-1)).toMatchObject({ type: 'logout.received', sessions: 0 })
  })

  it('S24 counts once, and ends nothing where it is not what it should be', async () => {
    const scene = await signedIn()
    const request = scene.idp.requestLogout({ nameId: 'nobody' }, toSlo(scene))
    expect((await scene.sso.handler(request.toRequest())).status).toBe(303)
    expect((await scene.sso.handler(request.toRequest())).status).toBe(400)
    expect(scene.errors.at(-1)?.code).toBe('logout_replayed')
    for (const defect of ['logout_unsigned', 'logout_signed_by_stranger'] as const) {
      scene.idp.tamper(defect)
      const bad = scene.idp.requestLogout(person, toSlo(scene))
      expect((await scene.sso.handler(bad.toRequest())).status).toBe(400)
    }
    expect(await scene.states()).toEqual([false, false, false])
  })

  it('S23 takes no message that is request and answer at once', async () => {
    const scene = await signedIn()
    const request = scene.idp.requestLogout(person, { binding: 'post', ...toSlo(scene) })
    const both = new URLSearchParams(request.fields)
    both.set('SAMLResponse', 'x')
    const posted = new Request(scene.urls.sloUrl, { method: 'POST', body: both })
    expect((await scene.sso.handler(posted)).status).toBe(400)
    expect(scene.errors.at(-1)?.code).toBe('logout_unrecognised')
    expect(await scene.states()).toEqual([false, false, false])
  })

  it('tells the provider where not all could be ended, who may ask once more', async () => {
    let isBroken = true
    const scene = await signedIn({
      onSessionsEnd: () => {
        if (isBroken) throw new Error('down')
      },
    })
    const request = scene.idp.requestLogout(person, { binding: 'post', ...toSlo(scene) })
    const statusOf = async (response: Response) => {
      const form = fieldsOf(await response.text())
      const xml = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString()
      return /StatusCode Value="[^"]*:(\w+)"/.exec(xml)?.[1]
    }
    expect(await statusOf(await scene.sso.handler(request.toRequest()))).toBe('Responder')
    expect(await scene.states()).toEqual([false, false, false])
    isBroken = false
    expect(await statusOf(await scene.sso.handler(request.toRequest()))).toBe('Success')
    expect(await scene.states()).toEqual([true, true, false])
  })

  it('answers unsigned where we have no key, instead of ending the person’s journey here', async () => {
    const scene = await sloScene({ saml: {} })
    const login = await expectSignedIn(scene, { person })
    const request = scene.idp.requestLogout(person, toSlo(scene))
    const response = await scene.sso.handler(request.toRequest())
    const query = new URL(response.headers.get('location') ?? '').searchParams
    expect([query.has('SAMLResponse'), query.has('Signature')]).toEqual([true, false])
    expect(await isEnded(scene, login)).toBe(true)
  })
})
