import { describe, expect, it } from 'vitest'
import type { AccountDirectory, AccountFacts } from '../../src/index.ts'
import { memoryAccounts } from '../../src/testing/accounts/index.ts'
import { ann, createAccessScene, roles, type SentClaims } from '../support/access-scene.ts'
import { storageWith } from '../support/harness.ts'

const admin: SentClaims = { ...ann, groups: ['Admins'] }
const removed: SentClaims = { ...ann, groups: [] }

/** A directory in memory of which one function fails until it is repaired. */
function brittle(method: keyof AccountDirectory) {
  const memory = memoryAccounts()
  const state = { isBroken: true }
  const whole = memory[method] as (...args: unknown[]) => Promise<unknown>
  const directory: Partial<AccountDirectory> = {
    ...memory,
    [method]: (...args: unknown[]) =>
      state.isBroken ? Promise.reject(new Error('database down')) : whole(...args),
  }
  return { memory, directory, state }
}

/** Something to wait for, and what makes it happen. */
function signal(): [Promise<void>, () => void] {
  let happen = () => {}
  const happened = new Promise<void>((resolve) => {
    happen = resolve
  })
  return [happened, () => happen()]
}

describe('a failure in the middle', () => {
  it.each(['findByKey', 'findByEmail', 'isInvited', 'create'] as const)(
    'of %s signs nobody in, and the next attempt works',
    async (method) => {
      const { directory, state } = brittle(method)
      const scene = await createAccessScene({ directory })
      expect(await scene.outcome(ann)).toBe('accounts_failed')
      expect(await scene.sessions()).toEqual([])
      expect(scene.logins).toEqual([])
      state.isBroken = false
      expect(await scene.outcome(ann)).toBe('accepted')
    },
  )

  it('between link and update is finished by the next attempt', async () => {
    const { memory, directory, state } = brittle('update')
    const access = { ...roles(), linking: 'organization_member' } as const
    const scene = await createAccessScene({ directory, access })
    const id = memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    expect(await scene.outcome(admin)).toBe('accounts_failed')
    expect(await scene.sessions()).toEqual([])
    expect(memory.members('org_1')[0]).toMatchObject({ id, roles: [] })
    state.isBroken = false
    expect(await scene.outcome(admin)).toBe('accepted')
    expect(memory.members('org_1')).toMatchObject([{ id, roles: ['admin'] }])
  })

  it('of deactivate leaves no session, and is finished by the next attempt', async () => {
    const { memory, directory, state } = brittle('deactivate')
    const scene = await createAccessScene({ directory, access: roles() })
    await scene.signIn(admin)
    expect(await scene.outcome(removed)).toBe('accounts_failed')
    expect(await scene.sessions()).toEqual([])
    expect(memory.members('org_1')[0]?.isActive).toBe(true)
    state.isBroken = false
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(memory.members('org_1')[0]?.isActive).toBe(false)
  })

  it('of the end of sessions is told again, so that the host never misses one', async () => {
    const storage = storageWith('sessions', (sessions) => {
      let isBroken = true
      return {
        end: async (...args) => {
          if (isBroken) {
            isBroken = false
            throw new Error('database down')
          }
          return sessions.end(...args)
        },
      }
    })
    const scene = await createAccessScene({ access: roles(), config: { storage } })
    await scene.signIn(admin)
    expect(await scene.outcome(removed)).toBe('storage_unavailable')
    expect(scene.member()?.isActive).toBe(true)
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    expect(scene.ended).toHaveLength(2)
    expect(await scene.sessions()).toEqual([])
  })

  it('of onSessionsEnd or onRefused is nothing that anybody gets in by', async () => {
    const fail = () => Promise.reject(new Error('down'))
    for (const hook of ['onSessionsEnd', 'onRefused']) {
      const scene = await createAccessScene({ access: roles(), config: { [hook]: fail } })
      await scene.signIn(admin)
      expect(await scene.outcome(removed)).toBe('host_callback_failed')
      expect(await scene.sessions()).toHaveLength(hook === 'onSessionsEnd' ? 1 : 0)
    }
  })

  it('of the sessions port after the account was made is finished by the next attempt', async () => {
    let isBroken = true
    const storage = storageWith('sessions', (sessions) => ({
      put: (...args) => (isBroken ? Promise.reject(new Error('full')) : sessions.put(...args)),
    }))
    const scene = await createAccessScene({ config: { storage } })
    expect(await scene.outcome(ann)).toBe('storage_unavailable')
    isBroken = false
    expect(await scene.outcome(ann)).toBe('accepted')
    expect(scene.calls).toEqual(['create', 'update'])
    expect(scene.memory.members('org_1')).toHaveLength(1)
  })
})

describe('two sign-ins of one person at once', () => {
  it('make one account', async () => {
    const scene = await createAccessScene()
    const requests = [await scene.callback(ann), await scene.callback(ann)]
    await Promise.all(requests.map((request) => scene.sso.handleCallback(request)))
    expect(scene.memory.members('org_1')).toHaveLength(1)
  })

  it('T3 end with what the later answer says, also where the earlier one is slower', async () => {
    const [gate, open] = signal()
    const [reached, arrive] = signal()
    const memory = memoryAccounts()
    let isSlow = false
    const scene = await createAccessScene({
      access: roles(),
      directory: {
        ...memory,
        update: async (id, change) => {
          if (isSlow) {
            isSlow = false
            arrive()
            await gate
          }
          return memory.update(id, change)
        },
      },
    })
    await scene.signIn(admin)
    isSlow = true
    const early = scene.outcome(admin)
    await reached
    scene.clock.advance(1)
    expect(await scene.outcome(removed)).toBe('access_no_mapped_group')
    open()
    // It had been decided while the account was still active; by now it is not.
    expect(await early).toBe('access_account_inactive')
    expect(memory.members('org_1')[0]).toMatchObject({ isActive: false, roles: ['admin'] })
  })

  it('T3 carry the instant of the answer', async () => {
    const scene = await createAccessScene()
    await scene.signIn(ann)
    scene.clock.advance(60)
    await scene.signIn(ann)
    const [[created], [, updated]] = scene.details as [
      [{ asOf: string }],
      [string, { asOf: string }],
    ]
    expect(created.asOf).toBe('2026-01-01T12:00:00.000Z')
    expect(updated.asOf).toBe('2026-01-01T12:01:00.000Z')
    // Nobody is activated by the way.
    expect(updated).not.toHaveProperty('isActive')
  })
})

describe('rights that others could lend', () => {
  it('T1 a group of one organisation gives nothing in another', async () => {
    const scene = await createAccessScene({ access: roles(), directory: { scope: 'global' } })
    const other = await scene.connect('org_2', {})
    await scene.signIn(admin)
    const joined = await scene.signIn({ ...admin, email: 'ann2@acme.example' }, other.id)
    expect(joined).toMatchObject({ kind: 'login', login: { organizationId: 'org_2' } })
    const roleOf = (members: readonly AccountFacts[]) => members.map((one) => one.roles)
    expect(roleOf(scene.memory.members('org_1'))).toEqual([['admin']])
    expect(roleOf(scene.memory.members('org_2'))).toEqual([[]])
  })
})
