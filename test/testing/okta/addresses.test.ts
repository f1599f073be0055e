import { describe, expect, it } from 'vitest'
import { createMockOkta } from '../../../src/testing/okta/index.ts'
import { appOrigin, claimsOf, codeGrant, oktaScene, signIn } from '../../support/mock-okta.ts'

const documentOf = async (
  { okta }: Pick<ReturnType<typeof oktaScene>, 'okta'>,
  path: string,
  host = okta.domain,
) => {
  const url = `https://${host}${path}`
  const response = await okta.handler(new Request(url))
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const wellKnown = '/.well-known/openid-configuration'

describe('discovery', () => {
  it.each([
    ['the org authorization server', '', 'https://acme.okta.com', 'https://acme.okta.com/oauth2'],
    [
      'a custom one',
      '/oauth2/default',
      'https://acme.okta.com/oauth2/default',
      'https://acme.okta.com/oauth2/default',
    ],
  ])('of %s names its endpoints', async (_what, path, issuer, base) => {
    const { body } = await documentOf(oktaScene(), path + wellKnown)
    expect(body).toMatchObject({
      issuer,
      authorization_endpoint: `${base}/v1/authorize`,
      token_endpoint: `${base}/v1/token`,
      userinfo_endpoint: `${base}/v1/userinfo`,
      jwks_uri: `${base}/v1/keys`,
      end_session_endpoint: `${base}/v1/logout`,
      code_challenge_methods_supported: ['S256'],
    })
    expect(body).not.toHaveProperty('authorization_response_iss_parameter_supported')
  })

  it('of a custom one names its scopes', async () => {
    const scene = oktaScene()
    scene.okta.defaultServer.addScope({ name: 'flights' })
    const { body } = await documentOf(scene, `/oauth2/default${wellKnown}`)
    expect(body.scopes_supported).toContain('flights')
    expect(body.scopes_supported).not.toContain('groups')
    expect((await documentOf(scene, wellKnown)).body.scopes_supported).toContain('groups')
  })

  it('finds no server and no client that is not there', async () => {
    const scene = oktaScene()
    for (const path of [`/oauth2/ausNobody${wellKnown}`, `${wellKnown}?client_id=0oaNobody`]) {
      const { status, body } = await documentOf(scene, path)
      expect([status, body.errorCode]).toEqual([404, 'E0000007'])
    }
  })

  it('has a key of its own for each server', async () => {
    const scene = oktaScene()
    const kid = async (path: string) =>
      ((await documentOf(scene, `/oauth2${path}/v1/keys`)).body.keys as { kid: string }[])[0]?.kid
    expect(await kid('')).not.toBe(await kid('/default'))
    expect(await kid('')).toBe(await kid(''))
  })
})

describe('a domain of the customer’s own', () => {
  const own = 'login.acme.example'

  it('is the issuer of the org authorization server for an app that is Dynamic', async () => {
    const scene = oktaScene()
    const dynamic = scene.addApp()
    const fixed = scene.addApp({ idTokenIssuer: 'okta_url' })
    const issuer = async (query: string) =>
      (await documentOf(scene, wellKnown + query, own)).body.issuer
    expect(await issuer('')).toBe('https://acme.okta.com')
    expect(await issuer(`?client_id=${fixed.clientId}`)).toBe('https://acme.okta.com')
    expect(await issuer(`?client_id=${dynamic.clientId}`)).toBe(`https://${own}`)
  })

  it('is the issuer of a custom one that is Dynamic', async () => {
    const scene = oktaScene()
    const issuer = async () =>
      (await documentOf(scene, `/oauth2/default${wellKnown}`, own)).body.issuer
    expect(await issuer()).toBe('https://acme.okta.com/oauth2/default')
    scene.okta.defaultServer.change({ issuer: 'dynamic' })
    expect(await issuer()).toBe(`https://${own}/oauth2/default`)
    expect(scene.okta.addServer({ name: 'x', audience: 'x' }).issuer).toMatch(
      /^https:\/\/acme\.okta\.com\/oauth2\/aus\w{17}$/,
    )
  })

  it.each([
    [undefined, `https://${own}`],
    ['okta_url', 'https://acme.okta.com'],
  ] as const)('with the issuer %s gives tokens of %s', async (idTokenIssuer, expected) => {
    const scene = oktaScene()
    const app = scene.addApp(idTokenIssuer && { idTokenIssuer })
    const url = scene.request(app).replace('acme.okta.com', own)
    const answer = await signIn(scene.browser, await scene.browser.visit(url))
    const code = new URL(answer.url).searchParams.get('code') ?? ''
    const response = await scene.okta.handler(
      new Request(`https://${own}/oauth2/v1/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ client_id: app.clientId, client_secret: app.clientSecret ?? '' },
          ...codeGrant(code),
        }),
      }),
    )
    const { id_token: token } = (await response.json()) as Record<string, unknown>
    expect(claimsOf(token).iss).toBe(expected)
  })
})

describe('scripts of other origins', () => {
  const call = async (path: string, origin: string, method = 'POST') => {
    const { okta, addApp } = oktaScene()
    addApp({ baseUris: [`${appOrigin}/`] })
    const init = { method, headers: { origin } }
    const response = await okta.fetch(`${okta.orgUrl}${path}`, init)
    return response.headers.get('access-control-allow-origin')
  }

  it.each([
    ['/oauth2/v1/token', 'POST'],
    ['/oauth2/v1/token', 'OPTIONS'],
    ['/oauth2/default/v1/userinfo', 'GET'],
    ['/oauth2/v1/keys', 'GET'],
    [wellKnown, 'GET'],
  ])('may call %s by %s if they are trusted', async (path, method) => {
    expect(await call(path, appOrigin, method)).toBe(appOrigin)
    expect(await call(path, 'https://evil.example', method)).toBeNull()
  })

  it.each(['/oauth2/v1/authorize', '/oauth2/v1/logout', '/'])('may never read %s', async (path) => {
    expect(await call(path, appOrigin, 'GET')).toBeNull()
  })
})

describe('the organisation', () => {
  it('has a domain, and answers nowhere else without a network', async () => {
    const { okta } = oktaScene('example.oktapreview.com')
    expect([okta.domain, okta.orgUrl]).toEqual([
      ...['example.oktapreview.com', 'https://example.oktapreview.com'],
    ])
    expect((await okta.fetch(`${okta.orgUrl}/`)).status).toBe(200)
    await expect(okta.fetch('https://acme.okta.com/')).rejects.toThrow('fetch failed')
    expect(createMockOkta().domain).toBe('acme.okta.com')
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(okta.fetch(`${okta.orgUrl}/`, { signal })).rejects.toThrow('enough')
  })

  it('tells the time by its clock', async () => {
    const { okta, clock } = oktaScene()
    const response = await okta.fetch(`${okta.orgUrl}/`)
    expect(response.headers.get('date')).toBe(clock().toUTCString())
  })

  it('knows a person by login; the e-mail address may be another', async () => {
    const scene = oktaScene()
    const carla = { login: 'carla', firstName: 'Carla', lastName: 'C', password: 'x' }
    scene.okta.addPerson({ ...carla, email: 'c@acme.example' })
    expect(() => scene.okta.addPerson(carla)).toThrow('already')
    expect(() => scene.okta.setGroups('nobody', [])).toThrow('nobody')
    const url = scene.request(scene.addApp({ grantTypes: ['implicit'] }), {
      response_type: 'id_token',
    })
    const answer = await signIn(scene.browser, await scene.browser.visit(url), 'carla', 'x')
    const claims = claimsOf(new URLSearchParams(new URL(answer.url).hash.slice(1)).get('id_token'))
    expect([claims.preferred_username, claims.email]).toEqual(['carla', 'c@acme.example'])
  })

  it('is none in production', () => {
    const { NODE_ENV: before } = process.env
    process.env.NODE_ENV = 'production'
    try {
      expect(() => createMockOkta()).toThrow('must not run in production')
    } finally {
      process.env.NODE_ENV = before
    }
  })
})
