import { beforeAll, describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { JwsDefect, MockAlgorithm } from '../../../src/testing/oidc/index.ts'
import {
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const malformed = 'oidc_id_token_malformed'
const refused = 'oidc_id_token_algorithm_refused'

const cases: [JwsDefect, SsoErrorCode, string][] = [
  ['alg_none', malformed, 'an unsigned ID token [oidcc-client-test-idtoken-sig-none]'],
  ['alg_none_with_signature', refused, 'alg none with something in the place of the signature'],
  ['hs256_with_public_key', refused, 'an HMAC keyed with the public key'],
  [
    'hs256_with_client_secret',
    refused,
    'an HMAC keyed with the client secret [oidcc-client-test-invalid-sig-hs256]',
  ],
  [
    'signature_by_other_key',
    'oidc_id_token_signature_invalid',
    'a signature by another key [oidcc-client-test-invalid-sig-rs256]',
  ],
  ['signature_stripped', malformed, 'an ID token without its signature'],
  ['embedded_jwk', malformed, 'an embedded key'],
  ['jku', malformed, 'a key set address in the header'],
  ['x5u', malformed, 'a certificate address in the header'],
  ['x5c', malformed, 'a certificate in the header'],
  ['crit', malformed, 'a critical extension'],
  ['zip', malformed, 'a compressed payload'],
  ['b64', malformed, 'an unencoded payload'],
  ['unknown_kid', 'oidc_id_token_key_unknown', 'a kid that nobody published'],
  ['kid_as_number', malformed, 'a kid that is no text'],
  ['typ_as_number', malformed, 'a typ that is no text'],
  ['non_canonical_base64url', malformed, 'a signature with stray bits'],
  ['non_canonical_payload', malformed, 'a payload with stray bits'],
  ['padded_base64url', malformed, 'padding'],
  ['json_serialization', malformed, 'the JSON serialization'],
  ['encrypted_id_token', malformed, 'an encrypted ID token'],
  ['duplicate_member_payload', malformed, 'a claim that occurs twice'],
  ['duplicate_member_header', malformed, 'a header member that occurs twice'],
  ['duplicate_member_escaped', malformed, 'a claim that occurs twice, once escaped'],
  ['duplicate_member_nested', malformed, 'a nested member that occurs twice'],
  ['payload_not_utf8', malformed, 'a payload that is not UTF-8'],
  ['payload_not_an_object', malformed, 'a payload that is no object'],
  ['deep_json', malformed, 'deeply nested claims'],
]

describe('the signature of an ID token', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await createScene({ provider: { algorithm: 'RS256' } })
  })

  it.each(cases)('O3 refuses %s (%s): %s', async (defect, code) => {
    scene.idp.resetRequests()
    await expectRefusedFor(scene, [defect], code)
    const foreign = scene.idp.requests.filter(({ url }) => !url.startsWith(scene.idp.issuer))
    expect(foreign).toEqual([])
    // So that the next refusal may fetch keys again.
    scene.clock.advance(61)
  })

  it('O3 accepts a token without kid where one key fits [oidcc-client-test-kid-absent-single-jwks]', async () => {
    scene.idp.tamper('no_kid')
    await expectSignedIn(scene)
    scene.idp.tamper()
  })
})

describe('algorithms', () => {
  const others: MockAlgorithm[] = ['RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

  it.each(others)('O3 accepts %s, and refuses another key’s signature in it', async (algorithm) => {
    const scene = await createScene({ provider: { algorithm } })
    await expectRefusedFor(scene, ['signature_by_other_key'], 'oidc_id_token_signature_invalid')
  })

  it('O3 accepts RS256 [oidcc-client-test-idtoken-sig-rs256]', async () => {
    await expectSignedIn(await createScene({ provider: { algorithm: 'RS256' } }))
  })

  it('O3 refuses an algorithm that this connection does not list', async () => {
    const narrow = await createScene({
      provider: { algorithm: 'RS256' },
      settings: { allowedAlgorithms: ['ES256', 'PS256'] },
    })
    await expectRefused(narrow, refused)
    await expectSignedIn(
      await createScene({
        provider: { algorithm: 'RS256' },
        settings: { allowedAlgorithms: ['RS256'] },
      }),
    )
  })
})
