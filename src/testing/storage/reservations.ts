import assert from 'node:assert/strict'
import { assertOneWinner, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { instant, minute } from './records.ts'
import { distinctIds } from './texts.ts'

const now = instant()
const later = instant(minute)

/** `ephemeral.reserve`: what keeps a response or an assertion from being used twice. */
export const reservationChecks: Checks = {
  'reserve is true for the first caller only': async ({ ephemeral }) => {
    assert.equal(await ephemeral.reserve(['key'], later, now), true)
    assert.equal(await ephemeral.reserve(['key'], later, now), false)
    assert.equal(await ephemeral.reserve(['other'], later, now), true)
  },

  'reserve lets one of 50 parallel callers win': async ({ ephemeral }) => {
    const results = await inParallel(() => ephemeral.reserve(['key'], later, now))
    assertOneWinner(results, true, false)
  },

  'reserve of several keys lets one of 50 parallel callers win': async ({ ephemeral }) => {
    const keys = ['a', 'b', 'c', 'd']
    const results = await inParallel((index) =>
      // In different orders, which must neither dead-lock nor throw.
      ephemeral.reserve([...keys.slice(index % 4), ...keys.slice(0, index % 4)], later, now),
    )
    assertOneWinner(results, true, false)
  },

  'reserve takes all keys or none': async ({ ephemeral }) => {
    assert.equal(await ephemeral.reserve(['b'], later, now), true)
    assert.equal(await ephemeral.reserve(['a', 'b', 'c'], later, now), false)
    assert.equal(await ephemeral.reserve(['a'], later, now), true, 'a stayed free')
    assert.equal(await ephemeral.reserve(['c'], later, now), true, 'c stayed free')
    assert.equal(await ephemeral.reserve(['d', 'e'], later, now), true)
    assert.equal(await ephemeral.reserve(['e'], later, now), false)
    assert.equal(await ephemeral.reserve(['d'], later, now), false)
  },

  'reserve takes a key that is given twice for one, and no keys for taken': async (storage) => {
    const { ephemeral } = storage
    assert.equal(await ephemeral.reserve(['a', 'a'], later, now), true)
    assert.equal(await ephemeral.reserve(['a'], later, now), false)
    assert.equal(await ephemeral.reserve(['b', 'c', 'b', 'c'], later, now), true)
    assert.equal(await ephemeral.reserve(['c', 'd', 'c'], later, now), false)
    assert.equal(await ephemeral.reserve(['d', 'd'], later, now), true)
    assert.equal(await ephemeral.reserve([], later, now), true)
    assert.equal(await ephemeral.reserve([], later, now), true)
  },

  'reserve takes all keys or none under contention for overlapping keys': async ({ ephemeral }) => {
    const keysOf = (index: number): readonly string[] => {
      const keys = [index % 10, (index * 3 + 1) % 10, (index * 7 + 5) % 10]
      return [...new Set(keys)].map((key) => `key ${key}`)
    }
    const results = await inParallel((index) => ephemeral.reserve(keysOf(index), later, now))
    const held = results.flatMap((isWinner, index) => (isWinner ? keysOf(index) : []))
    assert.equal(new Set(held).size, held.length, 'no key was given twice')
    for (const [index, isWinner] of results.entries()) {
      const isLostToWinner = keysOf(index).some((key) => held.includes(key))
      assert.ok(isWinner || isLostToWinner, 'nobody loses to a caller that lost itself')
    }
    for (let index = 0; index < 10; index += 1) {
      const key = `key ${index}`
      const isFree = await ephemeral.reserve([key], later, now)
      assert.equal(isFree, !held.includes(key), 'losers hold nothing')
    }
  },

  'reserve of keys in a circle lets one of 50 parallel callers win': async ({ ephemeral }) => {
    const circle = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ]
    // Any two overlap: neither may two callers win nor may all block each other out.
    const results = await inParallel((index) =>
      ephemeral.reserve(circle[index % 3] ?? [], later, now),
    )
    assertOneWinner(results, true, false)
  },

  'reserve holds until one millisecond before expiresAt': async ({ ephemeral }) => {
    assert.equal(await ephemeral.reserve(['key'], instant(1500), now), true)
    assert.equal(await ephemeral.reserve(['key'], later, instant(1499)), false)
    assert.equal(await ephemeral.reserve(['key'], instant(3000), instant(1500)), true)
    assert.equal(await ephemeral.reserve(['key'], later, instant(2999)), false)
    assert.equal(await ephemeral.reserve(['key'], later, instant(3000)), true)
  },

  'reserve of expired keys lets one of 50 parallel callers win': async ({ ephemeral }) => {
    await ephemeral.reserve(['a', 'b'], instant(1), now)
    const results = await inParallel(() => ephemeral.reserve(['a', 'b'], later, instant(1)))
    assertOneWinner(results, true, false)
    assert.equal(await ephemeral.reserve(['b'], later, instant(1)), false)
  },

  'reserve that fails prolongs nothing': async ({ ephemeral }) => {
    await ephemeral.reserve(['expired'], instant(1), now)
    await ephemeral.reserve(['short'], instant(5), now)
    await ephemeral.reserve(['held'], later, now)
    assert.equal(await ephemeral.reserve(['expired', 'short', 'held'], later, instant(2)), false)
    assert.equal(await ephemeral.reserve(['expired'], later, instant(2)), true)
    assert.equal(await ephemeral.reserve(['short'], later, instant(5)), true)
  },

  'reserved keys are apart from those of put': async ({ ephemeral }) => {
    await ephemeral.put('put first', 'value', later)
    assert.equal(await ephemeral.reserve(['put first'], later, now), true)
    assert.equal(await ephemeral.get('put first', now), 'value')
    assert.equal(await ephemeral.take('put first', now), 'value')
    assert.equal(await ephemeral.reserve(['put first'], later, now), false)
    assert.equal(await ephemeral.reserve(['reserved first'], later, now), true)
    assert.equal(await ephemeral.get('reserved first', now), null)
    assert.equal(await ephemeral.take('reserved first', now), null)
    await ephemeral.put('reserved first', 'value', later)
    assert.equal(await ephemeral.reserve(['reserved first'], later, now), false)
  },

  'reserved keys are told apart byte by byte': async ({ ephemeral }) => {
    for (const key of distinctIds) {
      const name = JSON.stringify(key)
      assert.equal(await ephemeral.reserve([key], later, now), true, `${name} is free`)
    }
    for (const key of distinctIds) {
      assert.equal(await ephemeral.reserve([key], later, now), false)
    }
  },
}
