import { describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../../src/adapters/node.ts'
import { createSso, systemActor } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { baseUrl, codeOf, formHeaders, secretA } from '../../support/harness.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { startServer } from '../../support/server.ts'
import { createHost, createScene, expectRefused, expectSignedIn, signIn } from './scene.ts'

const shared = { paths: { callback: '/sso/callback' } }

describe('a callback that connections share', () => {
  it('O2 refuses an IdP that stops promising iss after activation', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, sendsIssuer: true, algorithm: 'ES256' })
    let promisesIssuer = true
    const changing: typeof fetch = async (input, init) => {
      const response = await idp.fetch(input, init)
      const url = input instanceof Request ? input.url : String(input)
      if (promisesIssuer || !url.endsWith('openid-configuration')) return response
      const document = (await response.json()) as object
      return Response.json({ ...document, authorization_response_iss_parameter_supported: false })
    }
    const host = createHost(changing, clock, shared)
    const { id: connectionId } = await host.connect(idp)
    const scene = { ...host, idp, connectionId }
    await expectSignedIn(scene)
    promisesIssuer = false
    clock.advance(3601)
    // This sign-in begins the renewal of the trust.
    await expectSignedIn(scene)
    await host.settled()
    idp.tamper('iss_missing_though_advertised')
    await expectRefused(scene, 'oidc_response_issuer_mismatch')
  })

  it('O2 is refused to connections that were activated before it was shared', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
    const storage = memoryStorage()
    const before = createHost(idp.fetch, clock, { storage })
    const { id: connectionId } = await before.connect(idp)
    const after = createHost(idp.fetch, clock, { storage, ...shared })
    expect(await codeOf(signIn({ ...after, idp, connectionId }))).toBe('oidc_metadata_invalid')
    expect(after.logins).toEqual([])
  })
})

describe('an authentication that is too old', () => {
  it('is refused for maxAge, and is no better for a maxAge given as text', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { maxAge: 60 })
    expect(await codeOf(signIn(scene, { maxAge: '60' as never }))).toBe(
      'TypeError: maxAge is a whole number of seconds.',
    )
    expect(scene.logins).toEqual([])
  })

  it('is refused for forceAuthn', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { forceAuthn: true })
  })
})

describe('toNodeHandler on a page shared with the host', () => {
  it('does not hang on a chunked form beyond 1 MiB', async () => {
    const sso = createSso({
      baseUrl,
      secrets: [secretA],
      providers: [oidc()],
      storage: memoryStorage(),
      paths: { callback: '/login', login: '/login' },
    })
    const handler = toNodeHandler(sso)
    const server = await startServer('localhost', (req, res) =>
      handler(req, res, () => {
        req.resume()
        res.end('host')
      }),
    )
    try {
      const { body } = await rawRequest(server.port, {
        method: 'POST',
        path: '/login',
        headers: formHeaders,
        body: Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'a')),
      })
      expect(body).toBe('host')
    } finally {
      await server.close()
    }
  })
})

describe('an issuer with endpoints that somebody entered beside it', () => {
  const clock = fixedClock()
  const victim = createMockOidcProvider({
    ...{ clock, algorithm: 'ES256', issuer: 'https://victim.example.com' },
  })
  /** Signs what it likes in the victim's name, with keys of its own. */
  const mallory = createMockOidcProvider({
    ...{ clock, algorithm: 'ES256', issuer: 'https://victim.example.com' },
  })
  const place = 'https://mallory.example'
  const fetchFrom: typeof fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith(place)) return victim.fetch(input, init)
    return mallory.fetch(url.replace(place, victim.issuer), init)
  }
  const chosen = (host: ReturnType<typeof createHost>) =>
    host.sso.startLogin({ issuer: victim.issuer }).then(
      ({ connectionId }) => connectionId,
      () => 'none',
    )

  it.each([
    { authorization: `${place}/authorize`, token: `${place}/token`, jwks: `${place}/jwks` },
    { token: `${place}/token`, jwks: `${place}/jwks` },
  ])('F5 T1 is squatted by no sign-in at %j', async (endpoints) => {
    const host = createHost(fetchFrom, clock)
    const { id: connectionId } = await host.connect(mallory, { settings: { endpoints } }, 'evil')
    // At the address of its own such a connection works: who owns it has entered all of it.
    const toVictim: typeof mallory = {
      ...mallory,
      authorize: (url, person) =>
        mallory.authorize(String(url).replace(place, victim.issuer), person),
    }
    await expectSignedIn({ ...host, idp: toVictim, connectionId })
    await host.settled()
    expect(await chosen(host)).toBe('none')
    const { issuer } = victim
    expect(await host.sso.startLogin({ connectionId, issuer })).toMatchObject({ connectionId })

    const honest = await host.connect(victim, {}, 'victim')
    await expectSignedIn({ ...host, idp: victim, connectionId: honest.id })
    await host.settled()
    expect(await chosen(host)).toBe(honest.id)
  })

  it('F5 T1 is named by endpoints of its own', async () => {
    const host = createHost(fetchFrom, clock)
    const endpoints = { jwks: `${victim.issuer}/jwks`, userinfo: `${place}/userinfo` }
    const { id } = await host.connect(victim, { settings: { endpoints } })
    await expectSignedIn({ ...host, idp: victim, connectionId: id })
    await host.settled()
    expect(await chosen(host)).toBe(id)
  })
})

describe('a discovery document that is gone (404)', () => {
  const scene = async (isPublished: boolean) => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256', sendsIssuer: isPublished })
    const published = { isThere: isPublished }
    const fetchFrom: typeof fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      const isHidden = url.includes('openid-configuration') && !published.isThere
      return isHidden ? Response.json({}, { status: 404 }) : idp.fetch(input, init)
    }
    const host = createHost(fetchFrom, clock)
    const { issuer } = idp
    const settings = {
      endpoints: {
        authorization: `${issuer}/authorize`,
        token: `${issuer}/token`,
        jwks: `${issuer}/jwks`,
      },
    }
    const { id: connectionId } = await host.connect(idp, { settings })
    return { ...host, idp, connectionId, published }
  }

  it('O2 N4 makes no renewal forget what it promised', async () => {
    const world = await scene(true)
    await expectSignedIn(world)
    world.published.isThere = false
    world.clock.advance(3601)
    expect((await world.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 1 })
    world.idp.tamper('iss_missing_though_advertised')
    await expectRefused(world, 'oidc_response_issuer_mismatch')
    world.idp.tamper()
    await expectSignedIn(world)
    // What the provider is now, its admin says.
    await world.sso.connections.activate(world.connectionId, { actor: systemActor })
    await expectSignedIn(world)
    expect((await world.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 0 })
  })

  it('is nothing new where there never was one', async () => {
    const world = await scene(false)
    await expectSignedIn(world)
    world.clock.advance(3601)
    expect((await world.sso.maintain()).trust).toEqual({ refreshed: 1, failed: 0 })
    await expectSignedIn(world)
  })
})
