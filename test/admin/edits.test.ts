import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, codeOf, createHarness, fakeConnection } from '../support/harness.ts'

describe('an edit of a connection', () => {
  it('PU-1 is refused to an organisation without the entitlement', async () => {
    let isAllowed = true
    const { sso } = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await sso.connections.create(fakeConnection, asSystem)
    isAllowed = false
    expect(await codeOf(sso.connections.update(id, {}, asSystem))).toBe('organization_not_entitled')
  })

  it('KO-15 takes no login path from another connection', async () => {
    const { sso } = createHarness()
    await sso.connections.create({ ...fakeConnection, loginPath: 'acme' }, asSystem)
    const { id } = await sso.connections.create(
      { ...fakeConnection, organizationId: 'org_2' },
      asSystem,
    )
    expect(await codeOf(sso.connections.update(id, { loginPath: 'ACME' }, asSystem))).toBe(
      'connection_login_path_taken',
    )
  })

  it('is refused for an organisation id that no store could index', async () => {
    const { sso } = createHarness()
    expect(
      await codeOf(
        sso.connections.create({ ...fakeConnection, organizationId: 'o'.repeat(256) }, asSystem),
      ),
    ).toBe('connection_invalid')
  })

  it('stores the settings as its provider completed them', async () => {
    const provider = fakeProvider({
      validateSettings: (input) => ({
        settings: { ...input, filled: true },
        invalid: [],
        missing: [],
      }),
    })
    const { sso } = createHarness({ providers: [provider] })
    expect((await sso.connections.create(fakeConnection, asSystem)).draft?.settings).toEqual({
      idp: 'https://fake.example',
      filled: true,
    })
    const { id } = await sso.connections.create(fakeConnection, asSystem)
    const change = { settings: { idp: 'b', filled: null } as never }
    const updated = await sso.connections.update(id, change, asSystem)
    expect(updated.draft?.settings).toEqual({ idp: 'b', filled: true })
  })

  it.each([
    { secrets: { apiKey: 'x'.repeat(16_385) } },
    { claims: { name: 'n'.repeat(257) } },
    { claims: { name: 'a\nb' } },
    { access: { roles: { groupsByRole: {}, sync: 'sometimes', unmapped: 'refuse' } } },
    { access: { roles: { groupsByRole: {}, sync: 'replace', unmapped: 'sometimes' } } },
  ])('is refused for %.60j', async (change) => {
    const { sso } = createHarness()
    expect(
      await codeOf(sso.connections.create({ ...fakeConnection, ...change } as never, asSystem)),
    ).toBe('connection_invalid')
  })

  it.each([
    ['access.linking', { access: { linking: 'always' } }, /^Use one of never, verified_domain, /],
    ['access.roles', { access: { roles: { groupsByRole: { a: ['b'] } } } }, /unmapped/],
    ['claims.groups', { claims: { groups: ['groups'] } }, /text of 1 to 256 characters/],
    ['claims.require', { claims: { require: 'email' } }, /list/],
    ['claims.custom', { claims: { custom: ['dept'] } }, /names/],
    ['session.hasSingleLogout', { session: { hasSingleLogout: 'yes' } }, /true or false/],
    ['session.maxAgeSeconds', { session: { maxAgeSeconds: 59 } }, /from 60 to 315360000/],
  ])('says what %s may be', async (path, change, hint) => {
    const { sso } = createHarness()
    const input = { ...fakeConnection, ...change } as never
    await expect(sso.connections.create(input, asSystem)).rejects.toMatchObject({
      issues: [{ path, code: 'connection_value_invalid', hint: expect.stringMatching(hint) }],
    })
  })
})

describe('a change of status', () => {
  it.each([
    ['organizationId', 'org_2'],
    ['protocol', 'saml'],
    ['profile', 'okta'],
  ])('T1 of %s is refused, not passed over', async (path, other) => {
    const { sso, activeConnection } = createHarness()
    const connection = await activeConnection()
    const update = (value: unknown) =>
      sso.connections.update(connection.id, { description: 'x', [path]: value }, asSystem)
    await expect(update(other)).rejects.toMatchObject({
      code: 'connection_invalid',
      issues: [{ path }],
    })
    expect(await sso.connections.get(connection.id, asSystem)).toEqual(connection)
    const same = connection[path as 'profile']
    expect(await update(same)).toMatchObject({ description: 'x', [path]: same })
  })

  it('happens only to the version that was seen', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(fakeConnection, asSystem)
    const stale = { ...asSystem, expectedVersion: 7 }
    expect(await codeOf(sso.connections.activate(id, stale))).toBe('connection_conflict')
    expect(await codeOf(sso.connections.disable(id, stale))).toBe('connection_conflict')
    expect((await sso.connections.get(id, asSystem)).status).toBe('draft')
  })

  it('makes background work pass over a disabled connection', async () => {
    const { sso, storage, activeConnection } = createHarness()
    const { id } = await activeConnection()
    await sso.connections.disable(id, asSystem)
    expect((await storage.connections.load({ id }))[0]?.record.dueAt).toBeNull()
  })
})
