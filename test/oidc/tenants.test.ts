import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { validateIdToken } from '../../src/oidc/index.ts'
import {
  answeringIssuer,
  checkIssuer,
  isIssuerOfKey,
  sharedIssuerIssues,
  startIssuers,
} from '../../src/oidc/tenants.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'

const microsoft = 'https://login.microsoftonline.com'
const template = `${microsoft}/{tenantid}/v2.0`
const contoso = '11111111-aaaa-4333-8444-555555555555'
const fabrikam = '22222222-bbbb-4333-8444-555555555555'
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'
const issuerOf = (tenant: string) => `${microsoft}/${tenant}/v2.0`
const google = 'https://accounts.google.com'

const outcome = (
  claims: object,
  expected: object,
  kind: 'id_token' | 'logout_token' = 'id_token',
) => {
  try {
    checkIssuer(kind, claims as never, expected as never)
    return 'accepted'
  } catch (error) {
    if (isSsoError(error)) return error.code
    throw error
  }
}

const refused = 'oidc_id_token_tenant_refused'
const mismatch = 'oidc_id_token_issuer_mismatch'

describe('checkIssuer', () => {
  const listed = { issuer: template, allowedTenants: [contoso] }

  it.each([
    ['of the listed tenant', { iss: issuerOf(contoso), tid: contoso }, listed, 'accepted'],
    [
      'of one of two listed tenants',
      { iss: issuerOf(fabrikam), tid: fabrikam },
      { issuer: template, allowedTenants: [contoso, fabrikam] },
      'accepted',
    ],
    [
      'of a tenant that was listed in capitals',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: template, allowedTenants: [contoso.toUpperCase()] },
      'accepted',
    ],
    ['of another tenant', { iss: issuerOf(fabrikam), tid: fabrikam }, listed, refused],
    [
      'of another tenant that calls itself ours',
      { iss: issuerOf(fabrikam), tid: contoso },
      listed,
      mismatch,
    ],
    [
      'of ours that names another tenant',
      { iss: issuerOf(contoso), tid: fabrikam },
      listed,
      refused,
    ],
    [
      'that mixes two listed tenants',
      { iss: issuerOf(fabrikam), tid: contoso },
      { issuer: template, allowedTenants: [contoso, fabrikam] },
      mismatch,
    ],
    ['without tid', { iss: issuerOf(contoso) }, listed, refused],
    ['with a tid that is no text', { iss: issuerOf(contoso), tid: [contoso] }, listed, refused],
    [
      'with a tid in capitals',
      { iss: issuerOf(contoso.toUpperCase()), tid: contoso.toUpperCase() },
      listed,
      refused,
    ],
    ['of the template itself', { iss: template, tid: '{tenantid}' }, listed, refused],
    ['of the template with a right tid', { iss: template, tid: contoso }, listed, mismatch],
    ['without issuer', { tid: contoso }, listed, mismatch],
    [
      'of version 1.0',
      { iss: `https://sts.windows.net/${contoso}/`, tid: contoso },
      listed,
      mismatch,
    ],
    [
      'of another cloud',
      { iss: `https://login.microsoftonline.us/${contoso}/v2.0`, tid: contoso },
      listed,
      mismatch,
    ],
    [
      'where no tenant is listed',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: template },
      refused,
    ],
    [
      'where the list is empty',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: template, allowedTenants: [] },
      refused,
    ],
    [
      'where a wildcard is listed',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: template, allowedTenants: ['*', '.*', ''] },
      refused,
    ],
    [
      'whose tid is listed but no tenant id',
      { iss: issuerOf('contoso.com'), tid: 'contoso.com' },
      { issuer: template, allowedTenants: ['contoso.com'] },
      refused,
    ],
    [
      'that leaves the path',
      { iss: `${microsoft}/${contoso}/../x/v2.0`, tid: `${contoso}/../x` },
      { issuer: template, allowedTenants: [`${contoso}/../x`] },
      refused,
    ],
    [
      'of a personal account',
      { iss: issuerOf(consumers), tid: consumers },
      { issuer: template, allowedTenants: [consumers] },
      refused,
    ],
    [
      'of one tenant',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: issuerOf(contoso) },
      'accepted',
    ],
    [
      'of one tenant, without tid',
      { iss: issuerOf(contoso) },
      { issuer: issuerOf(contoso) },
      'accepted',
    ],
    [
      'of another one tenant',
      { iss: issuerOf(fabrikam), tid: contoso },
      { issuer: issuerOf(contoso) },
      mismatch,
    ],
    [
      'of the tenant of personal accounts',
      { iss: issuerOf(consumers), tid: consumers },
      { issuer: issuerOf(consumers) },
      refused,
    ],
    [
      'of one tenant, with a list that would not hold',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: issuerOf(contoso), allowedTenants: [contoso] },
      refused,
    ],
    [
      'of an issuer that only looks like a template',
      { iss: `https://idp.example.com/${contoso}`, tid: contoso },
      { issuer: 'https://idp.example.com/{tenantid}', allowedTenants: [contoso] },
      refused,
    ],
    [
      'of a placeholder that is taken literally',
      { iss: `https://idp.example.com/${contoso}`, tid: contoso },
      { issuer: 'https://idp.example.com/{tenantid}' },
      mismatch,
    ],
    [
      'of the name that people type',
      { iss: issuerOf(contoso), tid: contoso },
      { issuer: `${microsoft}/common/v2.0`, allowedTenants: [contoso] },
      mismatch,
    ],
  ])('O5 judges a token of Entra %s', (_what, claims, expected, code) => {
    expect(outcome(claims, expected)).toBe(code)
  })

  it.each([
    ['of the listed domain', { iss: google, hd: 'example.com' }, ['example.com'], 'accepted'],
    [
      'of a domain that was listed in capitals',
      { iss: google, hd: 'example.com' },
      ['Example.com'],
      'accepted',
    ],
    ['of another domain', { iss: google, hd: 'example.net' }, ['example.com'], refused],
    ['of a subdomain', { iss: google, hd: 'a.example.com' }, ['example.com'], refused],
    ['of a private account', { iss: google }, ['example.com'], refused],
    [
      'of a private account, where somebody listed those',
      { iss: google, hd: 'gmail.com' },
      ['gmail.com'],
      refused,
    ],
    ['with a list of domains', { iss: google, hd: ['example.com'] }, ['example.com'], refused],
    ['with an empty domain', { iss: google, hd: '' }, [''], refused],
    ['where none is listed', { iss: google, hd: 'example.com' }, undefined, refused],
    [
      'with the e-mail domain only',
      { iss: google, email: 'a@example.com' },
      ['example.com'],
      refused,
    ],
    [
      'of another issuer',
      { iss: 'https://accounts.google.com/', hd: 'example.com' },
      ['example.com'],
      mismatch,
    ],
    [
      'with an inherited domain',
      Object.create({ iss: google, hd: 'example.com' }),
      ['example.com'],
      refused,
    ],
  ])('O5 judges a token of Google %s', (_what, claims, allowedTenants, code) => {
    expect(outcome(claims, { issuer: google, allowedTenants })).toBe(code)
  })

  it('O5 uses no issuer that names no organisation', () => {
    for (const issuer of ['https://appleid.apple.com', 'https://gitlab.com']) {
      expect(outcome({ iss: issuer }, { issuer })).toBe(refused)
      expect(
        outcome({ iss: issuer, hd: 'x', tid: contoso }, { issuer, allowedTenants: ['x'] }),
      ).toBe(refused)
    }
  })

  it('L1 compares the issuer of logout tokens, which name no tenant but in it', () => {
    const wrong = 'oidc_logout_token_issuer_mismatch'
    const both = { issuer: template, allowedTenants: [contoso, fabrikam] }
    expect(outcome({ iss: issuerOf(fabrikam) }, both, 'logout_token')).toBe('accepted')
    expect(outcome({ iss: issuerOf(fabrikam) }, listed, 'logout_token')).toBe(wrong)
    expect(outcome({ iss: template }, listed, 'logout_token')).toBe(wrong)
    for (const tenant of ['contoso.com', '*', consumers]) {
      const loose = { issuer: template, allowedTenants: [tenant] }
      expect(outcome({ iss: issuerOf(tenant) }, loose, 'logout_token')).toBe(wrong)
    }
    expect(
      outcome({ iss: google }, { issuer: google, allowedTenants: ['a.com'] }, 'logout_token'),
    ).toBe('accepted')
  })

  it('CL-14 tells where Okta names another issuer what to change there', () => {
    const check = (iss: string, issuer: string) => {
      try {
        checkIssuer('id_token', { iss }, { issuer })
      } catch (error) {
        if (isSsoError(error)) return error.hint
      }
      return undefined
    }
    const org = 'https://acme.okta.com/oauth2/default'
    const custom = 'https://id.acme.com/oauth2/default'
    for (const hint of [check(custom, org), check(org, custom)]) {
      expect(hint).toContain('Sign On > OpenID Connect ID Token > Issuer')
      expect(hint).toContain('Security > API > Authorization Servers > Settings > Issuer')
    }
    expect(check(`${org}/`, org)).toContain('Copy the issuer exactly')
    expect(check('https://a.example.com', 'https://b.example.com')).not.toContain('Security > API')
  })
})

