import assert from 'node:assert/strict'
import { assertOneWinner, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { aSession, instant, isoInstant } from './records.ts'

/** `sessions.end`. */
export const sessionEndChecks: Checks = {
  'end sets endedAt and endReason and moves the version': async ({ sessions }) => {
    const session = aSession({ version: 4, accountId: 'account' })
    await sessions.put(session)
    assert.equal(await sessions.end('ses_1', instant(1500), 'idp_logout'), true)
    const { version, ...ended } = (await sessions.get('ses_1')) ?? session
    assert.ok(version > 4)
    const { version: _, ...before } = session
    assert.deepEqual(ended, { ...before, endedAt: isoInstant(1500), endReason: 'idp_logout' })
  },

  'end is true for the first caller only': async ({ sessions }) => {
    await sessions.put(aSession())
    await sessions.put(aSession({ id: 'other' }))
    assert.equal(await sessions.end('ses_1', instant(1), 'first'), true)
    const ended = await sessions.get('ses_1')
    assert.equal(await sessions.end('ses_1', instant(2), 'second'), false)
    assert.deepEqual(await sessions.get('ses_1'), ended, 'the second changed nothing')
    assert.equal(await sessions.end('absent', instant(1), 'first'), false)
    assert.equal(await sessions.get('absent'), null)
    assert.deepEqual(await sessions.get('other'), aSession({ id: 'other' }))
  },

  'end is true for one of 50 parallel callers': async ({ sessions }) => {
    await sessions.put(aSession())
    const results = await inParallel((index) => sessions.end('ses_1', instant(index), `${index}`))
    const winner = assertOneWinner(results, true, false)
    const session = await sessions.get('ses_1')
    assert.equal(session?.endReason, `${winner}`)
    assert.equal(session?.endedAt, isoInstant(winner))
  },

  'end cannot be undone by an update that began before': async ({ sessions }) => {
    await sessions.put(aSession())
    await sessions.end('ses_1', instant(), 'logout')
    const refreshed = aSession({ version: 2, sealedTokens: 'refreshed' })
    assert.equal(await sessions.update('ses_1', 1, refreshed), 'conflict')
    assert.equal((await sessions.get('ses_1'))?.endReason, 'logout')
  },

  'end and update at once lose nothing of each other': async ({ sessions }) => {
    for (const round of [0, 1]) {
      const id = `ses_${round}`
      await sessions.put(aSession({ id }))
      const refreshed = aSession({ id, version: 2, sealedTokens: 'refreshed' })
      const end = (): Promise<boolean> => sessions.end(id, instant(), 'logout')
      const early = round === 0 ? end() : undefined
      const updating = sessions.update(id, 1, refreshed)
      const [isEnded, updated] = await Promise.all([early ?? end(), updating])
      const session = await sessions.get(id)
      assert.equal(isEnded, true)
      assert.equal(session?.endReason, 'logout')
      assert.equal(session?.sealedTokens, updated === 'updated' ? 'refreshed' : 'sealed')
    }
  },
}
