import { describe, expect, it } from 'vitest'
import { suggestIssuer } from '../../src/oidc/issuer-repair.ts'

const tenant = '11111111-2222-4333-8444-555555555555'
const microsoft = 'https://login.microsoftonline.com'

/** Entered text, what is meant, and the codes of the repairs in their order. */
type Row = readonly [entered: string, value: string, ...codes: readonly string[]]

const judge = (profile: string, ...[entered, value, ...codes]: Row) => {
  const suggestion = suggestIssuer(entered, profile)
  expect(suggestion.value).toBe(value)
  expect(suggestion.repairs.map(({ code }) => code)).toEqual(codes)
  // A form shows one after the other, from what was typed.
  let shown = entered
  for (const { from, to, message } of suggestion.repairs) {
    expect(from).toBe(shown)
    expect(message).toMatch(/^[A-Z].*\.$/)
    shown = to
  }
}

describe('suggestIssuer', () => {
  const org = 'https://acme.okta.com'

  it.each<Row>([
    [org, org],
    ['acme.okta.com', org, 'scheme_missing'],
    ['//acme.okta.com', org, 'scheme_missing'],
    ['http://acme.okta.com', org, 'scheme_insecure'],
    ['https://acme.okta.com/', org, 'trailing_slash'],
    ['https://ACME.Okta.com', org, 'upper_case'],
    ['HTTPS://acme.okta.com', org, 'upper_case'],
    ['  https://acme.okta.com\n', org, 'surrounding_characters'],
    ['"https://acme.okta.com",', org, 'surrounding_characters'],
    ['“https://acme.okta.com”', org, 'surrounding_characters'],
    ['<https://acme.okta.com>', org, 'surrounding_characters'],
    ['\ufeffhttps://acme.okta.com', org, 'surrounding_characters'],
    ['https://acme-admin.okta.com', org, 'admin_host'],
    ['https://acme-admin.oktapreview.com', 'https://acme.oktapreview.com', 'admin_host'],
    ['https://acme-admin.okta.com/admin/dashboard', org, 'admin_host', 'path_removed'],
    ['https://acme.okta.com/app/UserHome?iss=x#y', org, 'query_removed', 'path_removed'],
    ['https://acme.okta.com/oauth2/default', org, 'authorization_server_path'],
    ['https://acme.okta.com/oauth2/default/', org, 'authorization_server_path'],
    [
      'https://acme.okta.com/oauth2/default/v1/authorize',
      ...([org, 'path_removed', 'authorization_server_path'] as const),
    ],
    ['https://acme.okta.com/oauth2/v1/token', org, 'path_removed'],
    ['https://acme.okta.com/.well-known/openid-configuration', org, 'discovery_url'],
    [
      'https://acme.okta.com/oauth2/default/.well-known/openid-configuration?client_id=0oa1',
      ...([org, 'discovery_url', 'authorization_server_path'] as const),
    ],
    // A custom authorization server says more than its org, so it stays.
    ['https://acme.okta.com/oauth2/aus1', 'https://acme.okta.com/oauth2/aus1'],
    [
      'https://acme.okta.com/oauth2/aus1/v1/token',
      ...(['https://acme.okta.com/oauth2/aus1', 'path_removed'] as const),
    ],
    [
      'https://acme.okta.com/.well-known/oauth-authorization-server/oauth2/aus1',
      ...(['https://acme.okta.com/oauth2/aus1', 'discovery_url'] as const),
    ],
    ['https://login.acme.com', 'https://login.acme.com'],
    // The suffix has a meaning on the vendor's own domains only.
    ['https://login-admin.acme.com', 'https://login-admin.acme.com'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000', 'trailing_slash'],
    ['https://acme-admin.okta.com.example.net', 'https://acme-admin.okta.com.example.net'],
    // Nothing can be made of these.
    ['acme', 'acme'],
    ['', ''],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['https://user@acme.okta.com/', 'https://user@acme.okta.com/'],
    ['https://acme.okta.com\\@example.net/x', 'https://acme.okta.com\\@example.net/x'],
  ])('PU-12 KO-13 reads %j as the address of an Okta org', (...row: Row) => judge('okta', ...row))

  it.each<Row>([
    [tenant, `${microsoft}/${tenant}/v2.0`],
    [` ${tenant} `, `${microsoft}/${tenant}/v2.0`, 'surrounding_characters'],
    [tenant.toUpperCase(), `${microsoft}/${tenant}/v2.0`],
    ['contoso.com', `${microsoft}/contoso.com/v2.0`],
    ['Contoso.onmicrosoft.com', `${microsoft}/contoso.onmicrosoft.com/v2.0`],
    [`${microsoft}/${tenant}/v2.0`, `${microsoft}/${tenant}/v2.0`],
    [`${microsoft}/${tenant}`, `${microsoft}/${tenant}/v2.0`, 'tenant_address'],
    [`${microsoft}/${tenant}/v2.0/`, `${microsoft}/${tenant}/v2.0`, 'tenant_address'],
    [
      `${microsoft}/${tenant}/oauth2/v2.0/authorize`,
      ...([`${microsoft}/${tenant}/v2.0`, 'tenant_address'] as const),
    ],
    [
      `https://sts.windows.net/${tenant}/`,
      ...([`${microsoft}/${tenant}/v2.0`, 'tenant_address'] as const),
    ],
    [
      `https://login.microsoftonline.us/${tenant}`,
      ...([`https://login.microsoftonline.us/${tenant}/v2.0`, 'tenant_address'] as const),
    ],
    ['common', `${microsoft}/{tenantid}/v2.0`],
    [`${microsoft}/organizations/v2.0`, `${microsoft}/{tenantid}/v2.0`],
    [`${microsoft}/common/v2.0`, `${microsoft}/{tenantid}/v2.0`],
    [`${microsoft}/{tenantid}/v2.0`, `${microsoft}/{tenantid}/v2.0`],
    // No tenant in it.
    [microsoft, microsoft],
    // External tenants have hosts of their own.
    ['https://acme.ciamlogin.com/acme/v2.0', 'https://acme.ciamlogin.com/acme/v2.0'],
  ])('reads %j as a tenant of Entra', (...row: Row) => judge('entra', ...row))

  it.each<Row>([
    ['https://acme.eu.auth0.com/', 'https://acme.eu.auth0.com/'],
    ['https://acme.eu.auth0.com', 'https://acme.eu.auth0.com'],
    ['https://acme.eu.auth0.com/authorize', 'https://acme.eu.auth0.com', 'path_removed'],
  ])('reads %j as a tenant of Auth0', (...row: Row) => judge('auth0', ...row))

  const realm = 'https://sso.example.com/realms/acme'
  it.each<Row>([
    [realm, realm],
    [`${realm}/`, realm, 'trailing_slash'],
    [`${realm}/account/#/`, realm, 'query_removed', 'path_removed'],
    [`${realm}/.well-known/openid-configuration`, realm, 'discovery_url'],
    ['https://sso.example.com/auth/realms/acme', 'https://sso.example.com/auth/realms/acme'],
    ['https://sso.example.com', 'https://sso.example.com'],
    ['https://sso.example.com/idp', 'https://sso.example.com/idp'],
  ])('reads %j as a realm of Keycloak', (...row: Row) => judge('keycloak', ...row))

  it.each<Row>([
    ['https://sso.example.com/a/b/', 'https://sso.example.com/a/b/'],
    ['sso.example.com/a', 'https://sso.example.com/a', 'scheme_missing'],
    ['https://sso.example.com/?x=1', 'https://sso.example.com/', 'query_removed'],
    // Its own domain tells what it is.
    ['https://acme-admin.okta.com', org, 'admin_host'],
    [`${microsoft}/common`, `${microsoft}/{tenantid}/v2.0`, 'tenant_address'],
    [tenant, tenant],
  ])('reads %j by nothing but its form', (...row: Row) => judge('generic', ...row))

  it('treats unknown profiles as the generic one', () => {
    for (const profile of ['shibboleth', '', 'constructor', '__proto__']) {
      judge(profile, 'https://sso.example.com/a/', 'https://sso.example.com/a/')
      judge(profile, 'https://acme.okta.com/', org, 'trailing_slash')
    }
  })

  it('X7 returns what is too long as it is, and is quick with what no pattern fits', () => {
    const long = `https://acme.okta.com/${'x'.repeat(512)}`
    expect(suggestIssuer(long, 'okta')).toEqual({ value: long, repairs: [] })
    for (const unit of [' ', '"', 'a.', '/', 'a:', '-admin', '//', '.well-known/', '?']) {
      const text = `x${unit.repeat(500 / unit.length)}x`
      expect(typeof suggestIssuer(text, 'okta').value).toBe('string')
    }
  })
})
