import { describe, expect, it } from 'vitest'
import type { AccountDirectory } from '../../src/index.ts'
import {
  ann,
  createAccessScene,
  roleCatalogue,
  roles,
  type SentClaims,
} from '../support/access-scene.ts'
import { facts } from '../support/accounts.ts'
import { storageWith } from '../support/harness.ts'

const ben: SentClaims = { sub: 'ben', email: 'ben@acme.example' }
const admin: SentClaims = { ...ann, groups: ['Admins'] }
const viewer: SentClaims = { ...ann, groups: ['Viewers'] }
const removed: SentClaims = { ...ann, groups: ['Sales'] }

describe('accounts at a sign-in', () => {
  it('NG-10 are made once, and updated at the next sign-in', async () => {
    const scene = await createAccessScene()
    for (let round = 0; round < 2; round++) expect((await scene.visit(ann)).status).toBe(303)
    expect(scene.calls).toEqual(['create', 'update'])
    expect(scene.logins.map(({ access, account }) => [access.kind, account?.id])).toEqual([
      ['provision', scene.member()?.id],
      ['sign_in', scene.member()?.id],
    ])
    const provisioned = scene.events.filter(({ type }) => type.startsWith('access.'))
    expect(provisioned).toEqual([
      expect.objectContaining({ type: 'access.provisioned', accountId: scene.member()?.id }),
    ])
  })

  it('NG-10 NG-12 are for people who were invited, where that is asked', async () => {
    const scene = await createAccessScene({ access: { provisioning: 'invite' } })
    scene.memory.invite('ann@acme.example', 'org_1')
    expect(await scene.outcome(ann)).toBe('accepted')
    expect(await scene.outcome(ben)).toBe('access_not_invited')
    expect(await scene.outcome(ann)).toBe('accepted')
    expect(scene.calls).toEqual(['create', 'update'])
  })

  it('PU-23 are for people of a verified domain, where that is asked', async () => {
    const options = { access: { emailDomains: 'verified' }, domains: ['acme.example'] } as const
    const scene = await createAccessScene(options)
    expect(await scene.outcome(ann)).toBe('accepted')
    const eve = { sub: 'eve', email: 'eve@evil.example' }
    expect(await scene.outcome(eve)).toBe('access_email_domain_refused')
    expect(await scene.outcome({ sub: 'mallory' })).toBe('access_email_domain_refused')
    const unverified = await createAccessScene({ ...options, domains: [] })
    expect(await unverified.outcome(ann)).toBe('access_email_domain_refused')
    expect(unverified.calls).toEqual([])
  })

  it('PU-23 takes the domains that the host trusts its one organisation with for verified', async () => {
    const organization = { id: 'org_1', trustedDomains: ['Acme.example'] }
    const options = { access: { emailDomains: 'verified' }, config: { organization } } as const
    const scene = await createAccessScene(options)
    expect(await scene.outcome(ann)).toBe('accepted')
    for (const domain of ['evil.example', 'sub.acme.example']) {
      const stranger = { sub: 'eve', email: `eve@${domain}` }
      expect(await scene.outcome(stranger)).toBe('access_email_domain_refused')
    }
  })

  it('PU-23 T1 trusts no other organisation with them', async () => {
    const access = { emailDomains: 'verified' } as const
    const other = await createAccessScene({ access })
    const organization = { id: 'org_2', trustedDomains: ['acme.example'] }
    const scene = await createAccessScene({
      config: { organization, storage: other.storage },
      organizationId: 'org_2',
    })
    expect(await scene.outcome(ann, other.id)).toBe('access_email_domain_refused')
  })

  it('E2 are looked for by e-mail only where the key leads to none', async () => {
    const asked: string[] = []
    const scene = await createAccessScene({
      directory: {
        findByEmail: async (email) => {
          asked.push(email)
          return null
        },
      },
    })
    await scene.signIn(ann)
    await scene.signIn(ann)
    expect(asked).toEqual(['ann@acme.example'])
  })

  it('KO-21 KO-22 KO-25 KO-35 have the roles that the groups lead to, from the first sign-in on', async () => {
    const scene = await createAccessScene({ access: roles() })
    await scene.signIn(admin)
    const shown = () => scene.memory.members('org_1').map((one) => [one.email, one.roles])
    expect(shown()).toEqual([['ann@acme.example', ['admin']]])
    const result = await scene.signIn(viewer)
    expect(result).toMatchObject({ kind: 'login', login: { access: { roles: ['viewer'] } } })
    expect(shown()).toEqual([['ann@acme.example', ['viewer']]])
    expect(scene.member()?.rolesManagedBy).toBe('idp')
  })

  it('keep roles of the host’s own where groups only add', async () => {
    const scene = await createAccessScene({ access: roles({ sync: 'additive' }) })
    await scene.signIn(viewer)
    const id = scene.member()?.id ?? ''
    await scene.memory.update(id, {
      ...{ organizationId: 'org_1', roles: ['own', 'viewer'], asOf: '2026-01-01T12:00:00.000Z' },
    })
    await scene.signIn(admin)
    expect(scene.member()?.roles).toEqual(['own', 'viewer', 'admin'])
    expect(scene.member()?.rolesManagedBy).toBe('host')
  })

  it('T3 never get a role that has left the catalogue', async () => {
    const scene = await createAccessScene({ access: roles() })
    const catalogue = [roleCatalogue.catalogue[1]]
    const later = await createAccessScene({
      config: { storage: scene.storage, accounts: scene.accounts, roles: { catalogue } },
    })
    expect(await later.outcome(admin, scene.id)).toBe('access_role_unknown')
    const bare = await createAccessScene({
      config: { storage: scene.storage, accounts: scene.accounts, roles: undefined } as never,
    })
    expect(await bare.outcome(viewer, scene.id)).toBe('access_role_unknown')
    expect(scene.memory.members('org_1')).toEqual([])
  })
})

