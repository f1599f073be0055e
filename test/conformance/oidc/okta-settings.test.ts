import { describe, expect, it } from 'vitest'
import { isSsoError, type OidcSettings, systemActor } from '../../../src/index.ts'
import { deriveSettings, suggestIssuer } from '../../../src/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const actor = { actor: systemActor }
const org = 'https://mydomain.okta.com'
const server = `${org}/oauth2/default`
/** As Okta documents them. */
const endpointPaths = {
  ...{ authorization: '/v1/authorize', token: '/v1/token' },
  ...{ userinfo: '/v1/userinfo', jwks: '/v1/keys' },
}

/** A host whose form has the field that `entered` names, for an org with this authorization server. */
const form = (entered: object, provider: MockOidcOptions = {}, settings: object = {}) =>
  createScene({
    provider: { issuer: server, endpointPaths, ...provider },
    settings: { issuer: null, entered, ...settings },
    input: { profile: 'okta' } as object,
  })

const liveSettings = async ({ sso, connectionId }: Scene) =>
  (await sso.connections.get(connectionId, actor)).live?.settings as OidcSettings

const issuesOf = (error: unknown) => (isSsoError(error) ? error.issues : undefined)

describe('Pusher: a form with the org URL and three endpoints', () => {
  it('PU-12 PU-13 needs the issuer URL, the client id and the client secret', async () => {
    const scene = await form({ issuer: org })
    expect(await liveSettings(scene)).toMatchObject({
      ...{ issuer: server, initiateIssuers: [org], entered: { issuer: org }, clientId: 'client-1' },
    })
    expect((await expectSignedIn(scene)).identity.issuer).toBe(server)
  })

  it.each([
    ...['mydomain.okta.com', 'http://mydomain.okta.com', `${org}/`, ` "${org}" `],
    ...['https://mydomain-admin.okta.com', 'https://MyDomain.okta.com/admin/dashboard'],
    ...[server, `${server}/.well-known/openid-configuration?client_id=0oa1`],
  ])('PU-12 repairs %j, and tells the form what it repaired', async (issuer) => {
    const scene = await form({ issuer })
    expect(await liveSettings(scene)).toMatchObject({ issuer: server, entered: { issuer } })
    const { value, repairs } = suggestIssuer(issuer, 'okta')
    expect(value).toBe(org)
    expect(repairs.length).toBeGreaterThan(0)
    await expectSignedIn(scene)
  })

  it('PU-14 PU-15 PU-16 shows the endpoints that the custom server really has', async () => {
    const { endpoints } = deriveSettings({ issuer: org }, 'okta')
    expect(endpoints).toMatchObject({
      authorization: `${org}/oauth2/default/v1/authorize`,
      token: `${org}/oauth2/default/v1/token`,
      userinfo: `${org}/oauth2/default/v1/userinfo`,
    })
    const scene = await form({ issuer: org }, { isThin: true }, { endpoints })
    expect(await liveSettings(scene)).not.toHaveProperty('endpoints')
    await expectSignedIn(scene)
    expect(callsTo(scene, '/oauth2/default/v1/token')).toHaveLength(1)
    expect(callsTo(scene, '/oauth2/default/v1/userinfo')).toHaveLength(1)
  })

  it('PU-14 PU-15 PU-16 lets the admin change them to another server of the org', async () => {
    const issuer = `${org}/oauth2/aus123`
    const { authorization, token, userinfo } = deriveSettings({ issuer }, 'okta').endpoints
    const endpoints = { authorization, token, userinfo }
    const scene = await form({ issuer: org }, { issuer }, { endpoints })
    expect(await liveSettings(scene)).toMatchObject({ issuer, initiateIssuers: [org], endpoints })
    expect((await expectSignedIn(scene)).identity.issuer).toBe(issuer)
  })

  it('PU-17 derives them again with the issuer URL, except for what was edited', async () => {
    const { sso } = createHost(undefined, fixedClock())
    const { id } = await sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', profile: 'okta' },
        settings: { clientId: 'c', entered: { issuer: 'https://old.okta.com' } },
      },
      actor,
    )
    const old = deriveSettings({ issuer: 'https://old.okta.com' }, 'okta').endpoints
    const userinfo = 'https://sso.example.com/userinfo'
    // A form without JavaScript posts every field that it showed.
    const posted = { entered: { issuer: org }, endpoints: { ...old, userinfo } }
    const { draft } = await sso.connections.update(id, { settings: posted }, actor)
    expect(draft?.settings).toMatchObject({
      ...{ issuer: server, initiateIssuers: [org], endpoints: { userinfo } },
    })
    const edited = draft?.settings as OidcSettings
    expect(Object.keys(edited.endpoints ?? {})).toEqual(['userinfo'])
    const back = { settings: { endpoints: null } }
    expect((await sso.connections.update(id, back, actor)).draft?.settings).not.toHaveProperty(
      'endpoints',
    )
  })

  it('PU-18 keeps the org URL for tiles and the token issuer for tokens apart', async () => {
    const scene = await form({ issuer: org })
    const { connectionId } = scene
    await expectRefused(scene, 'oidc_id_token_issuer_mismatch', {
      meanwhile: () => scene.idp.tamper('wrong_issuer'),
    })
    scene.idp.tamper()
    await expectSignedIn(scene)
    await scene.settled()
    for (const issuer of [org, server]) {
      expect(await scene.sso.startLogin({ connectionId, issuer })).toMatchObject({ connectionId })
      expect(await scene.sso.startLogin({ issuer })).toMatchObject({ connectionId })
    }
    const other = { connectionId, issuer: 'https://other.okta.com' }
    await expect(scene.sso.startLogin(other)).rejects.toMatchObject({
      code: 'login_issuer_refused',
    })
  })

  it('PU-18 lets entered endpoints win over the published ones, and shows which count', async () => {
    const token = 'https://mydomain.okta.com/oauth2/default/v1/token?via=proxy'
    const userinfo = 'https://proxy.example.com/userinfo'
    const scene = await form({ issuer: org }, {}, { endpoints: { token, userinfo } })
    const { trust } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(trust?.document.metadata).toMatchObject({
      issuer: server,
      token_endpoint: token,
      userinfo_endpoint: userinfo,
      authorization_endpoint: `${server}/v1/authorize`,
    })
    scene.idp.resetRequests()
    await expectSignedIn(scene)
    expect(scene.idp.requests.map(({ url }) => url)).toEqual([token])
  })

  it('PU-14 PU-18 refuses endpoints of two servers, naming both', async () => {
    const endpoints = {
      authorization: `${org}/oauth2/a1/v1/authorize`,
      token: `${server}/v1/token`,
    }
    // One that is the derived default follows the other; two that were edited contradict each other.
    const edited = { ...endpoints, token: `${org}/oauth2/b2/v1/token` }
    const issues = issuesOf(await form({ issuer: org }, {}, { endpoints: edited }).catch((e) => e))
    expect(issues).toMatchObject([{ path: 'settings.endpoints' }])
    expect(issues?.[0]?.message).toContain(`${org}/oauth2/a1`)
    expect(issues?.[0]?.message).toContain(`${org}/oauth2/b2`)
    const scene = await form({ issuer: org }, { issuer: `${org}/oauth2/a1` }, { endpoints })
    await expectSignedIn(scene)
  })

  it('T4 erases the stored secret where the derived token endpoint moves', async () => {
    const scene = await form({ issuer: org })
    const change = { settings: { entered: { issuer: 'https://mallory.okta.com' } } }
    const { draft } = await scene.sso.connections.update(scene.connectionId, change, actor)
    expect(draft?.secrets).toEqual({})
    expect(draft?.settings).toMatchObject({ issuer: 'https://mallory.okta.com/oauth2/default' })
  })
})

