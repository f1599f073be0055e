import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { dohDns } from '../../../src/dns/doh/index.ts'
import { nodeDns } from '../../../src/dns/node/index.ts'
import {
  createTestDnsServer,
  type TestDnsServer,
  type TestDnsZone,
} from '../../../src/testing/dns/index.ts'

const servers: TestDnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(zone?: TestDnsZone) {
  const server = await createTestDnsServer(zone ? { zone } : {})
  servers.push(server)
  const dns = nodeDns({ servers: [server.address], timeout: 10_000 })
  const texts = async (name: string) => (await dns.resolveTxt(name, {})).flat()
  return { server, dns, texts }
}

describe('createTestDnsServer', () => {
  it('shows a change at once, as a newcomer sees pending turn to verified', async () => {
    const { server, texts } = await start()
    expect(await texts('_acme-sso.example.com')).toEqual([])
    server.setTxt('_acme-sso.example.com', ['challenge'])
    expect(await texts('_acme-sso.example.com')).toEqual(['challenge'])
    server.setTxt('_acme-sso.example.com', [])
    expect(await texts('_acme-sso.example.com')).toEqual([])
    server.set('_acme-sso.example.com', { failure: 'REFUSED' })
    await expect(texts('_acme-sso.example.com')).rejects.toMatchObject({
      code: 'domain_dns_failed',
    })
    expect(server.questions).toBeGreaterThan(3)
  })

  it('says the same over UDP, TCP and HTTP', async () => {
    const value = 'v'.repeat(3000)
    const { server, texts } = await start({ 'long.example': { txt: [value] } })
    const overHttp = await dohDns({ endpoint: server.endpoint }).resolveTxt('long.example', {})
    expect(overHttp.map((chunks) => chunks.map(({ length }) => length))).toEqual([
      [...Array.from({ length: 11 }, () => 255), 195],
    ])
    expect((await texts('long.example')).join('')).toBe(value)
    // One over HTTP, one over UDP that is cut off, one over TCP.
    expect(server.questions).toBe(3)
  })

  it('lets a wildcard end where a name exists (RFC 4592 section 3.3.1)', async () => {
    const { texts } = await start({
      '*.wild.example': { txt: ['wildcard'] },
      'known.wild.example': { txt: ['known'] },
    })
    expect(await texts('any.wild.example')).toEqual(['wildcard'])
    expect(await texts('a.b.wild.example')).toEqual(['wildcard'])
    expect(await texts('known.wild.example')).toEqual(['known'])
    expect(await texts('below.known.wild.example')).toEqual([])
    expect(await texts('wild.example')).toEqual([])
  })

  it('survives what is no DNS message, over every way', async () => {
    const { server, texts } = await start({ 'one.example': { txt: ['value'] } })
    await expect(
      fetch(`${server.endpoint}?dns=AAAA`, { signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow()
    const [, port = ''] = server.address.split(':')
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(Buffer.from([0, 3, 1, 2, 3]))
    await expect.poll(() => server.questions).toBe(2)
    expect(await texts('one.example')).toEqual(['value'])
    socket.destroy()
  })

  it('ends with open connections', async () => {
    const server = await createTestDnsServer()
    const [, port = ''] = server.address.split(':')
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    await new Promise((resolve) => socket.once('connect', resolve))
    await server.close()
    await expect.poll(() => socket.destroyed).toBe(true)
  })
})
