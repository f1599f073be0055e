import { describe, expect, it } from 'vitest'
import { createFailureLimit } from '../../src/trace/limit.ts'

const at = (seconds: number) => new Date(1_767_268_800_000 + seconds * 1000)
const failure = (flow: number, isVerified = false, connectionId = 'con_1') => ({
  ...{ connectionId, flowId: `flow-${flow}`, isVerified },
})

describe('the limit of failures', () => {
  it('writes ten at once and then one a minute, of each connection', () => {
    const limit = createFailureLimit()
    const written = (from: number, seconds: number, connectionId = 'con_1') =>
      Array.from({ length: 1000 }, (_, index) =>
        limit.allows(failure(from + index, false, connectionId), at(seconds)),
      ).filter(Boolean).length
    expect(written(0, 0)).toBe(10)
    expect(written(1000, 59)).toBe(0)
    expect(written(2000, 60)).toBe(1)
    expect(written(3000, 0, 'con_2')).toBe(10)
    expect(written(4000, 3600)).toBe(10)
  })

  it('writes one flow that fails again and again once in ten minutes', () => {
    const limit = createFailureLimit()
    expect(limit.allows(failure(1, true), at(0))).toBe(true)
    expect(limit.allows(failure(1, true), at(1))).toBe(false)
    expect(limit.allows(failure(1), at(599))).toBe(false)
    expect(limit.allows(failure(1, true, 'con_2'), at(599))).toBe(true)
    expect(limit.allows(failure(1, true), at(600))).toBe(true)
  })

  it('does not count what the identity provider vouched for', () => {
    const limit = createFailureLimit()
    for (let flow = 0; flow < 100; flow++) {
      expect(limit.allows(failure(flow, true), at(0))).toBe(true)
    }
    expect(limit.allows(failure(100), at(0))).toBe(true)
  })

  it('does not stop for good where a clock is set back', () => {
    const limit = createFailureLimit()
    for (let flow = 0; flow < 20; flow++) limit.allows(failure(flow), at(7200))
    expect(limit.allows(failure(100), at(7200))).toBe(false)
    expect(limit.allows(failure(100), at(0))).toBe(true)
  })
})
