import { describe, expect, it } from 'vitest'
import { issuerMismatch } from '../../src/oidc/issuer-mismatch.ts'

const tenant = '11111111-2222-4333-8444-555555555555'
const microsoft = 'https://login.microsoftonline.com'
const isAllowedUrl = (url: string) => url.startsWith('https://') && !url.includes('inside')
const issueOf = (expected: string, received: unknown) =>
  issuerMismatch(expected, received, isAllowedUrl).issues?.[0]

describe('issuerMismatch', () => {
  it.each([
    ['a slash less', 'https://idp.example.com/', 'https://idp.example.com'],
    ['a slash more', 'https://idp.example.com/a', 'https://idp.example.com/a/'],
    ['another case', 'https://IDP.example.com/A', 'https://idp.example.com/a'],
    ['another scheme', 'http://localhost:4000/a', 'https://localhost:4000/a'],
    ['a custom domain', 'https://acme.okta.com/oauth2/aus1', 'https://id.acme.com/oauth2/aus1'],
    ['a tenant’s id', `${microsoft}/contoso.com/v2.0`, `${microsoft}/${tenant}/v2.0`],
    ['a template', `${microsoft}/common/v2.0/`, `${microsoft}/{tenantid}/v2.0`],
  ])('O1 suggests what differs by %s, and accepts it no more for that', (_what, meant, named) => {
    const error = issuerMismatch(meant, named, isAllowedUrl)
    expect(error.code).toBe('oidc_issuer_mismatch')
    expect(error.detail).toEqual({ expected: meant, received: named })
    expect(error.issues).toMatchObject([
      { path: 'settings.issuer', code: 'oidc_issuer_mismatch', suggestion: named },
    ])
    expect(error.issues?.[0]?.message).toContain(named)
  })

  it.each([
    ['another host and path', 'https://idp.example.com/a', 'https://other.example.com/b'],
    ['what may not be called', 'https://idp.example.com', 'https://inside.example.com'],
    ['http', 'https://idp.example.com', 'http://idp.example.com'],
    ['a query', 'https://idp.example.com', 'https://idp.example.com/?x'],
    ['a fragment', 'https://idp.example.com', 'https://idp.example.com/#x'],
    ['an unknown template', 'https://idp.example.com/a', 'https://idp.example.com/{tenant}'],
    ['no address', 'https://idp.example.com', 'idp.example.com'],
    ['control characters', 'https://idp.example.com', 'https://idp.example.com/\u202e'],
    [
      'more than anybody reads',
      'https://idp.example.com',
      `https://idp.example.com/${'x'.repeat(500)}`,
    ],
    ['nothing', 'https://idp.example.com', undefined],
    ['no text', 'https://idp.example.com', ['https://idp.example.com/']],
  ])('O1 suggests nothing where the document names %s', (_what, meant, named) => {
    const issue = issueOf(meant, named)
    expect(issue).toMatchObject({ path: 'settings.issuer', code: 'oidc_issuer_mismatch' })
    expect(issue).not.toHaveProperty('suggestion')
    expect(issue?.message).not.toContain('\u202e')
  })

  it('CL-13 CL-14 names the two places in Okta where the issuer is chosen', () => {
    const org = 'https://acme.okta.com/oauth2/aus1'
    const custom = 'https://id.acme.com/oauth2/aus1'
    for (const issue of [issueOf(org, custom), issueOf(custom, org)]) {
      expect(issue?.hint).toContain('Okta URL instead of Dynamic')
      expect(issue?.hint).toContain('Security > API > Authorization Servers > Settings > Issuer')
      expect(issue?.hint).toContain('Sign On > OpenID Connect ID Token > Issuer')
    }
    expect(issueOf(org, `${org}/`)?.hint).toContain('trailing slash')
    expect(issueOf(`${microsoft}/contoso.com/v2.0`, `${microsoft}/${tenant}/v2.0`)?.hint).toContain(
      'Directory (tenant) ID',
    )
  })
})
