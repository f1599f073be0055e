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
const tenant = '11111111-aaaa-4333-8444-555555555555'
const template = 'https://login.microsoftonline.com/{tenantid}/v2.0'

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
    [{ issuer: 'https://idp.example.com/{tenantid}' }, false],
    [{ issuer: 'https://accounts.google.com' }, true],
    [{ entered: {} }, true],
    [{ entered: { issuer: '', domain: '' } }, true],
    [{ entered: { issuer: ' https://acme.okta.com ' } }, true],
    [{ entered: { domain: 'acme.okta.com' } }, true],
    [{ entered: { issuer: 'https://acme.okta.com', domain: 'acme.okta.com' } }, false],
    [{ entered: { issuer: 7 } }, false],
    [{ entered: { issuer: 'a\u0000b.example.com' } }, false],
    [{ entered: { issuer: `https://x.example.com/${long}` } }, false],
    [{ entered: { host: 'acme.okta.com' } }, false],
    [{ entered: ['acme.okta.com'] }, false],
    [{ entered: 'acme.okta.com' }, false],
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
    [{ clientAuthentication: 'private_key_jwt' }, true],
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
    [{ responseType: 'id_token' }, true],
    [{ responseType: 'code id_token' }, true],
    [{ responseType: 'token' }, false],
    [{ responseType: 'id_token token' }, false],
    [{ responseType: 'code token' }, false],
    [{ responseType: 'code id_token token' }, false],
    [{ responseType: 'none' }, false],
    [{ responseMode: 'form_post' }, true],
    [{ responseMode: 'query' }, true],
    [{ responseMode: 'fragment' }, true],
    [{ responseMode: 'web_message' }, false],
    [{ allowedAlgorithms: ['PS256', 'Ed25519'] }, true],
    [{ allowedAlgorithms: [] }, false],
    [{ allowedAlgorithms: ['RS256', 'none'] }, false],
    [{ allowedAlgorithms: ['HS256'] }, true],
    [{ allowedAlgorithms: ['HS256'], clientAuthentication: 'client_secret_post' }, true],
    [{ allowedAlgorithms: ['HS256'], clientAuthentication: 'client_secret_basic' }, true],
    [{ allowedAlgorithms: ['HS256'], clientAuthentication: 'none' }, false],
    [{ allowedAlgorithms: ['HS256'], clientAuthentication: 'private_key_jwt' }, false],
    [{ allowedAlgorithms: ['HS256', 'RS256'] }, false],
    [{ allowedAlgorithms: ['HS384'] }, false],
    [{ allowedTenants: ['example.com'], issuer: 'https://accounts.google.com' }, true],
    [{ allowedTenants: ['Example.COM'], issuer: 'https://accounts.google.com' }, true],
    [{ allowedTenants: ['*.example.com'], issuer: 'https://accounts.google.com' }, false],
    [{ allowedTenants: ['*'], issuer: 'https://accounts.google.com' }, false],
    [{ allowedTenants: ['gmail.com'], issuer: 'https://accounts.google.com' }, false],
    [{ allowedTenants: [tenant], issuer: 'https://accounts.google.com' }, false],
    [{ allowedTenants: [tenant], issuer: template }, true],
    [{ allowedTenants: [tenant.toUpperCase()], issuer: template }, true],
    [{ allowedTenants: ['example.com'], issuer: template }, false],
    [{ allowedTenants: [`${tenant} `], issuer: template }, false],
    [{ allowedTenants: ['9188040d-6c67-4c5b-b112-36a304b66dad'], issuer: template }, false],
    [{ allowedTenants: [tenant], issuer: template.replace('{tenantid}', tenant) }, false],
    [{ allowedTenants: ['example.com'] }, false],
    [{ allowedTenants: ['apple.com'], issuer: 'https://appleid.apple.com' }, false],
    [{ allowedTenants: [], issuer: template }, false],
    [{ allowedTenants: tenant, issuer: template }, false],
    [{ allowedTenants: [7], issuer: template }, false],
    [{ allowedTenants: Array.from({ length: 51 }, () => tenant), issuer: template }, false],
    [{ pushedAuthorizationRequests: 'when_required' }, true],
    [{ pushedAuthorizationRequests: 'when_advertised' }, true],
    [{ pushedAuthorizationRequests: 'never' }, false],
    [{ deviations: [] }, true],
    [{ deviations: ['assertion_audience_token_endpoint', 'logout_token_without_exp'] }, true],
    [{ deviations: ['skip_signature'] }, false],
    [{ deviations: 'logout_token_without_exp' }, false],
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

  it.each(['skipSignature', 'constructor', 'toString'])('F3 knows no setting %s', (name) => {
    const [issue] = issuesOf({ [name]: ['x'] })
    expect(issue).toMatchObject({ path: `settings.${name}`, code: 'connection_field_unknown' })
    expect(issue?.hint).toContain('issuer, initiateIssuers, entered, endpoints')
  })

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

  it('asks for a private key instead of the secret where the client signs', () => {
    const missing = (settings: object, ...storedSecrets: string[]) =>
      validateOidcSettings({ ...complete, ...settings } as never, {
        ...context,
        storedSecrets,
      }).missing.map(({ path }) => path)
    const signing = { clientAuthentication: 'private_key_jwt' }
    expect(missing(signing)).toEqual(['secrets.privateKey'])
    expect(missing(signing, 'clientSecret')).toEqual(['secrets.privateKey'])
    expect(missing(signing, 'privateKey')).toEqual([])
    expect(missing({ clientAuthentication: 'client_secret_post' }, 'privateKey')).toEqual([
      'secrets.clientSecret',
    ])
  })

  it('O5 keeps drafts of a shared issuer whose tenants are not listed yet', () => {
    const issuer = 'https://accounts.google.com'
    const draft = validateOidcSettings({ ...complete, issuer } as never, context)
    expect(draft.invalid).toEqual([])
    expect(draft.missing).toMatchObject([{ path: 'settings.issuer', code: 'oidc_issuer_shared' }])
    const listed = { ...complete, issuer, allowedTenants: ['Example.com'] }
    expect(validateOidcSettings(listed as never, context)).toMatchObject({
      settings: { allowedTenants: ['example.com'] },
      missing: [],
    })
    const personal = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0'
    expect(
      validateOidcSettings({ ...complete, issuer: personal } as never, context).missing,
    ).toMatchObject([{ code: 'oidc_issuer_shared' }])
  })

  it('judges the others where one setting is malformed', () => {
    const input = { allowedTenants: ['a.com'], clockToleranceSeconds: -1 }
    expect(issuesOf(input).map(({ path }) => path)).toEqual([
      ...['settings.clockToleranceSeconds', 'settings.allowedTenants'],
    ])
    expect(issuesOf({ allowedTenants: ['a.com'], issuer: 'x' }).map(({ path }) => path)).toEqual([
      'settings.issuer',
    ])
  })
})

