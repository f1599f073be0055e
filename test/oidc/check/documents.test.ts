import { describe, expect, it } from 'vitest'
import { documentChecks } from '../../../src/oidc/check/document-checks.ts'
import { algorithmCheck, keyCheck } from '../../../src/oidc/check/key-checks.ts'
import { oidcError } from '../../../src/oidc/error.ts'
import { issuerMismatch } from '../../../src/oidc/issuer-mismatch.ts'
import { factsOf, metadata } from './facts.ts'
import { anyError } from '../../support/error-texts.ts'

const short = (checks: readonly { name: string; status: string }[]) =>
  checks.map(({ name, status }) => `${name} ${status}`)

describe('the checks of discovery', () => {
  it('are passed by a document that can be used', () => {
    const checks = documentChecks({ value: metadata }, factsOf())
    expect(short(checks)).toEqual(['discovery pass', 'issuer pass', 'endpoints pass'])
  })

  it('are passed without a document by endpoints that were entered', () => {
    const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = metadata
    const entered = { issuer, authorization_endpoint, token_endpoint, jwks_uri }
    const checks = documentChecks({ value: entered }, factsOf())
    expect(short(checks)).toEqual(['discovery pass', 'endpoints pass'])
    expect(checks[0]?.message).toContain('entered by hand')
  })

  it('miss a userinfo endpoint that every sign-in needs', () => {
    const { userinfo_endpoint: _dropped, ...value } = metadata
    const settings = { userinfo: 'always' } as const
    const checks = documentChecks({ value }, factsOf({ settings }))
    expect(checks.at(-1)).toMatchObject({ status: 'fail', code: 'oidc_userinfo_endpoint_missing' })
    expect(short(documentChecks({ value }, factsOf())).at(-1)).toBe('endpoints pass')
  })

  it('say which endpoint may not be called', () => {
    const error = oidcError('oidc_metadata_invalid', { detail: { member: 'token_endpoint' } })
    const checks = documentChecks({ error }, factsOf())
    expect(short(checks)).toEqual(['discovery pass', 'issuer pass', 'endpoints fail'])
    expect(checks.at(-1)?.expected).toBe('token_endpoint')
  })

  it('CL-14 say where Okta’s issuer is set to Okta URL', () => {
    const issuer = 'https://acme.okta.com/oauth2/default'
    const error = issuerMismatch(issuer, 'https://login.acme.example/oauth2/default', () => true)
    const checks = documentChecks({ error }, factsOf({ settings: { issuer } }))
    expect(checks.at(-1)).toMatchObject({ name: 'issuer', status: 'fail', expected: issuer })
    expect(checks.at(-1)?.hint).toContain('Okta URL instead of Dynamic')
  })

  it('CL-13 say so of a custom domain too, where the profile names Okta', () => {
    const issuer = 'https://login.acme.example/oauth2/aus1'
    const error = issuerMismatch(issuer, 'https://other.acme.example/oauth2/aus2', () => true)
    const facts = factsOf({ profile: 'okta', settings: { issuer } })
    expect(documentChecks({ error }, facts).at(-1)?.hint).toContain('Okta URL instead of Dynamic')
  })

  it('PU-18 suggest the issuer that the same host names', () => {
    const issuer = 'https://acme.okta.com'
    const error = issuerMismatch(issuer, `${issuer}/oauth2/default`, () => true)
    const checks = documentChecks({ error }, factsOf({ settings: { issuer } }))
    expect(checks.at(-1)?.suggestion).toBe(`${issuer}/oauth2/default`)
  })

  it('keep the hint of a spelling that differs, also of a custom domain', () => {
    const issuer = 'https://login.acme.example/oauth2/aus1'
    const error = issuerMismatch(`${issuer}/`, issuer, () => true)
    const facts = factsOf({ profile: 'okta', settings: { issuer: `${issuer}/` } })
    const [, check] = documentChecks({ error }, facts)
    expect(check).toMatchObject({ suggestion: issuer, hint: error.hint })
    expect(check?.hint).toContain('trailing slash')
  })

  it.each([
    ['entra', 400, undefined, 'Directory (tenant) ID'],
    ['generic', 400, undefined, 'openid-configuration in a browser'],
    // What is broken there is not mistyped here.
    ['entra', 500, undefined, 'openid-configuration in a browser'],
    ['okta', 400, 'Compare the client id.', 'Compare the client id.'],
  ])('say of %s and status %i where the tenant is found', (profile, status, hint, words) => {
    const error = oidcError('oidc_discovery_failed', {
      detail: { status },
      ...(hint === undefined ? {} : { hint }),
    })
    const [check] = documentChecks({ error }, factsOf({ profile }))
    expect(check?.hint).toContain(words)
  })

  it('suggest an address that is nearly the one that was entered', () => {
    const issuer = 'https://acme-admin.okta.com'
    const error = anyError('network_failed')
    const checks = documentChecks({ error }, factsOf({ settings: { issuer } }))
    expect(checks).toMatchObject([
      { name: 'discovery', status: 'fail', suggestion: 'https://acme.okta.com' },
    ])
    const [plain] = documentChecks({ error }, factsOf())
    expect(plain).not.toHaveProperty('suggestion')
  })
})

describe('the checks of keys', () => {
  it('count them and name their algorithms', () => {
    const keys = [{ kty: 'RSA', alg: 'RS256' }, { kty: 'EC', crv: 'P-256' }, { kty: 'RSA' }]
    expect(keyCheck({ value: { keys } })).toMatchObject([
      { name: 'signing_keys', status: 'pass', received: 'RS256, P-256, RSA' },
    ])
    const [one] = keyCheck({ value: { keys: [{ kty: 'RSA', alg: 'RS256' }] } })
    expect(one?.message).toContain('one usable key')
  })

  it('fail without any', () => {
    const error = oidcError('oidc_keys_unavailable')
    expect(keyCheck({ error })).toMatchObject([{ status: 'fail', code: 'oidc_keys_unavailable' }])
  })

  it.each([
    ['pass', {}, undefined],
    ['pass', { document: { id_token_signing_alg_values_supported: undefined } }, undefined],
    ['fail', { document: { id_token_signing_alg_values_supported: ['none', 'HS256'] } }, undefined],
    ['fail', { settings: { allowedAlgorithms: ['ES256'] } }, undefined],
    ['fail', { settings: { allowedAlgorithms: ['HS256'] } }, 40],
  ] as const)('of the algorithm are %s for %j', (status, facts, secretBytes) => {
    expect(algorithmCheck(factsOf(facts), secretBytes).status).toBe(status)
  })

  it('O3 find a secret that is too short for HS256', () => {
    const facts = factsOf({
      settings: { allowedAlgorithms: ['HS256'] },
      document: { id_token_signing_alg_values_supported: ['HS256'] },
    })
    expect(algorithmCheck(facts, 31)).toMatchObject({
      ...{ status: 'fail', code: 'oidc_client_secret_too_short' },
      ...{ expected: '32 bytes', received: '31 bytes' },
    })
    expect(algorithmCheck(facts, 32).status).toBe('pass')
  })

  it('say where Keycloak’s algorithm is set', () => {
    const facts = factsOf({ profile: 'keycloak', settings: { allowedAlgorithms: ['ES256'] } })
    expect(algorithmCheck(facts, undefined).hint).toContain('ID token signature algorithm')
  })
})
