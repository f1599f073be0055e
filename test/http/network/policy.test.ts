import { describe, expect, it } from 'vitest'
import { resolveNetworkPolicy } from '../../../src/http/network/policy.ts'
import type { NetworkPolicy } from '../../../src/types/network.ts'

const base = 'https://app.example'
const paths = (policy: unknown) =>
  resolveNetworkPolicy(policy as NetworkPolicy, base).issues.map(({ path }) => path)

describe('resolveNetworkPolicy', () => {
  it('N1 completes an absent policy with the documented defaults', () => {
    const { policy, issues } = resolveNetworkPolicy(undefined, base)
    expect(issues).toEqual([])
    expect(policy).toEqual({
      privateHosts: [],
      ports: [443, 8443, 9031],
      timeoutMilliseconds: 10_000,
      maxBytes: 1_048_576,
      concurrency: 8,
      allowsLoopbackHttp: false,
    })
  })

  it('N1 freezes the policy in depth', () => {
    const { policy } = resolveNetworkPolicy({ privateHosts: ['idp.corp.example'] }, base)
    expect(Object.isFrozen(policy)).toBe(true)
    expect(Object.isFrozen(policy.ports)).toBe(true)
    expect(Object.isFrozen(policy.privateHosts)).toBe(true)
    expect(Object.isFrozen(policy.privateHosts[0])).toBe(true)
  })

  it('N1 reads named hosts with and without port', () => {
    const { policy, issues } = resolveNetworkPolicy(
      {
        privateHosts: [
          'IDP.Corp.example',
          'adfs',
          'idp.corp.example:10443',
          '10.1.2.3',
          '127.0.0.1:80',
          '[::1]:8080',
          '[fd12::1]',
          'localhost:3000',
          'idp_1.corp.example',
        ],
      },
      base,
    )
    expect(issues).toEqual([])
    expect(policy.privateHosts).toEqual([
      { host: 'idp.corp.example', port: undefined },
      { host: 'adfs', port: undefined },
      { host: 'idp.corp.example', port: 10_443 },
      { host: '10.1.2.3', port: undefined },
      { host: '127.0.0.1', port: 80 },
      { host: '[::1]', port: 8080 },
      { host: '[fd12::1]', port: undefined },
      { host: 'localhost', port: 3000 },
      { host: 'idp_1.corp.example', port: undefined },
    ])
  })

  it.each([
    '',
    '*',
    '*.corp.example',
    'https://idp.corp.example',
    'idp.corp.example/',
    'idp corp',
    'idp.corp.example:',
    'idp.corp.example:0',
    'idp.corp.example:65536',
    'idp:port',
    'a:1:2',
    'idp.corp.example.',
    '.corp.example',
    'a..b',
    'user@idp.corp.example',
    'idp?x',
    'idp#x',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '::1',
    '[::1',
    '[0:0:0:0:0:0:0:1]',
    '[fe80::1%25eth0]',

    'bücher.example',
    '１０.0.0.1',
    'idp%2ecorp',
    `${'a'.repeat(64)}.example`,
    '10.0.0.0/8',
    // Never reachable, so naming them is a mistake.
    '169.254.169.254',
    '169.254.1.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '[fe80::1]',
    '[::]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '[::ffff:127.0.0.1]',
  ])('N1 reports the named host %j', (entry) => {
    const { policy, issues } = resolveNetworkPolicy({ privateHosts: ['ok.example', entry] }, base)
    expect(issues).toEqual([
      {
        path: 'network.privateHosts.1',
        code: 'config_value_invalid',
        message: expect.any(String),
        hint: expect.any(String),
      },
    ])
    expect(policy.privateHosts).toEqual([{ host: 'ok.example', port: undefined }])
  })

  it('N1 says how a host is written as it is compared', () => {
    const { issues } = resolveNetworkPolicy({ privateHosts: ['bücher.example'] }, base)
    expect(issues[0]?.message).toContain('xn--bcher-kva.example')
  })

  it('N1 reports every bad value at its path', () => {
    expect(paths({ ports: [443, 0, 65_536, 1.5, '443'] })).toEqual([
      'network.ports.1',
      'network.ports.2',
      'network.ports.3',
      'network.ports.4',
    ])
    expect(paths({ ports: [] })).toEqual(['network.ports'])
    expect(paths({ ports: 443 })).toEqual(['network.ports'])
    expect(paths({ privateHosts: 'idp' })).toEqual(['network.privateHosts'])
    expect(paths({ privateHosts: [1] })).toEqual(['network.privateHosts.0'])
    expect(paths({ privateHost: ['idp'] })).toEqual(['network.privateHost'])
    expect(paths(null)).toEqual(['network'])
    expect(paths([])).toEqual(['network'])
  })

  it.each([
    ['timeoutMilliseconds', 60_000, 10_000],
    ['maxBytes', 16_777_216, 1_048_576],
    ['concurrency', 1000, 8],
  ] as const)('N2 bounds %s', (name, largest, standard) => {
    for (const value of [1, largest]) {
      const { policy, issues } = resolveNetworkPolicy({ [name]: value }, base)
      expect(issues).toEqual([])
      expect(policy[name]).toBe(value)
    }
    for (const value of [0, -1, 1.5, largest + 1, NaN, Infinity, '5', null]) {
      const { policy, issues } = resolveNetworkPolicy({ [name]: value } as NetworkPolicy, base)
      expect(issues.map(({ path }) => path)).toEqual([`network.${name}`])
      expect(policy[name]).toBe(standard)
    }
  })

  it('N1 allows loopback http only where baseUrl is loopback http itself', () => {
    const allows = (baseUrl: string) =>
      resolveNetworkPolicy(undefined, baseUrl).policy.allowsLoopbackHttp
    expect(allows('http://localhost:3000')).toBe(true)
    expect(allows('http://app.localhost:3000')).toBe(true)
    expect(allows('http://127.0.0.1')).toBe(true)
    expect(allows('http://[::1]:3000')).toBe(true)
    expect(allows('https://localhost:3000')).toBe(false)
    expect(allows('http://app.example')).toBe(false)
    expect(allows('http://localhost.example')).toBe(false)
    expect(allows('http://10.0.0.1')).toBe(false)
    expect(allows('nonsense')).toBe(false)
  })
})
