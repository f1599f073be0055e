import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dohDns } from '../../src/dns/doh/index.ts'
import { nodeDns } from '../../src/dns/node/index.ts'
import type { DnsResolver } from '../../src/dns/port.ts'
import { quorumDns } from '../../src/dns/quorum/index.ts'
import { slowDatagrams } from '../support/dns-proxy.ts'
import { type DnsServers, startDnsServers } from '../support/dns-servers.ts'
import { bigTexts, longText } from '../support/dns-zones.ts'

let servers: DnsServers
beforeAll(async () => {
  servers = await startDnsServers()
})
afterAll(() => servers?.close())

/** The ways to ask that lead to Unbound, which asks Knot as a resolver in the internet would. */
const ways: Record<string, () => Required<DnsResolver>> = {
  'nodeDns at Unbound': () => nodeDns({ servers: [servers.resolver] }),
  'dohDns at dnsdist': () => dohDns({ endpoint: servers.doh.http }),
  'dohDns at dnsdist, over fetch': () => dohDns({ endpoint: servers.doh.http, fetch }),
}
const authoritative = (): Required<DnsResolver> => nodeDns({ servers: [servers.authoritative] })
const everyWay: Record<string, () => Required<DnsResolver>> = {
  'nodeDns at Knot': authoritative,
  ...ways,
}

async function textsAt(dns: DnsResolver, name: string): Promise<string[]> {
  const records = await dns.resolveTxt(name, {})
  return records.map((chunks) => chunks.join('')).toSorted()
}

const failure = (reason: string) => ({ code: 'domain_dns_failed', detail: { reason } })

describe.each(Object.entries(everyWay))('%s', (_, open) => {
  it.each([
    ['a record of a signed zone', '_sso.acme.test', ['challenge']],
    ['a record of an unsigned zone', '_target.other.test', ['of the other zone']],
    ['a record in two chunks', '_split.acme.test', ['part one, part two']],
    ['a record of more than 255 octets', '_long.acme.test', [longText]],
    ['several records', '_several.acme.test', ['one', 'two']],
    ['what CNAME records lead to', '_alias.acme.test', ['challenge']],
    ['what a wildcard says', 'any.thing.wild.acme.test', ['value of the wildcard']],
    ['an answer that needs TCP', '_big.acme.test', [...bigTexts].toSorted()],
    ['nothing where the name does not exist', 'unknown.acme.test', []],
    ['nothing where the name has other records only', 'mail.acme.test', []],
    ['nothing where only names below exist', 'below.acme.test', []],
    ['nothing where a CNAME record leads nowhere', '_dangling.acme.test', []],
  ])('gives %s', async (__, name, texts) => {
    expect(await textsAt(open(), name)).toEqual(texts)
  })

  it('names the target of a CNAME record, and nothing where there is none', async () => {
    const dns = open()
    expect(await dns.resolveCname('_alias.acme.test', {})).toEqual(['_alias2.acme.test'])
    expect(await dns.resolveCname('_sso.acme.test', {})).toEqual([])
    expect(await dns.resolveCname('unknown.acme.test', {})).toEqual([])
  })

  it('rejects where the zone cannot be served', async () => {
    const asked = open().resolveTxt('_sso.broken.test', {})
    await expect(asked).rejects.toMatchObject(failure('servfail'))
  })

  it('rejects where there are more than 100 records', async () => {
    const asked = open().resolveTxt('_toomany.acme.test', {})
    await expect(asked).rejects.toMatchObject(failure('too_large'))
  })
})

describe.each(Object.entries(ways))('%s', (_, open) => {
  it('gives what a CNAME record to another zone leads to', async () => {
    expect(await textsAt(open(), '_elsewhere.acme.test')).toEqual(['of the other zone'])
  })

  it.each([
    ['signatures do not fit the key that the parent names', '_sso.bogus.test'],
    ['CNAME records lead in a circle', '_circle.acme.test'],
    ['the servers of a zone do not know it', '_sso.nowhere.test'],
  ])('rejects where %s', async (__, name) => {
    await expect(open().resolveTxt(name, {})).rejects.toMatchObject(failure('servfail'))
  })
})

