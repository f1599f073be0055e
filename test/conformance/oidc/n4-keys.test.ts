import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { oidc } from '../../../src/oidc/index.ts'
import { trustBase } from '../../../src/oidc/metadata.ts'
import { type FinishContext, systemActor } from '../../../src/index.ts'
import { callsTo, createScene, expectRefused, expectSignedIn, type Scene, signIn } from './scene.ts'

const WEEK_SECONDS = 7 * 86_400

let scene: Scene
beforeAll(async () => {
  scene = await createScene()
})
beforeEach(async () => {
  scene.idp.tamper()
  // Past the cooldown of the test before.
  scene.clock.advance(120)
  await expectSignedIn(scene)
  await scene.settled()
  scene.idp.resetRequests()
})

const keyCalls = () => callsTo(scene, '/jwks').length

describe('rotated keys', () => {
  it('N4 fetches new keys when a token needs them [oidcc-client-test-signing-key-rotation]', async () => {
    await expectSignedIn(scene, { meanwhile: () => scene.idp.rotateKeys() })
    expect(keyCalls()).toBe(1)
    await scene.settled()
    await expectSignedIn(scene)
    expect(keyCalls()).toBe(1)
  })

  it('N4 fetches new keys when a kid got another key [oidcc-client-test-signing-key-rotation-just-before-signing]', async () => {
    await expectSignedIn(scene, { meanwhile: () => scene.idp.rotateKeys({ keepsKeyId: true }) })
    expect(keyCalls()).toBe(1)
  })

  it('N4 lets everybody in who signs in at the moment of a rotation, with one fetch', async () => {
    scene.idp.rotateKeys()
    const logins = scene.logins.length
    await Promise.all(Array.from({ length: 8 }, () => signIn(scene)))
    expect(scene.logins).toHaveLength(logins + 8)
    expect(keyCalls()).toBe(1)
  })
})

describe('unknown keys', () => {
  it('N4 fetches once in a minute, however many tokens have unknown kids', async () => {
    scene.idp.tamper('unknown_kid')
    for (let count = 0; count < 100; count++) {
      await expectRefused(scene, 'oidc_id_token_key_unknown')
    }
    expect(keyCalls()).toBe(1)
    scene.clock.advance(59)
    await expectRefused(scene, 'oidc_id_token_key_unknown')
    expect(keyCalls()).toBe(1)
    scene.clock.advance(1)
    await expectRefused(scene, 'oidc_id_token_key_unknown')
    expect(keyCalls()).toBe(2)
  })

  it('N4 counts attempts that failed', async () => {
    scene.idp.tamper('unknown_kid', 'jwks_500')
    for (let count = 0; count < 20; count++) await expectRefused(scene, 'oidc_keys_unavailable')
    expect(keyCalls()).toBe(1)
  })

  it('N4 stores nothing where the new keys did not help', async () => {
    scene.idp.tamper('unknown_kid')
    const events = scene.events.length
    await expectRefused(scene, 'oidc_id_token_key_unknown')
    await scene.settled()
    const types = scene.events.slice(events).map(({ type }) => type)
    expect(types).not.toContain('trust.refreshed')
  })

  it('N4 fetches once for 10,000 tokens with unknown kids in one provider', async () => {
    scene.idp.tamper('unknown_kid')
    const claims = { iss: scene.idp.issuer, sub: 'mallory' }
    const idToken = await scene.idp.signIdToken(claims)
    const { keys } = await scene.idp.keySet()
    const provider = oidc()
    let fetches = 0
    const context = {
      ...{ connectionId: 'con_1', organizationId: 'org_1', handle: 'h', claims: { require: [] } },
      settings: { issuer: scene.idp.issuer, clientId: 'c', clientAuthentication: 'none' },
      urls: { callback: 'https://app.example.com/cb' },
      flow: { nonce: 'n', codeVerifier: 'v' },
      message: { method: 'GET', parameters: new Map(Object.entries({ code: 'x', state: 'h' })) },
      trust: {
        document: {
          ...{ metadata: metadataOf(scene.idp.issuer), jwks: { keys } },
          base: trustBase({ clientId: 'c' }),
        },
        checkedAt: scene.clock(),
        save: () => expect.unreachable(),
      },
      async fetch(url: string) {
        if (url.endsWith('/jwks')) fetches += 1
        const body = { access_token: 'a', token_type: 'Bearer', id_token: idToken, keys }
        const headers = { 'content-type': 'application/json' }
        return new Response(JSON.stringify(body), { headers })
      },
      ...{ reserve: async () => {}, allowsHttp: () => false, now: scene.clock },
    } as unknown as FinishContext
    for (let batch = 0; batch < 10; batch++) {
      const attempts = Array.from({ length: 1000 }, () => provider.finishLogin(context))
      const outcomes = await Promise.allSettled(attempts)
      const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)
      expect(new Set(codes)).toEqual(new Set(['oidc_id_token_key_unknown']))
    }
    expect(fetches).toBe(1)
  }, 30_000)
})

const metadataOf = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
})

describe('old keys', () => {
  it('N4 lives with the stored keys for seven days while the provider is down', async () => {
    const { trust } = await scene.sso.connections.get(scene.connectionId, { actor: systemActor })
    scene.idp.tamper('discovery_500', 'jwks_500')
    scene.clock.set(trust?.checkedAt ?? '')
    scene.clock.advance(WEEK_SECONDS - 1)
    await expectSignedIn(scene)
    await scene.settled()
    expect(scene.events.some(({ type }) => type === 'trust.refresh_failed')).toBe(true)
  })

  it('N4 does not believe older ones', async () => {
    const stored = { connectionId: scene.connectionId }
    scene.idp.tamper('discovery_500')
    scene.clock.advance(WEEK_SECONDS + 120)
    const start = () => scene.sso.startLogin(stored).then(() => 'started', codeOf)
    expect(await start()).toBe('oidc_discovery_failed')
    scene.idp.resetRequests()
    for (let count = 0; count < 20; count++) expect(await start()).toBe('oidc_discovery_failed')
    expect(scene.idp.requests).toEqual([])
    scene.idp.tamper()
    scene.clock.advance(60)
    await expectSignedIn(scene)
  })
})

const codeOf = (error: unknown) => (error as { code: string }).code
