import assert from 'node:assert/strict'
import { assertOneWinner, assertRefused, deface, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { aSession, day, instant, isoInstant } from './records.ts'
import { awkwardTexts, awkwardValues, distinctIds } from './texts.ts'

/** `sessions.put`, `get`, `update` and `deleteExpired`. */
export const sessionChecks: Checks = {
  'get gives the session as it was put, null where there is none': async ({ sessions }) => {
    assert.equal(await sessions.get('ses_1'), null)
    const full = aSession({
      idpSessionIds: ['sid_1', 'sid_2'],
      accountId: 'account',
      expiresAt: isoInstant(1),
      retainUntil: instant(1500),
    })
    await sessions.put(full)
    assert.deepEqual(await sessions.get('ses_1'), full)
    const { sealedTokens: _tokens, detail: _detail, ...bare } = aSession({ id: 'ses_2' })
    await sessions.put({ ...bare, idpSessionIds: [] })
    assert.deepEqual(await sessions.get('ses_2'), { ...bare, idpSessionIds: [] })
  },

  'get keeps every text of a session': async ({ sessions }) => {
    for (const [index, text] of awkwardTexts.entries()) {
      const texts = { subject: text, accountId: text, sealedTokens: text, idpSessionIds: [text] }
      const detail = { [text]: text, values: awkwardValues }
      const session = aSession({ id: `ses_${index}`, ...texts, detail })
      await sessions.put(session)
      assert.deepEqual(await sessions.get(`ses_${index}`), session)
    }
  },

  'get tells ids apart byte by byte': async ({ sessions }) => {
    for (const id of distinctIds) {
      assert.equal(await sessions.get(id), null, `${JSON.stringify(id)} is not there yet`)
      await sessions.put(aSession({ id, subject: `of ${id}` }))
    }
    for (const id of distinctIds) {
      assert.equal((await sessions.get(id))?.subject, `of ${id}`)
    }
  },

  'put throws where the id exists and leaves the first session': async ({ sessions }) => {
    await sessions.put(aSession())
    const second = aSession({ subject: 'second', connectionId: 'con_2', version: 2 })
    await assert.rejects(async () => sessions.put(second))
    await assert.rejects(async () => sessions.put(aSession()), 'the same session, too')
    assert.deepEqual(await sessions.get('ses_1'), aSession())
    assert.deepEqual(await sessions.find({ connectionId: 'con_2', limit: 10 }), [])
  },

  'put lets one of 50 parallel callers store an id': async ({ sessions }) => {
    const results = await inParallel(async (index) => {
      const putting = sessions.put(aSession({ subject: `${index}` }))
      return putting.then(
        () => 'stored',
        () => 'refused',
      )
    })
    const winner = assertOneWinner(results, 'stored', 'refused')
    assert.deepEqual(await sessions.get('ses_1'), aSession({ subject: `${winner}` }))
  },

  'update never changes id, organizationId and createdAt': async ({ sessions }) => {
    await sessions.put(aSession())
    const changes = [{ id: 'ses_2' }, { organizationId: 'org_2' }, { createdAt: isoInstant(1) }]
    for (const change of changes) {
      const changed = aSession({ version: 2, sealedTokens: 'changed', ...change })
      await assertRefused(() => sessions.update('ses_1', 1, changed))
      assert.deepEqual(await sessions.get('ses_1'), aSession())
    }
    assert.equal(await sessions.get('ses_2'), null)
    assert.equal(await sessions.update('ses_1', 1, aSession({ version: 2 })), 'updated')
  },

  'update replaces the whole session': async ({ sessions }) => {
    await sessions.put(aSession({ accountId: 'account', expiresAt: isoInstant(1) }))
    const changed = aSession({ version: 2, sealedTokens: 'new', retainUntil: instant(2 * day) })
    assert.equal(await sessions.update('ses_1', 1, changed), 'updated')
    assert.deepEqual(await sessions.get('ses_1'), changed)
  },

  'update with another version is a conflict and leaves the session': async ({ sessions }) => {
    await sessions.put(aSession({ version: 5 }))
    for (const version of [0, 4, 6]) {
      const changed = aSession({ version: version + 1, sealedTokens: 'changed' })
      assert.equal(await sessions.update('ses_1', version, changed), 'conflict')
    }
    assert.deepEqual(await sessions.get('ses_1'), aSession({ version: 5 }))
    assert.equal(await sessions.update('ses_2', 1, aSession({ id: 'ses_2' })), 'conflict')
    assert.equal(await sessions.get('ses_2'), null, 'an update creates nothing')
  },

  'update lets one of 50 parallel callers with the same version win': async ({ sessions }) => {
    await sessions.put(aSession())
    const results = await inParallel((index) =>
      sessions.update('ses_1', 1, aSession({ version: 2, sealedTokens: `${index}` })),
    )
    const winner = assertOneWinner(results, 'updated', 'conflict')
    const expected = aSession({ version: 2, sealedTokens: `${winner}` })
    assert.deepEqual(await sessions.get('ses_1'), expected)
  },

  'put, get and update copy: changing an input or a result changes nothing stored': async ({
    sessions,
  }) => {
    const session = aSession()
    await sessions.put(session)
    deface(session)
    assert.deepEqual(await sessions.get('ses_1'), aSession())
    deface(await sessions.get('ses_1'))
    assert.deepEqual(await sessions.get('ses_1'), aSession())
    const changed = aSession({ version: 2 })
    await sessions.update('ses_1', 1, changed)
    deface(changed)
    assert.deepEqual(await sessions.get('ses_1'), aSession({ version: 2 }))
  },

  'deleteExpired deletes what need not be retained, and counts it': async ({ sessions }) => {
    const ended = { endedAt: isoInstant(), endReason: 'logout' }
    await sessions.put(aSession({ id: 'early', retainUntil: instant(1) }))
    await sessions.put(aSession({ id: 'exact', retainUntil: instant(2), ...ended }))
    await sessions.put(aSession({ id: 'live', retainUntil: instant(3), expiresAt: isoInstant(1) }))
    await sessions.put(aSession({ id: 'ended', retainUntil: instant(3), ...ended }))
    assert.equal(await sessions.deleteExpired(instant(), 100), 0)
    assert.equal(await sessions.deleteExpired(instant(2), 100), 2)
    assert.equal(await sessions.deleteExpired(instant(2), 100), 0)
    assert.equal(await sessions.get('early'), null)
    assert.equal(await sessions.get('exact'), null)
    assert.equal((await sessions.get('live'))?.id, 'live')
    assert.equal((await sessions.get('ended'))?.id, 'ended')
  },

  'deleteExpired deletes at most the limit': async ({ sessions }) => {
    for (const index of [1, 2, 3, 4, 5]) {
      await sessions.put(aSession({ id: `expired ${index}`, retainUntil: instant(index) }))
      await sessions.put(aSession({ id: `live ${index}`, retainUntil: instant(day) }))
    }
    const counts: number[] = []
    for (let call = 0; call < 4; call += 1) {
      counts.push(await sessions.deleteExpired(instant(100), 2))
    }
    assert.deepEqual(counts, [2, 2, 1, 0])
    assert.equal((await sessions.find({ connectionId: 'con_1', limit: 100 })).length, 5)
  },

  'deleteExpired follows a changed retainUntil': async ({ sessions }) => {
    await sessions.put(aSession({ retainUntil: instant(1) }))
    await sessions.update('ses_1', 1, aSession({ version: 2, retainUntil: instant(10) }))
    assert.equal(await sessions.deleteExpired(instant(9), 100), 0)
    assert.equal(await sessions.deleteExpired(instant(10), 100), 1)
  },
}
