import { describe, expect, it } from 'vitest'
import { isSsoError, systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
} from './scene.ts'

const actor = { actor: systemActor }
const microsoft = 'https://login.microsoftonline.com'
const template = `${microsoft}/{tenantid}/v2.0`
const contoso = '11111111-aaaa-4333-8444-555555555555'
const fabrikam = '22222222-bbbb-4333-8444-555555555555'
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'
const person = (tid: string, sub: string) => ({ sub, tid, email: `${sub}@example.com` })
const ann = person(contoso, 'ann')
const bob = person(fabrikam, 'bob')
const refused = 'oidc_id_token_tenant_refused'

const entra = (allowedTenants: readonly string[], provider: MockOidcOptions = {}) =>
  createScene({
    provider: { issuer: template, people: [ann, bob], ...provider },
    settings: { allowedTenants },
  })

describe('a connection to several tenants of one provider', () => {
  it('O5 signs in people of listed tenants, each under the tenant’s own issuer', async () => {
    const scene = await entra([contoso, fabrikam])
    for (const { sub, tid } of [ann, bob]) {
      const { identity, session } = await expectSignedIn(scene, { person: sub })
      expect(identity.issuer).toBe(`${microsoft}/${tid}/v2.0`)
      expect(session.issuer).toBe(identity.issuer)
    }
  })

  it('O1 reads the document for organisations, whose issuer is the template', async () => {
    const scene = await entra([contoso])
    expect(scene.idp.requests.map(({ url }) => url)).toEqual([
      `${microsoft}/organizations/v2.0/.well-known/openid-configuration`,
      `${microsoft}/organizations/v2.0/jwks`,
    ])
    const { trust } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(trust?.document.metadata).toMatchObject({ issuer: template })
  })

  it('O5 refuses people of a tenant that is not listed, with a page that says so', async () => {
    const scene = await entra([contoso])
    const error = await expectRefused(scene, refused, { person: 'bob' })
    expect(error.detail).toMatchObject({ received: fabrikam })
    expect(error.status).toBe(403)
    expect(error.publicMessage).toBe('You do not have access to this application.')
    await expectSignedIn(scene, { person: 'ann' })
  })

  it('O5 believes no token whose tid and issuer disagree, or that names no tenant', async () => {
    const scene = await entra([contoso])
    await expectRefusedFor(scene, ['other_tenant'], refused)
    await expectRefusedFor(scene, ['missing_tenant'], refused)
    await expectRefusedFor(scene, ['issuer_of_other_tenant'], 'oidc_id_token_issuer_mismatch')
    await expectRefusedFor(scene, ['wrong_issuer'], 'oidc_id_token_key_unknown')
  })

  it('O5 uses no key of another tenant', async () => {
    const idp = createMockOidcProvider({
      ...{ clock: fixedClock(), issuer: template, people: [ann], algorithm: 'ES256' },
    })
    const settings = { allowedTenants: [contoso] }
    idp.tamper('jwks_other_tenant')
    await expectRefused(await createScene({ idp, settings }), 'oidc_id_token_key_unknown')
    idp.tamper()
    await expectSignedIn(await createScene({ idp, settings }))
  })

  it.each([
    ['the template', template, undefined],
    ['this tenant', `${microsoft}/${contoso}/v2.0`, undefined],
    ['another tenant', `${microsoft}/${fabrikam}/v2.0`, 'oidc_id_token_key_unknown'],
    [
      'another template',
      'https://login.microsoftonline.us/{tenantid}/v2.0',
      'oidc_id_token_key_unknown',
    ],
  ] as const)(
    'O5 judges keys of %s for a connection to one tenant',
    async (_what, issuer, code) => {
      const clock = fixedClock()
      const idp = createMockOidcProvider({
        ...{ clock, issuer: `${microsoft}/${contoso}/v2.0`, people: [ann], algorithm: 'ES256' },
      })
      const host = createHost(async (input, init) => {
        const response = await idp.fetch(input, init)
        if (!new Request(input, init).url.endsWith('/jwks')) return response
        const { keys } = (await response.json()) as { keys: object[] }
        return Response.json({ keys: keys.map((key) => ({ ...key, issuer })) })
      }, clock)
      const { id: connectionId } = await host.connect(idp)
      if (code) await expectRefused({ ...host, idp, connectionId }, code)
      else await expectSignedIn({ ...host, idp, connectionId })
    },
  )

  it('O5 takes effect at once where a tenant is struck off the list', async () => {
    const scene = await entra([contoso, fabrikam])
    await expectSignedIn(scene, { person: 'bob' })
    await expectRefused(scene, refused, {
      person: 'bob',
      async meanwhile() {
        const { connectionId: id, sso } = scene
        await sso.connections.update(id, { settings: { allowedTenants: [contoso] } }, actor)
        await sso.connections.activate(id, actor)
      },
    })
  })

  it('O2 compares an iss in the answer with the tenant that it names', async () => {
    const scene = await entra([contoso], { sendsIssuer: true })
    await expectSignedIn(scene, { person: 'ann' })
    await expectRefused(scene, 'oidc_response_issuer_mismatch', { person: 'bob' })
    await expectRefusedFor(scene, ['iss_wrong'], 'oidc_response_issuer_mismatch')
    await expectRefusedFor(
      scene,
      ['iss_missing_though_advertised'],
      'oidc_response_issuer_mismatch',
    )
  })

  it('F5 lets a third party name a listed tenant', async () => {
    const scene = await entra([contoso])
    const start = (target: object) => scene.sso.startLogin(target as never)
    const { connectionId } = scene
    const issuer = `${microsoft}/${contoso}/v2.0`
    await expectSignedIn(scene)
    await scene.settled()
    expect(await start({ issuer })).toMatchObject({ connectionId })
    expect(await start({ connectionId, issuer })).toMatchObject({ connectionId })
    const other = `${microsoft}/${fabrikam}/v2.0`
    await expect(start({ connectionId, issuer: other })).rejects.toMatchObject({
      code: 'login_issuer_refused',
    })
    await expect(start({ issuer: other })).rejects.toMatchObject({ code: 'login_target_unknown' })
  })

  it('F5 lets nobody squat another tenant by listing it beside their own', async () => {
    const scene = await entra([contoso, fabrikam])
    await expectSignedIn(scene, { person: 'ann' })
    await scene.settled()
    const issuer = `${microsoft}/${fabrikam}/v2.0`
    await expect(scene.sso.startLogin({ issuer })).rejects.toMatchObject({
      code: 'login_target_unknown',
    })
    const { connectionId } = scene
    expect(await scene.sso.startLogin({ connectionId, issuer })).toMatchObject({ connectionId })
  })

  it('O6 asks userinfo in the name of the tenant’s issuer', async () => {
    const scene = await entra([contoso], { isThin: true })
    const { identity } = await expectSignedIn(scene)
    expect(identity.email).toBe('ann@example.com')
    expect(callsTo(scene, '/userinfo')).toHaveLength(1)
  })
})

