import { describe, expect, it } from 'vitest'
import { baseUrl, configIssues, createHarness, storageWith } from '../support/harness.ts'

describe('configured paths', () => {
  it.each([
    [{ paths: { login: '/a/{connectionId}/{connectionId}' } }, 'paths.login'],
    [{ paths: { login: '/a?b' } }, 'paths.login'],
    [{ paths: { login: '/a//b' } }, 'paths.login'],
    [{ paths: { login: '/a/' } }, 'paths.login'],
    [{ paths: { login: 'a' } }, 'paths.login'],
    [{ paths: { login: '//evil.example' } }, 'paths.login'],
    [{ paths: { login: '/a\\b' } }, 'paths.login'],
    [{ paths: { login: '/a%2fb' } }, 'paths.login'],
    [{ paths: { login: '/a/{other}' } }, 'paths.login'],
  ])('refuses %j', (change, path) => {
    expect(configIssues(change)).toContain(path)
  })

  it('KO-5 lets callback, login page and sign-out share one path, with or without connection', () => {
    const shared = { callback: '/login', emailLogin: '/login', initiate: '/login' }
    expect(configIssues({ paths: { ...shared, login: '/login', logoutReturn: '/login' } })).toEqual(
      [],
    )
    const named = { callback: '/c/{connectionId}', login: '/c/{connectionId}' }
    expect(configIssues({ paths: named })).toEqual([])
  })

  it('PU-8 refuses a way back from a sign-out that would sign in again', () => {
    const paths = { login: '/c/{connectionId}', logoutReturn: '/c/{connectionId}' }
    expect(configIssues({ paths })).toEqual(['paths.logoutReturn'])
  })

  it('refuses to share a path with what cannot be told apart from it', () => {
    expect(configIssues({ paths: { acs: '/x', callback: '/x' } })).toEqual(['paths.acs'])
  })

  it('accepts its own defaults below any basePath', () => {
    expect(configIssues({ basePath: '/a' })).toEqual([])
    expect(configIssues({ basePath: '/login' })).toEqual([])
  })
})

describe('addresses below the base path', () => {
  it.each([
    '/sso/initiate/more?iss=https://x.example',
    '/sso/initiate/login',
    '/sso/join/callback',
    '/sso/con_x/callback/more',
    '/sso/con%20x/login',
    `/sso/${'x'.repeat(129)}/callback?ticket=a&ref=b`,
  ])('leads nowhere from %s, without asking the storage', async (path) => {
    let loads = 0
    const storage = storageWith('connections', () => ({
      load: async () => {
        loads++
        return []
      },
    }))
    const { sso } = createHarness({ storage })
    const response = await sso.handler(
      new Request(`${baseUrl}${path}`, { headers: { accept: 'application/json' } }),
    )
    const body = (await response.json()) as { message: string }
    expect([response.status, body.message, loads]).toEqual([
      404,
      'This sign-in address does not exist.',
      0,
    ])
  })
})
