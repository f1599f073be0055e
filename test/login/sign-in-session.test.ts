import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { answer, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'

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

  it('ends no other where it takes the place of none', async () => {
    const storage = storageWith('sessions', () => ({
      end: () => Promise.reject(new Error('asked for nothing')),
    }))
    const harness = createHarness({ storage })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(303)
    expect(harness.logins).toHaveLength(1)
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

describe('a sign-in that is to replace a running session', () => {
  const setup = async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1', { session: { maxAgeSeconds: 3600 } })
    const { id: other } = await harness.activeConnection('org_1')
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const session = harness.logins[0]?.session
    if (!session) throw new Error('nobody signed in')
    const start = (connectionId: string, change: object = {}) =>
      codeOf(harness.sso.startLogin({ connectionId }, { session: { ...session, ...change } }))
    return { ...harness, id, other, session, start }
  }

  it('T1 E2 begins for that session alone: connection, issuer, subject and id', async () => {
    const { id, other, start } = await setup()
    expect(await start(id)).toBe('accepted')
    // Both connections know the same issuer, and so the same person by name.
    expect(await start(other)).toBe('login_session_ended')
    expect(await start(id, { issuer: 'https://other.example' })).toBe('login_session_ended')
    expect(await start(id, { subject: 'eve' })).toBe('login_session_ended')
    expect(await start(id, { id: 'ses_unknown' })).toBe('login_session_ended')
  })

  it('F6 begins until the instant at which the session ends, and not at it', async () => {
    const { clock, id, start } = await setup()
    clock.advance(3599)
    expect(await start(id)).toBe('accepted')
    clock.advance(1)
    expect(await start(id)).toBe('login_session_ended')
  })
})
