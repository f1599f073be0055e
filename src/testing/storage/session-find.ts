import assert from 'node:assert/strict'
import type { SessionStore } from '../../storage/ports.ts'
import { deface, readPages } from './checks.ts'
import type { Checks } from './checks.ts'
import { aSession, instant, isoInstant } from './records.ts'
import { distinctIds } from './texts.ts'

type SessionFilter = Parameters<SessionStore['find']>[0]

/** `sessions.find`: which sessions a logout of the identity provider ends. */
export const sessionFindChecks: Checks = {
  'find applies every given filter': async ({ sessions }) => {
    const [a, b] = ['https://a.example', 'https://b.example']
    await sessions.put(aSession({ id: '1', issuer: a, subject: 'x', idpSessionIds: ['s'] }))
    await sessions.put(aSession({ id: '2', issuer: a, subject: 'y', idpSessionIds: ['t'] }))
    await sessions.put(aSession({ id: '3', issuer: b, subject: 'x', idpSessionIds: ['t'] }))
    await sessions.put(aSession({ id: '4', issuer: b, subject: 'x', idpSessionIds: [] }))
    const expected: readonly (readonly [Partial<SessionFilter>, string])[] = [
      [{}, '1234'],
      [{ issuer: a }, '12'],
      [{ subject: 'x' }, '134'],
      [{ idpSessionId: 't' }, '23'],
      [{ issuer: b, subject: 'x' }, '34'],
      [{ subject: 'x', idpSessionId: 't' }, '3'],
      [{ issuer: a, idpSessionId: 't' }, '2'],
      [{ issuer: a, subject: 'x', idpSessionId: 's' }, '1'],
      [{ issuer: a, subject: 'y', idpSessionId: 's' }, ''],
      [{ issuer: 'https://c.example' }, ''],
      [{ idpSessionId: 'none' }, ''],
    ]
    for (const [filter, ids] of expected) {
      assert.equal((await foundIds(sessions, filter)).join(''), ids, JSON.stringify(filter))
    }
  },

  'find never gives sessions of another connection': async ({ sessions }) => {
    const connectionIds = ['con', 'CON', 'con ', 'cön', '%', '__proto__', 'con:sid', 'con,sid']
    for (const connectionId of connectionIds) {
      await sessions.put(aSession({ id: `of ${connectionId}`, connectionId }))
    }
    const same = { issuer: 'https://idp.example', subject: 'subject', idpSessionId: 'sid_1' }
    for (const connectionId of connectionIds) {
      for (const filter of [{}, same, { idpSessionId: 'sid_1' }, { subject: 'subject' }]) {
        const ids = await foundIds(sessions, { connectionId, ...filter })
        assert.deepEqual(ids, [`of ${connectionId}`])
      }
    }
    assert.deepEqual(await foundIds(sessions, { connectionId: 'none', ...same }), [])
  },

  'find by several idpSessionIds finds each of them, and no part of one': async ({ sessions }) => {
    await sessions.put(aSession({ id: '1', idpSessionIds: ['a', 'b', 'c'] }))
    await sessions.put(aSession({ id: '2', idpSessionIds: ['a,b', '"c"', 'b:c'] }))
    await sessions.put(aSession({ id: '3', idpSessionIds: ['["a"]', 'abc'] }))
    const expected = { a: '1', b: '1', c: '1', 'a,b': '2', '"c"': '2', abc: '3', '["a"]': '3' }
    for (const [idpSessionId, ids] of Object.entries(expected)) {
      assert.equal((await foundIds(sessions, { idpSessionId })).join(''), ids, idpSessionId)
    }
    for (const idpSessionId of ['', '%', 'ab', 'a,b,c', 'A', ',', '"a"', 'b:']) {
      assert.deepEqual(await foundIds(sessions, { idpSessionId }), [], idpSessionId)
    }
  },

  'find tells subjects, issuers and idpSessionIds apart byte by byte': async ({ sessions }) => {
    for (const [index, text] of distinctIds.entries()) {
      const texts = { subject: text, issuer: text, idpSessionIds: [text] }
      await sessions.put(aSession({ id: `ses_${index}`, ...texts }))
    }
    for (const [index, text] of distinctIds.entries()) {
      for (const filter of [{ subject: text }, { issuer: text }, { idpSessionId: text }]) {
        assert.deepEqual(await foundIds(sessions, filter), [`ses_${index}`])
      }
    }
  },

  'find leaves out sessions that have ended': async ({ sessions }) => {
    const ended = { endedAt: isoInstant(), endReason: 'logout' }
    await sessions.put(aSession({ id: 'live', expiresAt: isoInstant(-1) }))
    await sessions.put(aSession({ id: 'ended before', ...ended }))
    await sessions.put(aSession({ id: 'ended by end' }))
    await sessions.put(aSession({ id: 'ended by update' }))
    await sessions.end('ended by end', instant(), 'logout')
    const update = aSession({ id: 'ended by update', version: 2, ...ended })
    await sessions.update('ended by update', 1, update)
    for (const filter of [{}, { subject: 'subject' }, { idpSessionId: 'sid_1' }]) {
      assert.deepEqual(await foundIds(sessions, filter), ['live'])
    }
  },

  'find follows an update': async ({ sessions }) => {
    await sessions.put(aSession({ idpSessionIds: ['old', 'kept'] }))
    await sessions.update('ses_1', 1, aSession({ version: 2, idpSessionIds: ['kept', 'new'] }))
    assert.deepEqual(await foundIds(sessions, { idpSessionId: 'old' }), [])
    assert.deepEqual(await foundIds(sessions, { idpSessionId: 'kept' }), ['ses_1'])
    assert.deepEqual(await foundIds(sessions, { idpSessionId: 'new' }), ['ses_1'])
  },

  'find orders by id and pages without gaps and repeats': async ({ sessions }) => {
    const ids = ['A', 'B', '_', 'a', 'b', 'ba', 'c', 'ﬀ', '😀']
    for (const id of ids.toReversed()) await sessions.put(aSession({ id }))
    await sessions.put(aSession({ id: 'bb', connectionId: 'con_2' }))
    for (const limit of [1, 4, 9, 10]) {
      const found = await readPages(
        (after) => find(sessions, { limit, ...(after !== undefined && { after }) }),
        ({ id }) => id,
        limit,
      )
      assert.deepEqual(
        found.map(({ id }) => id),
        ids,
      )
    }
  },

  'find pages on while the sessions of a page are ended': async ({ sessions }) => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await sessions.put(aSession({ id }))
    assert.deepEqual(await foundIds(sessions, { limit: 2 }), ['a', 'b'])
    for (const id of ['a', 'b']) await sessions.end(id, instant(), 'logout')
    assert.deepEqual(await foundIds(sessions, { after: 'b', limit: 2 }), ['c', 'd'])
    assert.deepEqual(await foundIds(sessions, { after: 'never there', limit: 2 }), [])
    assert.deepEqual(await foundIds(sessions, { after: 'bb', limit: 2 }), ['c', 'd'])
  },

  'find gives the sessions as they were put, as copies': async ({ sessions }) => {
    await sessions.put(aSession())
    deface(await find(sessions, {}))
    assert.deepEqual(await find(sessions, {}), [aSession()])
  },
}

function find(
  sessions: SessionStore,
  filter: Partial<SessionFilter>,
): ReturnType<SessionStore['find']> {
  return sessions.find({ connectionId: 'con_1', limit: 100, ...filter })
}

async function foundIds(
  sessions: SessionStore,
  filter: Partial<SessionFilter>,
): Promise<readonly string[]> {
  return (await find(sessions, filter)).map(({ id }) => id)
}
