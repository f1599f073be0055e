import { describe, expect, it } from 'vitest'
import { facts } from '../support/accounts.ts'
import { ann, atPrompt, createAccessScene, roles } from '../support/access-scene.ts'
import { asSystem, codeOf } from '../support/harness.ts'

const prompt = { provisioning: 'join_prompt' } as const

describe('what has changed since the prompt', () => {
  it('T2 a connection that is switched off or trusts somebody else ends it', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { join, at } = await atPrompt(scene)
    const complete = () => codeOf(scene.sso.completeJoin(at(), { join: join.token }))
    await scene.sso.connections.disable(scene.id, asSystem)
    expect(await complete()).toBe('connection_not_active')
    expect(await codeOf(scene.sso.pendingJoin(at()))).toBe('connection_not_active')
    await scene.sso.connections.activate(scene.id, asSystem)
    await scene.sso.connections.update(
      scene.id,
      { settings: { idp: 'https://x.example' } },
      asSystem,
    )
    await scene.sso.connections.activate(scene.id, asSystem)
    expect(await complete()).toBe('connection_changed')
    expect(scene.calls).toEqual([])
  })

  it('D5 a domain that was lost, and an entitlement that ended, count', async () => {
    let isAllowed = true
    const scene = await createAccessScene({
      access: { ...prompt, emailDomains: 'verified' },
      domains: ['acme.example'],
      config: { isSsoAllowed: () => isAllowed },
    })
    const first = await atPrompt(scene)
    const [claim] = await scene.storage.domains.list({ organizationId: 'org_1' })
    await scene.storage.domains.release(claim?.id ?? '', claim?.version ?? 0)
    const answer = codeOf(scene.sso.completeJoin(first.at(), { join: first.join.token }))
    expect(await answer).toBe('access_email_domain_refused')
    expect(scene.refusals).toHaveLength(1)
    const again = codeOf(scene.sso.completeJoin(first.at(), { join: first.join.token }))
    expect(await again).toBe('join_not_found')

    const other = await createAccessScene({
      access: prompt,
      config: { isSsoAllowed: () => isAllowed },
    })
    const second = await atPrompt(other)
    isAllowed = false
    expect(await codeOf(other.sso.completeJoin(second.at(), { join: second.join.token }))).toBe(
      'organization_not_entitled',
    )
    expect(other.calls).toEqual([])
  })

  it('E2 a key that leads to an account by now is signed in to it', async () => {
    const scene = await createAccessScene({ access: prompt })
    const [one, two] = [await atPrompt(scene), await atPrompt(scene)]
    await scene.sso.completeJoin(one.at(), { join: one.join.token })
    const result = await scene.sso.completeJoin(two.at(), { join: two.join.token })
    expect(result).toMatchObject({ kind: 'login', login: { access: { kind: 'sign_in' } } })
    expect(scene.memory.members('org_1')).toHaveLength(1)
  })

  it('E4 an account that has the e-mail by now must be proved after all', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { join, at } = await atPrompt(scene)
    scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const answer = codeOf(scene.sso.completeJoin(at(), { join: join.token }))
    expect(await answer).toBe('join_needs_account')
    expect(await scene.sso.pendingJoin(at())).not.toBeNull()
    expect(scene.calls).toEqual([])
  })

  it('T3 the roles count from when the identity provider named the groups', async () => {
    const scene = await createAccessScene({ access: { ...prompt, ...roles() } })
    const { join, at } = await atPrompt(scene, { ...ann, groups: ['Admins'] })
    scene.clock.advance(300)
    await scene.sso.completeJoin(at(), { join: join.token })
    expect(scene.details[0]?.[0]).toMatchObject({
      ...{ roles: ['admin'], asOf: '2026-01-01T12:00:00.000Z' },
    })
  })
})

describe('an account that its own session must prove', () => {
  const needsSession = async (scope: 'organization' | 'global' = 'organization') => {
    const scene = await createAccessScene({ directory: { scope } })
    const id = scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const joining = await atPrompt(scene)
    expect(joining.join.needs).toBe('account_session')
    return { scene, id, ...joining }
  }

  it('NG-18 E4 is linked with its session, which the person may get in the meantime', async () => {
    const { scene, id, join, at } = await needsSession()
    const complete = (account?: ReturnType<typeof facts>) =>
      scene.sso.completeJoin(at(), { join: join.token, ...(account ? { account } : {}) })
    await expect(complete()).rejects.toMatchObject({ code: 'join_needs_account', status: 409 })
    expect(scene.calls).toEqual([])
    const account = scene.member()
    const result = await complete(account)
    expect(result).toMatchObject({ kind: 'login', login: { account: { id } } })
    expect(scene.calls).toEqual(['link', 'update'])
    expect(scene.member()).toMatchObject({ id, hasPassword: true })
    expect(await scene.outcome(ann)).toBe('accepted')
  })

  it('keeps the cookie while it waits, so that the person can come back', async () => {
    const { scene, join, at } = await needsSession()
    const error: unknown = await scene.sso.completeJoin(at(), { join: join.token }).catch((e) => e)
    expect(scene.sso.errorResponse(error, at()).headers.getSetCookie()).toEqual([])
    expect(await scene.sso.pendingJoin(at())).toEqual(join)
  })

  it.each([
    ['is off', { isActive: false }, 'access_account_inactive'],
    ['is of another organisation', { organizationIds: ['org_2'] }, 'access_not_member'],
    ['has no id', { id: undefined as never }, 'access_not_member'],
    ['has an empty id', { id: '' }, 'access_not_member'],
  ])('E4 is not linked where it %s', async (_what, change, expected) => {
    const { scene, join, at } = await needsSession()
    const account = facts('acc_other', change)
    const answer = codeOf(scene.sso.completeJoin(at(), { join: join.token, account }))
    expect(await answer).toBe(expected)
    expect(scene.calls).toEqual([])
  })

  it('NG-18 a person of another organisation joins with the account they have', async () => {
    const scene = await createAccessScene({ access: prompt, directory: { scope: 'global' } })
    const id = scene.memory.register({ email: 'private@home.example', organizationId: 'org_2' })
    const { join, at } = await atPrompt(scene)
    const account = scene.memory.members('org_2')[0]!
    const result = await scene.sso.completeJoin(at(), { join: join.token, account })
    expect(result).toMatchObject({ kind: 'login', login: { account: { id } } })
    expect(scene.memory.members('org_1')).toMatchObject([{ id, hasPassword: true }])
  })
})