describe('what may be listed', () => {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, issuer: template, people: [ann] })
  const refusalOf = async (settings: object) => {
    const refusal = await createHost(idp.fetch, clock)
      .connect(idp, { settings })
      .catch((error: unknown) => error)
    return isSsoError(refusal) ? [refusal.code, refusal.issues?.[0]?.path] : 'active'
  }

  it.each([
    [{}, ['connection_not_ready', 'settings.issuer']],
    [{ issuer: `${microsoft}/common/v2.0` }, ['connection_not_ready', 'settings.issuer']],
    [{ allowedTenants: [] }, ['connection_invalid', 'settings.allowedTenants']],
    [{ allowedTenants: ['*'] }, ['connection_invalid', 'settings.allowedTenants']],
    [{ allowedTenants: ['contoso.com'] }, ['connection_invalid', 'settings.allowedTenants']],
    [{ allowedTenants: [consumers] }, ['connection_invalid', 'settings.allowedTenants']],
    [
      { issuer: `${microsoft}/consumers/v2.0`, allowedTenants: [contoso] },
      ['connection_invalid', 'settings.allowedTenants'],
    ],
    [
      { issuer: `${microsoft}/${contoso}/v2.0`, allowedTenants: [contoso] },
      ['connection_invalid', 'settings.allowedTenants'],
    ],
    [
      { issuer: 'https://idp.example.com', allowedTenants: [contoso] },
      ['connection_invalid', 'settings.allowedTenants'],
    ],
    [{ allowedTenants: [contoso] }, 'active'],
    [{ allowedTenants: [contoso.toUpperCase()] }, 'active'],
    [{ issuer: `${microsoft}/common/v2.0`, allowedTenants: [contoso] }, 'active'],
    [{ issuer: `${microsoft}/organizations/v2.0`, allowedTenants: [contoso] }, 'active'],
  ])('O5 judges %j: %j', async (settings, expected) => {
    expect(await refusalOf(settings)).toEqual(expected)
  })

  it('O1 does not take the document of one tenant for that of all', async () => {
    const other = createMockOidcProvider({ clock, issuer: template })
    other.tamper('discovery_issuer_mismatch')
    const settings = { allowedTenants: [contoso] }
    const refusal = await createHost(other.fetch, clock)
      .connect(other, { settings })
      .catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { code: 'oidc_issuer_mismatch' },
    ])
  })
})

describe('Google', () => {
  const issuer = 'https://accounts.google.com'
  const people = [
    { sub: '1', email: 'ann@example.com', email_verified: true, hd: 'example.com' },
    { sub: '2', email: 'bob@example.net', email_verified: true, hd: 'example.net' },
    // A private account with an address of the company.
    { sub: '3', email: 'eve@example.com', email_verified: true },
  ]

  it('O5 signs in people of the hosted domain and nobody else', async () => {
    const scene = await createScene({
      provider: { issuer, people },
      settings: { allowedTenants: ['example.com'] },
    })
    await expectRefused(scene, refused, { person: '2' })
    await expectRefused(scene, refused, { person: '3' })
    expect((await expectSignedIn(scene, { person: '1' })).identity.issuer).toBe(issuer)
  })

  it('O5 takes the hosted domain from what was entered', async () => {
    const scene = await createScene({
      provider: { issuer, people },
      settings: { issuer: null, entered: { domain: 'Example.com' } },
      input: { profile: 'google' } as object,
    })
    const { live } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(live?.settings).toMatchObject({ issuer, allowedTenants: ['example.com'] })
    await expectRefused(scene, refused, { person: '2' })
    await expectSignedIn(scene, { person: '1' })
  })
})
