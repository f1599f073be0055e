import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { dohDns, type DohDnsOptions } from '../../src/dns/doh/index.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { answer, question, record } from './message/vectors.ts'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const good = answer([record('10', '02 68 69')])
const type = 'application/dns-message'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** A resolver that asks this listener, which gives a good answer where nothing else is said. */
async function ask(
  listener: Listener = (_, response) => void response.setHeader('content-type', type).end(good),
  options: Partial<DohDnsOptions> = {},
) {
  const server = await startServer('127.0.0.1', listener)
  servers.push(server)
  const dns = dohDns({ endpoint: `${server.origin}/dns-query`, timeout: 5000, ...options })
  return (name = 'one.example', signal?: AbortSignal) =>
    dns.resolveTxt(name, signal ? { signal } : {})
}

const failure = (reason: string) => ({
  code: 'domain_dns_failed',
  retryable: true,
  detail: { reason },
})

describe.each([
  ['the sockets of Node', {}],
  ['a fetch', { fetch }],
])('dohDns over %s', (_, options) => {
  it('asks as RFC 8484 section 4.1 says: GET with base64url, id 0, recursion desired', async () => {
    const requests: IncomingMessage[] = []
    const dns = await ask((request, response) => {
      requests.push(request)
      response.setHeader('content-type', type).end(good)
    }, options)
    expect(await dns()).toEqual([['hi']])
    expect(requests).toHaveLength(1)
    const [{ method, url = '', headers } = {} as IncomingMessage] = requests
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    expect({ method, pathname, accept: headers.accept }).toEqual({
      method: 'GET',
      pathname: '/dns-query',
      accept: type,
    })
    const hex = Buffer.from(searchParams.get('dns') ?? '', 'base64url').toString('hex')
    const extension = '0000291000000000000000'
    expect(hex).toBe(`000001000001000000000001${question.replaceAll(' ', '')}${extension}`)
  })

  it.each<[string, string, Listener]>([
    [
      'another media type',
      'failed',
      (_request, response) => void response.setHeader('content-type', 'text/html').end(good),
    ],
    ['no media type', 'failed', (_request, response) => void response.end(good)],
    [
      'bytes that are no message',
      'malformed',
      (_request, response) => void response.setHeader('content-type', type).end('<html>'),
    ],
    [
      'an empty answer',
      'malformed',
      (_request, response) => void response.setHeader('content-type', type).end(),
    ],
    ['a connection that breaks off', 'unreachable', (request) => void request.socket.destroy()],
  ])('refuses %s', async (_name, reason, listener) => {
    await expect((await ask(listener, options))()).rejects.toMatchObject(failure(reason))
  })

  it('reads no more than 65,535 bytes', async () => {
    const body = Buffer.alloc(65_536)
    const dns = await ask(
      (_request, response) => void response.setHeader('content-type', type).end(body),
      options,
    )
    const cause = { code: 'network_response_too_large' }
    await expect(dns()).rejects.toMatchObject({ ...failure('malformed'), cause })
  })

  it('refuses a good message with another status than 200', async () => {
    for (const status of [201, 400, 404, 429, 500, 503]) {
      const dns = await ask(
        (_request, response) => void response.writeHead(status, { 'content-type': type }).end(good),
        options,
      )
      const detail = { reason: 'failed', status }
      await expect(dns()).rejects.toMatchObject({ ...failure('failed'), detail })
    }
  })

  it('follows no redirect', async () => {
    let requests = 0
    const dns = await ask((request, response) => {
      requests += 1
      const isSecond = request.url?.startsWith('/other') === true
      if (isSecond) response.setHeader('content-type', type).end(good)
      else response.writeHead(307, { location: `/other${request.url ?? ''}` }).end()
    }, options)
    await expect(dns()).rejects.toMatchObject(failure('failed'))
    expect(requests).toBe(1)
  })

  it('ends after its timeout', async () => {
    const dns = await ask(() => undefined, { ...options, timeout: 50 })
    await expect(dns()).rejects.toMatchObject(failure('timeout'))
  })
})

