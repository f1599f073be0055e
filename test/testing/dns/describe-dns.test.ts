import { describe, expect, it, vi } from 'vitest'
import { nodeDns } from '../../../src/dns/node/index.ts'
import type { DnsResolver } from '../../../src/dns/port.ts'
import { describeDns, dnsCases, type DnsFactory } from '../../../src/testing/dns/index.ts'

/** A good resolver, and what a careless one makes of it. */
const careless =
  (change: (good: DnsResolver) => Partial<DnsResolver>): DnsFactory =>
  ({ address, timeout }) => {
    // One mistake is to wait until the end.
    const good = nodeDns({ servers: [address], timeout: Math.min(timeout, 1000) })
    return { ...good, ...change(good) }
  }

/** Changes the records of an answer. */
const records = (change: (records: string[][]) => string[][]): DnsFactory =>
  careless((good) => ({
    resolveTxt: async (name, options) => change(await good.resolveTxt(name, options)),
  }))

/** Answers something where the good one fails. */
const onFailure = (isTaken: (reason: unknown) => boolean, answer: string[][]): DnsFactory =>
  careless((good) => ({
    async resolveTxt(name, options) {
      try {
        return await good.resolveTxt(name, options)
      } catch (error) {
        const { detail } = error as { readonly detail?: { readonly reason?: unknown } }
        if (detail && isTaken(detail.reason)) return answer
        throw error
      }
    },
  }))

const rejects = 'rejects instead of giving an empty list:'

const mistakes: readonly { mistake: string; factory: DnsFactory; caughtBy: readonly string[] }[] = [
  {
    mistake: 'takes SERVFAIL for "no record"',
    factory: onFailure((reason) => reason === 'servfail', []),
    caughtBy: [`${rejects} servfail`, `${rejects} alias-to-servfail`],
  },
  {
    mistake: 'takes REFUSED for "no record"',
    factory: onFailure((reason) => reason === 'refused', []),
    caughtBy: [`${rejects} refused`],
  },
  {
    mistake: 'takes silence for "no record"',
    factory: onFailure((reason) => reason === 'timeout', []),
    caughtBy: [`${rejects} silence`],
  },
  {
    mistake: 'takes what it cannot read for "no record"',
    factory: onFailure((reason) => reason === 'malformed', []),
    caughtBy: [`${rejects} garbage`],
  },
  {
    mistake: 'knows no record at all',
    factory: careless(() => ({ resolveTxt: async () => [] })),
    caughtBy: [
      'gives a TXT record',
      'follows CNAME records',
      'gives what a wildcard says',
      'takes no notice of upper and lower case in names of the answer',
    ],
  },
  {
    mistake: 'gives the first record only',
    factory: records((all) => all.slice(0, 1)),
    caughtBy: ['gives all TXT records of a name, each for itself'],
  },
  {
    mistake: 'gives the first chunk only',
    factory: records((all) => all.map((chunks) => chunks.slice(0, 1))),
    caughtBy: ['gives the chunks of a record in order, with nothing between them'],
  },
  {
    mistake: 'puts a space between chunks',
    factory: records((all) => all.map((chunks) => [chunks.join(' ')])),
    caughtBy: ['gives the chunks of a record in order, with nothing between them'],
  },
  {
    mistake: 'makes one record of several',
    factory: records((all) => (all.length === 0 ? [] : [all.flat()])),
    caughtBy: ['gives all TXT records of a name, each for itself'],
  },
  {
    mistake: 'cuts long answers off',
    factory: records((all) => all.slice(0, 10)),
    caughtBy: ['gives answers that are too long for one datagram'],
  },
  {
    mistake: 'gives a part of very many records',
    factory: onFailure((reason) => reason === 'too_large', [['0']]),
    caughtBy: ['gives all of very many records or rejects, never a part'],
  },
  {
    mistake: 'throws where there is no record',
    factory: careless((good) => ({
      async resolveTxt(name, options) {
        const all = await good.resolveTxt(name, options)
        if (all.length === 0) throw Object.assign(new Error('none'), { code: 'ENODATA' })
        return all
      },
    })),
    caughtBy: [
      'gives an empty list where the name does not exist',
      'gives an empty list where the name has no TXT record',
    ],
  },
  {
    mistake: 'remembers answers',
    factory: careless((good) => {
      const seen = new Map<string, Promise<string[][]>>()
      return {
        async resolveTxt(name, options) {
          const known = seen.get(name) ?? good.resolveTxt(name, options)
          seen.set(name, known)
          return known
        },
      }
    }),
    caughtBy: ['sees a change as soon as the time to live of the old answer is over'],
  },
  {
    mistake: 'does not look at its signal',
    factory: careless((good) => ({ resolveTxt: async (name) => good.resolveTxt(name, {}) })),
    caughtBy: [
      'asks nothing where its signal was aborted before, and rejects with its reason',
      'gives up when its signal is aborted, and rejects with its reason',
    ],
  },
  {
    mistake: 'mixes up questions at the same time',
    factory: careless((good) => {
      let last = ''
      return {
        async resolveTxt(name, options) {
          last = name
          await Promise.resolve()
          return good.resolveTxt(last, options)
        },
      }
    }),
    caughtBy: ['keeps questions at the same time apart'],
  },
  {
    mistake: 'invents a record where CNAME records lead in a circle',
    factory: careless((good) => ({
      async resolveTxt(name, options) {
        const all = await good.resolveTxt(name, options)
        return name.includes('circle') ? [['the alias']] : all
      },
    })),
    caughtBy: ['comes to an end where CNAME records lead in a circle'],
  },
  {
    mistake: 'knows no CNAME record',
    factory: careless(() => ({ resolveCname: async () => [] })),
    caughtBy: [
      'resolveCname gives what a CNAME record at exactly this name points to',
      'resolveCname rejects where the answer is not known',
    ],
  },
  {
    mistake: 'gives the name itself where there is no CNAME record',
    factory: careless((good) => ({
      async resolveCname(name, options) {
        const targets = (await good.resolveCname?.(name, options)) ?? []
        return targets.length === 0 ? [name] : targets
      },
    })),
    caughtBy: ['resolveCname gives an empty list where there is no CNAME record'],
  },
]

