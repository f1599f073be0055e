import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { readMetadata, trustIssues } from '../../src/oidc/metadata.ts'

const issuer = 'https://idp.example.com'
const honest = {
  issuer,
  authorization_endpoint: `${issuer}/a`,
  token_endpoint: `${issuer}/t`,
  jwks_uri: `${issuer}/k`,
}
const isAllowedUrl = (url: string) => url.startsWith('https://')
const read = (change: object, endpoints?: object): unknown => {
  const settings = { issuer, ...(endpoints ? { endpoints } : {}) }
  try {
    return readMetadata({ ...honest, ...change } as never, settings, isAllowedUrl)
  } catch (error) {
    if (isSsoError(error)) return error.code
    throw error
  }
}

describe('readMetadata', () => {
  it.each([
    `${issuer}/`,
    'https://IDP.example.com',
    'https://idp.example.com:443',
    undefined,
    null,
    7,
    [issuer],
  ])('O1 refuses the issuer %j', (other) =>
    expect(read({ issuer: other })).toBe('oidc_issuer_mismatch'),
  )

  it.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'O1 needs %s, on https',
    (name) => {
      for (const value of [undefined, null, '', 7, ['https://x'], 'http://idp.example.com/x']) {
        expect(read({ [name]: value })).toBe('oidc_metadata_invalid')
      }
    },
  )

  it.each(['userinfo_endpoint', 'end_session_endpoint'])('O1 drops %s without https', (name) => {
    expect(read({ [name]: 'http://idp.example.com/x' })).toEqual(honest)
    expect(read({ [name]: `${issuer}/x` })).toEqual({ ...honest, [name]: `${issuer}/x` })
  })

  it('keeps what is known, with its type, and nothing else', () => {
    const known = {
      authorization_response_iss_parameter_supported: true,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      scopes_supported: ['openid'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }
    expect(read({ ...known, note: 'x', mtls_endpoint_aliases: { token_endpoint: 'x' } })).toEqual({
      ...honest,
      ...known,
    })
    expect(
      read({
        authorization_response_iss_parameter_supported: 'true',
        scopes_supported: 'openid',
        token_endpoint_auth_methods_supported: [1],
      }),
    ).toEqual(honest)
  })

  it('N3 reads own members only', () => {
    const inherited = Object.assign(Object.create({ token_endpoint: `${issuer}/t` }), honest)
    delete inherited.token_endpoint
    expect(() => readMetadata(inherited, { issuer }, isAllowedUrl)).toThrow('token_endpoint')
  })

  it('lets entered endpoints win, and checks them', () => {
    const entered = {
      authorization: `${issuer}/a2`,
      token: `${issuer}/t2`,
      userinfo: `${issuer}/u2`,
      jwks: `${issuer}/k2`,
      endSession: `${issuer}/e2`,
    }
    expect(read({}, entered)).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/a2`,
      token_endpoint: `${issuer}/t2`,
      userinfo_endpoint: `${issuer}/u2`,
      jwks_uri: `${issuer}/k2`,
      end_session_endpoint: `${issuer}/e2`,
    })
    expect(read({ jwks_uri: undefined }, { jwks: `${issuer}/k2` })).toMatchObject({
      jwks_uri: `${issuer}/k2`,
    })
    expect(read({}, { token: 'http://idp.example.com/t' })).toBe('oidc_metadata_invalid')
  })
})

describe('trustIssues', () => {
  const codes = (metadata: object, host: object = {}, settings: object = {}) =>
    trustIssues({ metadata: { ...honest, ...metadata } }, settings, {
      ...{ hasSharedCallback: true, acceptsMixUpRisk: false },
      ...host,
    }).map(({ code }) => code)
  const vendor = (host: string, change: object = {}) => ({
    issuer: `https://${host}`,
    authorization_endpoint: `https://${host}/a`,
    token_endpoint: `https://${host}/t`,
    ...change,
  })
  const mixUp = ['oidc_mix_up_possible']

  it.each([
    [{}, {}, mixUp],
    [{}, { hasSharedCallback: false }, []],
    [{}, { acceptsMixUpRisk: true }, []],
    [{ authorization_response_iss_parameter_supported: true }, {}, []],
    [{ authorization_response_iss_parameter_supported: false }, {}, mixUp],
    [vendor('acme.okta.com'), {}, []],
    [vendor('acme.okta-gov.com'), {}, []],
    [vendor('okta.com'), {}, mixUp],
    [vendor('acme.auth0.com'), {}, mixUp],
    [vendor('login.microsoftonline.com'), {}, mixUp],
    [vendor('evilokta.com'), {}, mixUp],
    [vendor('acme.okta.com.evil.com'), {}, mixUp],
    [vendor('acme.okta.com', { token_endpoint: 'https://evil.okta.com/t' }), {}, mixUp],
    [vendor('acme.okta.com', { token_endpoint: 'https://acme.okta.com:8443/t' }), {}, mixUp],
    [vendor('acme.okta.com', { authorization_endpoint: 'https://evil.okta.com/a' }), {}, mixUp],
    [vendor('acme.okta.com', { token_endpoint: undefined }), {}, mixUp],
    [
      {
        issuer: 'http://acme.okta.com',
        authorization_endpoint: 'http://acme.okta.com/a',
        token_endpoint: 'http://acme.okta.com/t',
      },
      {},
      mixUp,
    ],
  ])('O2 judges %j with %j: %j', (metadata, host, expected) => {
    expect(codes(metadata, host)).toEqual(expected)
  })

  it.each([
    [{ token: `${issuer}/t2`, userinfo: `${issuer}/u2` }, []],
    [{ authorization: 'https://login.example.com/a', jwks: 'https://login.example.com/k' }, []],
    [{ token: 'https://mallory.example/t' }, mixUp],
    [{ userinfo: 'https://mallory.example/u' }, mixUp],
    [{ token: `${issuer}:8443/t` }, mixUp],
  ])(
    'O2 judges endpoints that were entered beside an issuer in answers: %j',
    (endpoints, expected) => {
      const named = { authorization_response_iss_parameter_supported: true }
      expect(codes(named, {}, { endpoints })).toEqual(expected)
      expect(codes(named, { hasSharedCallback: false }, { endpoints })).toEqual([])
      expect(codes(named, { acceptsMixUpRisk: true }, { endpoints })).toEqual([])
    },
  )

  it('O5 refuses issuers of everybody, whatever the callback', () => {
    const own = { hasSharedCallback: false }
    const google = { issuer: 'https://accounts.google.com' }
    expect(codes(google, own)).toEqual(['oidc_issuer_shared'])
    expect(codes(google, own, { allowedTenants: [] })).toEqual(['oidc_issuer_shared'])
    expect(codes(google, own, { allowedTenants: ['example.com'] })).toEqual([])
    expect(codes({ issuer: 'https://accounts.google.com' })).toEqual([
      'oidc_issuer_shared',
      ...mixUp,
    ])
  })
})
