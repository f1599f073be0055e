import { describe, expect, it } from 'vitest'
import { addedServer, claimsOf, oktaScene } from '../../support/mock-okta.ts'

const implicit = { grantTypes: ['authorization_code', 'implicit'] } as const
const base = [
  ...['amr', 'aud', 'auth_time', 'exp', 'iat', 'idp', 'iss', 'jti', 'nonce', 'sub', 'ver'],
]
const sorted = (claims: object) => Object.keys(claims).toSorted()

describe('ID tokens', () => {
  it('that come with an access token are thin; userinfo has the rest', async () => {
    const scene = oktaScene()
    const { id_token: token, access_token: access } = await scene.tokens(scene.addApp())
    const thin = ['at_hash', 'email', 'name', 'preferred_username']
    expect(sorted(claimsOf(token))).toEqual([...base, ...thin].toSorted())
    expect((await scene.userinfo(access)).body).toEqual({
      ...{ sub: claimsOf(token).sub, email: 'ann@acme.example', email_verified: true },
      ...{ name: 'Ann Example', preferred_username: 'ann@acme.example' },
      ...{ given_name: 'Ann', family_name: 'Example' },
      ...{ locale: 'en-US', zoneinfo: 'America/Los_Angeles' },
    })
  })

  it.each([
    ['id_token', true, []],
    ['code id_token', true, ['c_hash']],
    ['id_token token', false, ['at_hash']],
    ['code id_token token', false, ['at_hash', 'c_hash']],
  ] as const)('of response type %s are fat: %s', async (type, isFat, hashes) => {
    const scene = oktaScene()
    const answer = await scene.authorize(scene.addApp(implicit), { response_type: type })
    const claims = claimsOf(answer.get('id_token'))
    expect('given_name' in claims && 'email_verified' in claims).toBe(isFat)
    expect(sorted(claims).filter((name) => name.endsWith('_hash'))).toEqual(hashes)
  })

  it('say who the person is at Okta, and not more than was asked for', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    const { id_token: token, ...rest } = await scene.tokens(app, { scope: 'openid', nonce: '' })
    const expected = [...base.filter((name) => name !== 'nonce'), 'at_hash']
    expect(sorted(claimsOf(token))).toEqual(expected.toSorted())
    expect(claimsOf(token)).toMatchObject({
      ...{ sub: expect.stringMatching(/^00u\w{17}$/), ver: 1, amr: ['pwd'], aud: app.clientId },
    })
    expect(await scene.userinfo(rest.access_token)).toMatchObject({
      status: 403,
      challenge: expect.stringContaining('error="insufficient_scope"'),
    })
  })

  it('are not made without openid: a default scope of one’s own gives an access token only', async () => {
    const scene = oktaScene()
    const server = addedServer(scene)
    server.addScope({ name: 'flights', isDefault: true })
    const tokens = await scene.tokens(scene.addApp(), { scope: '' }, `/${server.id}`)
    expect(sorted(tokens)).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    expect(tokens.scope).toBe('flights')
  })
})

describe('access tokens', () => {
  it('name server, audience, client and person; in a custom one with its own claims', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    const server = addedServer(scene)
    server.addClaim({ name: 'who', in: 'access_token', value: { expression: 'user.lastName' } })
    server.addClaim({ name: 'whom', in: 'id_token', value: { expression: 'user.lastName' } })
    const tokens = await scene.tokens(app, {}, `/${server.id}`)
    const own = claimsOf(tokens.access_token)
    const { who, whom } = claimsOf(tokens.id_token)
    expect([who, whom, own.whom]).toEqual([undefined, 'Example', undefined])
    expect(own).toMatchObject({
      ...{ iss: server.issuer, aud: 'own-audience', cid: app.clientId, sub: 'ann@acme.example' },
      ...{ scp: ['openid', 'profile', 'email'], who: 'Example', ver: 1 },
    })
    const org = claimsOf((await scene.tokens(app)).access_token)
    expect([org.iss, org.aud, org.who]).toEqual([scene.okta.orgUrl, scene.okta.orgUrl, undefined])
  })

  it('of one authorization server mean nothing at another', async () => {
    const scene = oktaScene()
    const { access_token: token } = await scene.tokens(scene.addApp())
    expect((await scene.userinfo(token, '/default')).status).toBe(401)
    expect((await scene.userinfo('nonsense')).status).toBe(401)
  })

  it('have the audience that the server has by now', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    scene.okta.defaultServer.change({ audience: app.clientId })
    const { access_token: token } = await scene.tokens(app, {}, '/default')
    expect(claimsOf(token).aud).toBe(app.clientId)
  })
})