describe('the literal issuer', () => {
  const okta = 'https://acme.okta.com'
  const issueOf = (issuer: string) => issuesOf({ issuer })[0]
  const stored = (issuer: string, profile: string = 'generic') =>
    validateOidcSettings({ ...complete, issuer } as never, { ...context, profile }).settings.issuer

  it.each([
    ['idp.example.com', 'https://idp.example.com'],
    ['http://idp.example.com', 'https://idp.example.com'],
    [' https://idp.example.com ', 'https://idp.example.com'],
    ['"https://idp.example.com"', 'https://idp.example.com'],
    ['https://idp.example.com/?tenant=1', 'https://idp.example.com/'],
    ['https://acme-admin.okta.com', okta],
    ['acme-admin.okta.com', okta],
    [`${okta}/`, okta],
    [`${okta}/admin/dashboard`, okta],
    [`${okta}/oauth2/aus1/v1/authorize`, `${okta}/oauth2/aus1`],
    ['https://ACME.okta.com', okta],
    ['https://acme.eu.auth0.com', 'https://acme.eu.auth0.com/'],
  ])('is refused as %j, with a suggestion', (issuer, suggestion) => {
    expect(issueOf(issuer)).toMatchObject({ path: 'settings.issuer', suggestion })
    expect(isAccepted({ issuer: suggestion })).toBe(true)
  })

  it.each([
    // Whether these are right, the discovery document alone can tell.
    ...['https://idp.example.com/', 'https://IDP.example.com', 'https://idp.example.com/a/'],
    ...[okta, `${okta}/oauth2/default`, `${okta}/oauth2/aus1`],
    ...['https://acme.eu.auth0.com/', 'https://login-admin.example.com'],
  ])('is kept byte for byte: %s', (issuer) => {
    expect(issueOf(issuer)).toBeUndefined()
    for (const profile of ['generic', 'okta', 'auth0', 'entra', 'keycloak', 'unknown']) {
      expect(stored(issuer, profile)).toBe(issuer)
    }
  })

  it.each([
    ['acme', undefined],
    ['https://internal.example.com', undefined],
    ['http://internal.example.com', undefined],
    ['https://portal.azure.com/', undefined],
  ])('is refused as %j, without a suggestion', (issuer) => {
    expect(issueOf(issuer)).toMatchObject({ path: 'settings.issuer' })
    expect(issueOf(issuer)).not.toHaveProperty('suggestion')
  })

  it.each([
    [`${okta}/.well-known/openid-configuration`, okta],
    [
      `${okta}/oauth2/default/.well-known/openid-configuration?client_id=0oa1`,
      `${okta}/oauth2/default`,
    ],
    [`${okta}/.well-known/oauth-authorization-server/oauth2/aus1`, `${okta}/oauth2/aus1`],
    [
      'https://idp.example.com/realms/a/.well-known/openid-configuration/',
      'https://idp.example.com/realms/a',
    ],
    ['https://acme.auth0.com/.well-known/openid-configuration', 'https://acme.auth0.com/'],
    // Tokens of version 1.0 have this issuer; it is another one than that of version 2.0.
    [
      `https://sts.windows.net/${tenant}/.well-known/openid-configuration`,
      `https://sts.windows.net/${tenant}`,
    ],
  ])('is taken out of the discovery address %s', (pasted, issuer) => {
    expect(stored(pasted)).toBe(issuer)
    expect(issueOf(pasted)).toBeUndefined()
  })

  it('ends in a slash where the profile’s issuers do and only the document was named', () => {
    const pasted = 'https://login.acme.com/.well-known/openid-configuration'
    expect(stored(pasted, 'auth0')).toBe('https://login.acme.com/')
    expect(stored(pasted, 'okta')).toBe('https://login.acme.com')
  })

  it.each(['common', 'organizations'])('O5 becomes the template where %s was typed', (name) => {
    expect(stored(`https://login.microsoftonline.com/${name}/v2.0`)).toBe(template)
    const path = '/.well-known/openid-configuration'
    expect(stored(`https://login.microsoftonline.com/${name}/v2.0${path}`)).toBe(template)
    expect(stored(`https://login.microsoftonline.us/${name}/v2.0`)).toBe(
      'https://login.microsoftonline.us/{tenantid}/v2.0',
    )
  })
})

