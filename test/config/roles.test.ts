import { describe, expect, it } from 'vitest'
import type { ConnectionInput } from '../../src/index.ts'
import { ann, createAccessScene } from '../support/access-scene.ts'
import { asSystem, codeOf, configIssues, fakeConnection } from '../support/harness.ts'

const role = { id: 'service_admin', label: 'Service Admin' }

describe('the catalogue of roles', () => {
  it('KO-17 gives every role an id, a label and, where wanted, a description', () => {
    const described = { ...role, description: 'May change every service.' }
    const viewer = { id: 'viewer', label: 'Viewer' }
    expect(configIssues({ roles: { catalogue: [described, viewer] } })).toEqual([])
  })

  it.each<[string, object, string]>([
    ['without id', { label: 'Viewer' }, 'roles.catalogue.0'],
    ['with an empty id', { id: '', label: 'Viewer' }, 'roles.catalogue.0'],
    ['without label', { id: 'viewer' }, 'roles.catalogue.0'],
    ['with an empty label', { id: 'viewer', label: '' }, 'roles.catalogue.0'],
    [
      'with a description that is no text',
      { ...role, description: 7 },
      'roles.catalogue.0.description',
    ],
    ['with a mistyped member', { ...role, descripton: 'x' }, 'roles.catalogue.0.descripton'],
  ])('KO-17 refuses a role %s', (_what, wrong, path) => {
    expect(configIssues({ roles: { catalogue: [wrong] } })).toEqual([path])
  })
})

/** As it arrives from a form: own members, whatever they are called. */
const named = (name: string, groups: readonly string[]) =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(groups)}}`) as Record<string, string[]>

const rules = (groupsByRole: Record<string, string[]>) =>
  ({ roles: { groupsByRole, sync: 'replace', unmapped: 'deactivate' } }) as const

const mapping = (groupsByRole: Record<string, string[]>): ConnectionInput => ({
  claims: { groups: 'groups' },
  access: rules(groupsByRole),
})

describe('names that objects have anyway', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'X6 %s is no role unless the catalogue says so',
    async (name) => {
      const { sso } = await createAccessScene()
      const edited = sso.connections.create(
        { ...fakeConnection, ...mapping(named(name, ['Admins'])) },
        asSystem,
      )
      await expect(edited).rejects.toMatchObject({
        code: 'connection_invalid',
        issues: [{ code: 'roles_unknown', path: `access.roles.groupsByRole.${name}` }],
      })
    },
  )

  it.each(['__proto__', 'constructor'])(
    'X6 %s is a role and a group like any other',
    async (name) => {
      const scene = await createAccessScene({
        access: rules(named(name, [name])),
        config: { roles: { catalogue: [{ id: name, label: 'Odd' }] } },
      })
      const login = await scene.signIn({ ...ann, groups: [name] })
      expect(login).toMatchObject({ login: { access: { roles: [name] } } })
      const none = { ...ann, sub: 'eve', email: 'eve@acme.example', groups: ['toString'] }
      expect(await scene.outcome(none)).toBe('access_no_mapped_group')
    },
  )

  it('X6 custom claims may have such names, and nothing inherits them', async () => {
    const scene = await createAccessScene({ claims: { custom: { ['__proto__']: 'team' } } })
    const result = await scene.signIn({ ...ann, team: 'red' })
    if (result.kind !== 'login') throw new Error('nobody is signed in')
    const { attributes } = result.login.identity
    expect(Object.getPrototypeOf(attributes)).toBeNull()
    expect(Object.entries(attributes)).toContainEqual(['__proto__', 'red'])
    expect('polluted' in {}).toBe(false)
  })
})

describe('the size of what an admin enters', () => {
  const texts = (count: number) => Array.from({ length: count }, (_, index) => `g${index}`)
  const many = { config: { roles: { catalogue: [role], cardinality: 'many' } } } as const

  it.each<[string, (count: number) => ConnectionInput]>([
    ['groups of a role', (count) => mapping({ service_admin: texts(count) })],
    ['required claims', (count) => ({ claims: { require: texts(count) } })],
    [
      'custom claims',
      (count) => ({
        claims: { custom: Object.fromEntries(texts(count).map((text) => [text, text])) },
      }),
    ],
  ])('X5 is bounded: %s', async (_what, input) => {
    const { sso, id } = await createAccessScene(many)
    const save = (count: number) => codeOf(sso.connections.update(id, input(count), asSystem))
    expect(await save(1000)).toBe('accepted')
    expect(await save(1001)).toBe('connection_invalid')
  })

  it('X5 is bounded: the name of a custom claim', async () => {
    const { sso, id } = await createAccessScene(many)
    const save = (name: string) =>
      codeOf(sso.connections.update(id, { claims: { custom: { [name]: 'team' } } }, asSystem))
    expect(await save('t'.repeat(256))).toBe('accepted')
    expect(await save('t'.repeat(257))).toBe('connection_invalid')
  })
})
