import { describe, expect, it } from 'vitest'
import { createSealer } from '../../../src/crypto/seal.ts'
import { secretA } from '../../support/harness.ts'
import { expectActive, expectEnded, refreshScene, type RefreshScene } from './refresh-scene.ts'

const tokensOf = async ({ storage, login, connectionId }: RefreshScene) => {
  const stored = await storage.sessions.get(login.session.id)
  const context = ['org_1', connectionId, login.session.id]
  return (await createSealer([secretA]).open(
    'session_tokens',
    context,
    stored?.sealedTokens ?? '',
  )) as Readonly<Record<string, string>>
}

describe('a refresh', () => {
  it('CL-4 uses each refresh token once, keeps the new one sealed, and goes on with it', async () => {
    const scene = await refreshScene()
    const first = await tokensOf(scene)
    await expectActive(scene, 1)
    const second = await tokensOf(scene)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.idToken).not.toBe(first.idToken)
    await expectActive(scene, 2)
    await expectActive(scene, 3)
    const sent = scene.idp.requests
      .filter(({ body }) => body.includes('grant_type=refresh_token'))
      .map(({ body }) => new URLSearchParams(body).get('refresh_token'))
    expect(new Set(sent).size).toBe(3)
    expect(sent.slice(0, 2)).toEqual([first.refreshToken, second.refreshToken])
    expect(scene.events.filter(({ type }) => type === 'session.refreshed')).toMatchObject([
      ...[{ rotated: true }, { rotated: true }, { rotated: true }],
    ])
    const stored = await scene.storage.sessions.get(scene.login.session.id)
    expect(JSON.stringify(stored)).not.toContain(second.refreshToken)
    expect(JSON.stringify(scene.events)).not.toContain(second.refreshToken)
  })

  it('CL-4 goes on with the same refresh token where the provider does not rotate', async () => {
    const scene = await refreshScene({ provider: { rotatesRefreshTokens: false } })
    await expectActive(scene, 1)
    await expectActive(scene, 2)
    expect(scene.events.filter(({ type }) => type === 'session.refreshed')).toMatchObject([
      ...[{ rotated: false }, { rotated: false }],
    ])
  })

  it('CL-3 CL-4 works for a public client, which proves itself by nothing but the token', async () => {
    const scene = await refreshScene({
      provider: { clientAuthentication: ['none'] },
      settings: { clientAuthentication: 'none' },
      input: { secrets: {} },
    })
    await expectActive(scene, 1)
    await expectActive(scene, 2)
    for (const { headers, body } of scene.idp.requests.filter(({ url }) =>
      url.endsWith('/token'),
    )) {
      expect(headers.authorization).toBeUndefined()
      expect(new URLSearchParams(body).get('client_id')).toBe('client-1')
      expect(body).not.toContain('client_secret')
    }
  })

  it('asks nobody without a refresh token: the session goes on until its end', async () => {
    const scene = await refreshScene({
      settings: { scopes: ['openid', 'email'] },
      input: { session: { maxAgeSeconds: 3600 } },
    })
    await expectActive(scene, 0)
    scene.clock.advance(3601)
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code: 'session_expired' })
    expect(scene.idp.requests).toEqual([])
  })

  it('may come without an ID token, and then nothing about the person has changed', async () => {
    const scene = await refreshScene()
    const before = await tokensOf(scene)
    scene.idp.changePerson('ann', { groups: ['guests'] })
    scene.idp.tamper('refresh_without_id_token')
    const result = await expectActive(scene, 1)
    expect(result.access).toBeUndefined()
    expect(scene.accounts.members('org_1')).toMatchObject([{ roles: ['admin'] }])
    const after = await tokensOf(scene)
    expect(after.idToken).toBe(before.idToken)
    expect(after.refreshToken).not.toBe(before.refreshToken)
    scene.idp.tamper()
    expect((await expectActive(scene, 2)).access?.roles).toEqual(['reader'])
    // What an earlier refresh decided is not said again.
    scene.idp.tamper('refresh_without_id_token')
    expect((await expectActive(scene, 3)).access).toBeUndefined()
  })
})

