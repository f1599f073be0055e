import { describe, expect, it } from 'vitest'
import {
  acceptMixUpRisk,
  createSso,
  isSsoError,
  type SsoConfig,
  type SsoIssue,
} from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { secretA, secretB } from '../support/harness.ts'

const valid = (): SsoConfig => ({
  baseUrl: 'https://app.example.com',
  secrets: [secretA],
  providers: [fakeProvider()],
  storage: memoryStorage(),
})

/** The issues that a configuration is refused with; none if it is accepted. */
function issuesOf(change: object): readonly SsoIssue[] {
  try {
    createSso({ ...valid(), ...change })
    return []
  } catch (error) {
    if (!isSsoError(error, 'config_invalid')) throw error
    return error.issues ?? []
  }
}

const pathsOf = (change: object) => issuesOf(change).map(({ path }) => path)

describe('createSso', () => {
  it('accepts the smallest configuration', () => {
    expect(issuesOf({})).toEqual([])
  })

  it('accepts every option at once', () => {
    const everything: SsoConfig = {
      ...valid(),
      basePath: '/auth/sso',
      paths: { callback: '/oidc/callback', login: '/login' },
      secrets: [secretA, secretB],
      dns: { resolveTxt: async () => [] },
      organization: { id: 'main', trustedDomains: ['example.com'] },
      accounts: {
        scope: 'organization',
        findByKey: async () => null,
        findByEmail: async () => null,
        create: async () => Promise.reject(new Error('unused')),
        update: async () => Promise.reject(new Error('unused')),
        link: async () => Promise.reject(new Error('unused')),
        deactivate: async () => {},
        unlink: async () => {},
      },
      roles: { catalogue: [{ id: 'admin', label: 'Admin' }], cardinality: 'many' },
      activation: {
        requires: ['check', 'test', 'domain', 'login_path', 'role_mapping', 'confirmation'],
        enforcement: { mode: 'enforced_all', irreversible: true },
      },
      connectionDefaults: () => undefined,
      profiles: ['okta'],
      isSsoAllowed: () => true,
      authorize: () => true,
      readSession: () => null,
      onLogin: () => {},
      onLocalLogout: () => {},
      onRefused: () => {},
      onError: () => {},
      onSessionsEnd: () => {},
      onEvent: () => {},
      allowedReturnOrigins: ['https://docs.example.com'],
      domains: { recordLabel: '_acme-sso', recordValuePrefix: 'acme=', mailboxDomains: ['x.test'] },
      legacyAccounts: async () => [],
      [acceptMixUpRisk]: true,
      network: { privateHosts: ['idp.corp.example'] },
      fetch,
      clock: () => new Date(),
      waitUntil: () => {},
    }
    expect(issuesOf(everything)).toEqual([])
  })

  it('reports every problem at once, each with path and fix', () => {
    const issues = issuesOf({
      baseUrl: 'http://app.example.com',
      secrets: ['short'],
      providers: [],
      storage: undefined,
      onLogins: () => {},
    })
    expect(issues.map(({ path }) => path).sort()).toEqual(
      ['baseUrl', 'onLogins', 'providers', 'secrets.0', 'storage'].sort(),
    )
    for (const { message, hint } of issues) {
      expect(message).not.toBe('')
      expect(hint).not.toBe('')
    }
  })

  it('never repeats a secret in its report', () => {
    const weak = 'my-very-own-weak-passphrase-that-is-readable'
    try {
      createSso({ ...valid(), secrets: [weak] })
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain(weak)
    }
  })

  it.each([
    ['an unknown option', { onLogins: () => {} }, 'onLogins'],
    ['an unknown path', { paths: { callbacks: '/x' } }, 'paths.callbacks'],
    ['paths that are no object', { paths: '/x' }, 'paths'],
    ['a relative base path', { basePath: 'sso' }, 'basePath'],
    ['a base path with a slash at its end', { basePath: '/sso/' }, 'basePath'],
    ['a base path with a placeholder', { basePath: '/{connectionId}' }, 'basePath'],
    ['a missing base URL', { baseUrl: undefined }, 'baseUrl'],
    ['a base URL with a path', { baseUrl: 'https://app.example.com/app' }, 'baseUrl'],
    ['a base URL with credentials', { baseUrl: 'https://a:b@app.example.com' }, 'baseUrl'],
    ['plain http', { baseUrl: 'http://app.example.com' }, 'baseUrl'],
    [
      'plain http that only looks like loopback',
      { baseUrl: 'http://localhost.evil.example' },
      'baseUrl',
    ],
    ['plain http on 127.1.2.3.example', { baseUrl: 'http://127.0.0.1.example' }, 'baseUrl'],
    ['no secret', { secrets: [] }, 'secrets'],
    ['a secret that is no list', { secrets: secretA }, 'secrets'],
    ['a secret of 31 bytes', { secrets: [secretA.slice(0, 41)] }, 'secrets.0'],
    ['a secret with padding', { secrets: [`${secretA}=`] }, 'secrets.0'],
    [
      'a secret that is readable text',
      { secrets: [Buffer.from('correct horse battery staple, my friend').toString('base64url')] },
      'secrets.0',
    ],
    ['a secret of zeros', { secrets: ['A'.repeat(43)] }, 'secrets.0'],
    ['a secret that repeats', { secrets: [secretA.slice(0, 22).repeat(2)] }, 'secrets.0'],
    [
      'a secret that counts',
      { secrets: [Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64url')] },
      'secrets.0',
    ],
    [
      'a secret that is the alphabet',
      { secrets: ['abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH'] },
      'secrets.0',
    ],
    ['a well-known secret', { secrets: [`changeme${secretA}`] }, 'secrets.0'],
    ['one secret twice', { secrets: [secretA, secretA] }, 'secrets.1'],
    ['a protocol listed twice', { providers: [fakeProvider(), fakeProvider()] }, 'providers.1'],
    [
      'a provider without a method',
      { providers: [{ ...fakeProvider(), startLogin: 1 }] },
      'providers.0.startLogin',
    ],
    [
      'a provider with an unknown route',
      {
        providers: [
          fakeProvider({ routes: [{ key: 'x' as never, methods: ['GET'], serves: 'answers' }] }),
        ],
      },
      'providers.0.routes',
    ],
    [
      'a storage without a port',
      { storage: { ...memoryStorage(), journal: undefined } },
      'storage.journal',
    ],
    [
      'a port without a method',
      { storage: { ...memoryStorage(), ephemeral: { put() {} } } },
      'storage.ephemeral.take',
    ],
    ['a hook that is no function', { onLogin: 'yes' }, 'onLogin'],
    ['accounts without scope', { accounts: {} }, 'accounts.scope'],
    [
      'an account directory without findByKey',
      { accounts: { scope: 'global' } },
      'accounts.findByKey',
    ],
    ['a resolver without resolveTxt', { dns: {} }, 'dns.resolveTxt'],
    ['an unknown gate', { activation: { requires: ['luck'] } }, 'activation.requires.0'],
    [
      'an unknown member of activation',
      { activation: { requires: [], require: [] } },
      'activation.require',
    ],
    [
      'an unknown member of organization',
      { organization: { id: 'x', name: 'y' } },
      'organization.name',
    ],
    ['an unknown member of domains', { domains: { label: '_x' } }, 'domains.label'],
    ['an unknown member of roles', { roles: { catalogue: [], list: [] } }, 'roles.list'],
    ['an unknown member of network', { network: { hosts: [] } }, 'network.hosts'],
    [
      'an enforcement that is none',
      { activation: { requires: [], enforcement: { mode: 'enforced' } } },
      'activation.enforcement',
    ],
    [
      'an enforcement of nothing, for good',
      { activation: { requires: [], enforcement: { mode: 'mixed', irreversible: true } } },
      'activation.enforcement',
    ],
    [
      'an enforcement that may be for good',
      { activation: { requires: [], enforcement: { mode: 'enforced_all', irreversible: 'yes' } } },
      'activation.enforcement',
    ],
    ['defaults that are no function', { connectionDefaults: {} }, 'connectionDefaults'],
    ['the domain gate without DNS', { activation: { requires: ['domain'] } }, 'dns'],
    ['the role gate without roles', { activation: { requires: ['role_mapping'] } }, 'roles'],
    [
      'a role listed twice',
      {
        roles: {
          catalogue: [
            { id: 'a', label: 'A' },
            { id: 'a', label: 'B' },
          ],
        },
      },
      'roles.catalogue.1',
    ],
    [
      'an unknown cardinality',
      { roles: { catalogue: [], cardinality: 'few' } },
      'roles.cardinality',
    ],
    ['an organisation without id', { organization: {} }, 'organization.id'],
    [
      'a return origin with a path',
      { allowedReturnOrigins: ['https://x.test/y'] },
      'allowedReturnOrigins.0',
    ],
    ['a wildcard as return origin', { allowedReturnOrigins: ['*'] }, 'allowedReturnOrigins.0'],
    [
      'a record label without underscore',
      { domains: { recordLabel: 'acme' } },
      'domains.recordLabel',
    ],
    ['profiles that are no list', { profiles: 'okta' }, 'profiles'],
    [
      'a callback path over the metadata path',
      { paths: { callback: '/x', metadata: '/x' } },
      'paths.metadata',
    ],
    ['a callback on a path of ours', { paths: { acs: '/sso/{connectionId}/login' } }, 'paths.acs'],
    [
      'a placeholder inside a segment',
      { paths: { callback: '/x{connectionId}' } },
      'paths.callback',
    ],
    [
      'an organisation path without its placeholder',
      { paths: { organizationLogin: '/o' } },
      'paths.organizationLogin',
    ],
    [
      'a private host that is an address range',
      { network: { privateHosts: ['10.0.0.0/8'] } },
      'network.privateHosts.0',
    ],
  ])('refuses %s', (_what, change, path) => {
    expect(pathsOf(change)).toContain(path)
  })

  it.each([
    ['http on localhost', { baseUrl: 'http://localhost:3000' }],
    ['http on a name below localhost', { baseUrl: 'http://app.localhost:3000' }],
    ['http on 127.0.0.1', { baseUrl: 'http://127.0.0.1:3000' }],
    ['http on ::1', { baseUrl: 'http://[::1]:3000' }],
    ['a slash at the end of the origin', { baseUrl: 'https://app.example.com/' }],
    [
      'callback, login and sign-out on one page',
      { paths: { callback: '/login', login: '/login', logoutReturn: '/login' } },
    ],
  ])('accepts %s', (_what, change) => {
    expect(issuesOf(change)).toEqual([])
  })

  it('returns functions that work unbound', async () => {
    const { handler, intercept, startLogin, handleCallback, errorResponse } = createSso(valid())
    const request = new Request('https://app.example.com/nothing')
    expect((await handler(request)).status).toBe(404)
    expect(await intercept(request)).toBeUndefined()
    await expect(startLogin({ connectionId: 'con_x' })).rejects.toMatchObject({
      code: 'login_target_unknown',
    })
    await expect(handleCallback(request)).rejects.toMatchObject({ code: 'login_unsolicited' })
    expect(errorResponse(new Error('x'), request).status).toBe(500)
  })
})
