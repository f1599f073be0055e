import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import { codeOf, secretA } from '../support/harness.ts'

describe('the context of a sealed value', () => {
  it('T4 keeps its parts apart, and the keys of flows too', async () => {
    const sealer = createSealer([secretA])
    const joined = await sealer.seal('join', ['a', 'b'], 1)
    expect(await codeOf(sealer.open('join', ['a,b'], joined))).toBe('sealed_value_unreadable')
    const flow = await sealer.seal('flow', [], 1)
    expect(await codeOf(sealer.open('flow', ['a'], flow))).toBe('sealed_value_unreadable')
    expect(await codeOf(sealer.open('flow', [], await sealer.seal('flow', ['a'], 1)))).toBe(
      'sealed_value_unreadable',
    )
  })
})
