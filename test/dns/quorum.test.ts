import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { DnsResolver } from '../../src/dns/port.ts'
import { quorumDns } from '../../src/dns/quorum/index.ts'
import { tally } from '../../src/dns/quorum/tally.ts'

type Says = readonly string[] | Error | 'silence'

/** A resolver that always says the same. */
function saying(says: Says): DnsResolver & { readonly signals: AbortSignal[] } {
  const signals: AbortSignal[] = []
  const answer = async (signal?: AbortSignal): Promise<string[]> => {
    if (signal) signals.push(signal)
    if (says === 'silence') {
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    }
    if (says instanceof Error) throw says
    return [...says]
  }
  return {
    signals,
    resolveTxt: async (_, { signal }) => (await answer(signal)).map((text) => [text]),
    resolveCname: async (_, { signal }) => answer(signal),
  }
}

const ask = async (agreement: number, ...says: Says[]) => {
  const dns = quorumDns(says.map(saying), agreement)
  const records = await dns.resolveTxt('one.example', {})
  expect(await dns.resolveCname?.('one.example', {})).toEqual(records.flat())
  return records.flat()
}
const down = new Error('SERVFAIL')
const disagreement = expect.objectContaining({
  code: 'domain_dns_failed',
  detail: { reason: 'disagreement' },
})

describe('quorumDns', () => {
  it('gives what enough resolvers say', async () => {
    expect(await ask(2, ['real'], ['real'], ['real'])).toEqual(['real'])
    expect(await ask(2, ['a', 'b'], ['b', 'a'], ['a'])).toEqual(['a', 'b'])
    expect(await ask(2, [], [], [])).toEqual([])
  })

  it('lets one spoofed resolver of three bring in no record', async () => {
    expect(await ask(2, ['forged'], [], [])).toEqual([])
    expect(await ask(2, ['forged', 'real'], ['real'], ['real'])).toEqual(['real'])
    // Also one that says it more than once.
    expect(await ask(2, ['forged', 'forged'], [], [])).toEqual([])
  })

  it('lets one spoofed resolver of three hide no record', async () => {
    expect(await ask(2, [], ['real'], ['real'])).toEqual(['real'])
    expect(await ask(2, ['real'], [], ['real'])).toEqual(['real'])
  })

  it('passes over failures that could not have changed the result', async () => {
    expect(await ask(2, down, ['real'], ['real'])).toEqual(['real'])
    expect(await ask(2, ['real'], down, ['real'])).toEqual(['real'])
    expect(await ask(2, [], [], down)).toEqual([])
  })

  it('rejects where too few answer, or the failed ones could have changed the result', async () => {
    await expect(ask(2, down, down, ['real'])).rejects.toEqual(disagreement)
    await expect(ask(2, down, down, [])).rejects.toEqual(disagreement)
    await expect(ask(2, down, down, down)).rejects.toEqual(disagreement)
    await expect(ask(2, ['real'], [], down)).rejects.toEqual(disagreement)
  })

  it('does not wait for a resolver that cannot change the result, and ends its question', async () => {
    const silent = saying('silence')
    const dns = quorumDns([saying(['real']), saying(['real']), silent], 2)
    expect(await dns.resolveTxt('one.example', {})).toEqual([['real']])
    expect(silent.signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('takes a record for the same however it is cut into chunks', async () => {
    const cut: DnsResolver = { resolveTxt: async () => [['re', 'al']] }
    const dns = quorumDns([cut, saying(['real'])], 2)
    const records = await dns.resolveTxt('one.example', {})
    expect(records.map((chunks) => chunks.join(''))).toEqual(['real'])
  })

  it('rejects with the reason of its signal, and forwards it', async () => {
    const silent = [saying('silence'), saying('silence')]
    const dns = quorumDns(silent, 2)
    const controller = new AbortController()
    const { signal } = controller
    const removed = vi.spyOn(signal, 'removeEventListener')
    const asked = dns.resolveTxt('one.example', { signal })
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    expect(silent.flatMap(({ signals }) => signals.map(({ aborted }) => aborted))).toEqual([
      true,
      true,
    ])
    // A signal may live as long as the process.
    expect(removed).toHaveBeenCalled()
    await expect(dns.resolveTxt('one.example', { signal })).rejects.toThrow('enough')
    expect(silent[0]?.signals).toHaveLength(1)
  })

  it('counts a resolver that breaks its contract as failed', async () => {
    const broken = { resolveTxt: () => 'no list' } as unknown as DnsResolver
    const dns = quorumDns([broken, saying(['real']), saying(['real'])], 2)
    expect(await dns.resolveTxt('one.example', {})).toEqual([['real']])
  })

  it('has resolveCname only where all resolvers have it', () => {
    const without: DnsResolver = { resolveTxt: async () => [] }
    expect(quorumDns([saying([]), without], 2)).not.toHaveProperty('resolveCname')
    expect(quorumDns([saying([]), saying([])], 2)).toHaveProperty('resolveCname')
  })

  it.each([0, 1, 4, 2.5, Number.NaN])('refuses an agreement of %d among three', (agreement) => {
    expect(() => quorumDns([saying([]), saying([]), saying([])], agreement)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('keeps to the resolvers that it was given', async () => {
    const list = [saying(['real']), saying(['real'])]
    const dns = quorumDns(list, 2)
    list.splice(0, 2, saying(['forged']), saying(['forged']))
    expect(await dns.resolveTxt('one.example', {})).toEqual([['real']])
  })

  it('refuses one resolver with two voices', () => {
    const one = saying([])
    expect(() => quorumDns([one, one, saying([])], 2)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})

/** What each resolver will have said in the end; undefined is a failure. */
const outcome = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), { nil: undefined })
const round = fc
  .array(outcome, { minLength: 2, maxLength: 6 })
  .chain((outcomes) =>
    fc.tuple(fc.constant(outcomes), fc.integer({ min: 2, max: outcomes.length })),
  )

function after(
  outcomes: readonly (readonly string[] | undefined)[],
  pending: number,
  needed: number,
) {
  const answers = outcomes.filter((one) => one !== undefined).map((one) => new Set(one))
  return tally({ answers, failed: outcomes.length - answers.length, pending }, needed)
}

describe('tally', () => {
  it('never says something before all have answered that the others could change', () => {
    const states = new Set<string>()
    fc.assert(
      fc.property(round, ([outcomes, needed]) => {
        const last = after(outcomes, 0, needed)
        expect(last.state).not.toBe('waiting')
        for (let count = 0; count < outcomes.length; count += 1) {
          const early = after(outcomes.slice(0, count), outcomes.length - count, needed)
          states.add(early.state)
          if (early.state === 'waiting') continue
          expect({
            ...early,
            records: [...('records' in early ? early.records : [])].toSorted(),
          }).toEqual({
            ...last,
            records: [...('records' in last ? last.records : [])].toSorted(),
          })
        }
      }),
      { numRuns: 2000 },
    )
    expect(states).toEqual(new Set(['waiting', 'agreed', 'undecided']))
  })

  it('lets fewer liars than needed neither bring in nor hide a record', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
        fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'forged')), { maxLength: 3 }),
        (truth, lies) => {
          // As many honest ones as needed, and one liar fewer than that.
          const needed = lies.length + 1
          fc.pre(needed >= 2)
          const honest = Array.from({ length: needed }, () => truth)
          const result = after([...lies, ...honest], 0, needed)
          expect(result.state).toBe('agreed')
          expect('records' in result && [...result.records].toSorted()).toEqual(truth.toSorted())
        },
      ),
    )
  })
})