describe('isIssuerOfKey', () => {
  it.each([
    [template, issuerOf(contoso), true],
    [issuerOf(contoso), issuerOf(contoso), true],
    [issuerOf(fabrikam), issuerOf(contoso), false],
    [issuerOf(consumers), issuerOf(contoso), false],
    ['https://login.microsoftonline.us/{tenantid}/v2.0', issuerOf(contoso), false],
    ['https://sts.windows.net/{tenantid}/', `https://sts.windows.net/${contoso}/`, true],
    [template, `${microsoft}/${contoso}/x/v2.0`, false],
    [template, `${microsoft}//v2.0`, false],
    [template, `${microsoft}/v2.0`, false],
    [template, `https://example.net/?${issuerOf(contoso)}`, false],
    [template, undefined, false],
    [[issuerOf(contoso)], issuerOf(contoso), false],
    [7, 7, false],
  ])('O5 says of a key of %j and a token of %j: %s', (key, token, expected) => {
    expect(isIssuerOfKey(key, token)).toBe(expected)
  })
})

describe('startIssuers', () => {
  const initiateIssuers = ['https://acme.example.com']

  it('F5 names an issuer as it is, and a template by the tenant in it', () => {
    expect(startIssuers({ issuer: google, initiateIssuers })).toEqual([google, ...initiateIssuers])
    expect(startIssuers({ issuer: google, initiateIssuers: [google] })).toEqual([google])
    expect(startIssuers({ issuer: '' })).toEqual([])
    expect(startIssuers({ issuer: template, allowedTenants: [contoso], initiateIssuers })).toEqual([
      issuerOf(contoso),
      ...initiateIssuers,
    ])
  })

  it('F5 puts no tenant first where there are several: proof of one is none of another', () => {
    const several = { issuer: template, allowedTenants: [contoso, fabrikam] }
    expect(startIssuers(several)).toEqual([template, issuerOf(contoso), issuerOf(fabrikam)])
  })
})

