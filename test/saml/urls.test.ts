import { describe, expect, it } from 'vitest'
import { connectionUrls, resolvePaths } from '../../src/config/paths.ts'
import { isSsoError } from '../../src/errors.ts'
import { movedUrls, samlUrls, samlUrlsOf } from '../../src/saml/urls.ts'

const baseUrl = 'https://app.example.com'

const issuePaths = (options: object): string[] => {
  try {
    samlUrls({ baseUrl, connectionId: 'con_1', ...options })
  } catch (error) {
    if (!isSsoError(error, 'config_invalid')) throw error
    const issues = error.issues ?? []
    for (const { message } of issues) expect(error.message).toContain(message)
    return issues.map(({ path }) => path)
  }
  return []
}

describe('samlUrls', () => {
  it('NG-13 follow from the connection id alone', () => {
    expect(samlUrls({ baseUrl, connectionId: 'con_1' })).toEqual({
      acsUrl: 'https://app.example.com/sso/con_1/acs',
      spEntityId: 'https://app.example.com/sso/con_1/metadata',
      sloUrl: 'https://app.example.com/sso/con_1/slo',
      metadataUrl: 'https://app.example.com/sso/con_1/metadata',
    })
  })

  it('follow basePath and the host’s own paths', () => {
    const options = {
      baseUrl: 'https://app.example.com/',
      basePath: '/auth/sso',
      paths: { acs: '/saml/{connectionId}/consume', slo: '/saml/logout' },
      connectionId: 'con_1',
    }
    expect(samlUrls(options)).toEqual({
      acsUrl: 'https://app.example.com/saml/con_1/consume',
      spEntityId: 'https://app.example.com/auth/sso/con_1/metadata',
      sloUrl: 'https://app.example.com/saml/logout',
      metadataUrl: 'https://app.example.com/auth/sso/con_1/metadata',
    })
  })

  it('are the ones that the core routes', () => {
    const { paths } = resolvePaths('/auth', { acs: '/saml/{connectionId}' })
    expect(samlUrlsOf(connectionUrls(baseUrl, paths, 'con_1'))).toEqual(
      samlUrls({
        baseUrl,
        basePath: '/auth',
        paths: { acs: '/saml/{connectionId}' },
        connectionId: 'con_1',
      }),
    )
  })

  it.each([
    [{ baseUrl: 'app.example.com' }, ['baseUrl']],
    [{ baseUrl: 'https://app.example.com/app' }, ['baseUrl']],
    [{ baseUrl: 'https://app.example.com?x' }, ['baseUrl']],
    [{ baseUrl: 'https://user@app.example.com' }, ['baseUrl']],
    [{ basePath: 'sso' }, ['basePath']],
    [{ paths: { acs: '//evil.example' } }, ['paths.acs']],
    [{ connectionId: '' }, ['connectionId']],
    [{ connectionId: '../x' }, ['connectionId']],
    [{ connectionId: 'con_1?x=1' }, ['connectionId']],
    [{ baseUrl: '', connectionId: 'a/b' }, ['baseUrl', 'connectionId']],
  ])('refuse %j', (options, paths) => {
    expect(issuePaths(options)).toEqual(paths)
  })

  it('give way to what a connection brought from another product', () => {
    const urls = samlUrls({ baseUrl, connectionId: 'con_1' })
    expect(movedUrls(urls, {})).toEqual(urls)
    expect(movedUrls(urls, { acsUrl: 'https://old/acs', spEntityId: 'urn:old' })).toEqual({
      ...urls,
      acsUrl: 'https://old/acs',
      spEntityId: 'urn:old',
    })
  })
})
