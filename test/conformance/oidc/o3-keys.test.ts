import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isSsoError, type SsoErrorCode, systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type KeySetDefect } from '../../../src/testing/oidc/index.ts'
import {
  createHost,
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const unavailable = 'oidc_keys_unavailable'

describe('key sets that hold no usable key', () => {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock })
  beforeEach(() => idp.tamper())

  const cases: [KeySetDefect, SsoErrorCode, string][] = [
    ['jwks_empty', unavailable, 'an empty key set'],
    ['jwks_not_a_list', unavailable, 'keys that are no list'],
    ['jwks_500', unavailable, 'an error in the place of keys'],
    ['jwks_html', 'network_media_type_refused', 'a web page in the place of keys'],
    ['jwks_private_members', unavailable, 'a published private key'],
    ['jwks_symmetric_key', unavailable, 'a published symmetric key'],
    ['jwks_weak_rsa', unavailable, 'an RSA key of 1024 bits'],
    ['jwks_exponent_one', unavailable, 'an RSA key whose exponent is 1'],
    ['jwks_encryption_use', unavailable, 'a key that is for encryption'],
    ['jwks_sign_only_key_ops', unavailable, 'a key that may not verify'],
    ['jwks_over_100', unavailable, 'more than 100 keys'],
  ]

  it.each(cases)('O3 does not activate a connection with %s (%s): %s', async (defect, code) => {
    const host = createHost(idp.fetch, clock)
    idp.tamper(defect)
    const refusal = await host.connect(idp).catch((error: unknown) => error)
    idp.tamper()
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([{ code }])
    await expectSignedIn({ ...host, idp, connectionId: (await host.connect(idp)).id })
  })

  it.each(cases)('N4 keeps the known keys when a refetch finds %s', async (defect) => {
    const host = createHost(idp.fetch, clock)
    const scene: Scene = { ...host, idp, connectionId: (await host.connect(idp)).id }
    const before = await scene.sso.connections.get(scene.connectionId, { actor: systemActor })
    idp.tamper(defect, 'unknown_kid')
    await expectRefused(scene, unavailable)
    idp.tamper()
    await scene.settled()
    const after = await scene.sso.connections.get(scene.connectionId, { actor: systemActor })
    expect(after.trust).toEqual(before.trust)
    await expectSignedIn(scene)
  })
})

describe('keys that do not fit a token', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await createScene({ provider: { algorithm: 'RS256' } })
  })
  beforeEach(() => scene.idp.tamper())

  const cases: [KeySetDefect, SsoErrorCode, string][] = [
    ['jwks_wrong_curve', 'oidc_id_token_key_unknown', 'a key of another kind under the kid'],
    ['jwks_other_algorithm', 'oidc_id_token_key_unknown', 'a key that names another algorithm'],
    ['jwks_other_issuer', 'oidc_id_token_key_unknown', 'a key that names another issuer (O5)'],
  ]

  it.each(cases)('O3 does not verify with %s (%s): %s', async (defect, code) => {
    const { idp } = scene
    idp.tamper(defect)
    const host = createHost(idp.fetch, scene.clock)
    const connected = { ...host, idp, connectionId: (await host.connect(idp)).id }
    await expectRefused(connected, code)
    idp.tamper()
    scene.clock.advance(61)
    await expectSignedIn(connected)
  })

  it('N4 tries four keys and no fifth [oidcc-client-test-kid-absent-multiple-jwks]', async () => {
    const { idp } = scene
    idp.tamper('jwks_many_without_kid')
    const host = createHost(idp.fetch, scene.clock)
    const connected = { ...host, idp, connectionId: (await host.connect(idp)).id }
    idp.tamper('jwks_many_without_kid', 'no_kid')
    await expectRefused(connected, 'oidc_id_token_signature_invalid')
    idp.tamper('no_kid')
    scene.clock.advance(61)
    await expectSignedIn(connected)
  })

  it('O3 compares the curve of a key with the algorithm [oidcc-client-test-invalid-sig-es256]', async () => {
    const elliptic = await createScene({ provider: { algorithm: 'ES256' } })
    await expectRefusedFor(elliptic, ['signature_by_other_key'], 'oidc_id_token_signature_invalid')
    elliptic.idp.tamper('jwks_wrong_curve', 'unknown_kid')
    elliptic.clock.advance(61)
    await expectRefused(elliptic, 'oidc_id_token_key_unknown')
  })
})
