import { describe, expect, it } from 'vitest'
import type { MockOktaOidcSettings } from '../../../src/testing/okta/index.ts'
import { claimsOf, oktaScene } from '../../support/mock-okta.ts'

const scope = 'openid email offline_access'

async function refreshing(settings: Partial<MockOktaOidcSettings> = {}) {
  const scene = oktaScene()
  const grantTypes = ['authorization_code', 'refresh_token'] as const
  const app = scene.addApp({ grantTypes, ...settings })
  const first = await scene.tokens(app, { scope })
  const refresh = (token: unknown, more: Record<string, string> = {}, server = '') =>
    scene.token(app, { grant_type: 'refresh_token', refresh_token: String(token), ...more }, server)
  return { scene, app, first, refresh }
}

const spent = {
  status: 400,
  body: {
    error: 'invalid_grant',
    error_description: 'The refresh token is invalid or expired.',
  },
}

describe('refresh tokens', () => {
  it('are given for offline_access only', async () => {
    const { scene, app, first } = await refreshing()
    expect(first.refresh_token).toBeTypeOf('string')
    expect(await scene.tokens(app)).not.toHaveProperty('refresh_token')
  })

  it('rotate after every use; a second use ends the whole sign-in', async () => {
    const { scene, first, refresh } = await refreshing()
    const second = (await refresh(first.refresh_token)).body
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await scene.userinfo(second.access_token)).status).toBe(200)
    expect(await refresh(first.refresh_token)).toEqual(spent)
    expect(await refresh(second.refresh_token)).toEqual(spent)
    for (const { access_token: token } of [first, second]) {
      expect((await scene.userinfo(token)).status).toBe(401)
    }
  })

  it('stay good during the grace period, and for no second longer', async () => {
    const { scene, first, refresh } = await refreshing({
      refreshTokens: { rotates: true, graceSeconds: 30 },
    })
    const second = (await refresh(first.refresh_token)).body
    scene.clock.advance(29)
    const again = (await refresh(first.refresh_token)).body
    expect(again.refresh_token).toBe(second.refresh_token)
    scene.clock.advance(1)
    expect(await refresh(first.refresh_token)).toEqual(spent)
  })

  it('stay the same where they are persistent', async () => {
    const { first, refresh } = await refreshing({ refreshTokens: { rotates: false } })
    expect((await refresh(first.refresh_token)).body.refresh_token).toBe(first.refresh_token)
    expect((await refresh(first.refresh_token)).status).toBe(200)
  })

  it('bring an ID token of the same sign-in without a nonce', async () => {
    const { scene, first, refresh } = await refreshing()
    scene.clock.advance(600)
    const before = claimsOf(first.id_token)
    const { nonce, ...after } = claimsOf((await refresh(first.refresh_token)).body.id_token)
    expect([nonce, before.nonce]).toEqual([undefined, 'the-nonce'])
    expect([after.sub, after.auth_time]).toEqual([before.sub, before.auth_time])
    expect(Number(after.iat) - Number(before.iat)).toBe(600)
  })

  it('give fewer scopes where fewer are asked for, and never more', async () => {
    const { first, refresh } = await refreshing()
    const less = (await refresh(first.refresh_token, { scope: 'openid' })).body
    expect(less.scope).toBe('openid')
    const more = await refresh(less.refresh_token, { scope: 'openid profile' })
    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope'])
  })

  it('belong to one client and one authorization server', async () => {
    const { scene, first, refresh } = await refreshing()
    const other = scene.addApp({ grantTypes: ['authorization_code', 'refresh_token'] })
    const stolen = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) }
    expect(await scene.token(other, stolen)).toEqual(spent)
    expect(await refresh(first.refresh_token, {}, '/default')).toEqual(spent)
    // Neither try has used it up.
    expect((await refresh(first.refresh_token)).status).toBe(200)
  })

  it('end with the suspension and with the assignment of a person', async () => {
    const { scene, app, first, refresh } = await refreshing()
    app.unassign({ group: 'Everyone' })
    const second = await refresh(first.refresh_token)
    expect(second).toEqual(spent)
    app.assign({ group: 'staff' })
    const next = await scene.tokens(app, { scope })
    scene.okta.deactivate('ann@acme.example')
    expect(await refresh(next.refresh_token)).toEqual(spent)
    expect((await scene.userinfo(next.access_token)).status).toBe(401)
  })

  it('are not for response types without a code, which ignore offline_access', async () => {
    const scene = oktaScene()
    const app = scene.addApp({ grantTypes: ['authorization_code', 'implicit'] })
    const answer = await scene.authorize(app, { response_type: 'token id_token', scope })
    expect(answer.get('scope')).toBe('openid email')
  })
})
