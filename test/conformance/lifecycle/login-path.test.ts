import { describe, expect, it } from 'vitest'
import { type Connection, systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { baseUrl, codeOf } from '../../support/harness.ts'
import { createHost } from '../oidc/scene.ts'

const actor = { actor: systemActor }

/** A product as Kong Konnect, in which organisations choose how their sign-in address ends. */
function konnect(config: object = {}) {
  const clock = fixedClock()
  const idp = createMockOidcProvider({
    ...{ clock, algorithm: 'ES256', issuer: 'https://acme.okta.com/oauth2/default' },
  })
  const host = createHost(idp.fetch, clock, config)
  const create = (loginPath: string | undefined, organizationId = 'org_1'): Promise<Connection> =>
    host.sso.connections.create(
      {
        ...{ organizationId, protocol: 'oidc', profile: 'okta' },
        ...{ settings: idp.settings, secrets: idp.secrets },
        ...(loginPath === undefined ? {} : { loginPath }),
      },
      actor,
    )
  return { ...host, idp, create }
}

describe('the organisation login path', () => {
  it('KO-14 stands in the form beside client id and secret, which is never shown again', async () => {
    const { sso, idp, create } = konnect()
    const { id } = await create('acme')
    const shown = JSON.stringify([
      await sso.connections.get(id, actor),
      await sso.connections.list('org_1', actor),
      await sso.connections.setup(id),
      await sso.connections.update(id, { secrets: { clientSecret: 'another-secret' } }, actor),
      await sso.connections.check(id, actor),
    ])
    expect(shown).toContain(`"clientId":"${idp.clientId}"`)
    expect(shown).toContain('"secrets":{"clientSecret":{"setAt":')
    for (const secret of [idp.clientSecret, 'another-secret']) expect(shown).not.toContain(secret)
  })

  it.each([
    ['SomePath', 'somepath'],
    ['/somepath', 'somepath'],
    ['Acme2', 'acme2'],
    ['7', '7'],
    ['a'.repeat(63), 'a'.repeat(63)],
  ])('KO-15 takes %.20s as %.20s', async (typed, expected) => {
    const { create } = konnect()
    expect((await create(typed)).loginPath).toBe(expected)
  })

  it.each([
    ...[
      '',
      '/',
      '//acme',
      'a/b',
      'acme/',
      'a-b',
      'a.b',
      'a b',
      ' acme',
      'äcme',
      'ａｃｍｅ',
      'acme\n',
    ],
    ...[
      'a'.repeat(64),
      'login',
      'LOGIN',
      'admin',
      'api',
      '{loginPath}',
      '..',
      '%61cme',
      '\u017Fso',
      '\u212Aong',
    ],
  ])('KO-15 refuses %j, and says what is allowed', async (typed) => {
    const { create } = konnect()
    await expect(create(typed)).rejects.toMatchObject({
      code: 'connection_invalid',
      issues: [{ path: 'loginPath', hint: expect.any(String) }],
    })
  })

  it('KO-15 gives it once of 30 that ask at the same time, over all organisations', async () => {
    const { create } = konnect()
    const spellings = ['acme', 'ACME', '/Acme']
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        codeOf(create(spellings[index % 3], `org_${index}`)),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['accepted', 'connection_login_path_taken']))
  })

  it('KO-15 gives it once to those that change theirs at the same time', async () => {
    const { sso, create } = konnect()
    const ids = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, index) => (await create(`a${index}`, `org_${index}`)).id,
      ),
    )
    const outcomes = await Promise.all(
      ids.map((id) => codeOf(sso.connections.update(id, { loginPath: 'acme' }, actor))),
    )
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
  })

  it('KO-15 frees it for others once it is given up', async () => {
    const { sso, create } = konnect()
    const { id } = await create('acme')
    expect(await codeOf(create('acme', 'org_2'))).toBe('connection_login_path_taken')
    await sso.connections.update(id, { loginPath: null }, actor)
    expect(await codeOf(create('acme', 'org_2'))).toBe('accepted')
  })

  it('KO-16 KO-33 makes the Organization Login URI, which can be found again at any time', async () => {
    const { sso, create } = konnect()
    const { id } = await create('/Acme')
    const address = `${baseUrl}/sso/login/acme`
    for (const step of ['draft', 'active', 'disabled']) {
      const { loginUrl, fields } = await sso.connections.setup(id)
      expect([step, loginUrl]).toEqual([step, address])
      expect(fields.find((field) => field.id === 'initiate_login_uri')?.value).toBe(address)
      if (step === 'draft') await sso.connections.activate(id, actor)
      if (step === 'active') await sso.connections.disable(id, actor)
    }
  })

  it('KO-33 lies where the host wants it', async () => {
    const { sso, create } = konnect({ paths: { organizationLogin: '/login/org/{loginPath}' } })
    const { id } = await create('acme')
    expect((await sso.connections.setup(id)).loginUrl).toBe(`${baseUrl}/login/org/acme`)
  })

  it('KO-34 sends a browser in which somebody pastes it straight to Okta', async () => {
    const { sso, idp, create } = konnect()
    const { id } = await create('acme')
    const visit = (path: string) => sso.handler(new Request(`${baseUrl}/sso/login/${path}`))
    expect((await visit('acme')).status).toBe(403)
    await sso.connections.activate(id, actor)
    for (const spelling of ['acme', 'ACME', 'Acme']) {
      const response = await visit(spelling)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toContain(`${idp.issuer}/authorize?`)
    }
    expect((await visit('nobody')).status).toBe(404)
  })

  it('T5 and the description of an active connection change with the permission to activate only', async () => {
    const granted = new Set(['connection.update'])
    const { sso, create } = konnect({ authorize: (action: string) => granted.has(action) })
    const { id } = await create('acme')
    const edit = (input: object) =>
      codeOf(sso.connections.update(id, input, { actor: 'setup link' }))
    const change = (loginPath: string | null) => edit({ loginPath })
    // Nobody is led by the path of a draft.
    expect(await change('other')).toBe('accepted')
    await sso.connections.activate(id, actor)
    for (const loginPath of ['evil', null]) expect(await change(loginPath)).toBe('not_authorized')
    // Login pages show the description.
    expect(await edit({ description: 'Call 555-0100 to sign in' })).toBe('not_authorized')
    expect(await edit({ claims: { name: 'nickname' } })).toBe('accepted')
    expect(await sso.connections.get(id, actor)).toMatchObject({
      ...{ loginPath: 'other', description: '' },
    })
    // Saying what is so already changes nothing.
    expect(await change('/OTHER')).toBe('accepted')
    granted.add('connection.activate')
    expect(await change('acme')).toBe('accepted')
  })
})
