import { describe, expect, it } from 'vitest'
import { validateOidcSettings } from '../../src/oidc/settings.ts'

const context = {
  profile: 'generic',
  storedSecrets: ['clientSecret'],
  isAllowedUrl: (url: string) => url.startsWith('https://') && !url.includes('internal'),
}
const complete = { issuer: 'https://idp.example.com', clientId: 'c' }
const issuesOf = (input: object) =>
  validateOidcSettings({ ...complete, ...input } as never, context).invalid
const isAccepted = (input: object) => issuesOf(input).length === 0

const long = 'x'.repeat(513)

describe('validateOidcSettings', () => {
  it('fills in the defaults', () => {
    expect(validateOidcSettings(complete as never, context)).toEqual({
      settings: {
        ...complete,
        clientAuthentication: 'auto',
        scopes: ['openid', 'profile', 'email'],
        responseType: 'code',
        userinfo: 'when_needed',
      },
      invalid: [],
      missing: [],
    })
  })

  it.each([
    [{ issuer: 'https://idp.example.com/realms/acme' }, true],
    [{ issuer: 'http://idp.example.com' }, false],
    [{ issuer: 'https://internal.example.com' }, false],
    [{ issuer: 'idp.example.com' }, false],
    [{ issuer: 7 }, false],
    [{ issuer: null }, false],
    [{ issuer: ' https://idp.example.com' }, false],
    [{ issuer: `https://idp.example.com/${long}` }, false],
    [{ issuer: 'https://idp.example.com/?tenant=1' }, false],
    [{ issuer: 'https://idp.example.com/#x' }, false],
    [{ issuer: 'https://idp.example.com/.well-known/openid-configuration' }, false],
    [{ initiateIssuers: ['https://acme.okta.com'] }, true],
    [{ initiateIssuers: 'https://acme.okta.com' }, false],
    [{ initiateIssuers: ['acme'] }, false],
    [{ initiateIssuers: [''] }, false],
    [{ initiateIssuers: [`https://x/${long}`] }, false],
    [{ endpoints: {} }, true],
    [
      { endpoints: { token: 'https://idp.example.com/t', jwks: 'https://idp.example.com/k' } },
      true,
    ],
    [{ endpoints: { token: 'http://idp.example.com/t' } }, false],
    [{ endpoints: { token: 7 } }, false],
    [{ endpoints: { token: ['https://idp.example.com/t'] } }, false],
    [{ endpoints: { tokens: 'https://idp.example.com/t' } }, false],
    [{ endpoints: ['https://idp.example.com/t'] }, false],
    [{ endpoints: 'x' }, false],
    [{ clientId: 'a client: 100%' }, true],
    [{ clientId: ' c' }, false],
    [{ clientId: 'c\n' }, false],
    [{ clientId: 'c\u0000c' }, false],
    [{ clientId: long }, false],
    [{ clientId: 'x'.repeat(512) }, true],
    [{ clientId: 7 }, false],
    [{ clientAuthentication: 'client_secret_post' }, true],
    [{ clientAuthentication: 'client_secret_jwt' }, false],
    [{ clientAuthentication: 'private_key_jwt' }, false],
    [{ clientAuthentication: ['none'] }, false],
    [{ scopes: ['openid', 'https://api.example.com/read'] }, true],
    [{ scopes: ['profile'] }, false],
    [{ scopes: 'openid' }, false],
    [{ scopes: ['openid', 'a b'] }, false],
    [{ scopes: ['openid', ''] }, false],
    [{ scopes: ['openid', 'a"b'] }, false],
    [{ scopes: ['openid', String.raw`a\b`] }, false],
    [{ scopes: ['openid', 7] }, false],
    [{ responseType: 'code' }, true],
    [{ responseType: 'id_token' }, false],
    [{ responseType: 'code id_token' }, false],
    [{ responseMode: 'form_post' }, true],
    [{ responseMode: 'query' }, true],
    [{ responseMode: 'fragment' }, false],
    [{ allowedAlgorithms: ['PS256', 'Ed25519'] }, true],
    [{ allowedAlgorithms: [] }, false],
    [{ allowedAlgorithms: ['RS256', 'none'] }, false],
    [{ allowedAlgorithms: ['HS256'] }, false],
    [{ allowedAlgorithms: ['rs256'] }, false],
    [{ allowedAlgorithms: 'RS256' }, false],
    [{ trustedAudiences: [] }, true],
    [{ trustedAudiences: ['other'] }, true],
    [{ trustedAudiences: 'other' }, false],
    [{ trustedAudiences: [''] }, false],
    [{ userinfo: 'always' }, true],
    [{ userinfo: true }, false],
    [{ extraParameters: { audience: 'api' } }, true],
    [{ extraParameters: { audience: '' } }, false],
    [{ extraParameters: { audience: 7 } }, false],
    [{ extraParameters: ['audience'] }, false],
    [{ extraParameters: null }, false],
    [{ extraParameters: { nonce: 'x' } }, false],
    [{ extraParameters: { Nonce: 'x' } }, false],
    [{ clockToleranceSeconds: 0 }, true],
    [{ clockToleranceSeconds: 300 }, true],
    [{ clockToleranceSeconds: 301 }, false],
    [{ clockToleranceSeconds: -1 }, false],
    [{ clockToleranceSeconds: 1.5 }, false],
    [{ clockToleranceSeconds: '60' }, false],
  ])('judges %j: %s', (input, expected) => {
    expect(isAccepted(input)).toBe(expected)
    const [name] = Object.keys(input)
    for (const issue of issuesOf(input)) {
      expect(issue).toMatchObject({ path: `settings.${name}`, code: 'connection_value_invalid' })
      expect(issue.hint).not.toBe('')
    }
  })

  it.each(['entered', 'allowedTenants', 'deviations', 'skipSignature', 'constructor', 'toString'])(
    'F3 knows no setting %s',
    (name) => {
      const [issue] = issuesOf({ [name]: ['x'] })
      expect(issue).toMatchObject({ path: `settings.${name}`, code: 'connection_field_unknown' })
      expect(issue?.hint).toContain('issuer, initiateIssuers, endpoints')
      expect(issue?.hint).not.toContain('deviations')
    },
  )

  it('X6 knows no setting __proto__', () => {
    expect(issuesOf(JSON.parse('{"__proto__":{"issuer":"x"}}') as object)).toMatchObject([
      { path: 'settings.__proto__', code: 'connection_field_unknown' },
    ])
  })

  it('lists every problem at once', () => {
    const paths = issuesOf({ issuer: 'x', scopes: [], userinfo: 'x', extra: 1 }).map(
      ({ path }) => path,
    )
    expect(paths).toEqual([
      ...['settings.issuer', 'settings.scopes', 'settings.userinfo', 'settings.extra'],
    ])
  })

  it('keeps drafts that lack something, and says what', () => {
    const draft = validateOidcSettings({}, { ...context, storedSecrets: [] })
    expect(draft.invalid).toEqual([])
    expect(draft.missing.map(({ path, code }) => [path, code])).toEqual([
      ['settings.issuer', 'connection_value_missing'],
      ['settings.clientId', 'connection_value_missing'],
      ['secrets.clientSecret', 'connection_value_missing'],
    ])
    const open = { ...complete, clientAuthentication: 'none' }
    const { missing } = validateOidcSettings(open as never, { ...context, storedSecrets: [] })
    expect(missing).toEqual([])
  })
})
