import { describe, expect, it } from 'vitest'
import { answer, asSystem, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'

describe('a clock that breaks', () => {
  it('F1 makes the callback accept nothing', async () => {
    let isBroken = false
    const clock = () => new Date(isBroken ? NaN : '2026-01-01T00:00:00Z')
    const harness = createHarness({ clock })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    isBroken = true
    expect(await codeOf(harness.sso.handleCallback(answer(id, flow)))).toBe('login_flow_expired')
  })
})

describe('a storage that ignores where a page starts', () => {
  it('ends connections.list all the same', async () => {
    let calls = 0
    const storage = storageWith('connections', () => ({
      list: async () => {
        calls++
        if (calls > 50) throw new Error('endless')
        return Array.from({ length: 100 }, (_, index) => ({
          connection: { id: `con_${index}`, createdAt: '' },
        })) as never
      },
    }))
    await createHarness({ storage })
      .sso.connections.list('org_1', asSystem)
      .catch(() => {})
    expect(calls).toBeLessThan(5)
  })
})