describe('Coder: three inputs', () => {
  const create = async (issuer: string, provider: MockOidcOptions = {}) => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, issuer: org, endpointPaths, ...provider })
    const host = createHost(idp.fetch, clock)
    const { id } = await host.sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: idp.secrets },
        settings: { issuer, clientId: idp.clientId },
      },
      actor,
    )
    await host.sso.connections.activate(id, actor)
    return { ...host, idp, connectionId: id }
  }

  it('CO-1 finds everything else by discovery', async () => {
    await expectSignedIn(await create(org))
  })

  it('CO-4 takes the issuer that Okta shows: the org, a custom server, a custom domain', async () => {
    for (const issuer of [
      org,
      server,
      'https://id.example.com',
      'https://id.example.com/oauth2/aus1',
    ]) {
      const login = await expectSignedIn(await create(issuer, { issuer }))
      expect(login.identity.issuer).toBe(issuer)
    }
  })

  it('CO-4 takes the address of the metadata in its place', async () => {
    for (const query of ['', '?client_id=client-1']) {
      const pasted = `${org}/.well-known/openid-configuration${query}`
      expect((await expectSignedIn(await create(pasted))).identity.issuer).toBe(org)
    }
  })

  it('CO-4 suggests what was meant where the issuer cannot be right', async () => {
    expect(
      issuesOf(await create('https://mydomain-admin.okta.com/').catch((e) => e)),
    ).toMatchObject([{ path: 'settings.issuer', suggestion: org }])
    const slashed = { issuer: 'https://sso.example.com/' }
    const refusal = await create('https://sso.example.com', slashed).catch((e) => e)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { code: 'oidc_issuer_mismatch', path: 'settings.issuer', suggestion: slashed.issuer },
    ])
    await expectSignedIn(await create(slashed.issuer, slashed))
  })
})

