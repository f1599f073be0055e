import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createScene } from '../conformance/saml/scene.ts'
import {
  against,
  factsOf,
  inspectedJson,
  inspectedText,
  signedInScene,
  statusesOf,
} from '../support/inspect.ts'

const now = new Date('2026-01-01T12:00:00Z')

describe('SAML metadata', () => {
  it('is decoded and checked as an import does', async () => {
    const { idp } = await createScene()
    const { exitCode, report } = await inspectedJson(idp.metadata(), [], { now })
    expect(exitCode).toBe(0)
    expect(report.kind).toBe('saml_metadata')
    expect(factsOf(report)).toMatchObject({
      entityID: [idp.entityId],
      SingleSignOnService: [`redirect ${idp.ssoUrl}`, `post ${idp.ssoUrl}`],
      Certificate: [expect.stringMatching(/^SHA-256 ([0-9A-F]{2}:){31}.., valid until 2\d{3}-/)],
    })
  })

  it('is what the connection trusts', async () => {
    const scene = await createScene()
    const { exitCode, report } = await inspectedJson(scene.idp.metadata(), ...against(scene))
    expect(exitCode).toBe(0)
    expect(statusesOf(report)).toMatchObject({ metadata: 'pass', connection: 'pass' })
  })

  it('shows keys that the connection does not trust: none in common ends sign-ins', async () => {
    const scene = await createScene()
    scene.idp.rotateKeys({ keepsOld: true })
    const beside = await inspectedJson(scene.idp.metadata(), ...against(scene))
    expect(beside.exitCode).toBe(0)
    expect(statusesOf(beside.report)).toMatchObject({ signing_certificates: 'warn' })
    scene.idp.rotateKeys()
    const instead = await inspectedJson(scene.idp.metadata(), ...against(scene))
    expect(instead.exitCode).toBe(3)
    expect(statusesOf(instead.report)).toMatchObject({ signing_certificates: 'fail' })
  })

  it('is refused for another identity provider than the connection’s', async () => {
    const scene = await createScene()
    const other = scene.idp.metadata().replaceAll(scene.idp.entityId, 'https://other.example/idp')
    const { exitCode, report } = await inspectedJson(other, ...against(scene))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_metadata_entity_missing')
  })

  it('is refused once it is no longer valid, unless it is judged earlier', async () => {
    const { idp } = await createScene()
    const xml = idp.metadata().replace('entityID=', 'validUntil="2026-01-01T00:00:00Z" entityID=')
    const { exitCode, report } = await inspectedJson(xml, [], { now })
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_metadata_expired')
    const earlier = ['--at', '2025-12-31T23:00:00Z']
    expect((await inspectedJson(xml, earlier, { now })).exitCode).toBe(0)
  })
})

/** OpenID Connect Discovery section 4.2, shortened. */
const discovery = {
  issuer: 'https://server.example.com',
  authorization_endpoint: 'https://server.example.com/connect/authorize',
  token_endpoint: 'https://server.example.com/connect/token',
  jwks_uri: 'https://server.example.com/jwks.json',
  response_types_supported: ['code', 'id_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  scopes_supported: ['openid', 'profile', 'email'],
}

describe('a discovery document', () => {
  it('is decoded and checked for the issuer that it names', async () => {
    const { exitCode, report } = await inspectedJson(JSON.stringify(discovery), [], { now })
    expect(exitCode).toBe(0)
    expect(report.kind).toBe('discovery')
    expect(statusesOf(report)).toMatchObject({
      ...{ metadata: 'pass', pkce: 'pass', id_token_algorithm: 'pass', response_type: 'pass' },
    })
    expect(factsOf(report)).toMatchObject({ issuer: [discovery.issuer] })
  })

  it.each([
    [{ token_endpoint: 'http://server.example.com/token' }, 'oidc_metadata_invalid'],
    [{ jwks_uri: undefined }, 'oidc_metadata_invalid'],
  ])('is refused: %j', async (change, code) => {
    const text = JSON.stringify({ ...discovery, ...change })
    const { exitCode, report } = await inspectedJson(text, [], { now })
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe(code)
  })

  it('fails where no algorithm of it is allowed', async () => {
    const text = JSON.stringify({ ...discovery, id_token_signing_alg_values_supported: ['HS256'] })
    const { exitCode, report } = await inspectedJson(text, [], { now })
    expect(exitCode).toBe(3)
    expect(statusesOf(report)).toMatchObject({ id_token_algorithm: 'fail', metadata: 'pass' })
  })

  it('is refused by a connection to another issuer, which names both', async () => {
    const scene = await signedInScene()
    const { exitCode, report } = await inspectedJson(JSON.stringify(discovery), ...against(scene))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('oidc_issuer_mismatch')
    expect(`${report.failure.message} ${JSON.stringify(report.checks)}`).toContain(scene.idp.issuer)
  })

  it('passes for its own connection', async () => {
    const scene = await signedInScene()
    const address = `${scene.idp.issuer}/.well-known/openid-configuration`
    const own = await (await scene.idp.fetch(address)).text()
    const { exitCode, report } = await inspectedJson(own, ...against(scene))
    expect(report.failure).toBeUndefined()
    expect(exitCode).toBe(0)
  })
})

describe('a key set', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = (key: typeof publicKey) => ({ ...key.export({ format: 'jwk' }), kid: 'one' })

  it('is listed, with what can verify ID tokens', async () => {
    const keys = [jwk(publicKey), { ...jwk(publicKey), kid: 'two', use: 'enc' }]
    const { exitCode, report } = await inspectedJson(JSON.stringify({ keys }), [], { now })
    expect(exitCode).toBe(0)
    expect(factsOf(report)['Key']).toEqual(['one: EC P-256', 'two: EC P-256 enc'])
    expect(report.checks[0].message).toBe('1 of 2 keys can verify ID tokens.')
  })

  it('T4 says that it holds private keys, and shows nothing of them', async () => {
    const secret = privateKey.export({ format: 'jwk' }).d ?? ''
    expect(secret.length).toBeGreaterThan(40)
    for (const keys of [[jwk(privateKey)], [jwk(publicKey), jwk(privateKey)]]) {
      const { exitCode, stdout } = await inspectedText(JSON.stringify({ keys }), [], { now })
      expect(exitCode).toBe(3)
      expect(stdout).toContain('private_keys')
      expect(stdout).not.toContain(secret)
    }
  })

  it('is compared with the keys that the connection has stored', async () => {
    const scene = await signedInScene()
    const own = await (await scene.idp.fetch(`${scene.idp.issuer}/jwks`)).text()
    const known = await inspectedJson(own, ...against(scene))
    expect(statusesOf(known.report)).toMatchObject({ connection: 'pass' })
    const other = await inspectedJson(JSON.stringify({ keys: [jwk(publicKey)] }), ...against(scene))
    expect(other.exitCode).toBe(0)
    expect(statusesOf(other.report)).toMatchObject({ connection: 'warn' })
  })

  it('without a usable key is refused', async () => {
    const { exitCode, report } = await inspectedJson('{"keys":[]}', [], { now })
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('oidc_keys_unavailable')
  })
})