describe('dnsCases', () => {
  const names = dnsCases(() => nodeDns()).map(({ name }) => name)

  it('names every case once', () => expect(new Set(names).size).toBe(names.length))

  it('has a mistake to catch for every case', () => {
    expect(new Set(mistakes.flatMap(({ caughtBy }) => caughtBy))).toEqual(new Set(names))
  })

  it.each(mistakes)('catches a resolver that $mistake', async ({ factory, caughtBy }) => {
    const cases = new Map(dnsCases(factory).map(({ name, run }) => [name, run]))
    for (const name of caughtBy) {
      // A resolver that rejects where it must not breaks the contract as well.
      await expect(cases.get(name)?.(), name).rejects.toThrow()
    }
  })

  it('leaves a resolver alone that has no resolveCname', async () => {
    const factory: DnsFactory = ({ address, timeout }) => {
      const { resolveTxt } = nodeDns({ servers: [address], timeout })
      return { resolveTxt }
    }
    const optional = dnsCases(factory).filter(({ name }) => name.startsWith('resolveCname'))
    expect(optional).toHaveLength(3)
    for (const { run } of optional) await expect(run()).resolves.toBeUndefined()
  })
})

describe('describeDns', () => {
  it('declares the same cases with the given runner', () => {
    const declared: string[] = []
    const describeName = vi.fn<(name: string, body: () => void) => void>((_, body) => body())
    describeDns(() => nodeDns(), { describe: describeName, it: (name) => declared.push(name) })
    expect(describeName).toHaveBeenCalledTimes(1)
    expect(declared).toEqual(dnsCases(() => nodeDns()).map(({ name }) => name))
  })

  it('says what to pass where there is no runner', () => {
    expect(() => describeDns(() => nodeDns())).toThrow(/describeDns found no global/)
  })
})