describe('the end of the grant', () => {
  it('ends the session and tells the host', async () => {
    const scene = await refreshScene()
    scene.idp.revokeGrants('ann')
    await expectEnded(scene, 'session_refresh_refused')
    expect(scene.ended).toMatchObject([
      {
        connectionId: scene.connectionId,
        organizationId: 'org_1',
        reason: 'session_refresh_refused',
      },
    ])
  })

  it('CL-4 after a rotation may be how the provider answers a theft, and is called so', async () => {
    const scene = await refreshScene()
    const { refreshToken = '' } = await tokensOf(scene)
    await expectActive(scene, 1)
    // A thief comes with the first token: the provider ends the whole family.
    const stolen = await scene.idp.fetch('https://idp.example.com/token', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('client-1:secret-1')}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    })
    expect(stolen.status).toBe(400)
    await expectEnded(scene, 'session_refresh_reused')
  })

  it('tells the host again if it could not be told', async () => {
    let isDown = true
    const told: string[] = []
    const scene = await refreshScene({
      config: {
        onSessionsEnd: (sessions) => {
          if (isDown) throw new Error('down')
          told.push(...sessions.map(({ id }) => id))
        },
      },
    })
    scene.idp.revokeGrants('ann')
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'host_callback_failed' })
    const asked = scene.asked()
    isDown = false
    const code = 'session_refresh_refused'
    expect(await scene.refresh()).toEqual({ state: 'ended', code })
    expect(told).toEqual([scene.login.session.id])
    // What the provider said is remembered.
    expect(scene.asked()).toBe(asked)
  })

  it('is not a wish to see the person: then they sign in again, and the session is not over', async () => {
    const scene = await refreshScene()
    scene.idp.tamper('refresh_interaction_required')
    const code = 'oidc_interaction_required'
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code })
    expect(scene.ended).toEqual([])
    scene.idp.tamper()
    await expectActive(scene, 2)
  })

  it('is told from a lost answer: a wish to see the person is an answer', async () => {
    const scene = await refreshScene()
    scene.idp.tamper('refresh_interaction_required')
    expect(await scene.refresh()).toMatchObject({ state: 'needs_login' })
    scene.idp.tamper()
    scene.idp.revokeGrants('ann')
    await expectEnded(scene, 'session_refresh_refused')
  })
})

describe('CL-4 an answer that is lost', () => {
  it('is made good by the old token inside of the provider’s grace', async () => {
    const scene = await refreshScene({ provider: { refreshGraceSeconds: 30 } })
    scene.idp.tamper('refresh_answer_lost')
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'network_failed', retryable: true })
    expect(scene.ended).toEqual([])
    scene.idp.tamper()
    scene.clock.advance(20)
    await expectActive(scene, 2)
    scene.clock.advance(60)
    await expectActive(scene, 3)
  })

  it('needs the person once the grace is over, whatever the provider says of thieves', async () => {
    const scene = await refreshScene({ provider: { refreshGraceSeconds: 30 } })
    await expectActive(scene, 1)
    scene.idp.tamper('refresh_answer_lost')
    await expect(scene.refresh()).rejects.toMatchObject({ retryable: true })
    scene.idp.tamper()
    scene.clock.advance(31)
    const lost = { state: 'needs_login', code: 'session_refresh_lost' }
    expect(await scene.refresh()).toEqual(lost)
    expect(scene.asked()).toBe(3)
    // It is known from then on, and the record stays for a logout by the provider.
    expect(await scene.refresh()).toEqual(lost)
    expect(scene.asked()).toBe(3)
    expect(scene.ended).toEqual([])
    const stored = await scene.storage.sessions.get(scene.login.session.id)
    expect(stored?.endedAt).toBeUndefined()
  })

  it.each(['token_500', 'token_not_json', 'slow'] as const)(
    'and a provider that is down (%s) leave the session as it is',
    async (defect) => {
      const scene = await refreshScene({ config: { network: { timeoutMilliseconds: 1000 } } })
      scene.idp.tamper(defect)
      await expect(scene.refresh()).rejects.toMatchObject({ retryable: true })
      expect(scene.events.filter(({ type }) => type === 'session.refresh_failed')).toHaveLength(1)
      scene.idp.tamper()
      await expectActive(scene, 2)
    },
  )
})
