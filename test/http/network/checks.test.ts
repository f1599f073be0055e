import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoError } from '../../../src/errors.ts'
import {
  allowsHttp,
  checkAddress,
  checkUrl,
  isAllowedUrl,
} from '../../../src/http/network/checks.ts'
import { resolveNetworkPolicy } from '../../../src/http/network/policy.ts'
import type { NetworkPolicy } from '../../../src/types/network.ts'

const resolved = (policy?: NetworkPolicy, baseUrl = 'https://app.example') =>
  resolveNetworkPolicy(policy, baseUrl).policy
const plain = resolved()

function refusal(action: () => unknown): SsoError {
  try {
    action()
  } catch (error) {
    if (isSsoError(error)) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('checkUrl', () => {
  it.each([
    'https://idp.example/authorize?x=1',
    'https://idp.example:443/',
    'https://idp.example:8443/path@2',
    'https://idp.example:9031/?q=a@b',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'HTTPS://IDP.Example/',
    'https://b%C3%BCcher.example/',
    'https://xn--bcher-kva.example/',
    'https://a_b.example/',
  ])('N1 passes %s', (text) => {
    expect(checkUrl(text, plain).href).toBe(new URL(text).href)
    expect(isAllowedUrl(text, plain)).toBe(true)
    expect(allowsHttp(text, plain)).toBe(false)
  })

  it.each([
    ['', 'spelling'],
    ['idp.example', 'spelling'],
    ['https:idp.example', 'spelling'],
    ['https:/idp.example', 'spelling'],
    ['https:///idp.example', 'spelling'],
    ['https:\\\\idp.example', 'spelling'],
    ['https://idp.example\\@evil.example/', 'spelling'],
    [' https://idp.example', 'spelling'],
    ['https://idp.example ', 'spelling'],
    ['https://idp.example/a b', 'spelling'],
    ['https://idp.exa\nmple', 'spelling'],
    ['https://idp.example/\t', 'spelling'],
    ['https://idp.example/\u0000', 'spelling'],
    ['https://', 'spelling'],
    ['https://[fe80::1%25eth0]/', 'spelling'],
    ['https://[::1', 'spelling'],
    ['https://1.2.3.4.5/', 'spelling'],
    ['https://256.1.1.1/', 'spelling'],
    ['https://idp.example:65536/', 'spelling'],
    ['ftp://idp.example/', 'spelling'],
    ['file:///etc/passwd', 'spelling'],
    ['data:application/json,{}', 'spelling'],
    ['javascript:alert(1)', 'spelling'],
    ['http://idp.example/', 'scheme'],
    ['http://localhost/', 'scheme'],
    ['http://127.0.0.1/', 'scheme'],
    ['https://user@idp.example/', 'credentials'],
    ['https://user:secret@idp.example/', 'credentials'],
    ['https://:secret@idp.example/', 'credentials'],
    ['https://@idp.example/', 'credentials'],
    ['https://idp.example@evil.example?x', 'credentials'],
    ['https://idp.example/#x', 'fragment'],
    ['https://idp.example/#', 'fragment'],
    ['https://idp.example#@evil.example/', 'fragment'],
    ['https://idp.example./', 'host'],
    ['https://a..b.example/', 'host'],
    ['https://.example/', 'host'],
    ['https://*.example/', 'host'],
    ["https://a'b.example/", 'host'],
    [`https://${'a'.repeat(64)}.example/`, 'host'],
    [`https://${'a.'.repeat(130)}example/`, 'host'],
    ['https://localhost/', 'local_name'],
    ['https://LOCALHOST/', 'local_name'],
    ['https://idp.localhost/', 'local_name'],
    ['https://intranet/', 'local_name'],
    ['https://metadata.google.internal/', 'local_name'],
    ['https://printer.local/', 'local_name'],
    ['https://router.home.arpa/', 'local_name'],
    ['https://hidden.onion/', 'local_name'],
    ['https://127.0.0.1/', 'address'],
    ['https://127.0.0.1./', 'address'],
    ['https://127.1/', 'address'],
    ['https://2130706433/', 'address'],
    ['https://0x7f000001/', 'address'],
    ['https://0x7f.0.0.1/', 'address'],
    ['https://0177.0.0.1/', 'address'],
    ['https://017700000001/', 'address'],
    ['https://１２７.0.0.1/', 'address'],
    ['https://①②⑦.0.0.1/', 'address'],
    ['https://127。0。0。1/', 'address'],
    ['https://%31%32%37.0.0.1/', 'address'],
    ['https://0/', 'address'],
    ['https://10.0.0.1/', 'address'],
    ['https://169.254.169.254/latest/meta-data/', 'address'],
    ['https://2852039166/', 'address'],
    ['https://[::1]/', 'address'],
    ['https://[::]/', 'address'],
    ['https://[::ffff:127.0.0.1]/', 'address'],
    ['https://[::ffff:8.8.8.8]/', 'address'],
    ['https://[fd00:ec2::254]/', 'address'],
    ['https://[64:ff9b::7f00:1]/', 'address'],
    ['https://[2002:7f00:1::]/', 'address'],
    ['https://idp.example:80/', 'port'],
    ['https://idp.example:22/', 'port'],
    ['https://idp.example:0/', 'port'],
    ['https://8.8.8.8:6379/', 'port'],
  ])('N1 refuses %j because of its %s', (text, reason) => {
    const error = refusal(() => checkUrl(text, plain))
    expect(error.code).toBe('network_url_refused')
    expect(error.detail?.reason).toBe(reason)
    expect(isAllowedUrl(text, plain)).toBe(false)
    expect(allowsHttp(text, plain)).toBe(false)
  })

  it('N1 refuses very long URLs, and long ones without much work', () => {
    expect(isAllowedUrl(`https://idp.example/${'a'.repeat(8192 - 20)}`, plain)).toBe(true)
    expect(isAllowedUrl(`https://idp.example/${'a'.repeat(8193 - 20)}`, plain)).toBe(false)
    const begin = performance.now()
    for (let round = 0; round < 20; round += 1) {
      expect(isAllowedUrl(`https://${'a'.repeat(8000)} `, plain)).toBe(false)
    }
    expect(performance.now() - begin).toBeLessThan(200)
  })

  it('N1 names the host in the error, never path, query or credentials', () => {
    const error = refusal(() =>
      checkUrl('https://user:pw-secret@10.0.0.1/p-secret?q-secret', plain),
    )
    expect(error.detail).toEqual({ host: '10.0.0.1', reason: 'credentials' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(JSON.stringify(refusal(() => checkUrl('http:\\secret', plain)))).not.toContain('secret')
  })

  it('N1 opens exactly the named private hosts and their ports', () => {
    const policy = resolved({
      privateHosts: [
        'adfs',
        'idp.corp.example:10443',
        'sso.corp.internal',
        '10.0.0.1',
        '[fd12::1]:9000',
      ],
    })
    for (const text of [
      'https://adfs/',
      'https://adfs:8443/',
      'https://ADFS/',
      'https://idp.corp.example/',
      'https://idp.corp.example:10443/',
      'https://sso.corp.internal/',
      'https://10.0.0.1/',
      'https://[fd12::1]:9000/',
      'https://[fd12:0::1]:9000/',
    ]) {
      expect(checkUrl(text, policy).href).toBe(new URL(text).href)
    }
    for (const text of [
      'https://adfs:10443/',
      'https://idp.corp.example:10444/',
      'https://other.corp.example:10443/',
      'https://idp.adfs:10443/',
      'https://x.sso.corp.internal/',
      'https://10.0.0.2/',
      'https://[fd12::2]:9000/',
      'http://adfs/',
      'http://10.0.0.1/',
    ]) {
      expect(refusal(() => checkUrl(text, policy)).code).toBe('network_url_refused')
    }
  })

  it('N1 replaces the port list where the policy has one', () => {
    const policy = resolved({ ports: [10_443] })
    expect(isAllowedUrl('https://idp.example:10443/', policy)).toBe(true)
    expect(isAllowedUrl('https://idp.example/', policy)).toBe(false)
  })

  it('N1 allows http only for a named loopback host below a loopback http baseUrl', () => {
    const privateHosts = ['localhost:4000', 'idp.localhost:4000', '127.0.0.1:4000', 'idp.corp:4000']
    const local = resolved({ privateHosts: [...privateHosts, '10.0.0.1:4000'] }, 'http://localhost')
    const remote = resolved({ privateHosts }, 'https://app.example')
    for (const host of ['localhost:4000', 'idp.localhost:4000', '127.0.0.1:4000']) {
      expect(allowsHttp(`http://${host}/`, local)).toBe(true)
      expect(allowsHttp(`https://${host}/`, local)).toBe(false)
      expect(allowsHttp(`http://${host}/`, remote)).toBe(false)
      expect(refusal(() => checkUrl(`http://${host}/`, remote)).detail?.reason).toBe('scheme')
    }
    for (const url of ['http://idp.corp:4000', 'http://10.0.0.1:4000', 'http://x.localhost:4000']) {
      expect(refusal(() => checkUrl(url, local)).detail?.reason).toBe('scheme')
    }
    expect(refusal(() => checkUrl('http://localhost:4001', local)).detail?.reason).toBe('port')
    expect(refusal(() => checkUrl('http://localhost', local)).detail?.reason).toBe('port')
    const named80 = resolved({ privateHosts: ['localhost:80'] }, 'http://localhost')
    expect(allowsHttp('http://localhost/', named80)).toBe(true)
  })
})

describe('checkAddress', () => {
  const policy = resolved(
    { privateHosts: ['idp.corp.example', 'localhost:80'] },
    'http://localhost',
  )
  const named = new URL('https://idp.corp.example/')
  const other = new URL('https://idp.example/')

  it('N1 passes public addresses of every host', () => {
    checkAddress('8.8.8.8', named, policy)
    checkAddress('8.8.8.8', other, policy)
    checkAddress('2606:4700::1', other, policy)
  })

  it.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1'])(
    'N1 passes %s for named hosts only',
    (address) => {
      checkAddress(address, named, policy)
      const error = refusal(() => checkAddress(address, other, policy))
      expect(error.code).toBe('network_address_refused')
      expect(error.detail).toEqual({ host: 'idp.example', addressClass: expect.any(String) })
      expect(JSON.stringify(error)).not.toContain(address)
    },
  )

  it.each([
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    '169.254.1.1',
    'fe80::1',
    'fe80::1%eth0',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '::ffff:10.0.0.1',
    '2002:a00:1::',
    'nonsense',
    '',
  ])('N1 refuses %j even for named hosts', (address) => {
    expect(refusal(() => checkAddress(address, named, policy)).code).toBe('network_address_refused')
  })

  it('N1 keeps http on loopback whatever localhost resolves to', () => {
    const url = new URL('http://localhost/')
    checkAddress('127.0.0.1', url, policy)
    checkAddress('::1', url, policy)
    for (const address of ['10.0.0.1', '8.8.8.8', 'fd12::1', '169.254.169.254']) {
      expect(refusal(() => checkAddress(address, url, policy)).code).toBe('network_address_refused')
    }
  })
})