describe('a person who is in no mapped group any more', () => {
  it('KO-20 KO-24 loses account and sessions, and the host is told', async () => {
    const scene = await createAccessScene({ access: roles() })
    const first = await scene.signIn(admin)
    const second = await scene.signIn(admin)
    await scene.signIn({ ...ben, groups: ['Viewers'] })
    const id = scene.member()?.id
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(scene.member()).toMatchObject({ isActive: false, deactivatedBy: 'idp' })
    const sessionIds = [first, second].map((one) => one.kind === 'login' && one.login.session.id)
    expect(scene.ended.map((one) => one.id).sort()).toEqual(sessionIds.sort())
    expect(scene.ended[0]).toMatchObject({
      ...{ connectionId: scene.id, organizationId: 'org_1', accountId: id, reason: 'access_lost' },
    })
    expect((await scene.sessions()).map(({ subject }) => subject)).toEqual(['ben'])
    expect(scene.refusals).toEqual([
      expect.objectContaining({ code: 'access_no_mapped_group', organizationId: 'org_1' }),
    ])
    expect(scene.refusals[0]?.account?.id).toBe(id)
    const told = scene.events.filter(({ type }) => type.startsWith('access.')).slice(-2)
    expect(told).toEqual([
      expect.objectContaining({ type: 'access.deactivated', accountId: id }),
      expect.objectContaining({ type: 'access.refused', code: 'access_no_mapped_group' }),
    ])
  })

  it('T1 takes nobody along whose session a careless storage finds as well', async () => {
    const storage = storageWith('sessions', ({ find }) => ({
      find: ({ subject: _lost, issuer: _too, ...filter }, call) => find(filter, call),
    }))
    const scene = await createAccessScene({ access: roles(), config: { storage } })
    await scene.signIn(admin)
    await scene.signIn({ ...ben, groups: ['Viewers'] })
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect((await scene.sessions()).map(({ subject }) => subject)).toEqual(['ben'])
    expect(scene.ended).toHaveLength(1)
  })

  it('KO-24 is refused, and once back in a group has the account again', async () => {
    const scene = await createAccessScene({ access: roles() })
    await scene.signIn(admin)
    const id = scene.member()?.id
    await scene.outcome(removed)
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(await scene.outcome(viewer)).toBe('accepted')
    expect(scene.member()).toMatchObject({ id, isActive: true, roles: ['viewer'] })
    expect(scene.events.map(({ type }) => type)).toContain('access.reactivated')
  })

  it('T3 stays out whom the host itself has put out, whatever the groups say', async () => {
    const scene = await createAccessScene({ access: roles() })
    await scene.signIn(admin)
    scene.memory.deactivateByHost(scene.member()?.id ?? '', 'org_1')
    scene.calls.length = 0
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(await scene.outcome(admin)).toBe('access_account_inactive')
    expect(scene.member()?.deactivatedBy).toBe('host')
    expect(scene.calls).toEqual([])
  })

  it('keeps account and sessions where the connection only refuses', async () => {
    const scene = await createAccessScene({ access: roles({ unmapped: 'refuse' }) })
    await scene.signIn(admin)
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(scene.member()?.isActive).toBe(true)
    expect(await scene.sessions()).toHaveLength(1)
    expect(scene.ended).toEqual([])
  })

  it('is not deactivated as the last owner', async () => {
    const scene = await createAccessScene({ access: roles() })
    await scene.signIn(admin)
    const { id = '' } = scene.member() ?? {}
    scene.memory.removeMember(id, 'org_1')
    scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1', isOwner: true })
    const owner = scene.member()
    await scene.memory.unlink({ connectionId: scene.id })
    const [[{ key }]] = scene.details as [[{ key: never }]]
    await scene.memory.link(owner?.id ?? '', key, { revokeCredentials: false })
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(scene.member()).toMatchObject({ isLastOwner: true, isActive: true })
    await scene.signIn(viewer)
    expect(scene.member()).toMatchObject({ roles: [], rolesManagedBy: 'host' })
  })
})

