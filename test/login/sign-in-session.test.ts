import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { answer, begin, createHarness } from '../support/harness.ts'

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
