import { describe, expect, it } from 'vitest'
import { connectionUrls, resolvePaths } from '../../src/config/paths.ts'
import { oidcSetupFields } from '../../src/oidc/setup-fields.ts'
import { setupLabels } from '../../src/oidc/vendors/setup-labels.ts'
import { urls } from '../support/guides.ts'

const labelsOf = (profile: string) =>
  oidcSetupFields({ profile, urls }).map(({ id, label }) => [id, label])

describe('the set-up values of OpenID Connect', () => {
  it('PU-6 PU-7 PU-8 CL-8 are those of the connection, in Okta’s words', () => {
    expect(oidcSetupFields({ profile: 'okta', urls }).slice(0, 4)).toEqual([
      {
        id: 'redirect_uri',
        label: 'Sign-in redirect URIs',
        value: 'https://app.example.com/sso/con_1/callback',
      },
      {
        id: 'initiate_login_uri',
        label: 'Initiate login URI',
        value: 'https://app.example.com/sso/con_1/login',
      },
      {
        id: 'sign_out_uri',
        label: 'Sign-out redirect URIs',
        value: 'https://app.example.com/sso/con_1/logout/return',
      },
      { id: 'base_uri', label: 'Base URIs', value: 'https://app.example.com' },
    ])
  })

  it.each([
    ['entra', 'Redirect URI'],
    ['google', 'Authorized redirect URIs'],
    ['keycloak', 'Valid redirect URIs'],
    ['auth0', 'Allowed Callback URLs'],
    ['generic', 'Redirect URI'],
    ['shibboleth', 'Redirect URI'],
    ['constructor', 'Redirect URI'],
  ])('call the redirect URI of %s “%s”', (profile, label) => {
    expect(labelsOf(profile)).toContainEqual(['redirect_uri', label])
  })

  it('CL-3 CL-6 name both redirect URIs for the public client of a single-page app', () => {
    const settings = { clientAuthentication: 'none' }
    const fields = oidcSetupFields({ profile: 'okta', urls, settings }).slice(0, 2)
    expect(fields.map(({ id }) => id)).toEqual(['redirect_uri', 'silent_redirect_uri'])
    expect(fields.map(({ label }) => label)).toEqual([
      ...['Sign-in redirect URIs', 'Sign-in redirect URIs'],
    ])
    expect(fields[1]?.value).toBe('https://app.example.com/sso/con_1/silent-callback')
    const ofOthers = oidcSetupFields({ profile: 'okta', urls, settings: {} })
    expect(ofOthers.map(({ id }) => id)).not.toContain('silent_redirect_uri')
  })

  it('leave out what a console has no field for', () => {
    expect(labelsOf('google').map(([id]) => id)).toEqual(['redirect_uri', 'base_uri'])
    expect(labelsOf('entra').map(([id]) => id)).not.toContain('jwks_uri')
    expect(labelsOf('generic')).toHaveLength(7)
  })

  it.each([
    ['generic', ['backchannel_logout_uri', 'frontchannel_logout_uri']],
    ['keycloak', ['backchannel_logout_uri', 'frontchannel_logout_uri']],
    ['auth0', ['backchannel_logout_uri']],
    ['okta', ['frontchannel_logout_uri']],
    ['entra', ['frontchannel_logout_uri']],
    ['google', []],
  ])('CL-7 name the addresses to which %s sends its logouts', (profile, expected) => {
    const fields = oidcSetupFields({ profile, urls })
    const named = fields.filter(({ id }) => id.endsWith('channel_logout_uri'))
    expect(named.map(({ id }) => id)).toEqual(expected)
    for (const { id, value } of named) {
      const path = id.replace('channel_logout_uri', 'channel-logout')
      expect(value).toBe(`https://app.example.com/sso/con_1/${path}`)
    }
  })

  it('PU-6 PU-8 KO-5 KO-16 are the host’s own paths and the organisation’s login path', () => {
    const own = { callback: '/login', initiate: '/login', logoutReturn: '/login' }
    const { paths, issues } = resolvePaths('/sso', { ...own, login: '/login' })
    expect(issues).toEqual([])
    const valuesOf = (loginPath?: string) =>
      oidcSetupFields({
        profile: 'okta',
        urls: connectionUrls('https://konnect.example.com', paths, 'con_1', loginPath),
      }).map(({ value }) => value)
    const page = 'https://konnect.example.com/login'
    expect(valuesOf().slice(0, 4)).toEqual([page, page, page, 'https://konnect.example.com'])
    expect(valuesOf('acme')[1]).toBe('https://konnect.example.com/sso/login/acme')
  })

  it('say of every label where it was read, or that nobody has confirmed it', () => {
    for (const [profile, { labels, sources, unconfirmed }] of setupLabels) {
      const named = Object.entries(labels).filter(([, label]) => label !== undefined)
      const confirmed = named.filter(([id]) => !unconfirmed.some((other) => other === id))
      expect(confirmed.length === 0 || sources.length > 0, profile).toBe(true)
      for (const id of unconfirmed) expect(labels[id], `${profile} ${id}`).toBeDefined()
      for (const source of sources) expect(source).toMatch(/^https:\/\//)
    }
  })
})
