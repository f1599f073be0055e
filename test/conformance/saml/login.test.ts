import { describe, expect, it } from 'vitest'
import { isSsoError, systemActor } from '../../../src/index.ts'
import { createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import { arrive, createScene, expectRefused, expectSignedIn, fieldsOf, signIn } from './scene.ts'

const actor = { actor: systemActor }

describe('a SAML sign-in', () => {
  it('signs the person in with attributes and groups, and writes a session', async () => {
    const scene = await createScene({
      provider: {
        people: [
          {
            nameId: 'Ann.Lee@Acme.example',
            nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
            attributes: { groups: ['staff', 'admins'], firstName: ['Ann'] },
          },
        ],
      },
      input: { claims: { email: 'nameId', givenName: 'firstName', groups: 'groups' } },
    })
    const login = await expectSignedIn(scene, { returnTo: '/reports?page=2' })
    expect(login).toMatchObject({
      connectionId: scene.connectionId,
      returnTo: '/reports?page=2',
      authentication: { initiatedBy: 'sp' },
      identity: {
        issuer: scene.idp.entityId,
        subject: 'Ann.Lee@Acme.example',
        email: 'ann.lee@acme.example',
        emailVerified: false,
        givenName: 'Ann',
        groups: ['staff', 'admins'],
        origin: { email: { source: 'name_id', claim: 'nameId' }, groups: { source: 'attribute' } },
      },
    })
    expect(await scene.storage.sessions.get(login.session.id)).not.toBeNull()
  })

  it('asks without RequestedAuthnContext, for the ACS of the connection, under an id of its own', async () => {
    const scene = await createScene()
    await expectSignedIn(scene)
    await expectSignedIn(scene)
    const [first, second] = scene.idp.requests
    expect(first).toMatchObject({
      ...{ issuer: scene.urls.spEntityId, acsUrl: scene.urls.acsUrl, binding: 'redirect' },
      ...{ isSigned: false, forceAuthn: false, isPassive: false, authnContextClassRefs: [] },
    })
    expect(first?.id).toMatch(/^_[\w-]{43}$/)
    expect(second?.id).not.toBe(first?.id)
  })

  it('posts the request where the provider takes nothing else', async () => {
    const scene = await createScene()
    const endpoint = scene.idp.settings.ssoEndpoints.find(({ binding }) => binding === 'post')
    await scene.sso.connections.update(
      scene.connectionId,
      { settings: { ssoEndpoints: endpoint ? [endpoint] : [] } },
      actor,
    )
    await scene.sso.connections.activate(scene.connectionId, actor)
    await expectSignedIn(scene)
    expect(scene.idp.requests[0]?.binding).toBe('post')
  })

  it('F6 keeps the flow in a cookie that a post from another site carries', async () => {
    const scene = await createScene()
    const { cookies } = await scene.sso.startLogin({ connectionId: scene.connectionId })
    expect(cookies[0]?.options).toMatchObject({ sameSite: 'none', secure: true, httpOnly: true })
  })

  it('asks anew who the person is, and refuses an older proof', async () => {
    const scene = await createScene()
    await expectSignedIn(scene, { forceAuthn: true })
    expect(scene.idp.requests[0]?.forceAuthn).toBe(true)
    const authenticatedAt = new Date(scene.clock().getTime() - 3_600_000)
    await expectSignedIn(scene, { facts: { authnInstant: authenticatedAt.toISOString() } })
    await expectRefusedFor(scene, { forceAuthn: true }, authenticatedAt)
    await expectRefusedFor(scene, { maxAge: 1800 }, authenticatedAt)
    // A provider that ignores ForceAuthn, and a session of a moment ago.
    const before = (seconds: number) => new Date(scene.clock().getTime() - seconds * 1000)
    await expectRefusedFor(scene, { forceAuthn: true }, before(61))
    await expectRefusedFor(scene, { prompt: 'login' }, before(61))
    await expectRefusedFor(scene, { maxAge: 300 }, before(361))
    for (const [options, seconds] of [
      [{ forceAuthn: true }, 60],
      [{ maxAge: 300 }, 360],
    ] as const) {
      await expectSignedIn(scene, {
        ...options,
        meanwhile: () => scene.clock.advance(90),
        facts: { authnInstant: before(seconds).toISOString() },
      })
    }
    await expectSignedIn(scene, {
      maxAge: 7200,
      facts: { authnInstant: authenticatedAt.toISOString() },
    })
  })

  it('asks for a kind of authentication where the host does, and accepts no other', async () => {
    const scene = await createScene()
    const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes'
    const password = `${classes}:PasswordProtectedTransport`
    const options = { acrValues: `urn:example:mfa ${password}` }
    // The provider can only do passwords, and refuses to do something else; or it does so all the same.
    await expectRefused(scene, 'saml_status_error', { acrValues: 'urn:example:mfa' })
    await expectRefused(scene, 'login_authentication_too_weak', {
      ...{ ...options, facts: { authnContextClassRef: `${classes}:unspecified` } },
    })
    const login = await expectSignedIn(scene, options)
    expect(login.authentication.acr).toBe(password)
    // Nothing is asked for by itself: Entra refuses everybody who signed in by other means.
    await expectSignedIn(scene)
  })

  it('cannot sign in without anybody seeing it', async () => {
    const { sso, connectionId } = await createScene()
    const start = sso.startLogin(
      { connectionId },
      { silent: { origin: 'https://app.example.com' } },
    )
    await expect(start).rejects.toMatchObject({
      ...{ code: 'login_option_unavailable', detail: { option: 'silent' } },
    })
  })

  it('F1 F6 steps up the session of the same person, and of nobody else', async () => {
    const scene = await createScene()
    const { session } = await expectSignedIn(scene)
    const other = await signIn(scene, { session, person: { nameId: 'ben@acme.example' } })
    expect(other.error?.code).toBe('login_person_mismatch')
    expect(await scene.sso.refresh(session)).toMatchObject({ state: 'active' })
    const login = await expectSignedIn(scene, { session, forceAuthn: true })
    expect(login.replaces).toBe(session.id)
    expect(await scene.sso.refresh(session)).toMatchObject({ state: 'ended' })
    expect(await scene.sso.refresh(login.session)).toMatchObject({ state: 'active' })
  })

  it('S15 has nothing to refresh: a session lasts until SessionNotOnOrAfter, and no longer', async () => {
    const scene = await createScene()
    const sessionNotOnOrAfter = new Date(scene.clock().getTime() + 3_600_000).toISOString()
    const { session } = await expectSignedIn(scene, { facts: { sessionNotOnOrAfter } })
    expect(session.expiresAt).toBe(sessionNotOnOrAfter)
    scene.clock.advance(3000)
    expect(await scene.sso.refresh(session)).toEqual({ state: 'active', session })
    scene.clock.advance(600)
    expect(await scene.sso.refresh(session)).toEqual({
      ...{ state: 'needs_login', code: 'session_expired' },
    })
  })

  it('passes on that the provider could not ask anybody', async () => {
    const scene = await createScene()
    await expectRefused(scene, 'saml_status_no_passive', { prompt: 'none', needsInteraction: true })
  })
})

async function expectRefusedFor(
  scene: Awaited<ReturnType<typeof createScene>>,
  options: object,
  authenticatedAt: Date,
) {
  const { login, error } = await signIn(scene, {
    ...options,
    facts: { authnInstant: authenticatedAt.toISOString() },
  })
  expect(error?.code).toBe('saml_authentication_too_old')
  expect(login).toBeUndefined()
}

describe('which answer belongs to which sign-in', () => {
  it('F1 finds the flow by the request where the provider drops RelayState', async () => {
    const scene = await createScene()
    const login = await expectSignedIn(scene, {
      returnTo: '/kept',
      change: (answer, cookie) =>
        post(scene.urls.acsUrl, { SAMLResponse: answer.samlResponse }, cookie),
    })
    expect(login.returnTo).toBe('/kept')
  })

  it('F1 refuses an answer to a request of another browser, RelayState or not', async () => {
    const scene = await createScene()
    const stranger = (fields: Record<string, string>) =>
      post(scene.urls.acsUrl, fields, '', { 'sec-fetch-site': 'same-origin' })
    await expectRefused(scene, 'login_flow_missing', {
      change: ({ samlResponse }) => stranger({ SAMLResponse: samlResponse }),
    })
    await expectRefused(scene, 'login_flow_missing', {
      change: ({ fields }) => stranger({ ...Object.fromEntries(fields), ssokit_hop: '1' }),
    })
  })

  it('S17 refuses the answer to one request under the flow of another', async () => {
    const scene = await createScene()
    const other = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const { samlResponse } = scene.idp.respondTo(other)
    await expectRefused(scene, 'saml_in_response_to_mismatch', {
      change: (answer, cookie) =>
        post(
          scene.urls.acsUrl,
          { ...Object.fromEntries(answer.fields), SAMLResponse: samlResponse },
          cookie,
        ),
    })
  })

  it('S18 counts an answer once, also where fifty arrive together', async () => {
    const scene = await createScene()
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const answer = scene.idp.respondTo(start)
    const cookie = cookiesOf(start).join('; ')
    const all = await Promise.all(
      Array.from({ length: 50 }, () => scene.sso.handler(answer.toRequest(cookie))),
    )
    expect(all.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(scene.logins).toHaveLength(1)
    expect(new Set(scene.errors.map(({ code }) => code))).toEqual(new Set(['login_replayed']))
  })

  it('T1 refuses the answer at the ACS of another connection, with the same provider and keys', async () => {
    const scene = await createScene()
    const other = await scene.connect()
    await expectRefused(scene, 'login_flow_mismatch', {
      change: ({ fields }, cookie) =>
        post(
          scene.urls.acsUrl.replace(scene.connectionId, other),
          Object.fromEntries(fields),
          cookie,
        ),
    })
  })

  it('S16 T1 refuses an assertion that was made for another connection', async () => {
    const scene = await createScene()
    const other = await scene.connect()
    const acsUrl = scene.urls.acsUrl.replace(scene.connectionId, other)
    await expectRefused(scene, 'saml_destination_mismatch', {
      change: (answer, cookie) => {
        const forOther = scene.idp.start({
          serviceProvider: { entityId: scene.urls.spEntityId, acsUrl },
          facts: { inResponseTo: answer.facts.inResponseTo },
        })
        const fields = Object.fromEntries(answer.fields)
        return post(scene.urls.acsUrl, { ...fields, SAMLResponse: forOther.samlResponse }, cookie)
      },
    })
  })

  it('T2 refuses the answer once the provider’s key is removed, and not because one was added', async () => {
    const scene = await createScene()
    const other = createMockSamlIdp({ clock: scene.clock })
    const update = async (signingCertificates: readonly string[]) => {
      await scene.sso.connections.update(
        scene.connectionId,
        { settings: { signingCertificates } },
        actor,
      )
      await scene.sso.connections.activate(scene.connectionId, actor)
    }
    await expectSignedIn(scene, {
      meanwhile: () => update([...scene.idp.certificates, ...other.certificates]),
    })
    const { login, error } = await signIn(scene, { meanwhile: () => update(other.certificates) })
    expect(login).toBeUndefined()
    expect(isSsoError(error, 'saml_signature_invalid')).toBe(true)
  })
})

describe('a browser that keeps its cookies back (F7)', () => {
  it('F7 posts the answer once more from our own site, and signs in', async () => {
    const scene = await createScene()
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const answer = scene.idp.respondTo(start)
    const hop = await scene.sso.handler(answer.toRequest())
    expect(hop.status).toBe(200)
    expect(hop.headers.get('referrer-policy')).toBe('same-origin')
    // Not held to our own site: the redirects after the second post may lead elsewhere.
    expect(hop.headers.get('content-security-policy')).not.toContain('form-action')
    const markup = await hop.text()
    expect(markup).toContain(`action="${scene.urls.acsUrl}"`)
    const fields = fieldsOf(markup)
    expect([...fields.keys()]).toEqual(['SAMLResponse', 'RelayState', 'ssokit_hop'])
    const second = post(
      scene.urls.acsUrl,
      Object.fromEntries(fields),
      cookiesOf(start).join('; '),
      { origin: baseUrl },
    )
    const { response, login } = await arrive(scene, second)
    expect(response.status).toBe(303)
    expect(login?.connectionId).toBe(scene.connectionId)
    expect(scene.errors).toEqual([])
  })

  it('F7 hops once, escapes what it repeats, repeats nothing else and reports nothing', async () => {
    const scene = await createScene()
    const handle = 'h'.repeat(43)
    const sent = { SAMLResponse: '"><script>x</script>', RelayState: handle, evil: 'x' }
    const before = scene.events.length
    const hop = await scene.sso.handler(post(scene.urls.acsUrl, sent, ''))
    const markup = await hop.text()
    expect(markup).not.toContain('<script>x')
    expect([...fieldsOf(markup).keys()]).toEqual(['SAMLResponse', 'RelayState', 'ssokit_hop'])
    expect(scene.events).toHaveLength(before)
    const again = { ...sent, ssokit_hop: '1' }
    const { error } = await arrive(scene, post(scene.urls.acsUrl, again, '', { origin: baseUrl }))
    expect(error?.code).toBe('saml_xml_refused')
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site', origin: baseUrl }],
    ['nowhere', {}],
    ['a page without referrer', { origin: 'null' }],
  ])('F7 refuses a second post from %s, cookie or not', async (_from, headers) => {
    const scene = await createScene()
    const { error, login } = await signIn(scene, {
      change: ({ fields }, cookie) =>
        post(
          scene.urls.acsUrl,
          { ...Object.fromEntries(fields), ssokit_hop: '1' },
          cookie,
          headers,
        ),
    })
    expect(error?.code).toBe('login_flow_missing')
    expect(login).toBeUndefined()
  })
})

describe('a sign-in that the identity provider starts', () => {
  const unsolicited = async (idpInitiated: string, relayState?: string) => {
    const scene = await createScene({ settings: { idpInitiated } })
    const serviceProvider = scene.application
    const answer = scene.idp.start({
      serviceProvider,
      ...(relayState === undefined ? {} : { relayState }),
    })
    return { scene, answer }
  }

  it('S20 NG-9 is refused by default', async () => {
    const { scene, answer } = await unsolicited('off')
    const { error, login } = await arrive(scene, answer.toRequest())
    expect(error?.code).toBe('login_unsolicited')
    expect(login).toBeUndefined()
  })

  it('S20 NG-9 restarts from our side, and the assertion itself is worth nothing', async () => {
    const { scene, answer } = await unsolicited('restart', '/from-tile')
    const { response, login } = await arrive(scene, answer.toRequest())
    expect(login).toBeUndefined()
    expect(response.headers.get('location')).toContain(`${scene.idp.ssoUrl}?SAMLRequest=`)
    const cookie = cookiesOf(response).join('; ')
    const second = scene.idp.respondTo(response.headers.get('location') ?? '')
    const finished = await arrive(scene, second.toRequest(cookie))
    expect(finished.login).toMatchObject({
      returnTo: '/from-tile',
      authentication: { initiatedBy: 'third_party' },
    })
  })

  it('S20 is restarted once, so that two sites cannot send one another the browser for ever', async () => {
    const { scene, answer } = await unsolicited('restart')
    const first = await arrive(scene, answer.toRequest())
    const cookie = cookiesOf(first.response).join('; ')
    const { error } = await arrive(scene, answer.toRequest(cookie))
    expect(error?.code).toBe('login_unsolicited')
  })

  it('S20 is accepted where that is switched on, says so, and goes to a safe place only', async () => {
    const { scene, answer } = await unsolicited('accept', 'https://evil.example/')
    const { response, login } = await arrive(scene, answer.toRequest())
    expect(response.status).toBe(303)
    expect(login).toMatchObject({ returnTo: '/', authentication: { initiatedBy: 'idp' } })
  })

  it('S18 is accepted once', async () => {
    const { scene, answer } = await unsolicited('accept')
    const all = await Promise.all(
      Array.from({ length: 20 }, () => scene.sso.handler(answer.toRequest())),
    )
    expect(all.filter(({ status }) => status === 303)).toHaveLength(1)
    scene.clock.advance(120)
    const { error } = await arrive(scene, answer.toRequest())
    expect(error?.code).toBe('login_replayed')
  })

  it('S20 uses up no open flow', async () => {
    const { scene, answer } = await unsolicited('accept')
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const cookie = cookiesOf(start).join('; ')
    const first = await arrive(scene, answer.toRequest(cookie))
    expect(first.login?.authentication.initiatedBy).toBe('idp')
    expect(first.response.headers.getSetCookie()).toEqual([])
    const second = await arrive(scene, scene.idp.respondTo(start).toRequest(cookie))
    expect(second.login?.authentication.initiatedBy).toBe('sp')
  })

  it.each(['restart', 'accept'])(
    'S20 an answer to a request without its flow is never unsolicited (%s)',
    async (idpInitiated) => {
      const scene = await createScene({ settings: { idpInitiated } })
      await expectRefused(scene, 'login_flow_missing', {
        change: ({ samlResponse }) => post(scene.urls.acsUrl, { SAMLResponse: samlResponse }, ''),
      })
    },
  )

  it('is excluded where several connections share the ACS address', async () => {
    const config = { paths: { acs: '/saml/acs' } }
    const attempt = createScene({ config, settings: { idpInitiated: 'accept' } })
    await expect(attempt).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [expect.objectContaining({ path: 'settings.idpInitiated' })],
    })
    const scene = await createScene({ config })
    await expectSignedIn(scene)
    const answer = scene.idp.start({ serviceProvider: scene.application })
    const { error } = await arrive(scene, answer.toRequest())
    expect(error?.code).toBe('login_unsolicited')
  })
})

