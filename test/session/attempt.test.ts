import { describe, expect, it } from 'vitest'
import type { SsoProvider } from '../../src/index.ts'
import { answer, begin, createHarness } from '../support/harness.ts'
import { fakeProvider } from '../support/fake-provider.ts'

/** A provider that renews sessions, and says until when. */
function renewing(end: () => Date | undefined): SsoProvider {
  const plain = fakeProvider()
  return {
    ...plain,
    canRefresh: () => true,
    async refresh({ keep, session }) {
      await keep({ tokens: session.tokens, isRotated: false })
      const expiresAt = end()
      return { state: 'renewed', ...(expiresAt ? { expiresAt } : {}) }
    },
  }
}

async function signedIn(end: () => Date | undefined, input = {}) {
  const harness = createHarness({ providers: [renewing(end)] })
  const { id } = await harness.activeConnection('org_1', input)
  await harness.sso.handler(answer(id, await begin(harness, id)))
  const session = harness.logins[0]?.session
  if (!session) throw new Error('nobody signed in')
  const stored = () => harness.storage.sessions.get(session.id)
  return { ...harness, session, stored, refresh: () => harness.sso.refresh(session) }
}

const hour = 3_600_000
const day = 24 * hour

describe('the end of a session that a provider names at a refresh', () => {
  it('counts from then on, moved or not', async () => {
    let end: Date | undefined
    const { clock, refresh, session } = await signedIn(() => end)
    expect(session.expiresAt).toBeUndefined()
    end = new Date(clock().getTime() + hour)
    const expiresAt = end.toISOString()
    expect(await refresh()).toMatchObject({ state: 'active', session: { expiresAt } })
    // Not named again, it stays.
    end = undefined
    clock.advance(60)
    expect(await refresh()).toMatchObject({ state: 'active', session: { expiresAt } })
    clock.advance(3540)
    expect(await refresh()).toEqual({ state: 'needs_login', code: 'session_expired' })
  })

  it('never goes beyond the connection’s maximum age', async () => {
    const start = Date.parse('2026-01-01T12:00:00Z')
    const { refresh, session } = await signedIn(() => new Date(start + 9 * hour), {
      session: { maxAgeSeconds: 7200 },
    })
    const expiresAt = new Date(start + 2 * hour).toISOString()
    expect(session.expiresAt).toBe(expiresAt)
    expect(await refresh()).toMatchObject({ state: 'active', session: { expiresAt } })
  })

  it('that is past already ends nothing for ever, and the person has to sign in', async () => {
    const { clock, refresh, events } = await signedIn(() => new Date(clock().getTime() - 1000))
    const expired = { state: 'needs_login', code: 'session_expired' }
    expect(await refresh()).toEqual(expired)
    expect(await refresh()).toEqual(expired)
    expect(events.map(({ type }) => type)).not.toContain('session.refreshed')
  })
})

describe('T2 O5 the issuer of a session', () => {
  it.each([true, false])(
    'that the connection does not list any more makes the person sign in (renewable: %s)',
    async (isRenewable) => {
      let issuers = ['https://other.example', 'https://fake.example']
      const plain = isRenewable ? renewing(() => undefined) : fakeProvider()
      const harness = createHarness({ providers: [{ ...plain, issuers: () => issuers }] })
      const { id } = await harness.activeConnection()
      await harness.sso.handler(answer(id, await begin(harness, id)))
      const session = harness.logins[0]?.session
      if (!session) throw new Error('nobody signed in')
      expect(await harness.sso.refresh(session)).toMatchObject({ state: 'active' })
      issuers = ['https://other.example']
      const changed = { state: 'needs_login', code: 'connection_changed' }
      expect(await harness.sso.refresh(session)).toEqual(changed)
      // A protocol that lists none is bound by its trust alone.
      issuers = []
      expect(await harness.sso.refresh(session)).toMatchObject({ state: 'active' })
    },
  )
})

describe('an end that is no instant', () => {
  it('is past: whatever broke it keeps nobody signed in', async () => {
    const { refresh, session, storage, stored, sso } = await signedIn(() => undefined)
    const record = await stored()
    if (!record) throw new Error('no session')
    const { version } = record
    const broken = { ...record, expiresAt: 'tomorrow', version: version + 1 }
    expect(await storage.sessions.update(session.id, version, broken)).toBe('updated')
    expect(await refresh()).toEqual({ state: 'needs_login', code: 'session_expired' })
    expect(await sso.isSessionEnded(session.id)).toBe(true)
  })
})

describe('how long the record of a session is kept', () => {
  it('a session that is renewed outlives the time that one without an end is kept', async () => {
    const { clock, refresh, stored } = await signedIn(() => undefined)
    const before = await stored()
    clock.advance(80 * 86_400)
    expect(await refresh()).toMatchObject({ state: 'active' })
    const after = await stored()
    expect(Number(after?.retainUntil) - Number(before?.retainUntil)).toBe(80 * day)
    expect(Number(after?.retainUntil) - clock().getTime()).toBe(91 * day)
  })

  it('one with an end is kept for a day after it', async () => {
    const end = new Date('2026-01-01T13:00:00Z')
    const { refresh, stored } = await signedIn(() => end)
    await refresh()
    expect((await stored())?.retainUntil).toEqual(new Date('2026-01-02T13:00:00Z'))
  })
})