describe('nodeDns at Knot', () => {
  it('has no validation of its own: that is the work of the resolver', async () => {
    expect(await textsAt(authoritative(), '_sso.bogus.test')).toEqual(['challenge'])
  })

  it('rejects where the server refuses', async () => {
    const asked = authoritative().resolveTxt('_sso.nowhere.test', {})
    await expect(asked).rejects.toMatchObject(failure('refused'))
  })

  it('comes to an end where CNAME records lead in a circle', async () => {
    expect(await textsAt(authoritative(), '_circle.acme.test')).toEqual([])
  })
})

describe('nodeDns over a slow way without TCP', () => {
  it('waits for an answer within its timeout, and rejects after it', async () => {
    const way = await slowDatagrams(servers.resolver, 200)
    try {
      const patient = nodeDns({ servers: [way.address], timeout: 10_000 })
      expect(await textsAt(patient, '_sso.acme.test')).toEqual(['challenge'])
      const hasty = nodeDns({ servers: [way.address], timeout: 100 })
      const asked = hasty.resolveTxt('_sso.acme.test', {})
      await expect(asked).rejects.toMatchObject(failure('timeout'))
    } finally {
      way.close()
    }
  })

  it('never takes an answer that is cut off for the whole', async () => {
    const way = await slowDatagrams(servers.authoritative, 0)
    try {
      const dns = nodeDns({ servers: [way.address], timeout: 2000 })
      expect(await textsAt(dns, '_several.acme.test')).toEqual(['one', 'two'])
      const asked = dns.resolveTxt('_big.acme.test', {})
      await expect(asked).rejects.toMatchObject({ code: 'domain_dns_failed' })
    } finally {
      way.close()
    }
  })
})

describe('quorumDns', () => {
  it('agrees across Knot, Unbound and dnsdist', async () => {
    const all = Object.values(everyWay).map((open) => open())
    const dns = quorumDns(all, all.length)
    expect(await textsAt(dns, '_alias.acme.test')).toEqual(['challenge'])
    expect(await textsAt(dns, '_big.acme.test')).toEqual([...bigTexts].toSorted())
    expect(await textsAt(dns, 'unknown.acme.test')).toEqual([])
  })

  it('leaves out what only an unvalidated resolver says, as long as the others cannot tell', async () => {
    const all = Object.values(everyWay).map((open) => open())
    const asked = quorumDns(all, 2).resolveTxt('_sso.bogus.test', {})
    await expect(asked).rejects.toMatchObject(failure('disagreement'))
  })
})

describe('dohDns over TLS', () => {
  it('asks a server whose certificate the runtime trusts, and no other', async () => {
    // Node reads the trusted certificates when a process starts, so this needs one of its own.
    const { certificate, https } = servers.doh
    const file = join(certificate, '../doh-client.mjs')
    const code = `
      import { dohDns } from './src/dns/doh/index.ts'
      const dns = dohDns({ endpoint: ${JSON.stringify(https)} })
      const answer = dns.resolveTxt('_sso.acme.test', {})
      console.log(JSON.stringify(await answer.catch(({ code, detail }) => ({ code, detail }))))`
    await build({
      stdin: { contents: code, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
      ...{ bundle: true, platform: 'node', format: 'esm', outfile: file },
    })
    const run = async (env: Record<string, string>) => {
      const options = { env: { ...process.env, ...env } }
      return JSON.parse((await promisify(execFile)(process.execPath, [file], options)).stdout)
    }
    expect(await run({ NODE_EXTRA_CA_CERTS: certificate })).toEqual([['challenge']])
    expect(await run({ NODE_EXTRA_CA_CERTS: '' })).toEqual(failure('unreachable'))
  })
})