describe('Collate: the issuer of a custom authorization server', () => {
  const issuer = `${org}/oauth2/aus5m9r1o5AsTMbMw5d7`
  const custom = 'https://id.example.com/oauth2/aus5m9r1o5AsTMbMw5d7'

  it('CL-10 CL-12 takes the issuer URL that Okta generated', async () => {
    const scene = await createScene({ provider: { issuer, endpointPaths } })
    expect((await expectSignedIn(scene)).identity.issuer).toBe(issuer)
    // The default server works as well, though Okta’s guide does not recommend it.
    await expectSignedIn(await createScene({ provider: { issuer: server, endpointPaths } }))
  })

  it('CL-13 CL-14 shows at activation that the issuer is dynamic, and where to change it', async () => {
    const provider = { issuer, endpointPaths, dynamicIssuer: custom }
    const refusal = await createScene({ provider }).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { path: 'settings.issuer', code: 'oidc_issuer_mismatch', suggestion: custom },
    ])
    const hint = issuesOf(refusal)?.[0]?.hint
    expect(hint).toContain('Okta URL instead of Dynamic')
    expect(hint).toContain('Sign On > OpenID Connect ID Token > Issuer')
    expect(hint).toContain('Authorization Servers > Settings > Issuer')
  })

  it('CL-14 asks for the metadata with the client id', async () => {
    const scene = await createScene({ provider: { issuer, endpointPaths } })
    expect(scene.idp.requests[0]?.url).toBe(
      `${issuer}/.well-known/openid-configuration?client_id=client-1`,
    )
  })

  it('CL-13 CL-14 tells the same where only the ID token shows it', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, issuer, endpointPaths, dynamicIssuer: custom })
    // An org whose document does not say.
    const host = createHost(async (input, init) => {
      const request = new Request(input, init)
      const url = new URL(request.url)
      url.searchParams.delete('client_id')
      return idp.fetch(new Request(url, request))
    }, clock)
    const { id: connectionId } = await host.connect(idp)
    const error = await expectRefused(
      { ...host, idp, connectionId },
      'oidc_id_token_issuer_mismatch',
    )
    expect(error.detail).toEqual({ expected: issuer, received: custom })
    expect(error.hint).toContain('Sign On > OpenID Connect ID Token > Issuer')
  })

  it('CL-18 expects the client id as audience of the ID token', async () => {
    const scene = await createScene({ provider: { issuer, endpointPaths, clientId: '0oa9' } })
    scene.idp.tamper('wrong_audience')
    const error = await expectRefused(scene, 'oidc_id_token_audience_mismatch')
    expect(error.detail).toMatchObject({ expected: '0oa9' })
    scene.idp.tamper()
    await expectSignedIn(scene)
  })
})

describe('Konnect: a form with the Okta domain', () => {
  it('KO-9 uses the custom authorization server that carries the claims', async () => {
    const scene = await form({ domain: 'mydomain.okta.com' })
    expect(await liveSettings(scene)).toMatchObject({ issuer: server, initiateIssuers: [org] })
    await expectSignedIn(scene)
  })

  it('KO-9 lets the admin choose another server of the same domain', async () => {
    const issuer = `${org}/oauth2/aus7`
    const entered = { domain: 'mydomain.okta.com' }
    const scene = await form(entered, { issuer }, { issuer })
    expect(await liveSettings(scene)).toMatchObject({ issuer, entered })
    await expectSignedIn(scene)
    const pasted = await form({ domain: 'mydomain.okta.com/oauth2/aus7' }, { issuer })
    await expectSignedIn(pasted)
  })

  it('KO-9 suggests the org itself where it has no custom authorization server', async () => {
    const entered = { domain: 'mydomain.okta.com' }
    const refusal = await form(entered, { issuer: org }).catch((error: unknown) => error)
    expect(issuesOf(refusal)).toMatchObject([{ path: 'settings.issuer', suggestion: org }])
    await expectSignedIn(await form(entered, { issuer: org }, { issuer: org }))
  })

  it.each([
    ...['mydomain.okta.com', 'https://mydomain.okta.com', 'mydomain.okta.com/'],
    ...['mydomain-admin.okta.com', 'MYDOMAIN.okta.com', ' mydomain.okta.com '],
  ])('KO-13 takes the Okta domain as %j', async (domain) => {
    expect(await liveSettings(await form({ domain }))).toMatchObject({ issuer: server })
  })

  it.each(['mydomain', 'my domain.okta.com', 'https://', 'ftp://mydomain.okta.com', '10.0.0.1'])(
    'KO-13 refuses %j',
    async (domain) => {
      const issues = issuesOf(await form({ domain }).catch((error: unknown) => error))
      expect(['settings.entered.domain', 'settings.issuer']).toContain(issues?.[0]?.path)
    },
  )
})
