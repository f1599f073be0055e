import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/index.ts'
import { generateClientKey, oidc } from '../../../src/oidc/index.ts'
import { certifiedKey, decodeJwt } from '../../support/client-key.ts'
import { baseUrl } from '../../support/harness.ts'
import { actor, createKeyScene, publishedKeys } from './client-scene.ts'
import { callsTo, createScene, expectRefused, expectSignedIn, type Scene } from './scene.ts'

/** RFC 7638, computed here. */
function kidOf(privateKey: string): string {
  const { e, kty, n } = createPrivateKey(privateKey).export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}

const kidsOf = async (scene: Pick<Scene, 'sso' | 'connectionId'>) =>
  (await publishedKeys(scene)).keys.map(({ kid }) => kid)

const enter = (scene: Scene, privateKey: string | null) =>
  scene.sso.connections.update(scene.connectionId, { secrets: { privateKey } }, actor)

const signerOf = (scene: Scene) => {
  const { body } = callsTo(scene, '/token').at(-1) ?? {}
  return decodeJwt(new URLSearchParams(body).get('client_assertion') ?? '').header.kid
}

/** Every member of every object in a value. */
function membersOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...membersOf(inner)])
}

let first = ''
let second = ''
let third = ''
beforeAll(async () => {
  ;[first, second, third] = await Promise.all([
    generateClientKey(),
    generateClientKey(),
    generateClientKey(),
  ])
})

describe('the JWKS address of a connection', () => {
  it('O8 holds the public half of its key as JSON that may be kept for minutes', async () => {
    const scene = await createKeyScene(first)
    const url = `${baseUrl}/sso/${scene.connectionId}/jwks`
    const { fields } = await scene.sso.connections.setup(scene.connectionId)
    expect(fields).toContainEqual(expect.objectContaining({ id: 'jwks_uri', value: url }))
    const response = await scene.sso.handler(new Request(url))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    const { n, e } = createPrivateKey(first).export({ format: 'jwk' })
    expect(await response.json()).toEqual({
      keys: [{ kty: 'RSA', n, e, kid: kidOf(first), use: 'sig' }],
    })
  })

  it('O8 has no private member, whatever kind of key is entered, in whatever form', async () => {
    const forms = ['P-256', 'P-384', 'P-521'].map((namedCurve) =>
      generateKeyPairSync('ec', { namedCurve }),
    )
    const keys = [...forms, generateKeyPairSync('ed25519')].map(({ privateKey }) => privateKey)
    const scene = await createKeyScene(first)
    for (const key of [createPrivateKey(first), ...keys]) {
      const jwk = key.export({ format: 'jwk' }) as JsonObject
      const texts = [
        String(key.export({ type: 'pkcs8', format: 'pem' })).trim(),
        JSON.stringify({
          ...jwk,
          key_ops: ['sign'],
          ext: true,
          extra: { d: 'x' },
          status: 'ACTIVE',
        }),
      ]
      for (const text of texts) {
        await enter(scene, text)
        const published = await publishedKeys(scene)
        const open = ['keys', 'kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y']
        const closed = membersOf(published).filter((name) => !open.includes(name))
        expect(closed.filter((name) => !/^\d+$/.test(name))).toEqual([])
        for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) {
          if (jwk[secret]) expect(JSON.stringify(published)).not.toContain(jwk[secret])
        }
      }
    }
  })

  it('O8 holds an empty set where there is no key, and after a key was removed', async () => {
    const scene = await createScene()
    expect(await publishedKeys(scene)).toEqual({ keys: [] })
    const other = await createKeyScene(first)
    const settings = { clientAuthentication: 'none' }
    await other.sso.connections.update(other.connectionId, { settings }, actor)
    // The live revision still signs with it; the draft has none any more.
    expect(await kidsOf(other)).toEqual([kidOf(first)])
    await other.sso.connections.activate(other.connectionId, actor)
    expect(await publishedKeys(other)).toEqual({ keys: [] })
  })

  it('T1 holds nothing of other connections', async () => {
    const scene = await createKeyScene(first)
    const input = { organizationId: 'org_2', protocol: 'oidc', secrets: { privateKey: second } }
    const { id } = await scene.sso.connections.create(input, actor)
    expect(await kidsOf(scene)).toEqual([kidOf(first)])
    expect(await kidsOf({ ...scene, connectionId: id })).toEqual([kidOf(second)])
  })

  it('O8 lists a key once, even where both revisions have it', async () => {
    const scene = await createKeyScene(first)
    await scene.sso.connections.update(scene.connectionId, { description: 'edited' }, actor)
    expect((await scene.sso.connections.get(scene.connectionId, actor)).draft).toBeDefined()
    expect(await kidsOf(scene)).toEqual([kidOf(first)])
  })

  it('O8 lets no draft take the name of a key that is in use', async () => {
    const named = (key: string) =>
      JSON.stringify({ ...createPrivateKey(key).export({ format: 'jwk' }), kid: 'my-key' })
    const scene = await createKeyScene(named(first))
    const before = await publishedKeys(scene)
    await enter(scene, named(second))
    expect(await publishedKeys(scene)).toEqual(before)
    await expectSignedIn(scene)
  })

  it('O8 fails with a code where a stored key cannot be read', async () => {
    const provider = oidc()
    // As if it had been stored before keys were checked.
    const { secretIssues: _unchecked, ...lenient } = provider
    const scene = await createScene({ config: { providers: [lenient] } })
    await enter(scene, 'not a key')
    const response = await scene.sso.handler(
      new Request(`${baseUrl}/sso/${scene.connectionId}/jwks`),
    )
    expect(response.status).toBe(500)
    expect(scene.errors.at(-1)?.code).toBe('oidc_client_key_invalid')
    expect(await response.text()).not.toContain('not a key')
  })
})

