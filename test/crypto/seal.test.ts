import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import { secretA, secretB } from '../support/harness.ts'

const context = ['org_1', 'con_1', 'clientSecret']

describe('createSealer', () => {
  it('opens what it sealed', async () => {
    const sealer = createSealer([secretA])
    const sealed = await sealer.seal('connection_secret', context, 'hunter2 ✓')
    expect(await sealer.open('connection_secret', context, sealed)).toBe('hunter2 ✓')
    expect(sealed).not.toContain('hunter2')
  })

  it('seals the same value differently every time', async () => {
    const sealer = createSealer([secretA])
    const first = await sealer.seal('flow', [], { a: 1 })
    expect(await sealer.seal('flow', [], { a: 1 })).not.toBe(first)
  })

  it.each([
    ['organisation', ['org_2', 'con_1', 'clientSecret']],
    ['connection', ['org_1', 'con_2', 'clientSecret']],
    ['field', ['org_1', 'con_1', 'privateKey']],
    ['order', ['con_1', 'org_1', 'clientSecret']],
    ['boundaries between the parts', ['org_1con_1', 'clientSecret']],
  ])('T4 opens nothing that was moved to another %s', async (_what, other) => {
    const sealer = createSealer([secretA])
    const sealed = await sealer.seal('connection_secret', context, 'hunter2')
    await expect(sealer.open('connection_secret', other, sealed)).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
  })

  it('opens nothing under another purpose', async () => {
    const sealer = createSealer([secretA])
    const sealed = await sealer.seal('join', [], 'value')
    await expect(sealer.open('flow', [], sealed)).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
  })

  it('opens with an old secret and seals with the new one', async () => {
    const before = createSealer([secretA])
    const rotating = createSealer([secretB, secretA])
    const after = createSealer([secretB])
    const old = await before.seal('flow', [], 'old')
    expect(await rotating.open('flow', [], old)).toBe('old')
    const fresh = await rotating.seal('flow', [], 'new')
    expect(await after.open('flow', [], fresh)).toBe('new')
    await expect(after.open('flow', [], old)).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
  })

  it.each(['', 'a.b.c', 'x'.repeat(2000), 'eyJhbGciOiJub25lIn0.e30.'])(
    'refuses what it did not make: %.20s',
    async (text) => {
      await expect(createSealer([secretA]).open('flow', [], text)).rejects.toMatchObject({
        code: 'sealed_value_unreadable',
      })
    },
  )

  it('refuses a value of which one character was changed', async () => {
    const sealer = createSealer([secretA])
    const sealed = await sealer.seal('flow', [], { connectionId: 'con_1' })
    const parts = sealed.split('.')
    const body = parts[3] ?? ''
    parts[3] = (body.startsWith('A') ? 'B' : 'A') + body.slice(1)
    await expect(sealer.open('flow', [], parts.join('.'))).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
  })

  it('refuses another algorithm than its own, even under its own key', async () => {
    // The header is authenticated, so any edit of it must fail too.
    const sealer = createSealer([secretA])
    const [header, ...rest] = (await sealer.seal('flow', [], 'x')).split('.')
    const edited = JSON.parse(Buffer.from(header ?? '', 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...edited, enc: 'A128GCM' })).toString('base64url')
    await expect(sealer.open('flow', [], [forged, ...rest].join('.'))).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
  })

  it('makes digests that depend on secret, purpose, context and text', async () => {
    const a = createSealer([secretA])
    const digests = await Promise.all([
      a.digest('fingerprint', context, 'x'),
      a.digest('fingerprint', context, 'y'),
      a.digest('fingerprint', ['org_1'], 'x'),
      a.digest('flow', context, 'x'),
      createSealer([secretB]).digest('fingerprint', context, 'x'),
    ])
    expect(new Set(digests).size).toBe(5)
    expect(await a.digest('fingerprint', context, 'x')).toBe(digests[0])
  })
})
