import { describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { JwsDefect } from '../../../src/testing/oidc/index.ts'
import {
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
  type SceneOptions,
} from './scene.ts'

const clientSecret = 'a client secret of 32 bytes, 0123'
const hs256: SceneOptions = {
  provider: { algorithm: 'HS256', clientSecret },
  settings: { allowedAlgorithms: ['HS256'] },
}

describe('ID tokens that are signed with the client secret', () => {
  it('O3 are accepted where the connection says so', async () => {
    const { identity } = await expectSignedIn(await createScene(hs256))
    expect(identity.subject).toBe('ann')
  })

  it('O3 are refused where it does not', async () => {
    const scene = await createScene({ provider: hs256.provider ?? {} })
    await expectRefused(scene, 'oidc_id_token_algorithm_refused')
  })

  const cases: [JwsDefect, SsoErrorCode, string][] = [
    [
      'signature_by_other_key',
      'oidc_id_token_signature_invalid',
      'another secret [oidcc-client-test-invalid-sig-hs256]',
    ],
    ['hs256_with_public_key', 'oidc_id_token_signature_invalid', 'the published key as the secret'],
    ['alg_none', 'oidc_id_token_malformed', 'no signature'],
    ['alg_none_with_signature', 'oidc_id_token_algorithm_refused', 'alg none'],
    ['signature_stripped', 'oidc_id_token_malformed', 'the signature cut off'],
    ['non_canonical_base64url', 'oidc_id_token_malformed', 'stray bits in the signature'],
  ]

  it.each(cases)('O3 are refused with %s (%s): %s', async (defect, code) => {
    await expectRefusedFor(await createScene(hs256), [defect], code)
  })

  it('O3 switch off the provider’s public keys', async () => {
    const idp = { provider: { algorithm: 'ES256', clientSecret } } as const
    const scene = await createScene({ ...idp, settings: { allowedAlgorithms: ['HS256'] } })
    await expectRefused(scene, 'oidc_id_token_algorithm_refused')
  })

  it('O3 need a secret of 32 bytes (RFC 7518 section 3.2)', async () => {
    const provider = { algorithm: 'HS256', clientSecret: 's'.repeat(31) } as const
    const error = await expectRefused(
      await createScene({ ...hs256, provider }),
      'oidc_client_secret_too_short',
    )
    expect(error.hint).toContain('RS256')
  })

  it('O3 tell the admin to look at the secret, not at the keys', async () => {
    const scene = await createScene(hs256)
    scene.idp.tamper('signature_by_other_key')
    const error = await expectRefused(scene, 'oidc_id_token_signature_invalid')
    expect(error.hint).toMatch(/client secret/)
  })

  it('O3 never put the secret into an error, an event or a log', async () => {
    const scene = await createScene(hs256)
    scene.idp.tamper('signature_by_other_key')
    const error = await expectRefused(scene, 'oidc_id_token_signature_invalid')
    expect(JSON.stringify([error, error.message, error.hint, scene.events])).not.toContain(
      clientSecret,
    )
  })
})
