import type { DnsResolver } from '../../src/index.ts'

type Answer = readonly string[] | Error

/** A resolver that answers from a table, and counts what it is asked. */
export interface ScriptedDns extends DnsResolver {
  /** Names that were asked for, in order. */
  readonly asked: string[]
  /** TXT records of a name, one text each; `*.example.com` stands for every name below. */
  txt(name: string, ...records: string[]): void
  cname(name: string, target: string): void
  /** Every question about this name fails. */
  fail(name: string, error?: Error): void
  clear(): void
}

export function scriptedDns(): ScriptedDns {
  const asked: string[] = []
  const texts = new Map<string, Answer>()
  const cnames = new Map<string, Answer>()
  const find = (table: Map<string, Answer>, name: string): readonly string[] => {
    const parent = name.slice(name.indexOf('.') + 1)
    const found = table.get(name) ?? table.get(`*.${parent}`) ?? []
    if (found instanceof Error) throw found
    return found
  }
  return {
    asked,
    txt: (name, ...records) => void texts.set(name, records),
    cname: (name, target) => void cnames.set(name, [target]),
    fail: (name, error = new Error('SERVFAIL')) => {
      texts.set(name, error)
      cnames.set(name, error)
    },
    clear: () => {
      texts.clear()
      cnames.clear()
    },
    resolveTxt: async (name) => {
      asked.push(name)
      const [target] = find(cnames, name)
      return find(texts, target ?? name).map((record) => [record])
    },
    resolveCname: async (name) => [...find(cnames, name)],
  }
}