describe('an account that merely has the same e-mail', () => {
  const membersLink = { linking: 'organization_member' } as const

  it('E4 is linked where the connection says so, and keeps its password', async () => {
    const scene = await createAccessScene({ access: membersLink })
    const id = scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    expect(await scene.outcome(ann)).toBe('accepted')
    expect(scene.calls).toEqual(['link', 'update'])
    expect(scene.member()).toMatchObject({ id, hasPassword: true })
    expect(scene.events.map(({ type }) => type)).toContain('access.linked')
    expect(await scene.outcome(ann)).toBe('accepted')
    expect(scene.calls).toEqual(['link', 'update', 'update'])
  })

  it('E3 E4 is linked under a verified domain where accounts are global, and loses its password', async () => {
    const options = {
      access: { linking: 'verified_domain' },
      directory: { scope: 'global' },
    } as const
    const unverified = await createAccessScene(options)
    unverified.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    expect((await unverified.signIn(ann)).kind).toBe('join')
    const scene = await createAccessScene({ ...options, domains: ['acme.example'] })
    const id = scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_2' })
    expect((await scene.signIn({ ...ann, email_verified: false })).kind).toBe('join')
    expect((await scene.signIn(ann)).kind).toBe('login')
    expect(scene.member()).toMatchObject({ id, hasPassword: false })
    expect(scene.member()?.organizationIds).toEqual(['org_2', 'org_1'])
  })

  it('E4 is not taken along by the next person who gets the address', async () => {
    const scene = await createAccessScene({ access: membersLink })
    await scene.signIn(ann)
    expect((await scene.signIn({ ...ann, sub: 'another ann' })).kind).toBe('join')
  })

  it('E4 tells the page of a refused person nothing about it', async () => {
    const scene = await createAccessScene({ access: membersLink })
    const id = scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    scene.memory.deactivateByHost(id, 'org_1')
    const response = await scene.visit(ann)
    expect(response.status).toBe(403)
    const page = await response.text()
    expect(page).toContain('You do not have access to this application.')
    expect(page).not.toMatch(/inactive|deactivated|acc_|linked|ann@/)
    expect(scene.calls).toEqual([])
  })
})

describe('a directory that says something else than was decided', () => {
  it.each<[string, Partial<AccountDirectory>, string]>([
    [
      'an account that is off by now',
      { create: async () => facts('a', { isActive: false }) },
      'access_account_inactive',
    ],
    [
      'one of another organisation',
      { create: async () => facts('a', { organizationIds: ['org_2'] }) },
      'access_not_member',
    ],
    [
      'one that is on in its own way',
      { create: async () => facts('a', { isActive: 'yes' as never }) },
      'access_account_inactive',
    ],
    ['nothing', { create: async () => undefined as never }, 'accounts_failed'],
    ['something without id', { create: async () => ({}) as never }, 'accounts_failed'],
  ])('T3 signs nobody in: %s', async (_what, change, expected) => {
    const scene = await createAccessScene({ directory: change })
    expect(await scene.outcome(ann)).toBe(expected)
    expect(await scene.sessions()).toEqual([])
  })

  it('takes undefined for nobody, as hosts in plain JavaScript answer', async () => {
    const none = async () => undefined as never
    const scene = await createAccessScene({ directory: { findByKey: none, findByEmail: none } })
    expect(await scene.outcome(ann)).toBe('accepted')
  })
})