describe('dohDns', () => {
  it('writes base64url without padding', async () => {
    const asked: string[] = []
    const dns = await ask(({ url = '' }, response) => {
      asked.push(new URL(url, 'http://localhost').searchParams.get('dns') ?? '')
      response.setHeader('content-type', type).end(good)
    })
    // The length of the second label, 63 or 62, comes at every position within three bytes.
    const labels = [62, 63].flatMap((length) =>
      ['a', 'aa', 'aaa'].map((first) => `${first}.${'b'.repeat(length)}.example`),
    )
    for (const name of labels) {
      await expect(dns(name)).rejects.toMatchObject(failure('mismatch'))
    }
    expect(asked.filter((text) => !/^[\w-]+$/.test(text))).toEqual([])
    expect(asked.join('')).toMatch(/-/)
    expect(asked.join('')).toMatch(/_/)
    expect(Buffer.from(asked[0] ?? '', 'base64url').toString('latin1')).toContain('\u0001a>bbb')
  })

  it('refuses more than 100 records as a whole', async () => {
    const records = (count: number) => Array.from({ length: count }, () => record('10', '01 61'))
    const dns = async (count: number) => {
      const body = answer(records(count))
      return (await ask((_, response) => void response.setHeader('content-type', type).end(body)))()
    }
    expect(await dns(100)).toHaveLength(100)
    await expect(dns(101)).rejects.toMatchObject(failure('too_large'))
  })

  it.each([
    ['', 'an empty one'],
    ['One.example', 'a capital'],
    ['one.example.', 'a dot at the end'],
    ['one..example', 'an empty label'],
    ['münchen.example', 'a character outside of ASCII'],
    ['one example', 'a space'],
    [`${'a'.repeat(64)}.example`, 'a label of 64'],
    [`${'a.'.repeat(126)}aa`, '254 characters'],
  ])('asks for no name like %j: %s', async (name) => {
    let requests = 0
    const dns = await ask(() => (requests += 1))
    await expect(dns(name)).rejects.toMatchObject({ code: 'domain_invalid' })
    expect(requests).toBe(0)
  })

  it('keeps a query that the endpoint has already', async () => {
    const urls: (string | undefined)[] = []
    const server = await startServer('127.0.0.1', ({ url }, response) => {
      urls.push(url)
      response.setHeader('content-type', type).end(good)
    })
    servers.push(server)
    const dns = dohDns({ endpoint: `${server.origin}/dns-query?profile=a%20b` })
    await dns.resolveTxt('one.example', {})
    expect(urls).toEqual([expect.stringMatching(/^\/dns-query\?profile=a[+]b&dns=AAAB[\w-]+$/)])
  })

  it.each([
    'http://dns.example/dns-query',
    'http://10.0.0.1/dns-query',
    'ftp://127.0.0.1/dns-query',
    'https://dns.example/dns-query{?dns}',
    'https://user:password@dns.example/dns-query',
    'https://dns.example/dns-query#part',
    'https://169.254.169.254/dns-query',
    'dns.example',
    '',
  ])('refuses the endpoint %j', (endpoint) => {
    expect(() => dohDns({ endpoint })).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        issues: [expect.objectContaining({ path: 'dns.endpoint' })],
      }),
    )
  })

  it.each([
    'https://cloudflare-dns.com/dns-query',
    'https://1.1.1.1/dns-query',
    'https://dns.corp.example:4433/dns-query',
    'https://10.0.0.1/dns-query',
    'https://dns.internal/dns-query',
    'http://localhost:8053/dns-query',
  ])('takes the endpoint %s', (endpoint) => {
    expect(dohDns({ endpoint })).toHaveProperty('resolveTxt')
  })

  it.each([0, -1, 1.5, 60_001, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the timeout %d',
    (timeout) => {
      const endpoint = 'https://dns.example/dns-query'
      expect(() => dohDns({ endpoint, timeout })).toThrow(
        expect.objectContaining({ code: 'config_invalid' }),
      )
    },
  )
})
