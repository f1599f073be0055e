import { describe, expect, it } from 'vitest'
import type { AccountDirectory, Refusal } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { answer, begin, createHarness } from '../support/harness.ts'

describe('accounts at a sign-in', () => {
  it('creates an account once, and updates it at the next sign-in', async () => {
    const { accounts, calls } = directory()
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection()
    for (let round = 0; round < 2; round++) {
      await harness.sso.handler(answer(id, await begin(harness, id)))
    }
    expect(calls).toEqual(['create', 'update'])
    expect(harness.logins.map(({ access, account }) => [access.kind, account?.id])).toEqual([
      ['provision', 'acc_ann'],
      ['sign_in', 'acc_ann'],
    ])
  })

  it('E4 refuses where only the e-mail matches, tells the host, and the person nothing', async () => {
    const refusals: Refusal[] = []
    const { accounts, calls } = directory({ findByEmail: async () => facts('acc_victim') })
    const harness = createHarness({ accounts, onRefused: (refusal) => void refusals.push(refusal) })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(403)
    const page = await response.text()
    expect(page).toContain('You do not have access to this application.')
    expect(page).not.toMatch(/account_exists|example\.com\/acc|linked|ann@/)
    expect(refusals).toEqual([expect.objectContaining({ code: 'access_account_exists' })])
    expect(harness.logins).toEqual([])
    expect(calls).toEqual([])
  })

  it('refuses a deactivated account without touching it', async () => {
    const { accounts, calls } = directory({
      findByKey: async () => facts('acc_1', { isActive: false }),
    })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection()
    const request = answer(id, await begin(harness, id))
    await expect(harness.sso.handleCallback(request)).rejects.toMatchObject({
      code: 'access_account_inactive',
    })
    expect(calls).toEqual([])
  })

  it.each(['findByKey', 'findByEmail', 'create'] as const)(
    'signs nobody in where %s fails, and the next attempt works',
    async (method) => {
      let isBroken = true
      const whole = directory()
      const broken = {
        ...whole.accounts,
        [method]: (...args: never[]) =>
          isBroken
            ? Promise.reject(new Error('database down'))
            : (whole.accounts[method] as (...all: never[]) => unknown)(...args),
      } as AccountDirectory
      const storage = memoryStorage()
      const harness = createHarness({ accounts: broken, storage })
      const { id } = await harness.activeConnection()
      const failing = harness.sso.handleCallback(answer(id, await begin(harness, id)))
      await expect(failing).rejects.toMatchObject({ code: 'accounts_failed', retryable: true })
      expect(await storage.sessions.find({ connectionId: id, limit: 10 })).toEqual([])
      isBroken = false
      const response = await harness.sso.handler(answer(id, await begin(harness, id)))
      expect(response.status).toBe(303)
    },
  )

  it('keeps an invitation to people who were invited', async () => {
    const { accounts } = directory({ isInvited: async (email) => email === 'ann@example.com' })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection('org_1', { access: { provisioning: 'invite' } })
    const ann = await harness.sso.handler(answer(id, await begin(harness, id), 'ann'))
    const bob = await harness.sso.handler(answer(id, await begin(harness, id), 'bob'))
    expect([ann.status, bob.status]).toEqual([303, 403])
  })
})

describe('the session of a sign-in', () => {
  it('is small JSON for the host; its tokens are sealed in the sessions port', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1', { session: { maxAgeSeconds: 3600 } })
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const { session } = harness.logins[0]!
    expect(JSON.parse(JSON.stringify(session))).toEqual({
      id: expect.stringMatching(/^ses_[\w-]{22}$/),
      connectionId: id,
      issuer: 'https://fake.example',
      subject: 'ann',
      authenticatedAt: '2026-01-01T12:00:00.000Z',
      expiresAt: '2026-01-01T13:00:00.000Z',
    })
    const stored = await harness.storage.sessions.get(session.id)
    expect(stored).toMatchObject({ organizationId: 'org_1', version: 1 })
    expect(stored?.sealedTokens).toMatch(/^ey/)
    expect(JSON.stringify(stored)).not.toContain('ticket of ann')
  })

  it('is ended again where the host cannot create its own', async () => {
    const harness = createHarness({ onLogin: () => Promise.reject(new Error('database down')) })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(500)
    await harness.settled()
    expect(await harness.storage.sessions.find({ connectionId: id, limit: 10 })).toEqual([])
  })

  it('needs a host that can create one', async () => {
    const harness = createHarness({ onLogin: undefined } as never)
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(500)
    const failed = harness.events.find(({ type }) => type === 'request.failed')
    expect(failed).toMatchObject({ code: 'login_hook_missing' })
  })

  it('is not written where the sessions port fails, and nobody is signed in', async () => {
    const storage = memoryStorage()
    const sessions = { ...storage.sessions, put: () => Promise.reject(new Error('disk full')) }
    const harness = createHarness({ storage: { ...storage, sessions } })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(503)
    expect(harness.logins).toEqual([])
  })
})
