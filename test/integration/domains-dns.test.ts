import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dohDns } from '../../src/dns/doh/index.ts'
import { nodeDns } from '../../src/dns/node/index.ts'
import type { DnsResolver } from '../../src/index.ts'
import { createTestDnsServer } from '../../src/testing/dns/index.ts'
import { type DnsServers, startDnsServers } from '../support/dns-servers.ts'
import { asSystem, createHarness } from '../support/harness.ts'

const LABEL = '_sso-challenge'

/** What each domain's admin made of the record, as lines of the zone `acme.test`. */
const records: Readonly<Record<string, (value: string) => string>> = {
  'acme.test': (value) => `${LABEL} TXT "v=other" \n${LABEL} TXT "${value}"`,
  'chunks.acme.test': (value) => `${LABEL}.chunks TXT "${value.slice(0, 20)}" "${value.slice(20)}"`,
  'agency.acme.test': (value) =>
    `${LABEL}.agency CNAME agency-1\nagency-1 CNAME agency-2\nagency-2 TXT "${value}"`,
  'nothing.acme.test': () => '',
  'old.acme.test': (value) => `${LABEL}.old TXT "${value.slice(0, -2)}xx"`,
  'quoted.acme.test': (value) => String.raw`${LABEL}.quoted TXT "\"${value}\""`,
  'apex.acme.test': (value) => `apex TXT "${value}"`,
  'doubled.acme.test': (value) => `${LABEL}.doubled.acme.test.doubled TXT "${value}"`,
  'cname.acme.test': () => `${LABEL}.cname CNAME mail`,
  'any.acme.test': (value) => `*.any TXT "${value}"`,
  'pages.acme.test': (value) => `*.pages CNAME pages-1\npages-1 TXT "${value}"`,
}

/** In this order: what background work finds later must be what a press of the button finds. */
const expected: readonly [domain: string, state: string, nearestMiss: string | undefined][] = [
  ['acme.test', 'verified', undefined],
  ['chunks.acme.test', 'verified', undefined],
  ['agency.acme.test', 'verified', undefined],
  ['nothing.acme.test', 'pending', undefined],
  ['old.acme.test', 'pending', 'other_challenge'],
  ['quoted.acme.test', 'pending', 'quoted'],
  ['apex.acme.test', 'pending', 'at_apex'],
  ['doubled.acme.test', 'pending', 'zone_doubled'],
  ['cname.acme.test', 'pending', 'cname'],
  ['any.acme.test', 'failed', 'wildcard'],
  ['pages.acme.test', 'failed', 'wildcard'],
  // Its signatures do not fit, and the other zone is not there: nobody knows.
  ['bogus.test', 'pending', 'dns_failed'],
  ['broken.test', 'pending', 'dns_failed'],
]

/** Hosts whose claims were made before the servers know the values of their records. */
const ways = ['nodeDns', 'dohDns'] as const
const hosts = ways.map((way) => {
  const target: { dns?: DnsResolver } = {}
  const ask = () => {
    if (!target.dns) throw new Error('the servers are not up')
    return target.dns
  }
  const dns: DnsResolver = {
    resolveTxt: (name, options) => ask().resolveTxt(name, options),
    resolveCname: async (name, options) => (await ask().resolveCname?.(name, options)) ?? [],
  }
  return { way, target, ...createHarness({ dns }) }
})

let servers: DnsServers
beforeAll(async () => {
  const lines: string[] = []
  const [first, second] = hosts
  if (!first || !second) throw new Error('no host')
  for (const [domain] of expected) {
    const { value } = (await first.sso.domains.claim('org_1', domain, asSystem)).instructions
    // One set of records serves both ways of asking.
    const [claim] = await first.storage.domains.list({ domain })
    if (claim) await second.storage.domains.claim(claim)
    lines.push(records[domain]?.(value) ?? '')
  }
  servers = await startDnsServers({ 'acme.test': `${lines.join('\n')}\n` })
  first.target.dns = nodeDns({ servers: [servers.resolver] })
  second.target.dns = dohDns({ endpoint: servers.doh.http })
})
afterAll(() => servers?.close())

describe.each(hosts.map(({ way, sso, clock }) => ({ way, sso, clock })))(
  'a domain over real DNS by $way',
  ({ sso, clock }) => {
    it.each(expected)('D3 %s is %s, nearest miss %s', async (domain, state, nearestMiss) => {
      const check = await sso.verifyDomain('org_1', domain)
      expect([check.state, check.nearestMiss?.code]).toEqual([state, nearestMiss])
      if (state === 'verified') expect(check.seen).toContain(check.instructions.value)
    })

    it('PU-21 D5 is the same in the background', async () => {
      clock.advance(86_400)
      const { domains } = await sso.maintain()
      expect(domains).toEqual({ checked: expected.length, verified: 0, lost: 0, expired: 0 })
      const states = (await sso.domains.list('org_1', asSystem)).map(({ domain, state }) => [
        ...[domain, state],
      ])
      expect(Object.fromEntries(states)).toEqual(
        Object.fromEntries(expected.map(([domain, state]) => [domain, state])),
      )
    })
  },
)

describe('a domain at a DNS server of this process', () => {
  it('PU-20 PU-21 PU-22 turns from pending to verified, and D5 is lost without its record', async () => {
    const server = await createTestDnsServer()
    try {
      const { sso, clock } = createHarness({ dns: nodeDns({ servers: [server.address] }) })
      const { instructions } = await sso.domains.claim('org_1', 'acme.example', asSystem)
      const state = async () => (await sso.domains.list('org_1', asSystem))[0]?.state
      expect((await sso.verifyDomain('org_1', 'acme.example')).state).toBe('pending')
      server.setTxt(instructions.host, [instructions.value])
      clock.advance(60)
      expect((await sso.maintain()).domains).toMatchObject({ checked: 1, verified: 1 })
      expect(await state()).toBe('verified')

      server.set(instructions.host, { failure: 'SERVFAIL' })
      for (let days = 0; days < 6; days += 1) {
        clock.advance(86_400)
        await sso.maintain()
      }
      expect(await state(), 'an outage').toBe('verified')
      server.setTxt(instructions.host, [])
      for (let days = 0; days < 4; days += 1) {
        clock.advance(86_400)
        await sso.maintain()
      }
      expect(await state()).toBe('lost')
    } finally {
      await server.close()
    }
  })
})