describe('claims of a custom authorization server', () => {
  const scoped = async (scope: string) => {
    const scene = oktaScene()
    const { defaultServer } = scene.okta
    const login = { expression: 'user.login' }
    defaultServer.addClaim({ name: 'login_email', in: 'id_token', value: login })
    defaultServer.addClaim({ name: 'scoped', in: 'id_token', value: login, scopes: ['phone'] })
    defaultServer.addClaim({ name: 'asked', in: 'id_token', value: login, isOnRequest: true })
    const app = scene.addApp(implicit)
    return { scene, app, tokens: await scene.tokens(app, { scope }, '/default') }
  }
  const names = ['asked', 'login_email', 'scoped']
  const custom = (claims: object) => sorted(claims).filter((name) => names.includes(name))

  it('are in the thin token with Always, for their scope, and all at userinfo', async () => {
    const { scene, tokens } = await scoped('openid email')
    expect(custom(claimsOf(tokens.id_token))).toEqual(['login_email'])
    const { body } = await scene.userinfo(tokens.access_token, '/default')
    expect(custom(body)).toEqual(['asked', 'login_email'])
    const more = await scoped('openid phone')
    expect(custom(claimsOf(more.tokens.id_token))).toEqual(['login_email', 'scoped'])
  })

  it('are in a fat token on request too', async () => {
    const { scene, app } = await scoped('openid')
    const asked = { response_type: 'id_token', scope: 'openid' }
    const answer = await scene.authorize(app, asked, '/default')
    expect(custom(claimsOf(answer.get('id_token')))).toEqual(['asked', 'login_email'])
  })

  it('are not those of the org authorization server', async () => {
    const { scene, app } = await scoped('openid')
    expect(custom(claimsOf((await scene.tokens(app)).id_token))).toEqual([])
  })

  it('are gone when they are removed, and cannot be there twice or unknown', async () => {
    const { scene, app } = await scoped('openid')
    const { defaultServer: server } = scene.okta
    const claim = { name: 'scoped', in: 'id_token', value: { expression: 'user.login' } } as const
    expect(() => server.addClaim(claim)).toThrow('already')
    const unknown = { ...claim, name: 'x', value: { expression: 'user.shoeSize' } }
    expect(() => server.addClaim(unknown)).toThrow('user.shoeSize')
    server.removeClaim('login_email')
    const tokens = await scene.tokens(app, { scope: 'openid' }, '/default')
    expect(custom(claimsOf(tokens.id_token))).toEqual([])
  })

  it('put texts together', async () => {
    const scene = oktaScene()
    const value = { expression: 'user.lastName + ", " + user.firstName' }
    scene.okta.defaultServer.addClaim({ name: 'full', in: 'id_token', value })
    const { id_token: token } = await scene.tokens(scene.addApp(), {}, '/default')
    expect(claimsOf(token).full).toBe('Example, Ann')
  })

  it('are shown by Token Preview as the code flow gives them', async () => {
    const { scene, app, tokens } = await scoped('openid phone')
    const { defaultServer: server } = scene.okta
    const request = { clientId: app.clientId, login: 'ann@acme.example' }
    const preview = server.preview({ ...request, scopes: ['openid', 'phone'] })
    const { jti: _own, nonce: _none, at_hash: _hash, ...issued } = claimsOf(tokens.id_token)
    expect(preview).toEqual({ ...issued, jti: expect.stringMatching(/^ID\./) })
    const ask = (change: object) => () =>
      server.preview({ ...request, scopes: ['openid'], ...change })
    expect(ask({ clientId: 'x' })).toThrow('no app')
    expect(ask({ login: 'x' })).toThrow('nobody')
    server.removePolicies()
    expect(ask({})).toThrow('Policy evaluation failed')
    app.unassign({ group: 'Everyone' })
    expect(ask({})).toThrow('not assigned')
  })
})