describe('what the NameID may be', () => {
  const people = (nameId: string, nameIdFormat: string) => ({ people: [{ nameId, nameIdFormat }] })
  const format = (name: string) => `urn:oasis:names:tc:SAML:2.0:nameid-format:${name}`
  const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
  const settings = { requireEmailNameId: true }

  it('NG-3 must be an e-mail address where the connection says so, and the hint names the field', async () => {
    const right = await createScene({ settings, provider: people('ann@acme.example', email) })
    await expectSignedIn(right)
    expect(right.idp.requests[0]?.nameIdFormat).toBe(email)
    for (const facts of [
      { nameId: 'ann' },
      { nameIdFormat: format('persistent') },
      { nameId: '00u1', nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' },
    ]) {
      const scene = await createScene({ settings, provider: people('ann@acme.example', email) })
      const error = await expectRefused(scene, 'saml_name_id_not_email', { facts })
      expect(error.hint).toContain('EmailAddress')
    }
  })

  it('S25 is never transient, unless an attribute stands for the person', async () => {
    const provider = {
      people: [{ nameId: '_x1', nameIdFormat: format('transient'), attributes: { uid: ['ann'] } }],
    }
    await expectRefused(await createScene({ provider }), 'saml_name_id_transient')
    const claims = { subject: 'uid', email: 'mail' }
    const scene = await createScene({ provider, input: { claims } })
    expect((await expectSignedIn(scene)).identity.subject).toBe('ann')
  })
})

function post(
  url: string,
  fields: Record<string, string>,
  cookie: string,
  headers: Record<string, string> = {},
): Request {
  return new Request(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
  })
}
