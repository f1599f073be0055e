import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { begin, createHarness } from '../support/harness.ts'
import { anyError } from '../support/error-texts.ts'

/** A provider that counts how often its documents are read. */
function counting() {
  const state = { reads: 0, isDown: false }
  const provider = fakeProvider({
    loadTrust: async () => {
      state.reads++
      if (state.isDown) throw anyError('network_timeout')
      return { document: { read: state.reads }, issues: [] }
    },
  })
  return { state, providers: [provider] }
}

describe('trust', () => {
  it('is renewed an hour later, after the answer, once for many sign-ins', async () => {
    const { state, providers } = counting()
    const harness = createHarness({ providers })
    const { id } = await harness.activeConnection()
    await begin(harness, id)
    await harness.settled()
    expect(state.reads).toBe(1)
    harness.clock.advance(3600)
    await Promise.all(Array.from({ length: 20 }, () => begin(harness, id)))
    await harness.settled()
    expect(state.reads).toBe(2)
    const [loaded] = await harness.storage.connections.load({ id })
    expect(loaded?.record.connection.trust?.document).toEqual({ read: 2 })
    expect(loaded?.record.connection.version).toBe(2)
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'trust.refreshed', connectionId: id }),
    )
  })

  it('N4 keeps the last good copy where renewing fails, and tries at most once a minute', async () => {
    const { state, providers } = counting()
    const harness = createHarness({ providers })
    const { id } = await harness.activeConnection()
    state.isDown = true
    harness.clock.advance(3600)
    for (let login = 0; login < 10; login++) await begin(harness, id)
    await harness.settled()
    expect(state.reads).toBe(2)
    harness.clock.advance(61)
    await begin(harness, id)
    await harness.settled()
    expect(state.reads).toBe(3)
    const [loaded] = await harness.storage.connections.load({ id })
    expect(loaded?.record.connection.trust?.document).toEqual({ read: 1 })
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'trust.refresh_failed', code: 'network_timeout' }),
    )
  })

  it('is not stored over a newer copy of another process', async () => {
    const elsewhere = { checkedAt: '2026-01-01T13:00:00.000Z', document: { read: 'elsewhere' } }
    let connectionId: string | undefined
    const harness = createHarness({
      providers: [
        fakeProvider({
          loadTrust: async () => {
            if (connectionId !== undefined) {
              // While we read, another process stores what it has read.
              const before = '2026-01-01T12:00:00.000Z'
              await harness.storage.connections.saveTrust(connectionId, before, elsewhere, null)
            }
            return { document: { read: 'here' }, issues: [] }
          },
        }),
      ],
    })
    connectionId = (await harness.activeConnection()).id
    harness.clock.advance(3600)
    await begin(harness, connectionId)
    await harness.settled()
    const [loaded] = await harness.storage.connections.load({ id: connectionId })
    expect(loaded?.record.connection.trust).toEqual(elsewhere)
  })
})

describe('options of startLogin that a protocol cannot honour', () => {
  it('are refused and not ignored', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const silent = { origin: 'https://app.example.com' }
    await expect(harness.sso.startLogin({ connectionId: id }, { silent })).rejects.toMatchObject({
      code: 'login_option_unavailable',
      detail: { option: 'silent' },
    })
  })
})
