import { describe, expect, it } from 'vitest'
import { allowsDeviation, deviations } from '../../src/oidc/vendors/deviations.ts'
import {
  sharedIssuers,
  vendorOf,
  vendorOfAddress,
  vendorOfConsole,
  vendorOfProfile,
} from '../../src/oidc/vendors/vendors.ts'

const generic = vendorOfProfile('generic')

describe('vendors', () => {
  it.each(['okta', 'entra', 'google', 'auth0', 'keycloak'])('has a record of %s', (profile) => {
    const vendor = vendorOfProfile(profile)
    expect(vendor.profiles).toContain(profile)
    expect(vendor).not.toBe(generic)
    expect(vendorOf(profile, 'https://idp.example.com')).toBe(vendor)
  })

  it('treats unknown profiles as the generic one, unless their address tells', () => {
    for (const profile of ['', 'shibboleth', 'constructor', '__proto__', 'Okta']) {
      expect(vendorOfProfile(profile)).toBe(generic)
      expect(vendorOf(profile, 'https://idp.example.com')).toBe(generic)
      expect(vendorOf(profile, 'https://acme.okta.com')).toBe(vendorOfProfile('okta'))
    }
    expect(vendorOf(undefined, '')).toBe(generic)
  })

  it.each([
    ['https://acme.okta.com/oauth2/default', 'okta'],
    ['https://acme.oktapreview.com', 'okta'],
    ['https://acme.eu.auth0.com/', 'auth0'],
    ['https://login.microsoftonline.com/x/v2.0', 'entra'],
    ['https://login.microsoftonline.us/x/v2.0', 'entra'],
    ['https://okta.com', undefined],
    ['https://evilokta.com', undefined],
    ['https://acme.okta.com.example.net', undefined],
    ['https://x.login.microsoftonline.com', undefined],
    ['acme.okta.com', undefined],
    ['', undefined],
  ])('O2 knows by %j alone that it is %s', (address, profile) => {
    expect(vendorOfAddress(address)?.profiles[0]).toBe(profile)
  })

  it('O2 relies on the endpoints of Okta’s own hosts only', () => {
    const own = ['okta', 'entra', 'google', 'auth0', 'keycloak', 'generic']
    const fixed = own.filter((profile) => vendorOfProfile(profile).hasFixedEndpoints === true)
    expect(fixed).toEqual(['okta'])
  })

  it('knows admin consoles by their host', () => {
    expect(vendorOfConsole('https://portal.azure.com/#home')?.profiles).toEqual(['entra'])
    expect(vendorOfConsole('https://idp.example.com')).toBeUndefined()
    expect(vendorOfConsole('portal.azure.com')).toBeUndefined()
  })

  it('says where its facts come from', () => {
    const vendors = ['okta', 'entra', 'google', 'auth0', 'keycloak', 'generic'].map(vendorOfProfile)
    const sources = [
      ...vendors.flatMap(({ sources: listed }) => listed),
      ...sharedIssuers.map(({ source }) => source),
      ...deviations.map(({ source }) => source),
    ]
    for (const source of sources) expect(source).toMatch(/^https:\/\//)
    for (const { sources: listed } of vendors) expect(listed.length).toBeGreaterThan(0)
  })
})

describe('allowsDeviation', () => {
  it('allows what is listed and nothing else', () => {
    const id = 'logout_token_without_exp'
    expect(allowsDeviation([id], id)).toBe(true)
    expect(allowsDeviation(['assertion_audience_token_endpoint'], id)).toBe(false)
    expect(allowsDeviation([], id)).toBe(false)
    expect(allowsDeviation(undefined, id)).toBe(false)
  })
})
