import { describe, expect, it } from 'vitest'
import type { MockOktaOidcApp } from '../../../src/testing/okta/index.ts'
import {
  callback,
  claimsOf,
  codeGrant,
  oktaScene,
  type OktaScene,
} from '../../support/mock-okta.ts'

const basic = (id: string, secret: string) => `Basic ${btoa(`${id}:${secret}`)}`

const post = async (
  { okta }: OktaScene,
  body: Record<string, string>,
  headers: Record<string, string> = {},
) => {
  const url = `${okta.orgUrl}/oauth2/v1/token`
  const response = await okta.fetch(url, {
    ...{ method: 'POST', headers, body: new URLSearchParams(body) },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the token endpoint knows its clients', () => {
  const ready = async (type: 'web' | 'spa' = 'web') => {
    const scene = oktaScene()
    const app = scene.addApp({ type })
    const grant = codeGrant((await scene.authorize(app)).get('code') ?? '')
    return { scene, app, grant, id: app.clientId, secret: app.clientSecret ?? '' }
  }

  it('by a secret in the header or in the body', async () => {
    const { scene, app, grant, id, secret } = await ready()
    const byHeader = await post(scene, grant, { authorization: basic(id, secret) })
    expect(byHeader.status).toBe(200)
    const next = codeGrant((await scene.authorize(app)).get('code') ?? '')
    const byBody = await post(scene, { ...next, client_id: id, client_secret: secret })
    expect(byBody.status).toBe(200)
  })

  it.each<[string, (id: string, secret: string) => Parameters<typeof post>[2]]>([
    ['a wrong secret in the header', (id) => ({ authorization: basic(id, 'wrong') })],
    ['another client', (_id, secret) => ({ authorization: basic('0oaNobody', secret) })],
  ])('and refuses %s', async (_what, headers) => {
    const { scene, grant, id, secret } = await ready()
    const refused = await post(scene, grant, headers(id, secret))
    expect(refused).toEqual({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description:
          'Client authentication failed. Either the client or the client credentials are invalid.',
      },
    })
    const honest = await post(scene, grant, { authorization: basic(id, secret) })
    expect(honest.status).toBe(200)
  })

  it('and refuses a wrong secret in the body, and none', async () => {
    const { scene, grant, id } = await ready()
    const wrong = await post(scene, { ...grant, client_id: id, client_secret: 'wrong' })
    const none = await post(scene, { ...grant, client_id: id })
    const nobody = await post(scene, grant)
    expect([wrong, none, nobody].map(({ status, body }) => [status, body.error])).toEqual(
      Array.from({ length: 3 }, () => [401, 'invalid_client']),
    )
    expect(nobody.body.error_description).toBe('No client credentials found.')
  })

  it('and refuses two proofs at once', async () => {
    const { scene, grant, id, secret } = await ready()
    const headers = { authorization: basic(id, secret) }
    const { status, body } = await post(scene, { ...grant, client_secret: secret }, headers)
    expect([status, body.error]).toEqual([401, 'invalid_request'])
    expect(body.error_description).toContain('multiple client credentials')
  })

  it('of which a single-page app has no secret and may send none', async () => {
    const { scene, app, grant, id } = await ready('spa')
    expect(app.clientSecret).toBeUndefined()
    const withSecret = await post(scene, { ...grant, client_id: id, client_secret: 'x' })
    expect([withSecret.status, withSecret.body.error]).toEqual([401, 'invalid_client'])
    expect((await post(scene, { ...grant, client_id: id })).status).toBe(200)
    expect(() => app.newSecret()).toThrow('no secret')
  })

  it('by the new secret once there is one', async () => {
    const { scene, app, grant, id, secret } = await ready()
    expect(app.newSecret()).not.toBe(secret)
    const old = await post(scene, { ...grant, client_id: id, client_secret: secret })
    expect(old.status).toBe(401)
    expect((await scene.token(app, grant)).status).toBe(200)
  })
})

describe('an authorization code', () => {
  const refusals: readonly [string, (grant: Record<string, string>) => object, string][] = [
    [
      'that nobody gave',
      () => ({ code: 'x' }),
      'The authorization code is invalid or has expired.',
    ],
    ['for another address', () => ({ redirect_uri: `${callback}2` }), 'redirect_uri'],
    [
      'with another verifier',
      () => ({ code_verifier: 'w'.repeat(43) }),
      'PKCE verification failed.',
    ],
    ['with an empty verifier', () => ({ code_verifier: '' }), 'PKCE verification failed.'],
  ]
  it.each(refusals)('is refused %s', async (_what, change, description) => {
    const scene = oktaScene()
    const app = scene.addApp()
    const grant = codeGrant((await scene.authorize(app)).get('code') ?? '')
    const { status, body } = await scene.token(app, { ...grant, ...change(grant) })
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
    expect(body.error_description).toContain(description)
  })

  it('works once, for 300 seconds, for its client and its server', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    const code = async () => codeGrant((await scene.authorize(app)).get('code') ?? '')
    const used = await code()
    expect((await scene.token(app, used)).status).toBe(200)
    expect((await scene.token(app, used)).body.error).toBe('invalid_grant')
    expect((await scene.token(scene.addApp(), await code())).body.error).toBe('invalid_grant')
    expect((await scene.token(app, await code(), '/default')).body.error).toBe('invalid_grant')
    const old = await code()
    scene.clock.advance(299)
    const young = await code()
    scene.clock.advance(1)
    expect((await scene.token(app, old)).body.error).toBe('invalid_grant')
    expect((await scene.token(app, young)).status).toBe(200)
  })

  it('is worth nothing once the person is suspended, or no longer assigned', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    const one = codeGrant((await scene.authorize(app)).get('code') ?? '')
    app.unassign({ group: 'Everyone' })
    expect((await scene.token(app, one)).body.error).toBe('invalid_grant')
    app.assign({ login: 'ann@acme.example' })
    const two = codeGrant((await scene.authorize(app)).get('code') ?? '')
    scene.okta.deactivate('ann@acme.example')
    expect((await scene.token(app, two)).body.error).toBe('invalid_grant')
  })

  it('brings tokens for an hour', async () => {
    const scene = oktaScene()
    const { id_token: token, access_token: access, ...rest } = await scene.tokens(scene.addApp())
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile email' })
    const { iat, exp } = claimsOf(token)
    expect(Number(exp) - Number(iat)).toBe(3600)
    scene.clock.advance(3599)
    expect((await scene.userinfo(access)).status).toBe(200)
    scene.clock.advance(1)
    expect(await scene.userinfo(access)).toMatchObject({
      ...{ status: 401, challenge: expect.stringContaining('error="invalid_token"') },
    })
  })
})

describe('other grants', () => {
  it('are refused', async () => {
    const scene = oktaScene()
    const app: MockOktaOidcApp = scene.addApp()
    const password = await scene.token(app, { grant_type: 'password' })
    expect([password.status, password.body.error]).toEqual([400, 'unsupported_grant_type'])
    const refresh = await scene.token(app, { grant_type: 'refresh_token', refresh_token: 'x' })
    expect([refresh.status, refresh.body.error]).toEqual([400, 'unauthorized_client'])
    const get = await scene.okta.fetch(`${scene.okta.orgUrl}/oauth2/v1/token`)
    expect(get.status).toBe(405)
  })
})
