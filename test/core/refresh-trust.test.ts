import { describe, expect, it } from 'vitest'
import type { TrustReminder } from '../../src/types/provider.ts'
import { anyError } from '../support/error-texts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { createHarness } from '../support/harness.ts'

const HOUR_SECONDS = 3600

/** A connection whose provider cannot be read any more, an hour later. */
async function downAfterAnHour(remind: () => Promise<TrustReminder>) {
  let isDown = false
  const loadTrust = async () => {
    if (isDown) throw anyError('network_timeout')
    return { document: { told: 0 }, issues: [] }
  }
  const harness = createHarness({ providers: [fakeProvider({ loadTrust, remind })] })
  const { id, trust } = await harness.activeConnection()
  isDown = true
  harness.clock.advance(HOUR_SECONDS)
  expect((await harness.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 1 })
  const [loaded] = await harness.storage.connections.load({ id })
  const types = harness.events.map(({ type }) => type)
  return { before: trust, after: loaded?.record.connection.trust, types }
}

describe('trust that cannot be renewed', () => {
  it('tells what its stored copy knows, which stays as old as it is', async () => {
    const notice = { kind: 'certificate_expiring', fingerprint: 'AB', days: 7 } as const
    const reminder = { document: { told: 1 }, notices: [notice] }
    const { before, after, types } = await downAfterAnHour(async () => reminder)
    expect(types).toEqual(expect.arrayContaining(['trust.refresh_failed', 'certificate.expiring']))
    expect(types).not.toContain('trust.refreshed')
    expect(after).toEqual({ ...before, document: { told: 1 } })
  })

  it('N4 stays what it was where nothing can be told', async () => {
    const { before, after, types } = await downAfterAnHour(async () => {
      throw new TypeError('a bug')
    })
    expect(types).toContain('trust.refresh_failed')
    expect(after).toEqual(before)
  })
})
