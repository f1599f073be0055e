import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Login, SsoErrorCode } from '../../../src/index.ts'
import type { OidcDefect } from '../../../src/testing/oidc/index.ts'
import { expectIn, type OidfScene, startOidf } from './oidf-scene.ts'

/*
 * The OpenID Foundation's `oidcc-client-refreshtoken-test-plan` (no part of its certification), module
 * by module under their own names, over real HTTP; and the two modules of section 12.2 that it
 * publishes and has in no plan: -invalid-aud and -invalid-azp.
 */

let scene: OidfScene
beforeAll(async () => {
  scene = await startOidf({
    provider: { rotatesRefreshTokens: true, refreshGraceSeconds: 60 },
    settings: { scopes: ['openid', 'email', 'offline_access'], userinfo: 'always' },
  })
})
afterAll(() => scene.close())

const signedIn = async (): Promise<Login> => {
  scene.server.idp.tamper()
  const login = await expectIn(scene)
  scene.server.requests.length = 0
  return login
}

describe('oidcc-client-refreshtoken-test-plan', () => {
  it('oidcc-client-test-refresh-token', async () => {
    const { session } = await signedIn()
    expect(await scene.app.sso.refresh(session)).toMatchObject({
      ...{ state: 'active', session: { id: session.id } },
    })
    // A new access token, and userinfo asked with it.
    expect(scene.server.requests).toEqual(['POST /token', 'GET /userinfo'])
    const [grant, userinfo] = scene.server.idp.requests.slice(-2)
    expect(new URLSearchParams(grant?.body).get('grant_type')).toBe('refresh_token')
    expect(userinfo?.headers.authorization).toMatch(/^Bearer /)
  })

  const refused: readonly [module: string, OidcDefect, SsoErrorCode][] = [
    ['invalid-issuer', 'wrong_issuer', 'oidc_id_token_issuer_mismatch'],
    ['invalid-sub', 'refreshed_other_subject', 'oidc_refreshed_token_mismatch'],
    ['invalid-aud', 'wrong_audience', 'oidc_id_token_audience_mismatch'],
    // Another party than ours; and ours, where the sign-in's token had none.
    ['invalid-azp', 'wrong_azp', 'oidc_id_token_audience_mismatch'],
    ['invalid-azp', 'refreshed_with_azp', 'oidc_refreshed_token_mismatch'],
  ]

  it.each(refused)('oidcc-client-test-refresh-token-%s (%s)', async (_module, defect, code) => {
    const { session } = await signedIn()
    scene.server.idp.tamper(defect)
    await expect(scene.app.sso.refresh(session)).rejects.toMatchObject({ code })
    // Nobody’s access token is used after a bad ID token.
    expect(scene.server.requests).not.toContain('GET /userinfo')
    // The honest answer to the same token is the control.
    scene.server.idp.tamper()
    expect(await scene.app.sso.refresh(session)).toMatchObject({ state: 'active' })
  })
})
