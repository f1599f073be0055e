import { describe, expect, it } from 'vitest'
import {
  answerIn,
  redirectUriCheck,
  requestChecks,
} from '../../../src/oidc/check/redirect-verdict.ts'
import { oidcError } from '../../../src/oidc/error.ts'
import { factsOf } from './facts.ts'

const { redirectUri } = factsOf()
const page = (status: number, body: string) => ({ status, body, location: null })
const redirect = (location: string | null, status = 302) => ({ status, location, body: '' })

describe('the check of the redirect URI', () => {
  it.each([
    ['sent back with an error', redirect(`${redirectUri}?error=login_required&state=s`), 'pass'],
    ['sent back in the fragment', redirect(`${redirectUri}#error=login_required`, 303), 'pass'],
    ['a refusal that names it', page(400, '<p>Mismatching redirect_uri</p>'), 'fail'],
    ['a refusal in plain words', page(400, 'Invalid redirect URI'), 'fail'],
    ['a refusal that names the parameter', page(400, 'Invalid parameter: redirect_uri'), 'fail'],
    // A page may repeat the request, whatever it finds wrong with it.
    ['a page that repeats the request', page(400, `<a href="?redirect_uri=x">`), 'unknown'],
    ['one that repeats it encoded', page(400, `next=%3Fredirect_uri%3Dx`), 'unknown'],
    ['a refusal of the client', page(400, 'invalid_client: redirect_uri'), 'unknown'],
    ['a page under another status', page(200, 'redirect_uri'), 'unknown'],
    ['a page of another kind', page(400, 'Cookies are required.'), 'unknown'],
    ['a way to the sign-in page', redirect('https://idp.example.com/login'), 'unknown'],
    ['an address that only begins so', redirect(`${redirectUri}.evil.example/?error=x`), 'unknown'],
    [
      'an address that is as long',
      redirect(`${'https://evil.example/'.padEnd(redirectUri.length, 'x')}?error=x`),
      'unknown',
    ],
    ['an address below it', redirect(`${redirectUri}/more?error=x`), 'unknown'],
    ['a redirect to nowhere', redirect(null), 'unknown'],
    ['the address in another status', redirect(`${redirectUri}?error=x`, 200), 'unknown'],
    ['nothing', undefined, 'unknown'],
  ])('after %s', (_what, answer, status) => {
    expect(redirectUriCheck(answer, factsOf())).toMatchObject({ name: 'redirect_uri', status })
  })

  it.each([
    ['okta', 'Sign-in redirect URIs'],
    ['google', 'Authorized redirect URIs'],
    ['keycloak', 'Valid redirect URIs'],
    ['auth0', 'Allowed Callback URLs'],
    ['generic', 'Redirect URI'],
  ])('names the address and the field of %s', (profile, label) => {
    const check = redirectUriCheck(page(400, 'redirect_uri'), factsOf({ profile }))
    expect(check.hint).toContain(`${redirectUri} as “${label}”`)
    expect(check.expected).toBe(redirectUri)
  })

  it('takes the vendor from the address where the profile says nothing', () => {
    const settings = { issuer: 'https://acme.okta.com/oauth2/default' }
    const check = redirectUriCheck(page(400, 'redirect_uri'), factsOf({ settings }))
    expect(check.hint).toContain('Sign-in redirect URIs')
  })
})

it('reads what was sent back', () => {
  const answer = answerIn(redirect(`${redirectUri}?error=a&iss=b`), redirectUri)
  expect([...(answer ?? [])]).toEqual([
    ['error', 'a'],
    ['iss', 'b'],
  ])
})

describe('the check of the request', () => {
  const answered = (code: Parameters<typeof oidcError>[0], error: string) =>
    requestChecks(oidcError(code, { detail: { error } }), factsOf())

  it.each([
    ['oidc_interaction_required', 'login_required', 'authorization_request', 'pass'],
    ['oidc_consent_required', 'consent_required', 'authorization_request', 'pass'],
    ['oidc_scope_rejected', 'invalid_scope', 'scopes', 'fail'],
    ['oidc_request_rejected', 'unauthorized_client', 'authorization_request', 'fail'],
    ['oidc_request_rejected', 'unsupported_response_type', 'authorization_request', 'fail'],
    // Who does not know `prompt=none` may say so, and people sign in nevertheless.
    ['oidc_request_rejected', 'invalid_request', 'authorization_request', 'warn'],
    ['oidc_access_denied', 'access_denied', 'authorization_request', 'warn'],
    ['oidc_response_issuer_mismatch', '', 'issuer_in_answers', 'fail'],
  ] as const)('after %s %s', (code, error, name, status) => {
    expect(answered(code, error)).toMatchObject([{ name, status }])
  })

  it('is passed where the provider would sign somebody in', () => {
    expect(requestChecks(undefined, factsOf())).toMatchObject([{ status: 'pass' }])
  })
})
