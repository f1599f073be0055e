import { deflateRawSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inflate } from '../../src/saml/inflate.ts'

const pack = (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes))

describe('inflate', () => {
  it('returns what was compressed, up to the ceiling', async () => {
    const bytes = new Uint8Array(100_000).map((_, index) => (index * 7919) % 251)
    expect(await inflate(pack(bytes), 100_000)).toEqual(bytes)
    expect(await inflate(pack(new Uint8Array()), 10)).toEqual(new Uint8Array())
  })

  it('X5 stops one byte beyond the ceiling, and long before the end of a bomb', async () => {
    const bytes = new Uint8Array(100_000)
    expect(await inflate(pack(bytes), 99_999)).toBeUndefined()
    const bomb = pack(new Uint8Array(30_000_000))
    const before = process.memoryUsage().arrayBuffers
    expect(await inflate(bomb, 10_000)).toBeUndefined()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000)
  })

  it('X7 refuses everything else', async () => {
    const packed = pack(new Uint8Array(1000).fill(7))
    for (const wrong of [
      new Uint8Array(),
      new Uint8Array([1, 2, 3]),
      packed.slice(0, -1),
      new Uint8Array(deflateSync(new Uint8Array(1000))),
      new Uint8Array(1000).fill(255),
    ]) {
      expect(await inflate(wrong, 10_000)).toBeUndefined()
    }
  })
})
