import { describe, expect, it } from 'vitest'
import { claimsOf, oktaScene } from '../../support/mock-okta.ts'

const ann = 'ann@acme.example'

function withGroups(filter: RegExp) {
  const scene = oktaScene()
  scene.okta.addGroup('google-admins', { isImported: true })
  scene.okta.addGroup('admins')
  scene.okta.defaultServer.addClaim({
    ...{ name: 'groups', in: 'id_token', value: { groupsMatching: filter } },
  })
  const app = scene.addApp()
  const groups = async () =>
    claimsOf((await scene.tokens(app, { scope: 'openid' }, '/default')).id_token).groups
  return { ...scene, groups }
}

describe('a groups claim of a custom authorization server', () => {
  it('has the groups of Okta that match, Everyone among them', async () => {
    const { groups } = withGroups(/.*/)
    expect(await groups()).toEqual(['Everyone', 'staff'])
    expect(await withGroups(/^sta/g).groups()).toEqual(['staff'])
  })

  it('KO-12 leaves out groups that were imported', async () => {
    const { okta, groups } = withGroups(/.*/)
    okta.setGroups(ann, ['google-admins', 'admins'])
    expect(await groups()).toEqual(['Everyone', 'admins'])
  })

  it('follows the person’s groups, and is absent where none matches', async () => {
    const { okta, groups } = withGroups(/^(staff|admins)$/)
    okta.setGroups(ann, ['staff', 'admins'])
    expect(await groups()).toEqual(['staff', 'admins'])
    okta.setGroups(ann, ['new ones are groups of Okta'])
    expect(await groups()).toBeUndefined()
  })
})

describe('the groups claim of an app', () => {
  const orgGroups = async (scope: string, responseType = 'code') => {
    const scene = oktaScene()
    scene.okta.addGroup('google-admins', { isImported: true })
    scene.okta.setGroups(ann, ['staff', 'google-admins'])
    const app = scene.addApp({
      grantTypes: ['authorization_code', 'implicit'],
      groupsClaim: { name: 'teams', matches: /^(?!Everyone)/ },
    })
    if (responseType !== 'code') {
      const answer = await scene.authorize(app, { scope, response_type: responseType })
      return { inToken: claimsOf(answer.get('id_token')).teams, inUserinfo: undefined }
    }
    const tokens = await scene.tokens(app, { scope })
    const { body } = await scene.userinfo(tokens.access_token)
    return { inToken: claimsOf(tokens.id_token).teams, inUserinfo: body.teams }
  }

  it('is at userinfo in the code flow, for the scope groups', async () => {
    expect(await orgGroups('openid email groups')).toEqual({
      ...{ inToken: undefined, inUserinfo: ['staff'] },
    })
    expect((await orgGroups('openid email')).inUserinfo).toBeUndefined()
  })

  it('is in ID tokens that come alone', async () => {
    expect((await orgGroups('openid groups', 'id_token')).inToken).toEqual(['staff'])
    expect((await orgGroups('openid', 'id_token')).inToken).toBeUndefined()
  })

  it('is none of a custom authorization server, which has no scope groups by itself', async () => {
    const scene = oktaScene()
    const app = scene.addApp({ groupsClaim: { name: 'teams', matches: /.*/ } })
    const asked = { scope: 'openid email groups' }
    const refused = await scene.authorize(app, asked, '/default')
    expect(Object.fromEntries(refused)).toMatchObject({
      error: 'invalid_scope',
      error_description:
        'One or more scopes are not configured for the authorization server resource.',
    })
    scene.okta.defaultServer.addScope({ name: 'groups' })
    const tokens = await scene.tokens(app, asked, '/default')
    const { body } = await scene.userinfo(tokens.access_token, '/default')
    expect([claimsOf(tokens.id_token).teams, body.teams]).toEqual([undefined, undefined])
  })
})

describe('who may use an app', () => {
  const refused = 'User is not assigned to the client application.'
  const may = async (
    { authorize }: ReturnType<typeof oktaScene>,
    app: Parameters<typeof authorize>[0],
  ) => (await authorize(app)).get('error_description') !== refused

  it('is decided by people, groups, everyone or nobody', async () => {
    const scene = oktaScene()
    expect(await may(scene, scene.addApp({ access: 'skip' }))).toBe(false)
    expect(await may(scene, scene.addApp({ access: 'everyone' }))).toBe(true)
    expect(await may(scene, scene.addApp({ access: ['staff'] }))).toBe(true)
    expect(await may(scene, scene.addApp({ access: ['admins'] }))).toBe(false)
    const { access: _default, ...settings } = scene.addApp().settings
    expect(await may(scene, scene.okta.addOidcApp(settings))).toBe(false)
  })

  it('changes with assignments', async () => {
    const scene = oktaScene()
    const app = scene.addApp({ access: 'skip' })
    app.assign({ login: ann })
    expect(await may(scene, app)).toBe(true)
    app.unassign({ login: ann })
    expect(await may(scene, app)).toBe(false)
    app.assign({ group: 'staff' })
    expect(await may(scene, app)).toBe(true)
    app.change({ access: ['Everyone'] })
    app.unassign({ group: 'staff' })
    expect(await may(scene, app)).toBe(true)
    expect(() => app.assign({ login: 'nobody' })).toThrow('nobody')
    expect(() => app.assign({ group: 'no such group' })).toThrow('no such group')
  })
})

describe('access policies of a custom authorization server', () => {
  const denied =
    'Policy evaluation failed for this request, please check the policy configurations.'
  const codeOnly = { rule: { grantTypes: ['authorization_code'] } } as const

  it('let nobody in while there are none', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    const server = scene.okta.addServer({ name: 'New', audience: 'x' })
    const answer = await scene.authorize(app, {}, `/${server.id}`)
    expect([answer.get('error'), answer.get('error_description')]).toEqual([
      ...['access_denied', denied],
    ])
    server.addPolicy(codeOnly)
    expect((await scene.authorize(app, {}, `/${server.id}`)).has('code')).toBe(true)
    server.removePolicies()
    expect((await scene.authorize(app, {}, `/${server.id}`)).get('error')).toBe('access_denied')
  })

  it('are of clients, grant types and scopes', async () => {
    const scene = oktaScene()
    const app = scene.addApp({ grantTypes: ['authorization_code', 'implicit'] })
    const { defaultServer: server } = scene.okta
    const ask = async (changes: Record<string, string> = {}) =>
      (await scene.authorize(app, changes, '/default')).get('error')
    expect([await ask(), await ask({ response_type: 'id_token' })]).toEqual([null, null])

    server.removePolicies()
    server.addPolicy({ ...codeOnly, clients: ['0oaAnother'] })
    expect(await ask()).toBe('access_denied')
    server.addPolicy({ ...codeOnly, clients: [app.clientId] })
    expect([await ask(), await ask({ response_type: 'id_token' })]).toEqual([
      ...[null, 'access_denied'],
    ])

    server.removePolicies()
    server.addPolicy({ rule: { ...codeOnly.rule, scopes: ['openid', 'email'] } })
    expect([await ask({ scope: 'openid email' }), await ask()]).toEqual([null, 'access_denied'])
  })
})
