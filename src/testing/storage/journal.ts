import assert from 'node:assert/strict'
import type { JournalEntry, JournalStore } from '../../storage/ports.ts'
import { deface, inParallel, readPages } from './checks.ts'
import type { Checks } from './checks.ts'
import { aJournalEntry, day, instant } from './records.ts'
import { awkwardTexts, awkwardValues, distinctIds } from './texts.ts'

type JournalFilter = Parameters<JournalStore['list']>[0]

/** `journal.append` and `list`. */
export const journalChecks: Checks = {
  'list gives entries as they were appended, newest first': async ({ journal }) => {
    const { connectionId: _connection, correlationId: _flow, ...bare } = aJournalEntry(3)
    const entries: readonly JournalEntry[] = [
      { ...bare, kind: 'audit', body: {} },
      aJournalEntry(2, { id: `${aJournalEntry(2).id}_b` }),
      aJournalEntry(2, { id: `${aJournalEntry(2).id}_a` }),
      aJournalEntry(0),
    ]
    await journal.append([...entries.slice(2), ...entries.slice(1, 2)])
    await journal.append(entries.slice(0, 1))
    await journal.append([])
    assert.deepEqual(await list(journal), entries)
    assert.deepEqual(await list(journal, { limit: 2 }), entries.slice(0, 2))
  },

  'list keeps every text of an entry': async ({ journal }) => {
    const entries = awkwardTexts.map((text, index) =>
      aJournalEntry(-index, { correlationId: text, body: { [text]: text, values: awkwardValues } }),
    )
    await journal.append(entries)
    assert.deepEqual(await list(journal), entries)
  },

  'list applies every given filter': async ({ journal }) => {
    const rows: readonly Partial<JournalEntry>[] = [
      { kind: 'login', connectionId: 'a', correlationId: 'x' },
      { kind: 'login', connectionId: 'b', correlationId: 'y' },
      { kind: 'audit', connectionId: 'a', correlationId: 'y' },
      { kind: 'audit', connectionId: 'b', correlationId: 'x' },
    ]
    await journal.append(
      rows.map((row, index) => aJournalEntry(-index, { ...row, body: { index } })),
    )
    const expected: readonly (readonly [Partial<JournalFilter>, readonly number[]])[] = [
      [{}, [0, 1, 2, 3]],
      [{ kind: 'login' }, [0, 1]],
      [{ connectionId: 'a' }, [0, 2]],
      [{ correlationId: 'y' }, [1, 2]],
      [{ kind: 'audit', connectionId: 'b' }, [3]],
      [{ kind: 'login', connectionId: 'a', correlationId: 'x' }, [0]],
      [{ kind: 'login', connectionId: 'a', correlationId: 'y' }, []],
      [{ connectionId: 'none' }, []],
    ]
    for (const [filter, indexes] of expected) {
      const listed = await list(journal, filter)
      const found = listed.map(({ body }) => body['index'])
      assert.deepEqual(found, indexes, JSON.stringify(filter))
    }
  },

  'list never gives entries of another organisation, byte by byte': async ({ journal }) => {
    const entries = distinctIds.map((organizationId, index) =>
      aJournalEntry(index, { organizationId, connectionId: 'shared', correlationId: 'shared' }),
    )
    await journal.append(entries)
    const shared = { connectionId: 'shared', correlationId: 'shared', kind: 'login' } as const
    for (const [index, organizationId] of distinctIds.entries()) {
      const listed = await list(journal, { organizationId, ...shared })
      assert.deepEqual(listed, entries.slice(index, index + 1))
    }
  },

  'list tells correlation ids and connection ids apart byte by byte': async ({ journal }) => {
    const entries = distinctIds.map((text, index) =>
      aJournalEntry(index, { connectionId: text, correlationId: text }),
    )
    await journal.append(entries)
    for (const [index, text] of distinctIds.entries()) {
      const expected = entries.slice(index, index + 1)
      assert.deepEqual(await list(journal, { correlationId: text }), expected)
      assert.deepEqual(await list(journal, { connectionId: text }), expected)
    }
  },

  'list pages without gaps and repeats, also while entries are added': async ({ journal }) => {
    const entries = Array.from({ length: 23 }, (_, index) => aJournalEntry(-index))
    await journal.append(entries)
    await journal.append([aJournalEntry(-10, { id: 'other', organizationId: 'org_2' })])
    let added = 0
    for (const limit of [1, 5, 23, 24]) {
      const newest = await list(journal, { limit: 1 })
      const items = await readPages(
        async (before) => {
          const page = await list(journal, { limit, ...(before !== undefined && { before }) })
          added += 1
          await journal.append([aJournalEntry(added)])
          return page
        },
        ({ id }) => id,
        limit,
      )
      assert.deepEqual(items.slice(0, 1), newest)
      assert.deepEqual(items.slice(-23), entries)
      assert.equal(new Set(items.map(({ id }) => id)).size, items.length)
    }
  },

  'list pages on where the entry that ended a page was trimmed': async ({ journal }) => {
    await journal.append([1, 2].map((offset) => aJournalEntry(offset, { kind: 'audit' })))
    await journal.append([3, 4].map((offset) => aJournalEntry(offset)))
    const before = aJournalEntry(3).id
    const rule = {
      kind: 'login',
      olderThan: instant(-day),
      keepPerConnection: 0,
      limit: 100,
    } as const
    assert.equal(await journal.trim(rule), 2)
    const expected = [2, 1].map((offset) => aJournalEntry(offset, { kind: 'audit' }))
    assert.deepEqual(await list(journal, { before }), expected)
  },

  'append ignores entries whose id exists, so that it can be repeated': async ({ journal }) => {
    const entries = [aJournalEntry(2), aJournalEntry(1)]
    const rewritten = entries.map((entry) => ({ ...entry, kind: 'audit' as const, body: {} }))
    await journal.append(entries)
    await assert.doesNotReject(async () => journal.append(entries))
    await assert.doesNotReject(async () => journal.append([aJournalEntry(3), ...rewritten]))
    await assert.doesNotReject(async () => journal.append([aJournalEntry(4), aJournalEntry(4)]))
    assert.deepEqual(await list(journal), [aJournalEntry(4), aJournalEntry(3), ...entries])
  },

  'append of the same entries by 50 parallel callers stores them once': async ({ journal }) => {
    const entries = [3, 2, 1].map((offset) => aJournalEntry(offset))
    // In different orders, which must neither dead-lock nor throw.
    await inParallel((index) => {
      const start = index % 3
      return journal.append([...entries.slice(start), ...entries.slice(0, start)])
    })
    assert.deepEqual(await list(journal), entries)
  },

  'append of 50 parallel callers loses nothing': async ({ journal }) => {
    await inParallel((index) =>
      journal.append([aJournalEntry(-2 * index), aJournalEntry(-2 * index - 1)]),
    )
    const expected = Array.from({ length: 100 }, (_, index) => aJournalEntry(-index))
    assert.deepEqual(await list(journal, { limit: 200 }), expected)
  },

  'append and list copy: changing an input or a result changes nothing stored': async ({
    journal,
  }) => {
    const entries = [aJournalEntry(1)]
    await journal.append(entries)
    deface(entries)
    assert.deepEqual(await list(journal), [aJournalEntry(1)])
    deface(await list(journal))
    assert.deepEqual(await list(journal), [aJournalEntry(1)])
  },
}

function list(
  journal: JournalStore,
  filter: Partial<JournalFilter> = {},
): ReturnType<JournalStore['list']> {
  return journal.list({ organizationId: 'org_1', limit: 100, ...filter })
}
