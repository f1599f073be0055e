import { describe, expect, it } from 'vitest'
import type { OidcDefect } from '../../../src/testing/oidc/index.ts'
import { expectActive, refreshScene } from './refresh-scene.ts'

/** The answer is refused with this code, nothing of it is kept, and nobody’s rights change. */
async function expectNotKept(defect: OidcDefect, code: string): Promise<void> {
  const scene = await refreshScene({ provider: { refreshGraceSeconds: 30 } })
  const { id } = scene.login.session
  const before = await scene.storage.sessions.get(id)
  // Were the answer believed, this would be seen.
  scene.idp.changePerson('ann', { groups: ['guests'] })
  scene.idp.tamper(defect)
  await expect(scene.refresh()).rejects.toMatchObject({ code })
  const after = await scene.storage.sessions.get(id)
  expect(after?.sealedTokens).toBe(before?.sealedTokens)
  expect(after?.endedAt).toBeUndefined()
  expect(scene.accounts.members('org_1')).toMatchObject([{ roles: ['admin'] }])
  expect(scene.ended).toEqual([])
  expect(scene.events).toContainEqual(
    expect.objectContaining({ type: 'session.refresh_failed', sessionId: id, code }),
  )
  // The honest answer to the same token is the control.
  scene.idp.tamper()
  const { access } = await expectActive(scene, 2)
  expect(access?.roles).toEqual(['reader'])
}

describe('the ID token of a refresh (OpenID Connect Core 12.2)', () => {
  it.each([
    ['refreshed_other_subject', 'oidc_refreshed_token_mismatch'],
    ['refreshed_other_auth_time', 'oidc_refreshed_token_mismatch'],
    ['refreshed_older', 'oidc_refreshed_token_mismatch'],
    ['refreshed_with_azp', 'oidc_refreshed_token_mismatch'],
    ['wrong_nonce', 'oidc_id_token_nonce_mismatch'],
    ['wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['wrong_audience', 'oidc_id_token_audience_mismatch'],
    ['extra_audience', 'oidc_id_token_audience_mismatch'],
    ['wrong_azp', 'oidc_id_token_audience_mismatch'],
    ['expired', 'oidc_id_token_expired'],
    ['issued_in_future', 'oidc_id_token_not_yet_valid'],
    ['at_hash_wrong', 'oidc_id_token_hash_mismatch'],
    ['missing_iat', 'oidc_id_token_claims_invalid'],
    ['auth_time_as_text', 'oidc_id_token_claims_invalid'],
  ] as const)('O4 is refused where it has the defect %s', expectNotKept)

  it.each([
    ['alg_none', 'oidc_id_token_malformed'],
    ['signature_by_other_key', 'oidc_id_token_signature_invalid'],
    ['hs256_with_client_secret', 'oidc_id_token_algorithm_refused'],
    ['embedded_jwk', 'oidc_id_token_malformed'],
  ] as const)('O3 is verified like any other: %s', expectNotKept)

  it.each([
    ['refreshed_logout_token', 'oidc_id_token_kind_refused'],
    ['logout_token_events', 'oidc_id_token_kind_refused'],
    ['logout_token_typ', 'oidc_id_token_kind_refused'],
    ['access_token_typ', 'oidc_id_token_kind_refused'],
    ['access_token_payload_typ', 'oidc_id_token_kind_refused'],
  ] as const)('O7 is no token of another kind: %s', expectNotKept)

  it.each(['token_wrong_type', 'token_type_dpop', 'token_id_token_as_number'] as const)(
    'O4 comes in an answer that is a token response: not with %s',
    (defect) => expectNotKept(defect, 'oidc_token_response_invalid'),
  )

  it('O4 may have the nonce of the sign-in, again and again', async () => {
    const scene = await refreshScene()
    await expectActive(scene, 1)
    scene.idp.tamper('refreshed_with_nonce')
    await expectActive(scene, 2)
    scene.idp.tamper()
    await expectActive(scene, 3)
    scene.idp.tamper('refreshed_with_nonce')
    await expectActive(scene, 4)
  })

  it('O4 is compared with the sign-in and not only with the refresh before', async () => {
    const scene = await refreshScene({ provider: { refreshGraceSeconds: 30 } })
    // Legal once, since there `auth_time` may be absent; the first one is not forgotten by it.
    scene.idp.tamper('missing_auth_time')
    await expectActive(scene, 1)
    scene.idp.tamper('refreshed_other_auth_time')
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'oidc_refreshed_token_mismatch' })
  })

  it('O4 may tell of a later authentication, as Keycloak does after one for another application', async () => {
    const scene = await refreshScene()
    const before = scene.login.session.authenticatedAt
    scene.clock.advance(60)
    scene.idp.tamper('refreshed_other_auth_time')
    const result = await expectActive(scene, 1)
    // Nobody signed in here, so nothing here is newer for it.
    expect(result).toMatchObject({ session: { authenticatedAt: before } })
    // It does not become what the next one is compared with: that is the sign-in.
    scene.idp.tamper()
    await expectActive(scene, 2)
  })

  it('O6 userinfo of a refresh is about the same subject', async () => {
    const scene = await refreshScene({ provider: { isThin: true, refreshGraceSeconds: 30 } })
    scene.idp.tamper('userinfo_other_subject')
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'oidc_userinfo_subject_mismatch' })
    scene.idp.tamper()
    scene.idp.changePerson('ann', { groups: ['guests'] })
    const { access } = await expectActive(scene, 2)
    expect(access?.roles).toEqual(['reader'])
  })
})
