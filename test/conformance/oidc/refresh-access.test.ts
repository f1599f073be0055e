import { describe, expect, it } from 'vitest'
import { facts } from '../../support/accounts.ts'
import { expectActive, expectEnded, offline, refreshScene, roles } from './refresh-scene.ts'
import { expectSignedIn } from './scene.ts'

describe('what a refresh decides anew', () => {
  it('KO-25 moving between groups changes the role without a new sign-in', async () => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: ['guests'] })
    const { access } = await expectActive(scene, 1)
    expect(access).toMatchObject({ kind: 'sign_in', roles: ['reader'] })
    expect(scene.accounts.members('org_1')).toMatchObject([
      { roles: ['reader'], rolesManagedBy: 'idp', isActive: true },
    ])
    scene.idp.changePerson('ann', { groups: ['staff', 'guests'] })
    const again = await expectActive(scene, 2)
    expect(again.access?.roles).toEqual(['admin', 'reader'])
    expect(scene.logins).toHaveLength(1)
  })

  it('KO-24 KO-25 losing the last group ends the session and deactivates the account', async () => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: ['nobody'] })
    await expectEnded(scene, 'access_no_mapped_group')
    expect(scene.accounts.members('org_1')).toMatchObject([
      { isActive: false, deactivatedBy: 'idp' },
    ])
    expect(scene.ended).toMatchObject([{ reason: 'access_lost' }])
    const told = scene.events.map(({ type }) => type)
    expect(told).toEqual(expect.arrayContaining(['access.deactivated', 'access.refused']))
    expect(told).not.toContain('session.refreshed')
  })

  it('KO-24 an empty list of groups is none, and not the same as no list', async () => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: [] })
    await expectEnded(scene, 'access_no_mapped_group')
  })

  it('KO-25 ends all sessions of the person on the connection, and nobody else’s', async () => {
    const people = ['ann', 'ben'].map((sub) => ({
      ...{ sub, email: `${sub}@example.com`, email_verified: true, groups: ['staff'] },
    }))
    const scene = await refreshScene({ provider: { people } })
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const cookie = start.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const second = await scene.idp.authorize(start.url, 'ben')
    await scene.sso.handler(second.toRequest(cookie))
    const again = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const ofAgain = again.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const third = await scene.idp.authorize(again.url, 'ann')
    await scene.sso.handler(third.toRequest(ofAgain))
    const [first, bens, anns] = scene.logins.map(({ session }) => session.id)
    scene.idp.changePerson('ann', { groups: [] })
    expect(await scene.refresh()).toMatchObject({ state: 'ended' })
    expect(scene.ended.map(({ id }) => id).toSorted()).toEqual([first, anns].toSorted())
    const ofBen = scene.logins[1]?.session
    expect(ofBen?.id).toBe(bens)
    expect(ofBen && (await scene.sso.refresh(ofBen))).toMatchObject({ state: 'active' })
  })

  it.each(['error', 'empty'] as const)(
    'T3 groups that are left out of a refresh are as they were (groupsAbsent: %s)',
    async (groupsAbsent) => {
      const scene = await refreshScene({
        input: { access: { ...roles.access, groupsAbsent } },
      })
      const before = scene.accounts.members('org_1')
      scene.idp.changePerson('ann', { groups: null })
      const { access } = await expectActive(scene, 1)
      expect(access?.roles).toBeUndefined()
      expect(scene.accounts.members('org_1')).toMatchObject([
        { roles: ['admin'], rolesManagedBy: 'idp', isActive: true },
      ])
      expect(before).toMatchObject([{ roles: ['admin'], rolesManagedBy: 'idp' }])
    },
  )

  it('T3 too many groups for the token are not none, and the session does not go on with those before', async () => {
    const scene = await refreshScene()
    scene.idp.tamper('groups_overage')
    const code = 'identity_groups_overage'
    expect(await scene.refresh()).toMatchObject({ state: 'needs_login', code })
    expect(scene.accounts.members('org_1')).toMatchObject([{ isActive: true, roles: ['admin'] }])
    scene.idp.tamper()
    // What was given in exchange for the old token was kept all the same.
    await expectActive(scene, 2)
  })

  it('an e-mail that is left out is as it was, and another one is looked at', async () => {
    const scene = await refreshScene({
      provider: { hasUserinfo: false },
      config: {
        organization: { id: 'org_1', trustedDomains: ['example.com'] },
      },
      input: {
        claims: { groups: 'groups', require: ['email'] },
        access: { ...roles.access, emailDomains: 'verified' },
      },
    })
    scene.idp.changePerson('ann', { email: null, email_verified: null })
    await expectActive(scene, 1)
    scene.idp.changePerson('ann', { email: 'ann@elsewhere.example' })
    await expectEnded(scene, 'access_email_domain_refused')
  })
})

