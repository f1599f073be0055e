import { describe, expect, it } from 'vitest'
import { missingForRoles, roleIssues } from '../../src/access/index.ts'
import type { RoleConfig } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, createHarness, fakeConnection } from '../support/harness.ts'

const catalogue = [
  { id: 'admin', label: 'Administrator' },
  { id: 'viewer', label: 'Viewer' },
]
const rules = (groupsByRole: Record<string, string[]>) =>
  ({ roles: { groupsByRole, sync: 'replace', unmapped: 'deactivate' } }) as const
const issues = (groupsByRole: Record<string, string[]>, change: Partial<RoleConfig> = {}) =>
  roleIssues(rules(groupsByRole), { catalogue, ...change }).map(
    ({ path, code }) => `${path} ${code}`,
  )

const at = 'access.roles.groupsByRole'

describe('a mapping of groups to roles', () => {
  it.each<[string, Record<string, string[]>, Partial<RoleConfig>, string[]]>([
    ['KO-18 one group for each role', { admin: ['A'], viewer: ['V'] }, {}, []],
    ['KO-18 one role, the other without groups', { admin: ['A'], viewer: [] }, {}, []],
    ['KO-19 no group at all', { admin: [], viewer: [] }, {}, [`${at} roles_empty`]],
    ['KO-19 no role at all', {}, {}, [`${at} roles_empty`]],
    ['an unknown role', { admin: ['A'], owner: ['O'] }, {}, [`${at}.owner roles_unknown`]],
    [
      'X6 a role by the name of a prototype',
      { constructor: ['A'] },
      {},
      [`${at}.constructor roles_unknown`],
    ],
    [
      'KO-18 two groups for one role',
      { admin: ['A', 'B'] },
      {},
      [`${at}.admin roles_too_many_groups`],
    ],
    ['KO-18 two groups for one role, many', { admin: ['A', 'B'] }, { cardinality: 'many' }, []],
    [
      'KO-18 one group for two roles',
      { admin: ['A'], viewer: ['A'] },
      {},
      [`${at}.viewer roles_group_shared`],
    ],
    [
      'KO-18 one group for two roles, allowed',
      { admin: ['A'], viewer: ['A'] },
      { allowSharedGroups: true },
      [],
    ],
    [
      'KO-18 one group for two roles, many',
      { admin: ['A'], viewer: ['A'] },
      { cardinality: 'many' },
      [],
    ],
    [
      'KO-18 one group for two roles, many but not shared',
      { admin: ['A', 'B'], viewer: ['A'] },
      { cardinality: 'many', allowSharedGroups: false },
      [`${at}.viewer roles_group_shared`],
    ],
    ['groups that differ by case only', { admin: ['A'], viewer: ['a'] }, {}, []],
    [
      'one group twice',
      { admin: ['A', 'A'] },
      { cardinality: 'many' },
      [`${at}.admin roles_group_repeated`],
    ],
  ])('is measured by the catalogue: %s', (_what, groupsByRole, change, expected) => {
    expect(issues(groupsByRole, change)).toEqual(expected)
  })

  it('lists every problem at once, and what was probably meant', () => {
    const found = roleIssues(rules({ Admin: ['A'], viewer: ['V', 'W'] }), { catalogue })
    expect(found.map(({ code }) => code)).toEqual(['roles_unknown', 'roles_too_many_groups'])
    expect(found[0]?.suggestion).toBe('admin')
    expect(found[0]?.hint).toContain('admin or viewer')
  })

  it('suggests a role that differs in case or spaces only, and none that was not meant', () => {
    const named = [{ id: 'Admin', label: 'Administrator' }]
    const found = (role: string) => roleIssues(rules({ [role]: ['A'] }), { catalogue: named })[0]
    for (const role of ['admin', 'ADMIN', ' Admin ']) expect(found(role)?.suggestion).toBe('Admin')
    expect(found('owner')).toMatchObject({ code: 'roles_unknown' })
    expect(found('owner')).not.toHaveProperty('suggestion')
  })

  it('is none where the connection maps none, and impossible where there are no roles', () => {
    expect(roleIssues({}, undefined)).toEqual([])
    expect(roleIssues(rules({ admin: ['A'] }), undefined)).toMatchObject([
      { path: 'access.roles', code: 'roles_unavailable' },
    ])
  })

  it('needs the groups claim before it can go live', () => {
    expect(missingForRoles(rules({ admin: ['A'] }), {})).toMatchObject([{ path: 'claims.groups' }])
    expect(missingForRoles(rules({ admin: ['A'] }), { groups: 'groups' })).toEqual([])
    expect(missingForRoles({}, {})).toEqual([])
  })
})

