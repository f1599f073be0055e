import { describe, expect, it } from 'vitest'
import { metadataChecks, unlistedMethod } from '../../../src/oidc/check/metadata-checks.ts'
import { factsOf } from './facts.ts'

type Facts = Parameters<typeof factsOf>[0]

const found = (name: string, facts: Facts) =>
  metadataChecks(factsOf(facts)).filter((check) => check.name === name)

describe('what the discovery document says', () => {
  it('is all well of an honest provider', () => {
    const checks = metadataChecks(factsOf())
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'pkce pass',
      'response_type pass',
      'scopes pass',
      'issuer_in_answers pass',
    ])
  })

  it.each<[string, string, Facts]>([
    ['warn', 'pkce', { document: { code_challenge_methods_supported: undefined } }],
    ['warn', 'pkce', { document: { code_challenge_methods_supported: ['plain'] } }],
    ['fail', 'response_type', { document: { response_types_supported: ['id_token'] } }],
    ['warn', 'single_logout', { hasSingleLogout: true }],
    [
      'pass',
      'single_logout',
      {
        hasSingleLogout: true,
        document: { end_session_endpoint: 'https://idp.example.com/logout' },
      },
    ],
    // Auth0 has one that its document does not name.
    ['pass', 'single_logout', { hasSingleLogout: true, profile: 'auth0' }],
    ['unknown', 'response_type', { document: { response_types_supported: undefined } }],
    ['pass', 'response_type', { settings: { responseType: 'code id_token' } }],
    ['pass', 'response_mode', { settings: { responseMode: 'form_post' } }],
    [
      'warn',
      'response_mode',
      {
        settings: { responseMode: 'form_post' },
        document: { response_modes_supported: ['query'] },
      },
    ],
    // Discovery section 3: without the list it is query and fragment.
    [
      'warn',
      'response_mode',
      {
        settings: { responseMode: 'form_post' },
        document: { response_modes_supported: undefined },
      },
    ],
    ['warn', 'scopes', { settings: { scopes: ['openid', 'groups'] } }],
    ['unknown', 'scopes', { document: { scopes_supported: undefined } }],
  ])('is %s for %s', (status, name, facts) => {
    expect(found(name, facts)).toMatchObject([{ status }])
  })

  it('takes the response modes of the specification for those of who lists none', () => {
    const [check] = found('response_mode', {
      settings: { responseMode: 'form_post' },
      document: { response_modes_supported: undefined },
    })
    expect(check?.received).toBe('query, fragment')
  })

  it('names the scopes that are not listed', () => {
    const [check] = found('scopes', { settings: { scopes: ['openid', 'groups', 'x\u202e'] } })
    expect(check?.message).toContain('groups, x\\u{202e}')
    expect(check?.received).toBe('openid, profile, email')
  })

  it('CL-10 advises against the default authorization server', () => {
    const issuer = 'https://acme.okta.com/oauth2/default'
    const [check] = found('authorization_server', { settings: { issuer } })
    expect(check).toMatchObject({ status: 'warn', received: issuer, path: 'settings.issuer' })
    expect(check?.hint).toContain('Add Authorization Server')
    for (const other of ['https://acme.okta.com', 'https://acme.okta.com/oauth2/aus1']) {
      expect(found('authorization_server', { settings: { issuer: other } })).toEqual([])
    }
    expect(found('authorization_server', { settings: { issuer: `${issuer}x` } })).toEqual([])
  })
})

describe('whether answers name their issuer', () => {
  const named = { authorization_response_iss_parameter_supported: true }
  it.each([
    ['pass', {}],
    ['pass', { document: named }],
    ['pass', { document: named, hasSharedCallback: true }],
    ['fail', { hasSharedCallback: true }],
    ['warn', { hasSharedCallback: true, acceptsMixUpRisk: true }],
  ] as const)('O2 is %s of %j', (status, facts) => {
    expect(found('issuer_in_answers', facts)).toMatchObject([{ status }])
  })

  it('O2 is no matter of tenants that are not listed', () => {
    const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0'
    const facts = { settings: { issuer }, document: { ...named, issuer }, hasSharedCallback: true }
    const [check] = found('issuer_in_answers', facts)
    expect(check?.code).not.toBe('oidc_issuer_shared')
  })

  it('O2 is fail where endpoints of another host were entered', () => {
    const settings = { endpoints: { token: 'https://other.example.com/token' } }
    const [check] = found('issuer_in_answers', {
      ...{ settings, document: named, hasSharedCallback: true },
    })
    expect(check).toMatchObject({ status: 'fail', code: 'oidc_mix_up_possible' })
  })
})

it('O5 finds an issuer of many organisations without a list of them', () => {
  const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0'
  const facts = { settings: { issuer }, document: { issuer } }
  expect(found('tenants', facts)).toMatchObject([{ status: 'fail', code: 'oidc_issuer_shared' }])
  const allowedTenants = ['11111111-2222-4333-8444-555555555555']
  expect(found('tenants', { ...facts, settings: { issuer, allowedTenants } })).toEqual([])
})

describe('a method of client authentication that was chosen by hand', () => {
  it.each([
    ['client_secret_basic', undefined],
    ['auto', undefined],
    ['client_secret_post', 'warn'],
    ['none', 'warn'],
  ] as const)('%s', (clientAuthentication, status) => {
    expect(unlistedMethod(factsOf({ settings: { clientAuthentication } }))?.status).toBe(status)
  })

  it('says nothing where the provider lists none', () => {
    const settings = { clientAuthentication: 'none' } as const
    const document = { token_endpoint_auth_methods_supported: undefined }
    expect(unlistedMethod(factsOf({ settings, document }))).toBeUndefined()
  })
})
