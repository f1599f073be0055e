import { describe, expect, it } from 'vitest'
import { deriveSettings, suggestIssuer } from '../../src/oidc/index.ts'
import { clientProbe } from '../../src/oidc/vendors/client-probe.ts'
import { emailTrust } from '../../src/oidc/vendors/email-trust.ts'

const tenant = '11111111-2222-4333-8444-555555555555'
const microsoft = 'https://login.microsoftonline.com'
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'

describe('emailTrust', () => {
  it.each([
    ['okta', 'https://acme.okta.com/oauth2/default', 'domain'],
    ['okta', 'https://sso.acme.example', 'domain'],
    // Its own domain tells what it is.
    ['generic', 'https://acme.okta.com', 'domain'],
    ['entra', `${microsoft}/${tenant}/v2.0`, 'domain'],
    ['entra', `${microsoft}/{tenantid}/v2.0`, 'domain'],
    ['adfs', 'https://adfs.acme.example/adfs', 'domain'],
    // People can change their address there, and the claim says whether it was checked.
    ['keycloak', 'https://sso.acme.example/realms/a', 'claim'],
    ['auth0', 'https://acme.eu.auth0.com/', 'claim'],
    ['onelogin', 'https://acme.onelogin.com/oidc/2', 'claim'],
    ['ping', `https://auth.pingone.com/${tenant}/as`, 'claim'],
    ['google', 'https://accounts.google.com', 'claim'],
    // One issuer for all customers.
    ['jumpcloud', 'https://oauth.id.jumpcloud.com/', 'claim'],
    ['generic', 'https://sso.acme.example', 'claim'],
    ['', 'https://sso.acme.example', 'claim'],
    ['__proto__', 'https://sso.acme.example', 'claim'],
  ])('E3 of the profile %j with %s is %s', (profile, issuer, trust) => {
    expect(emailTrust({ issuer }, profile)).toBe(trust)
  })

  it.each([
    'https://accounts.google.com',
    'accounts.google.com',
    `${microsoft}/${consumers}/v2.0`,
    'https://gitlab.com',
    'https://appleid.apple.com',
  ])('E3 cannot be claimed for %s by choosing another profile', (issuer) => {
    for (const profile of ['okta', 'entra', 'adfs']) {
      expect(emailTrust({ issuer }, profile)).toBe('claim')
    }
  })
})

describe('clientProbe', () => {
  it('trusts the answer to a made-up code of those alone that check the client first', () => {
    const checkFirst = [
      ...['okta', 'entra', 'google', 'keycloak', 'auth0', 'onelogin', 'ping', 'adfs'],
      ...['jumpcloud', 'generic', 'shibboleth'],
    ].filter(
      (profile) => clientProbe({ issuer: 'https://x.example' }, profile).isClientCheckedFirst,
    )
    expect(checkFirst).toEqual(['keycloak'])
  })

  it.each([
    // RFC 6749 section 5.2
    ['generic', ['invalid_client']],
    ['keycloak', ['invalid_client', 'unauthorized_client']],
    ['auth0', ['invalid_client', 'access_denied']],
  ])('knows how %s refuses a client', (profile, codes) => {
    expect(clientProbe({ issuer: 'https://x.example' }, profile).refusalCodes).toEqual(codes)
  })
})

describe('what admins enter', () => {
  it.each([
    ['onelogin', 'acme.onelogin.com', 'https://acme.onelogin.com/oidc/2'],
    ['onelogin', 'https://acme.onelogin.com/admin2/apps', 'https://acme.onelogin.com/oidc/2'],
    [
      'onelogin',
      'https://acme.onelogin.com/oidc/2/.well-known/openid-configuration',
      'https://acme.onelogin.com/oidc/2',
    ],
    ['adfs', 'adfs.acme.example', 'https://adfs.acme.example/adfs'],
    ['adfs', 'https://adfs.acme.example/adfs/ls/', 'https://adfs.acme.example/adfs'],
    ['ping', `https://auth.pingone.com/${tenant}/as/`, `https://auth.pingone.com/${tenant}/as`],
    ['ping', 'https://sso.acme.example', 'https://sso.acme.example'],
    [
      'onelogin',
      'https://openid-connect.onelogin.com/oidc',
      'https://openid-connect.onelogin.com/oidc',
    ],
    ['jumpcloud', 'https://oauth.id.jumpcloud.com/', 'https://oauth.id.jumpcloud.com/'],
  ])('leads with the profile %s from %s to %s', (profile, entered, issuer) => {
    expect(deriveSettings({ issuer: entered }, profile).issuer).toBe(issuer)
  })

  it('derives nothing from the address of a console', () => {
    for (const [profile, address] of [
      ['jumpcloud', 'https://console.jumpcloud.com/#/sso'],
      ['ping', 'https://console.pingone.com/index.html?env=1'],
    ] as const) {
      expect(deriveSettings({ issuer: address }, profile).issuer).toBeUndefined()
    }
  })

  it('reads the issuer of a farm as the farm', () => {
    expect(suggestIssuer('https://adfs.acme.example/adfs', 'adfs').value).toBe(
      'https://adfs.acme.example',
    )
    expect(deriveSettings({ issuer: 'https://adfs.acme.example/adfs' }, 'adfs').issuer).toBe(
      'https://adfs.acme.example/adfs',
    )
  })
})