describe('a connection with roles', () => {
  const create = (config: object, input: object) =>
    createHarness({ roles: { catalogue }, ...config }).sso.connections.create(
      { ...fakeConnection, ...input },
      asSystem,
    )
  const saved = (config: object, groupsByRole: unknown, more: object = {}) =>
    create(config, { access: { roles: { ...rules({}).roles, groupsByRole, ...more } } }).then(
      () => 'saved',
      (error: { code: string; issues: { path: string }[] }) =>
        [error.code, ...error.issues.map(({ path }) => path)].join(' '),
    )

  it('KO-18 KO-19 is not saved with a mapping that cannot be right', async () => {
    expect(await saved({}, { admin: ['A'] })).toBe('saved')
    expect(await saved({}, { admin: [] })).toBe(`connection_invalid ${at}`)
    expect(await saved({}, { admin: ['A', 'B'] })).toBe(`connection_invalid ${at}.admin`)
    expect(await saved({ roles: undefined }, { admin: ['A'] })).toBe(
      'connection_invalid access.roles',
    )
    for (const odd of [{ admin: 'A' }, { admin: [7] }, ['A'], null, { admin: [''] }]) {
      expect(await saved({}, odd)).toBe('connection_invalid access.roles')
    }
    expect(await saved({}, { admin: ['A'] }, { unmaped: 'refuse' })).toBe(
      'connection_invalid access.roles',
    )
  })

  it('KO-19 does not go live without a mapping where the gate asks for one', async () => {
    const harness = createHarness({
      roles: { catalogue },
      activation: { requires: ['role_mapping'] },
    })
    const { id } = await harness.sso.connections.create(fakeConnection, asSystem)
    const activate = () => harness.sso.connections.activate(id, asSystem)
    await expect(activate()).rejects.toMatchObject({
      ...{ code: 'connection_not_ready', issues: [{ path: 'access.roles' }] },
    })
    await harness.sso.connections.update(id, { access: rules({ admin: ['A'] }) }, asSystem)
    expect(await activate()).toEqual({ state: 'active' })
  })

  it('does not go live where its roles depend on groups that are not mapped', async () => {
    const providers = [fakeProvider({ defaultClaims: () => ({ email: 'email', require: [] }) })]
    const { sso } = createHarness({ roles: { catalogue }, providers })
    const input = { ...fakeConnection, access: rules({ admin: ['A'] }) }
    const { id } = await sso.connections.create(input, asSystem)
    await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      ...{ code: 'connection_not_ready', issues: [{ path: 'claims.groups' }] },
    })
    await sso.connections.update(id, { claims: { groups: 'groups' } }, asSystem)
    expect((await sso.connections.activate(id, asSystem)).state).toBe('active')
  })

  it('does not go live once its roles have left the catalogue', async () => {
    const first = createHarness({ roles: { catalogue } })
    const input = { ...fakeConnection, access: rules({ admin: ['A'] }) }
    const { id } = await first.sso.connections.create(input, asSystem)
    const later = createHarness({ storage: first.storage, roles: { catalogue: [catalogue[1]!] } })
    await expect(later.sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      ...{ code: 'connection_not_ready', issues: [{ path: `${at}.admin` }] },
    })
  })

  it.each([
    [{ access: { provisioning: 'invite' } }, 'access.provisioning'],
    [{ access: { provisioning: 'join_prompt' } }, 'access.provisioning'],
    [{ access: { linking: 'organization_member' } }, 'access.linking'],
  ])(
    'does not go live with rules that need accounts where there are none: %j',
    async (input, path) => {
      const { sso } = createHarness()
      const { id } = await sso.connections.create(
        { ...fakeConnection, ...input } as never,
        asSystem,
      )
      await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject({
        ...{ code: 'connection_not_ready', issues: [{ path }] },
      })
    },
  )
})

describe('the configuration of roles', () => {
  it.each([[{ catalogue, allowSharedGroups: 'yes' }], [{ catalogue, allowShared: true }]])(
    'is refused: %j',
    (roles) => expect(() => createHarness({ roles } as never)).toThrow(),
  )
})