describe('what was entered', () => {
  const org = 'https://acme.okta.com'
  const judge = (settings: object, profile: string = 'okta') =>
    validateOidcSettings({ clientId: 'c', ...settings } as never, { ...context, profile })

  it('is refused where no issuer follows from it', () => {
    expect(judge({ entered: { issuer: 'acme' } }).invalid).toMatchObject([
      { path: 'settings.entered.issuer', hint: expect.stringContaining('https://acme.okta.com') },
    ])
    expect(
      judge({ entered: { domain: 'https://portal.azure.com' } }, 'entra').invalid,
    ).toMatchObject([
      { path: 'settings.entered.domain', hint: expect.stringContaining('Directory (tenant) ID') },
    ])
    expect(judge({ entered: { domain: 'internal.example.com' } }).invalid).toMatchObject([
      { path: 'settings.issuer' },
    ])
  })

  it('stays as it was typed, beside what follows from it', () => {
    expect(judge({ entered: { issuer: ' HTTP://acme-admin.okta.com/' } })).toMatchObject({
      settings: {
        entered: { issuer: ' HTTP://acme-admin.okta.com/' },
        issuer: `${org}/oauth2/default`,
      },
      invalid: [],
      missing: [],
    })
  })

  it.each([
    [{ token: 'aus1', userinfo: 'aus2' }, ['aus1', 'aus2']],
    [{ authorization: 'default', token: 'aus2', issuer: 'aus3' }, ['aus2', 'aus3']],
    [{ token: 'aus2', issuer: 'aus3' }, ['aus2', 'aus3']],
  ])('PU-14 PU-18 names both servers where settings belong to two: %j', (servers, named) => {
    const { issuer, ...endpoints } = servers as Record<string, string>
    const paths: Record<string, string> = { authorization: 'authorize' }
    const { invalid } = judge({
      entered: { issuer: org },
      ...(issuer === undefined ? {} : { issuer: `${org}/oauth2/${issuer}` }),
      endpoints: Object.fromEntries(
        Object.entries(endpoints).map(([name, server]) => [
          name,
          `${org}/oauth2/${server}/v1/${paths[name] ?? name}`,
        ]),
      ),
    })
    expect(invalid.map(({ path }) => path)).toEqual(['settings.endpoints'])
    for (const server of named) expect(invalid[0]?.message).toContain(`${org}/oauth2/${server}`)
  })

  it('PU-17 asks again where edited endpoints belong to the tenant that was entered before', () => {
    const endpoints = { token: `${org}/oauth2/aus1/v1/token` }
    const before = judge({ entered: { issuer: org }, endpoints }).settings
    const next = { ...before, entered: { issuer: 'https://beta.okta.com' } }
    const { settings, invalid } = validateOidcSettings(next as never, {
      ...{ ...context, profile: 'okta', previous: before },
    })
    expect(settings.endpoints).toEqual(endpoints)
    expect(invalid).toMatchObject([{ path: 'settings.endpoints' }])
    expect(invalid[0]?.message).toContain('https://beta.okta.com')
  })

  it('lets a custom domain stand for the vendor’s own', () => {
    const custom = { token: 'https://id.acme.com/oauth2/aus1/v1/token' }
    expect(judge({ issuer: `${org}/oauth2/aus1`, endpoints: custom }).invalid).toEqual([])
    const other = { issuer: 'https://id.acme.com/oauth2/aus2', endpoints: custom }
    expect(judge(other).invalid).toMatchObject([{ path: 'settings.endpoints' }])
    expect(judge({ entered: { issuer: org }, endpoints: custom })).toMatchObject({
      settings: { issuer: 'https://id.acme.com/oauth2/aus1', initiateIssuers: [org] },
      invalid: [],
    })
  })
})
