import http from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Builtins, RequestOptions } from '../../../src/http/network/builtins.ts'
import { createPin } from '../../../src/http/network/pin.ts'
import { resolveNetworkPolicy } from '../../../src/http/network/policy.ts'
import {
  failureOf,
  json,
  listen,
  networkFor,
  pause,
  simulatedInternet,
  withDns,
} from './listeners.ts'

const timeoutMilliseconds = 2000
const refused = 'network_address_refused'

describe('pinning', () => {
  it('N1 checks literals without asking DNS', () => {
    const { policy } = resolveNetworkPolicy(undefined, 'https://app.example')
    const { builtins, asked } = withDns(['93.184.216.34'])
    const pin = (url: string) => createPin(new URL(url), builtins.dns, policy)
    expect(() => pin('https://10.0.0.1/')).toThrow(expect.objectContaining({ code: refused }))
    expect(() => pin('https://[fe80::1]/')).toThrow(expect.objectContaining({ code: refused }))
    pin('https://8.8.8.8/').confirm('8.8.8.8')
    pin('https://8.8.8.8/').confirm('::ffff:8.8.8.8')
    pin('https://8.8.8.8/').confirm(undefined)
    pin('https://[2606:4700::1]/').confirm('2606:4700:0::1')
    expect(() => pin('https://8.8.8.8/').confirm('8.8.4.4')).toThrow(
      expect.objectContaining({ code: refused }),
    )
    expect(() => pin('https://idp.example/').confirm(undefined)).toThrow(
      expect.objectContaining({ code: refused }),
    )
    expect(asked).toEqual([])
  })

  it('N1 connects to the checked public address although DNS says loopback the next time', async () => {
    const listener = await listen((request, response) => {
      json(response, JSON.stringify(request.headers.host))
    })
    const internet = simulatedInternet(listener, ['93.184.216.34'], ['127.0.0.1'])
    const fetch = networkFor([], { builtins: internet.builtins }).fetchFor('c')
    expect(await (await fetch('https://idp.example/')).json()).toBe('idp.example:443')
    expect(internet.asked).toEqual(['idp.example'])
    expect(internet.connectedTo).toEqual(['93.184.216.34'])

    const error = await failureOf(fetch('https://idp.example/'))
    expect(error.code).toBe('network_address_refused')
    expect(error.detail).toEqual({ host: 'idp.example', addressClass: 'loopback' })
    expect(internet.connectedTo).toEqual(['93.184.216.34'])
    expect(listener.connections()).toBe(1)
  })

  it('N1 connects to the checked address, not to a later answer, over real sockets', async () => {
    const good = await listen((_, response) => json(response, '"good"'), '127.0.0.2')
    const evil = await listen((_, response) => json(response, '"evil"'), '127.0.0.1', good.port)
    const { builtins, asked } = withDns(['127.0.0.2'], ['127.0.0.1'])
    const host = `idp.localhost:${good.port}`
    const response = await networkFor([host], { builtins }).fetchFor('c')(`http://${host}/`)
    expect(await response.json()).toBe('good')
    expect(asked).toEqual(['idp.localhost'])
    expect(evil.connections()).toBe(0)
  })

  it('N1 gives all checked addresses to the socket, IPv6 included', async () => {
    const listener = await listen((_, response) => json(response))
    const answer = ['2606:4700:4700::1111', '93.184.216.34', '1.1.1.1']
    const internet = simulatedInternet(listener, answer)
    await networkFor([], { builtins: internet.builtins }).fetchFor('c')('https://idp.example/')
    expect(internet.connectedTo).toEqual(answer)
  })

  it.each([
    [['93.184.216.34', '10.0.0.1'], 'private'],
    [['10.0.0.1', '93.184.216.34'], 'private'],
    [['93.184.216.34', '2606:4700:4700::1111', '::1'], 'loopback'],
    [['93.184.216.34', '169.254.169.254'], 'metadata'],
    [['93.184.216.34', 'fe80::1%eth0'], 'invalid'],
  ])('N1 refuses the mixed answer %j as a whole', async (answer, addressClass) => {
    const listener = await listen((_, response) => json(response))
    const internet = simulatedInternet(listener, answer)
    const fetch = networkFor([], { builtins: internet.builtins }).fetchFor('c')
    const error = await failureOf(fetch('https://idp.example/'))
    expect(error.code).toBe('network_address_refused')
    expect(error.detail).toEqual({ host: 'idp.example', addressClass })
    expect(internet.connectedTo).toEqual([])
    expect(listener.connections()).toBe(0)
  })

  it('N1 opens private addresses for the named host only', async () => {
    const listener = await listen((_, response) => json(response))
    for (const address of ['10.0.0.1', '127.0.0.1', 'fd12::1', '100.64.0.1', '93.184.216.34']) {
      const internet = simulatedInternet(listener, [address])
      const fetch = networkFor(['idp.corp.example'], { builtins: internet.builtins }).fetchFor('c')
      expect((await fetch('https://idp.corp.example/')).status).toBe(200)
      expect(internet.connectedTo).toEqual([address])
      if (address === '93.184.216.34') continue
      const error = await failureOf(fetch('https://other.corp.example/'))
      expect(error.code).toBe('network_address_refused')
    }
  })

  it.each(['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', '0.0.0.0', 'fe80::1'])(
    'N1 refuses %s behind a named host',
    async (address) => {
      const listener = await listen((_, response) => json(response))
      const internet = simulatedInternet(listener, [address])
      const fetch = networkFor(['idp.corp.example'], { builtins: internet.builtins }).fetchFor('c')
      const error = await failureOf(fetch('https://idp.corp.example/'))
      expect(error.code).toBe('network_address_refused')
      expect(listener.connections()).toBe(0)
    },
  )

  it('N1 keeps http on loopback where localhost resolves elsewhere', async () => {
    const { builtins } = withDns(['10.0.0.1'])
    const fetch = networkFor(['localhost:4000'], { builtins }).fetchFor('c')
    const error = await failureOf(fetch('http://localhost:4000/'))
    expect(error.code).toBe('network_address_refused')
  })

  it('N1 resolves localhost with the real resolver', async () => {
    const listener = await listen((_, response) => json(response))
    const host = `localhost:${listener.port}`
    const response = await networkFor([host]).fetchFor('c')(`http://${host}/`)
    expect(response.status).toBe(200)
  })

  it('N1 fails where DNS fails or knows no address', async () => {
    const unknown = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    for (const answer of [unknown, []]) {
      const { builtins } = withDns(answer)
      const fetch = networkFor([], { builtins, timeoutMilliseconds }).fetchFor('c')
      const error = await failureOf(fetch('https://idp.example/'))
      expect(error.code).toBe('network_failed')
      if (answer instanceof Error) expect(error.cause?.code).toBe('ENOTFOUND')
    }
  })

  it('N1 answers a socket that asks for a single address with a checked one', async () => {
    const listener = await listen((_, response) => json(response, '"single"'))
    const { builtins, asked } = withDns(['127.0.0.1'])
    const single: Builtins = {
      ...builtins,
      http: {
        request: (options) => http.request({ ...options, autoSelectFamily: false } as never),
      },
    }
    const host = `idp.localhost:${listener.port}`
    const fetch = networkFor([host], { builtins: single }).fetchFor('c')
    expect(await (await fetch(`http://${host}/`)).json()).toBe('single')
    expect(asked).toHaveLength(1)
  })

  /** Something in the process that replaced `http.request`, as proxies and mocks do. */
  const replaced = (change: (options: RequestOptions) => object): Builtins => {
    const { builtins } = withDns(['127.0.0.2'])
    return { ...builtins, http: { request: (options) => http.request(change(options)) } }
  }

  it('N1 refuses the answer where the socket did not ask for the checked address', async () => {
    const listener = await listen((_, response) => json(response))
    const host = `idp.localhost:${listener.port}`
    const builtins = replaced((options) => ({ ...options, host: '127.0.0.1' }))
    const fetch = networkFor([host], { builtins }).fetchFor('c')
    const error = await failureOf(fetch(`http://${host}/`))
    expect(error.code).toBe('network_address_refused')
    expect(error.detail?.addressClass).toBe('unchecked')
    await listener.idle()
  })

  it('N1 refuses the answer where the connection went elsewhere than to the checked address', async () => {
    const listener = await listen((_, response) => json(response))
    const host = `idp.localhost:${listener.port}`
    const builtins = replaced((options) => ({
      ...options,
      lookup: (name: string, asked: { all?: boolean }, callback: (...all: unknown[]) => void) =>
        options.lookup(name, asked, () => callback(null, [{ address: '127.0.0.1', family: 4 }])),
    }))
    const fetch = networkFor([host], { builtins }).fetchFor('c')
    const error = await failureOf(fetch(`http://${host}/`))
    expect(error.code).toBe('network_address_refused')
    expect(error.detail?.addressClass).toBe('unchecked')
  })

  it('N1 asks for TLS that no environment variable weakens, on a connection of its own', async () => {
    const seen: RequestOptions[] = []
    const { builtins } = withDns(['93.184.216.34'])
    const request: Builtins['https']['request'] = (options) => {
      seen.push(options)
      throw new Error('seen enough')
    }
    const fetch = networkFor([], { builtins: { ...builtins, https: { request } } }).fetchFor('c')
    expect((await failureOf(fetch('https://idp.example:8443/a?b'))).code).toBe('network_failed')
    await failureOf(fetch('https://[2606:4700::1]/'))
    expect(seen).toMatchObject([
      {
        host: 'idp.example',
        port: 8443,
        path: '/a?b',
        agent: false,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      },
      { host: '2606:4700::1', port: 443, path: '/' },
    ])
    await pause(0)
  })
})
