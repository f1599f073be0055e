import assert from 'node:assert/strict'
import { assertOneWinner, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { instant, minute } from './records.ts'
import { awkwardValues, distinctIds } from './texts.ts'

const now = instant()
const later = instant(minute)

/** `ephemeral.put`, `get`, `take` and `deleteExpired`. */
export const ephemeralChecks: Checks = {
  'get gives what was put, as often as it is asked': async ({ ephemeral }) => {
    assert.equal(await ephemeral.get('key', now), null)
    await ephemeral.put('key', 'value', later)
    assert.equal(await ephemeral.get('key', now), 'value')
    assert.equal(await ephemeral.get('key', now), 'value')
    assert.equal(await ephemeral.get('other', now), null)
  },

  'put keeps every text: empty, NUL, quotes, astral, 64 kB': async ({ ephemeral }) => {
    for (const [index, value] of awkwardValues.entries()) {
      await ephemeral.put(`key ${index}`, value, later)
    }
    for (const [index, value] of awkwardValues.entries()) {
      assert.equal(await ephemeral.get(`key ${index}`, now), value)
      assert.equal(await ephemeral.take(`key ${index}`, now), value)
    }
  },

  'keys are told apart byte by byte: case, spaces, accents, width, names of prototypes': async ({
    ephemeral,
  }) => {
    for (const key of distinctIds) {
      const name = JSON.stringify(key)
      assert.equal(await ephemeral.get(key, now), null, `${name} is not there yet`)
      assert.equal(await ephemeral.take(key, now), null, `${name} is not there yet`)
      await ephemeral.put(key, `of ${key}`, later)
    }
    for (const key of distinctIds) assert.equal(await ephemeral.get(key, now), `of ${key}`)
    for (const key of distinctIds) assert.equal(await ephemeral.take(key, now), `of ${key}`)
  },

  'put overwrites the value and its expiry': async ({ ephemeral }) => {
    await ephemeral.put('longer', 'first', instant(1))
    await ephemeral.put('longer', 'second', instant(10))
    assert.equal(await ephemeral.get('longer', instant(9)), 'second')
    await ephemeral.put('shorter', 'first', instant(10))
    await ephemeral.put('shorter', 'second', instant(1))
    assert.equal(await ephemeral.get('shorter', now), 'second')
    assert.equal(await ephemeral.get('shorter', instant(1)), null)
  },

  'a value is there one millisecond before expiresAt and absent at it': async ({ ephemeral }) => {
    await ephemeral.put('got', 'value', instant(1500))
    await ephemeral.put('taken', 'value', instant(1500))
    await ephemeral.put('taken late', 'value', instant(1500))
    assert.equal(await ephemeral.get('got', instant(1499)), 'value')
    assert.equal(await ephemeral.take('taken', instant(1499)), 'value')
    assert.equal(await ephemeral.get('got', instant(1500)), null)
    assert.equal(await ephemeral.take('taken late', instant(1500)), null)
    await ephemeral.put('got', 'again', instant(3000))
    assert.equal(await ephemeral.get('got', instant(1500)), 'again')
  },

  'take gives the value once': async ({ ephemeral }) => {
    await ephemeral.put('key', 'value', later)
    await ephemeral.put('other', 'other value', later)
    assert.equal(await ephemeral.take('key', now), 'value')
    assert.equal(await ephemeral.take('key', now), null)
    assert.equal(await ephemeral.get('key', now), null)
    assert.equal(await ephemeral.get('other', now), 'other value')
    await ephemeral.put('key', 'again', later)
    assert.equal(await ephemeral.take('key', now), 'again')
  },

  'take gives the value to one of 50 parallel callers': async ({ ephemeral }) => {
    for (const value of ['value', '', 'null']) {
      await ephemeral.put('key', value, later)
      const results = await inParallel(() => ephemeral.take('key', now))
      assertOneWinner(results, value, null)
    }
  },

  'take of different keys at once gives each its own value': async ({ ephemeral }) => {
    await inParallel((index) => ephemeral.put(`key ${index}`, `value ${index}`, later))
    const taken = await inParallel((index) => ephemeral.take(`key ${index}`, now))
    assert.deepEqual(
      taken,
      taken.map((_, index) => `value ${index}`),
    )
  },

  'put of 50 parallel callers stores one of their values whole': async ({ ephemeral }) => {
    await inParallel((index) => ephemeral.put('key', `${index}`.repeat(100), later))
    const value = (await ephemeral.take('key', now)) ?? ''
    const given = Array.from({ length: 50 }, (_, index) => `${index}`.repeat(100))
    assert.ok(given.includes(value))
    assert.equal(await ephemeral.take('key', now), null)
  },

  'deleteExpired deletes values and reservations that expired, and counts them': async ({
    ephemeral,
  }) => {
    await ephemeral.put('early', 'value', instant(1))
    await ephemeral.put('exact', 'value', instant(2))
    await ephemeral.put('live', 'value', instant(3))
    await ephemeral.reserve(['early', 'early too'], instant(1), now)
    await ephemeral.reserve(['exact'], instant(2), now)
    await ephemeral.reserve(['live'], instant(3), now)
    assert.equal(await ephemeral.deleteExpired(now, 100), 0)
    assert.equal(await ephemeral.deleteExpired(instant(2), 100), 5)
    assert.equal(await ephemeral.deleteExpired(instant(2), 100), 0)
    assert.equal(await ephemeral.get('live', instant(2)), 'value')
    assert.equal(await ephemeral.reserve(['live'], later, instant(2)), false)
    assert.equal(await ephemeral.deleteExpired(instant(3), 100), 2)
  },

  'deleteExpired deletes at most the limit and never what is live': async ({ ephemeral }) => {
    for (const index of [1, 2, 3, 4, 5]) {
      await ephemeral.put(`expired ${index}`, 'value', instant(index))
      await ephemeral.put(`live ${index}`, 'value', later)
      await ephemeral.reserve([`expired ${index}`], instant(index), now)
      await ephemeral.reserve([`live ${index}`], later, now)
    }
    const counts: number[] = []
    for (let call = 0; call < 5; call += 1) {
      counts.push(await ephemeral.deleteExpired(instant(100), 3))
    }
    assert.deepEqual(counts, [3, 3, 3, 1, 0])
    for (const index of [1, 2, 3, 4, 5]) {
      assert.equal(await ephemeral.get(`live ${index}`, instant(100)), 'value')
      assert.equal(await ephemeral.reserve([`live ${index}`], later, instant(100)), false)
    }
  },
}
