import { describe, expect, it } from 'vitest'
import { createCooldown } from '../../src/core/cooldown.ts'

describe('createCooldown', () => {
  it('N4 remembers a bounded number of attempts', () => {
    const cooldown = createCooldown(60_000)
    const now = new Date('2026-01-01T00:00:00Z')
    for (let index = 0; index <= 10_000; index++) cooldown.isReady([String(index)], now)
    expect(cooldown.isReady(['0'], now)).toBe(true)
    expect(cooldown.isReady(['10000'], now)).toBe(false)
  })
})
