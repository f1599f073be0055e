import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeDns } from '../../src/dns/node/index.ts'
import { createTestDnsServer, type TestDnsServer } from '../../src/testing/dns/index.ts'

let server: TestDnsServer
beforeAll(async () => {
  server = await createTestDnsServer({
    zone: {
      'one.example': { txt: ['value'] },
      'upper.example': { cname: 'One.Example' },
      'silence.example': { failure: 'silence' },
    },
  })
})
afterAll(() => server.close())

const failure = (reason: string, code?: string) => ({
  ...{ name: 'SsoError', code: 'domain_dns_failed', retryable: true, detail: { reason } },
  ...(code === undefined ? {} : { cause: { name: 'Error', code } }),
})

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

describe('nodeDns', () => {
  it('names what went wrong, with the code that Node gives', async () => {
    const dns = nodeDns({ servers: [server.address], timeout: 10_000 })
    const cases = [
      ['SERVFAIL', 'servfail', 'ESERVFAIL'],
      ['REFUSED', 'refused', 'EREFUSED'],
    ] as const
    for (const [code, reason, nodeCode] of cases) {
      server.set('failing.example', { failure: code })
      const asked = dns.resolveTxt('failing.example', {})
      await expect(asked).rejects.toMatchObject(failure(reason, nodeCode))
    }
    // Our own end, and not one of Node's, which waits for a quarter of a second at least.
    const hasty = nodeDns({ servers: [server.address], timeout: 50 })
    const silent = hasty.resolveTxt('silence.example', {})
    await expect(silent).rejects.toMatchObject(failure('timeout', 'ECANCELLED'))
    const nobody = nodeDns({ servers: [`127.0.0.1:${await closedPort()}`], timeout: 10_000 })
    const unreachable = nobody.resolveTxt('one.example', {})
    await expect(unreachable).rejects.toMatchObject(failure('unreachable', 'ECONNREFUSED'))
  })

  it('asks the next server where the first does not answer', async () => {
    const silent = await createTestDnsServer({
      zone: { 'one.example': { failure: 'silence' } },
    })
    try {
      const dns = nodeDns({ servers: [silent.address, server.address], timeout: 3000 })
      expect(await dns.resolveTxt('one.example', {})).toEqual([['value']])
      expect(silent.questions).toBeGreaterThan(0)
    } finally {
      await silent.close()
    }
  })

  it('asks again where an answer is lost', async () => {
    const lossy = await createTestDnsServer({ zone: { 'one.example': { failure: 'silence' } } })
    try {
      const asked = nodeDns({ servers: [lossy.address], timeout: 3000 }).resolveTxt(
        'one.example',
        {},
      )
      await expect.poll(() => lossy.questions).toBe(1)
      lossy.setTxt('one.example', ['at the second try'])
      expect(await asked).toEqual([['at the second try']])
      expect(lossy.questions).toBe(2)
    } finally {
      await lossy.close()
    }
  })

  it('ends only the question whose signal is aborted', async () => {
    const dns = nodeDns({ servers: [server.address], timeout: 5000 })
    const controller = new AbortController()
    const { signal } = controller
    server.set('slow.example', { failure: 'silence' })
    const [ended, other] = [
      dns.resolveTxt('silence.example', { signal }),
      dns.resolveTxt('slow.example', {}),
    ]
    controller.abort(new Error('enough'))
    await expect(ended).rejects.toThrow('enough')
    server.setTxt('slow.example', ['still asked'])
    expect(await other).toEqual([['still asked']])
  })

  it('refuses more than 100 records as a whole', async () => {
    const dns = nodeDns({ servers: [server.address] })
    const texts = Array.from({ length: 101 }, (_, index) => `value ${index}`)
    server.setTxt('many.example', texts.slice(1))
    expect(await dns.resolveTxt('many.example', {})).toHaveLength(100)
    server.setTxt('many.example', texts)
    const tooMany = dns.resolveTxt('many.example', {})
    await expect(tooMany).rejects.toMatchObject(failure('too_large'))
  })

  it('gives the target of a CNAME record as a name that can be asked for', async () => {
    const dns = nodeDns({ servers: [server.address] })
    expect(await dns.resolveCname('upper.example', {})).toEqual(['one.example'])
  })

  it.each([
    '',
    'One.example',
    'one.example.',
    'one..example',
    'münchen.example',
    'one example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(126)}aa`,
  ])('asks for no name like %j', async (name) => {
    const before = server.questions
    const dns = nodeDns({ servers: [server.address] })
    await expect(dns.resolveTxt(name, {})).rejects.toMatchObject({ code: 'domain_invalid' })
    await expect(dns.resolveCname(name, {})).rejects.toMatchObject({ code: 'domain_invalid' })
    expect(server.questions).toBe(before)
  })

  it('asks for the longest names', async () => {
    const longest = `${'a.'.repeat(126)}a`
    server.setTxt(longest, ['253 characters'])
    const dns = nodeDns({ servers: [server.address] })
    expect(await dns.resolveTxt(longest, {})).toEqual([['253 characters']])
    const label = `${'b'.repeat(63)}.example`
    expect(await dns.resolveTxt(label, {})).toEqual([])
  })
})

describe('the options of nodeDns', () => {
  const refused = (path: string) =>
    expect.objectContaining({
      code: 'config_invalid',
      issues: [expect.objectContaining({ path })],
    })

  it.each([
    'localhost',
    'dns.example',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '127.0.0.1:',
    '127.0.0.1:53x',
    '[127.0.0.1]:53',
    '[::1',
    '::1]:53',
    '1.2.3',
    '',
  ])('refuse the server %j', (address) => {
    expect(() => nodeDns({ servers: ['127.0.0.1', address] })).toThrow(refused('dns.servers.1'))
  })

  it.each(['9.9.9.9', '127.0.0.1:53', '127.0.0.1:65535', '::1', '[::1]', '[2620:fe::fe]:5353'])(
    'take the server %s',
    (address) => expect(nodeDns({ servers: [address] })).toHaveProperty('resolveTxt'),
  )

  it('refuse an empty list of servers, and take none at all', () => {
    expect(() => nodeDns({ servers: [] })).toThrow(refused('dns.servers'))
    expect(nodeDns()).toHaveProperty('resolveTxt')
  })

  it.each([0, -1, 1.5, 60_001, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuse the timeout %d',
    (timeout) => expect(() => nodeDns({ timeout })).toThrow(refused('dns.timeout')),
  )

  it('are copied', async () => {
    const servers = [server.address]
    const dns = nodeDns({ servers })
    servers[0] = `127.0.0.1:${await closedPort()}`
    expect(await dns.resolveTxt('one.example', {})).toEqual([['value']])
  })
})
