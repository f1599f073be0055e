import { describe, expect, it } from 'vitest'
import { logoutRequest, type LogoutRequestOptions } from '../../src/oidc/logout-request.ts'
import { logoutHabits } from '../../src/oidc/vendors/logout.ts'

const encode = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')

/** Of the form of an ID token; its signature was verified when it came. */
function idToken(claims: object): string {
  const header = encode({ alg: 'RS256' }).replaceAll('+', '-').replaceAll('/', '_')
  const payload = encode(claims).replaceAll('+', '-').replaceAll('/', '_')
  return `${header}.${payload}.AAAA`
}

const issuer = 'https://idp.example.com'
const claims = { iss: issuer, aud: 'client-1', sub: 'ann', sid: 'sid-1', login_hint: 'O.hint' }

function request(options: Partial<LogoutRequestOptions> & { token?: string } = {}) {
  const { token = idToken(claims), metadata, ...rest } = options
  return logoutRequest({
    metadata: {
      issuer,
      authorization_endpoint: 'https://login.example.com/authorize',
      end_session_endpoint: 'https://login.example.com/logout',
      ...metadata,
    },
    profile: 'generic',
    clientId: 'client-1',
    session: { issuer, tokens: token === '' ? {} : { idToken: token } },
    returnUri: 'https://app.example.com/sso/con_1/logout/return',
    state: 'the-state',
    ...rest,
  })
}

const sent = (found: ReturnType<typeof request>) => ({
  address: found?.url.split('?')[0],
  ...Object.fromEntries(new URL(found?.url ?? '').searchParams),
})

const standard = {
  client_id: 'client-1',
  post_logout_redirect_uri: 'https://app.example.com/sso/con_1/logout/return',
  state: 'the-state',
}
const address = 'https://login.example.com/logout'

describe('logoutRequest', () => {
  it('follows OpenID Connect RP-Initiated Logout 1.0', () => {
    expect(sent(request())).toEqual({ address, id_token_hint: idToken(claims), ...standard })
  })

  it('names its client where there is no token', () => {
    expect(sent(request({ token: '' }))).toEqual({ address, ...standard })
  })

  it.each<[string, object]>([
    ['another client', { aud: 'client-2' }],
    ['other clients', { aud: ['client-2', 'client-3'] }],
    ['another issuer', { iss: 'https://other.example.com' }],
  ])('shows no token of %s', (_what, change) => {
    expect(sent(request({ token: idToken({ ...claims, ...change }) }))).toEqual({
      ...{ address, ...standard },
    })
  })

  it('shows a token that is for several clients, among them this one', () => {
    const token = idToken({ ...claims, aud: ['client-2', 'client-1'] })
    expect(sent(request({ token }))).toMatchObject({ id_token_hint: token })
  })

  it('is none without an endpoint', () => {
    const metadata = { issuer, end_session_endpoint: undefined as never }
    expect(request({ metadata })).toBeUndefined()
    expect(request({ metadata: { issuer, end_session_endpoint: 'nonsense' } })).toBeUndefined()
  })

  it.each([
    [4000, 'GET'],
    [4001, 'POST'],
  ])('sends an address of %i characters as a %s', (length, method) => {
    const empty = request({ token: idToken({ ...claims, pad: '' }) })?.url.length ?? 0
    // Base64 makes four characters of three; the rest is made up for by the state.
    const pad = 'x'.repeat(Math.floor(((length - empty) / 4) * 3) - 6)
    const token = idToken({ ...claims, pad })
    const short = request({ token })?.url.length ?? 0
    const state = `the-state${'s'.repeat(length - short)}`
    const found = request({ token, state })
    expect(found?.method).toBe(method)
    expect(found?.fields).toEqual(
      method === 'POST' ? { id_token_hint: token, ...standard, state } : undefined,
    )
    expect(found?.url).toHaveLength(method === 'POST' ? address.length : length)
  })
})

describe('vendors’ habits', () => {
  it('every record says where its facts come from', () => {
    for (const { sources } of logoutHabits) expect(sources.length).toBeGreaterThan(0)
  })

  it('Okta is not asked without the token, without which it shows an error', () => {
    expect(request({ profile: 'okta', token: '' })).toBeUndefined()
    expect(sent(request({ profile: 'okta' }))).toMatchObject({ id_token_hint: idToken(claims) })
  })

  it('Entra is told the account by its own hint, and no token', () => {
    expect(sent(request({ profile: 'entra' }))).toEqual({
      ...{ address, ...standard, logout_hint: 'O.hint' },
    })
    const token = idToken({ ...claims, login_hint: undefined })
    expect(sent(request({ profile: 'entra', token }))).toEqual({ address, ...standard })
  })

  const long = idToken({ ...claims, pad: 'x'.repeat(4000) })

  it('Auth0 takes its published endpoint by the standard, and by GET alone', () => {
    expect(sent(request({ profile: 'auth0' }))).toEqual({
      ...{ address, id_token_hint: idToken(claims), ...standard },
    })
    expect(request({ profile: 'auth0', token: long })?.method).toBe('GET')
    expect(sent(request({ profile: 'auth0', token: long }))).toEqual({
      ...{ address, ...standard, logout_hint: 'sid-1' },
    })
  })

  it('Auth0 without a published endpoint has the older one, which brings our state in the address', () => {
    const metadata = {
      issuer: 'https://acme.eu.auth0.com/',
      authorization_endpoint: 'https://acme.eu.auth0.com/authorize',
      end_session_endpoint: undefined as never,
    }
    expect(sent(request({ profile: 'auth0', metadata, token: '' }))).toEqual({
      address: 'https://acme.eu.auth0.com/v2/logout',
      client_id: 'client-1',
      returnTo: 'https://app.example.com/sso/con_1/logout/return?state=the-state',
    })
  })

  it.each([undefined, 'https://acme.auth.eu-central-1.amazoncognito.com/logout'])(
    'Cognito has parameters of its own, whether its endpoint is published or not: %s',
    (endpoint) => {
      const metadata = {
        issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc',
        authorization_endpoint: 'https://acme.auth.eu-central-1.amazoncognito.com/oauth2/authorize',
        end_session_endpoint: endpoint as never,
      }
      const found = request({ metadata, token: long })
      expect([found?.method, sent(found)]).toEqual([
        'GET',
        {
          address: 'https://acme.auth.eu-central-1.amazoncognito.com/logout',
          client_id: 'client-1',
          logout_uri: 'https://app.example.com/sso/con_1/logout/return',
          state: 'the-state',
        },
      ])
    },
  )

  it.each([undefined, '', 'nonsense'])('nobody has an address beside what is none: %j', (url) => {
    const metadata = {
      issuer: 'https://acme.eu.auth0.com/',
      authorization_endpoint: url as never,
      end_session_endpoint: undefined as never,
    }
    expect(request({ profile: 'auth0', metadata })).toBeUndefined()
  })

  it.each(['x', 'a.b.c', `${idToken(claims)}.more`])(
    'an ID token that cannot be read is no hint, and nobody stays signed in by it: %j',
    (token) => {
      expect(sent(request({ token }))).toEqual({ address, ...standard })
    },
  )

  it.each(['google', 'keycloak', 'generic'])(
    '%s without a published endpoint has none',
    (profile) => {
      const metadata = { issuer, end_session_endpoint: undefined as never }
      expect(request({ profile, metadata })).toBeUndefined()
    },
  )
})
