import assert from 'node:assert/strict'
import { assertOneWinner, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { aSession, instant, minute } from './records.ts'

/** `sessions.lease` and `unlease`: one caller at a time refreshes. */
export const sessionLeaseChecks: Checks = {
  'lease is true for one of 50 parallel callers': async ({ sessions }) => {
    await sessions.put(aSession())
    const results = await inParallel(() => sessions.lease('ses_1', instant(), instant(minute)))
    assertOneWinner(results, true, false)
  },

  'lease holds until one millisecond before `until` and is free at it': async ({ sessions }) => {
    await sessions.put(aSession())
    await sessions.put(aSession({ id: 'other' }))
    assert.equal(await sessions.lease('ses_1', instant(), instant(1500)), true)
    assert.equal(await sessions.lease('ses_1', instant(1499), instant(minute)), false)
    assert.equal(await sessions.lease('other', instant(), instant(1500)), true)
    const results = await inParallel(() =>
      sessions.lease('ses_1', instant(1500), instant(2 * minute)),
    )
    assertOneWinner(results, true, false)
    assert.equal(await sessions.lease('ses_1', instant(2 * minute - 1), instant(9e9)), false)
  },

  'lease is refused where the session is absent or has ended': async ({ sessions }) => {
    await sessions.put(aSession())
    await sessions.end('ses_1', instant(), 'logout')
    assert.equal(await sessions.lease('ses_1', instant(1), instant(minute)), false)
    assert.equal(await sessions.lease('absent', instant(1), instant(minute)), false)
    await sessions.put(aSession({ id: 'ended while leased' }))
    assert.equal(await sessions.lease('ended while leased', instant(), instant(10)), true)
    assert.equal(await sessions.end('ended while leased', instant(), 'logout'), true)
    assert.equal(await sessions.lease('ended while leased', instant(10), instant(20)), false)
  },

  'lease changes nothing of the session, and an update nothing of the lease': async (storage) => {
    const { sessions } = storage
    await sessions.put(aSession())
    await sessions.lease('ses_1', instant(), instant(minute))
    assert.deepEqual(await sessions.get('ses_1'), aSession())
    const refreshed = aSession({ version: 2, sealedTokens: 'refreshed' })
    assert.equal(await sessions.update('ses_1', 1, refreshed), 'updated')
    assert.equal(await sessions.lease('ses_1', instant(1), instant(minute)), false)
    assert.deepEqual(await sessions.get('ses_1'), refreshed)
  },

  'unlease gives the lease back': async ({ sessions }) => {
    await sessions.put(aSession())
    await sessions.put(aSession({ id: 'other' }))
    await sessions.lease('ses_1', instant(), instant(minute))
    await sessions.lease('other', instant(), instant(minute))
    await sessions.unlease('ses_1', instant(minute))
    assert.equal(await sessions.lease('other', instant(), instant(minute)), false)
    const results = await inParallel(() => sessions.lease('ses_1', instant(), instant(minute)))
    assertOneWinner(results, true, false)
    await sessions.unlease('other', instant(minute))
    await sessions.unlease('other', instant(minute))
    await sessions.unlease('absent', instant(minute))
    assert.deepEqual(await sessions.get('other'), aSession({ id: 'other' }))
  },

  'unlease gives back no lease that ends at another instant': async ({ sessions }) => {
    await sessions.put(aSession())
    const isHeld = async (now: number): Promise<boolean> =>
      !(await sessions.lease('ses_1', instant(now), instant(minute)))
    await sessions.lease('ses_1', instant(), instant(1500))
    for (const offset of [0, 1000, 1499, 1501, 2000, minute]) {
      await sessions.unlease('ses_1', instant(offset))
      assert.equal(await isHeld(1), true, `it does not end at ${offset}`)
    }
    // The first caller was slow: its lease ran out and the next caller got one.
    assert.equal(await sessions.lease('ses_1', instant(1500), instant(3000)), true)
    await sessions.unlease('ses_1', instant(1500))
    assert.equal(await isHeld(1501), true, 'the lease of the next caller')
    await sessions.unlease('ses_1', instant(3000))
    assert.equal(await isHeld(1501), false)
  },

  'unlease of a slow caller and a new lease at once leave the new lease': async ({ sessions }) => {
    for (const round of [0, 1, 2, 3]) {
      const id = `ses_${round}`
      await sessions.put(aSession({ id }))
      await sessions.lease(id, instant(), instant(10))
      const results = await inParallel(async (index) => {
        if (index % 4 !== round) return sessions.lease(id, instant(10), instant(20))
        await sessions.unlease(id, instant(10))
        return false
      }, 16)
      assertOneWinner(results, true, false)
      assert.equal(await sessions.lease(id, instant(19), instant(30)), false)
    }
  },
}
