import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { ClaimDefect } from '../../../src/testing/oidc/index.ts'
import {
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const invalid = 'oidc_id_token_claims_invalid'
const otherIssuer = 'oidc_id_token_issuer_mismatch'
const otherAudience = 'oidc_id_token_audience_mismatch'

let scene: Scene
beforeAll(async () => {
  scene = await createScene()
})
beforeEach(() => scene.idp.tamper())

describe('the claims of an ID token', () => {
  const cases: [ClaimDefect, SsoErrorCode, string][] = [
    ['wrong_issuer', otherIssuer, 'another issuer [oidcc-client-test-invalid-iss]'],
    ['issuer_trailing_slash', otherIssuer, 'an issuer with one slash more'],
    ['missing_iss', invalid, 'no issuer'],
    ['wrong_audience', otherAudience, 'another audience [oidcc-client-test-invalid-aud]'],
    ['extra_audience', otherAudience, 'a stranger among the audiences [invalid-secondary-aud]'],
    ['empty_audience', otherAudience, 'nobody as audience'],
    ['aud_as_number', invalid, 'a number as audience'],
    ['missing_aud', invalid, 'no audience [oidcc-client-test-missing-aud]'],
    ['wrong_azp', otherAudience, 'another authorized party'],
    ['expired', 'oidc_id_token_expired', 'a token that expired an hour ago'],
    ['missing_exp', invalid, 'no expiry'],
    ['exp_as_text', invalid, 'an expiry that is text'],
    ['issued_in_future', 'oidc_id_token_not_yet_valid', 'a token of tomorrow'],
    ['missing_iat', invalid, 'no time of issue [oidcc-client-test-missing-iat]'],
    ['not_before_in_future', 'oidc_id_token_not_yet_valid', 'a token that is not valid yet'],
    ['missing_sub', invalid, 'no subject [oidcc-client-test-missing-sub]'],
    ['empty_sub', invalid, 'an empty subject'],
    ['long_sub', invalid, 'a subject of 256 characters'],
    [
      'wrong_nonce',
      'oidc_id_token_nonce_mismatch',
      'a nonce of another sign-in [oidcc-client-test-nonce-invalid]',
    ],
    ['missing_nonce', 'oidc_id_token_nonce_mismatch', 'no nonce'],
    ['at_hash_wrong', 'oidc_id_token_hash_mismatch', 'the hash of another access token'],
    ['c_hash_wrong', 'oidc_id_token_hash_mismatch', 'the hash of another code'],
    ['auth_time_as_text', invalid, 'a time of authentication that is text'],
    ['future_auth_time', 'oidc_id_token_not_yet_valid', 'an authentication that is yet to come'],
  ]

  it.each(cases)('O4 refuses an ID token with %s (%s): %s', async (defect, code) => {
    await expectRefusedFor(scene, [defect], code)
  })

  it('O4 names expected and received issuer to the admin, and neither to the person', async () => {
    scene.idp.tamper('wrong_issuer')
    const error = await expectRefused(scene, otherIssuer)
    expect(error.detail).toEqual({
      expected: 'https://idp.example.com',
      received: 'https://other-idp.example.com',
    })
    expect(error.publicMessage).not.toContain('idp.example.com')
  })
})

describe('several audiences', () => {
  it('O4 takes a second audience only where the connection trusts it, and then needs azp', async () => {
    const trusting = await createScene({ settings: { trustedAudiences: ['stranger'] } })
    trusting.idp.tamper('extra_audience')
    await expectSignedIn(trusting)
    trusting.idp.tamper('extra_audience', 'wrong_azp')
    await expectRefused(trusting, otherAudience)
    const others = await createScene({ settings: { trustedAudiences: ['trusted-client'] } })
    others.idp.tamper('extra_audience_without_azp')
    await expectRefused(others, otherAudience)
  })

  it('O4 does not take a trusted audience for ours', async () => {
    const trusting = await createScene({ settings: { trustedAudiences: ['another-client'] } })
    await expectRefusedFor(trusting, ['wrong_audience'], otherAudience)
  })
})

describe('max_age', () => {
  const maxAge = { maxAge: 3600 }

  it('O4 refuses an authentication that is older than was asked for', async () => {
    const code = 'oidc_id_token_authentication_too_old'
    await expectRefusedFor(scene, ['old_auth_time'], code, maxAge)
  })

  it('O4 refuses an answer without auth_time where max_age was sent', async () => {
    await expectRefusedFor(scene, ['missing_auth_time'], invalid, maxAge)
  })

  it('O4 sends max_age 0 and keeps it through the flow', async () => {
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { maxAge: 0 })
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { forceAuthn: true })
  })

  it('O4 asks for no auth_time where no max_age was sent', async () => {
    scene.idp.tamper('missing_auth_time')
    const login = await expectSignedIn(scene)
    expect(login.authentication.at).toBe(scene.clock().toISOString())
    scene.idp.tamper('old_auth_time')
    const old = await expectSignedIn(scene)
    const dayAgo = new Date(scene.clock().getTime() - 86_400_000).toISOString()
    expect(old.authentication.at).toBe(dayAgo)
  })
})

describe('clock tolerance', () => {
  it('O4 lets a clock differ by 60 seconds unless the connection says otherwise', async () => {
    const slow = async (seconds: number, settings: object = {}) => {
      const { clock, ...host } = await createScene({ settings, idp: scene.idp })
      // The host's clock stands still while the provider's runs ahead.
      clock.advance(-seconds)
      return { clock, ...host }
    }
    await expectSignedIn(await slow(60))
    await expectRefused(await slow(61), 'oidc_id_token_not_yet_valid')
    await expectSignedIn(await slow(61, { clockToleranceSeconds: 120 }))
    await expectRefused(await slow(1, { clockToleranceSeconds: 0 }), 'oidc_id_token_not_yet_valid')
  })
})