describe('a rotation', () => {
  it('O8 publishes the next key before it signs, and nobody is refused at any time', async () => {
    const scene = await createKeyScene(first)
    await expectSignedIn(scene)
    expect(signerOf(scene)).toBe(kidOf(first))

    await enter(scene, second)
    expect(await kidsOf(scene)).toEqual([kidOf(first), kidOf(second)])
    await expectSignedIn(scene)
    expect(signerOf(scene)).toBe(kidOf(first))

    // Somebody is at the provider while the admin switches over.
    await expectSignedIn(scene, {
      meanwhile: async () => void (await scene.sso.connections.activate(scene.connectionId, actor)),
    })
    expect(signerOf(scene)).toBe(kidOf(second))
    expect(await kidsOf(scene)).toEqual([kidOf(second)])
    await expectSignedIn(scene)
  })

  it('O8 works with a provider that keeps the keys it has seen for as long as it may', async () => {
    let cached: { keys: JsonObject[] } = { keys: [] }
    let expiresAt = 0
    const scene: Scene = await createScene({
      provider: {
        clientAuthentication: ['private_key_jwt'],
        clientKeys: async () => {
          if (scene.clock().getTime() >= expiresAt) {
            cached = await publishedKeys(scene)
            expiresAt = scene.clock().getTime() + 300_000
          }
          return cached
        },
      },
      input: { secrets: { privateKey: first } },
    })
    await expectSignedIn(scene)
    await enter(scene, second)
    scene.clock.advance(300)
    await expectSignedIn(scene)
    await scene.sso.connections.activate(scene.connectionId, actor)
    await expectSignedIn(scene)
    expect(signerOf(scene)).toBe(kidOf(second))
    // Whoever does not wait finds out why waiting is the rule.
    await enter(scene, third)
    await scene.sso.connections.activate(scene.connectionId, actor)
    await expectRefused(scene, 'oidc_client_rejected')
  })

  it('O8 takes a key that leaked away at once', async () => {
    const scene = await createKeyScene(first)
    await enter(scene, second)
    await scene.sso.connections.activate(scene.connectionId, actor)
    expect(await kidsOf(scene)).not.toContain(kidOf(first))
  })

  it('O8 can be given up before it happened', async () => {
    const scene = await createKeyScene(first)
    await enter(scene, second)
    await enter(scene, first)
    expect(await kidsOf(scene)).toEqual([kidOf(first)])
    await scene.sso.connections.activate(scene.connectionId, actor)
    await expectSignedIn(scene)
  })
})

describe('a key whose connection is edited', () => {
  it.each([
    ['issuer', { issuer: 'https://other-idp.example.com' }],
    ['client id', { clientId: 'client-2' }],
    ['method', { clientAuthentication: 'private_key_jwt' }],
    ['token endpoint', { endpoints: { token: 'https://other-idp.example.com/token' } }],
  ])('T4 is erased from the draft when its %s changes', async (_what, settings) => {
    const scene = await createKeyScene(certifiedKey)
    const { id } = await scene.sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', settings: scene.idp.settings },
        secrets: { privateKey: first },
      },
      actor,
    )
    const edited = await scene.sso.connections.update(id, { settings }, actor)
    expect(edited.draft?.secrets).toEqual({})
    expect(await publishedKeys({ ...scene, connectionId: id })).toEqual({ keys: [] })
    expect(scene.events).toContainEqual(
      expect.objectContaining({ type: 'connection.secrets_erased', fields: ['privateKey'] }),
    )
  })
})