describe('answeringIssuer', () => {
  it('O2 expects the issuer, or the listed tenant that an answer names', () => {
    const listed = { issuer: template, allowedTenants: [contoso] }
    expect(answeringIssuer(listed, issuerOf(contoso))).toBe(issuerOf(contoso))
    expect(answeringIssuer(listed, issuerOf(fabrikam))).toBe(template)
    expect(answeringIssuer(listed, undefined)).toBe(template)
    expect(answeringIssuer({ issuer: google }, 'https://example.net')).toBe(google)
  })
})

describe('sharedIssuerIssues', () => {
  it.each([
    [template, undefined, 1],
    [template, [], 1],
    [template, [contoso], 0],
    [`${microsoft}/common/v2.0`, undefined, 1],
    [issuerOf(contoso), undefined, 0],
    [issuerOf(consumers), undefined, 1],
    [issuerOf(consumers), [consumers], 1],
    [`https://sts.windows.net/${consumers}/`, undefined, 1],
    [google, undefined, 1],
    [google, ['example.com'], 0],
    ['accounts.google.com', undefined, 1],
    ['https://appleid.apple.com', ['x'], 1],
    ['https://www.linkedin.com/oauth', undefined, 1],
    ['https://idp.example.com', undefined, 0],
    ['', undefined, 0],
  ])('O5 finds with %s and the tenants %j so many issues: %i', (issuer, allowedTenants, count) => {
    const issues = sharedIssuerIssues({ issuer, allowedTenants })
    expect(issues).toHaveLength(count)
    for (const { code, path } of issues) {
      expect([code, path]).toEqual(['oidc_issuer_shared', 'settings.issuer'])
    }
  })
})

describe('validateIdToken alone', () => {
  it('O5 validates tokens of a multi-tenant issuer by its template and its keys', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, issuer: template, algorithm: 'ES256' })
    const now = clock()
    const seconds = now.getTime() / 1000
    const token = (tenant: string) =>
      idp.signIdToken({
        ...{ iss: issuerOf(tenant), tid: tenant, sub: 'ann', aud: 'client-1' },
        ...{ iat: seconds, exp: seconds + 300 },
      })
    const expected = { issuer: template, clientId: 'client-1', now, allowedTenants: [contoso] }
    const jwks = (await idp.keySet()) as never
    const validate = async (tenant: string, change: object = {}) =>
      validateIdToken(await token(tenant), { ...expected, jwks, ...change }).then(
        ({ iss }) => iss,
        (error: unknown) => isSsoError(error) && error.code,
      )
    expect(await validate(contoso)).toBe(issuerOf(contoso))
    expect(await validate(fabrikam)).toBe(refused)
    expect(await validate(contoso, { allowedTenants: undefined })).toBe(refused)
    expect(await validate(contoso, { issuer: issuerOf(contoso), allowedTenants: undefined })).toBe(
      issuerOf(contoso),
    )
    idp.tamper('jwks_other_tenant')
    const foreign = (await idp.keySet()) as never
    expect(await validate(contoso, { jwks: foreign })).toBe('oidc_id_token_key_unknown')
  })
})
