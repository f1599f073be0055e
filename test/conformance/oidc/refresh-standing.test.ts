import { describe, expect, it } from 'vitest'
import { type AccountFacts, createSso, type SsoConfig } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { facts } from '../../support/accounts.ts'
import { baseUrl, secretA } from '../../support/harness.ts'
import { expectActive, expectEnded, offline, refreshScene, roles } from './refresh-scene.ts'
import { createScene, expectSignedIn, type Scene, type SceneOptions } from './scene.ts'

/** A host without an account directory, which decides about people itself. */
async function withoutAccounts(input: NonNullable<SceneOptions['input']> = {}) {
  const scene = await createScene({
    ...{ settings: offline, input },
    provider: {
      people: [{ sub: 'ann', email: 'ann@example.com', email_verified: true, employee: '7' }],
    },
  })
  const { session } = await expectSignedIn(scene)
  return { ...scene, session, refresh: (by = scene.sso) => by.refresh(session) }
}

/** Another server of the host, with a newer configuration. */
const server = (scene: Scene, config: Partial<SsoConfig>) =>
  createSso({
    ...{ baseUrl, secrets: [secretA], providers: [oidc()], storage: scene.storage },
    ...{ fetch: scene.idp.fetch, clock: scene.clock, ...config },
  })

describe('a refresh where the host has no account directory', () => {
  it('goes on, with or without an answer about the person', async () => {
    const scene = await withoutAccounts()
    expect(await scene.refresh()).toMatchObject({ state: 'active' })
    scene.idp.tamper('refresh_without_id_token')
    expect(await scene.refresh()).toMatchObject({ state: 'active' })
  })

  it('E2 ends the session of a mapped subject that names another person by now', async () => {
    const scene = await withoutAccounts({ claims: { subject: 'employee' } })
    expect(await scene.refresh()).toMatchObject({ state: 'active' })
    // What is left out is as it was.
    scene.idp.changePerson('ann', { employee: null })
    expect(await scene.refresh()).toMatchObject({ state: 'active' })
    scene.idp.changePerson('ann', { employee: '8' })
    expect(await scene.refresh()).toEqual({ state: 'ended', code: 'session_account_gone' })
  })

  it('E2 has the account of the person’s key counted once the host has a directory', async () => {
    const scene = await withoutAccounts()
    const account = facts('a1')
    const accounts = { ...directoryOf(() => account) }
    expect(await scene.refresh(server(scene, { accounts }))).toMatchObject({ state: 'active' })
    const none = server(scene, { accounts: directoryOf(() => null) })
    expect(await scene.refresh(none)).toEqual({ state: 'ended', code: 'session_account_gone' })
  })
})

function directoryOf(find: () => AccountFacts | null): NonNullable<SsoConfig['accounts']> {
  const never = async () => {
    throw new Error('a refresh makes and links nothing')
  }
  return {
    ...{ scope: 'organization', create: never, link: never, deactivate: never, unlink: never },
    findByKey: async () => find(),
    findByEmail: async () => null,
    update: async (id) => find() ?? facts(id),
  }
}

describe('what a refresh tells the account directory', () => {
  /** Who manages the roles, by each `update` since the sign-in. */
  const managing = async (before: AccountFacts, input: NonNullable<SceneOptions['input']>) => {
    const told: unknown[] = []
    const scene = await refreshScene({
      input,
      provider: { hasUserinfo: false },
      directory: {
        findByKey: async () => before,
        update: async (id, { rolesManagedBy }) => {
          told.push(rolesManagedBy)
          return facts(id, { roles: ['admin'] })
        },
      },
    })
    told.length = 0
    return { scene, told }
  }

  it('KO-23 the provider manages the roles from when its groups were applied, and not before', async () => {
    const { scene, told } = await managing(facts('a1', { roles: ['admin'] }), roles)
    scene.idp.changePerson('ann', { groups: null })
    await expectActive(scene, 1)
    scene.idp.changePerson('ann', { groups: ['staff'] })
    await expectActive(scene, 2)
    expect(told).toEqual(['host', 'idp'])
  })

  it('KO-23 the host manages them again where the connection maps none any more', async () => {
    const before = facts('a1', { roles: ['admin'], rolesManagedBy: 'idp' })
    const input = { claims: { groups: 'groups', require: [] }, access: {} }
    const { scene, told } = await managing(before, input)
    scene.idp.changePerson('ann', { groups: null })
    await expectActive(scene, 1)
    scene.idp.changePerson('ann', { groups: ['staff'], email: null, email_verified: null })
    await expectActive(scene, 2)
    expect(told).toEqual(['host', 'host'])
  })
})

describe('what is no loss of a right', () => {
  it('KO-24 a role that the application removed ends no session and deactivates nobody', async () => {
    const scene = await refreshScene()
    const { accounts, login } = scene
    const withRoles = (...ids: string[]) =>
      server(scene, { accounts, roles: { catalogue: ids.map((id) => ({ id, label: id })) } })
    await expect(withRoles('reader').refresh(login.session)).rejects.toMatchObject({
      code: 'access_role_unknown',
    })
    expect(accounts.members('org_1')).toMatchObject([{ isActive: true, roles: ['admin'] }])
    expect(await withRoles('admin', 'reader').refresh(login.session)).toMatchObject({
      state: 'active',
    })
  })
})

describe('E2 another account under the key', () => {
  it.each([[[]], [['refresh_without_id_token']]] as const)(
    'E2 ends the session, with or without an answer about the person: %j',
    async (defects) => {
      let id = 'a1'
      const scene = await refreshScene({
        directory: {
          findByKey: async () => facts(id, { roles: ['admin'] }),
          update: async (updated) => facts(updated, { roles: ['admin'] }),
        },
      })
      scene.idp.tamper(...defects)
      await expectActive(scene, 1)
      id = 'a2'
      await expectEnded(scene, 'session_account_gone')
    },
  )
})