describe('the account of a session', () => {
  it('T3 that the host has deactivated ends the session, with or without an answer about the person', async () => {
    for (const defect of [[], ['refresh_without_id_token']] as const) {
      let isActive = true
      const scene = await refreshScene({
        directory: {
          findByKey: async () => facts('a1', { isActive, deactivatedBy: 'host', roles: ['admin'] }),
          update: async () => facts('a1', { roles: ['admin'] }),
        },
      })
      scene.idp.tamper(...defect)
      await expectActive(scene, 1)
      isActive = false
      await expectEnded(scene, 'access_account_inactive')
    }
  })

  it('KO-24 T3 that was deactivated for want of a group comes back by a sign-in and not by a refresh', async () => {
    let isActive = true
    const updates: string[] = []
    const scene = await refreshScene({
      directory: {
        findByKey: async () => facts('a1', { isActive, deactivatedBy: 'idp', roles: ['admin'] }),
        update: async (id) => (updates.push(id), facts(id, { roles: ['admin'] })),
      },
    })
    isActive = false
    updates.length = 0
    await expectEnded(scene, 'access_account_inactive')
    expect(updates).toEqual([])
    await expectSignedIn(scene)
    expect(updates).toEqual(['a1'])
  })

  it('is never made or linked by a refresh: without it the session is over', async () => {
    const calls: string[] = []
    let isThere = true
    const account = facts('a1', { roles: ['admin'] })
    const scene = await refreshScene({
      directory: {
        findByKey: async () => (isThere ? account : null),
        findByEmail: async () => facts('a2'),
        update: async () => account,
        create: async () => (calls.push('create'), account),
        link: async () => (calls.push('link'), account),
      },
      input: { access: { ...roles.access, linking: 'organization_member' } },
    })
    isThere = false
    await expectEnded(scene, 'session_account_gone')
    expect(calls).toEqual([])
  })

  it('E2 is the one that signed in: another one under the same key ends the session', async () => {
    let id = 'a1'
    const updates: string[] = []
    const scene = await refreshScene({
      directory: {
        findByKey: async () => facts(id, { roles: ['admin'] }),
        update: async (updated) => (updates.push(updated), facts(updated, { roles: ['admin'] })),
      },
    })
    id = 'a2'
    updates.length = 0
    await expectEnded(scene, 'session_account_gone')
    expect(updates).toEqual([])
  })

  it('that cannot be asked for leaves the session as it is, and the new token is kept', async () => {
    let isDown = false
    const account = facts('a1', { roles: ['admin'] })
    const scene = await refreshScene({
      directory: {
        findByKey: async () => {
          if (isDown) throw new Error('down')
          return account
        },
        update: async () => account,
      },
    })
    isDown = true
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'accounts_failed' })
    expect(scene.ended).toEqual([])
    isDown = false
    await expectActive(scene, 2)
  })

  it('is looked at even where there is nothing to renew with', async () => {
    let isActive = true
    const scene = await refreshScene({
      settings: { scopes: offline.scopes.filter((scope) => scope !== 'offline_access') },
      directory: {
        findByKey: async () => facts('a1', { isActive, roles: ['admin'] }),
        update: async () => facts('a1', { roles: ['admin'] }),
      },
    })
    await expectActive(scene, 0)
    isActive = false
    await expectEnded(scene, 'access_account_inactive')
  })
})
