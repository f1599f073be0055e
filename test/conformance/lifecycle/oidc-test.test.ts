import { describe, expect, it } from 'vitest'
import { type ConnectionInput, type SsoConfig, systemActor, uiTexts } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import { baseUrl, codeOf, cookiesOf } from '../../support/harness.ts'
import { createHost, runTest } from '../oidc/scene.ts'

const actor = { actor: systemActor }

const people = [
  { sub: 'ann', login_email: 'ann@example.com', groups: ['konnect-admins', 'staff'] },
  { sub: 'bob', login_email: 'bob@example.com', groups: [] },
  { sub: 'cyd', groups: ['konnect-admins'] },
  { sub: 'dan', login_email: 'dan@example.com' },
]

/** A product as Kong Konnect: roles by groups, accounts by `login_email`, Save after a passed test. */
async function konnect(
  options: {
    provider?: MockOidcOptions
    input?: Partial<ConnectionInput>
    config?: Partial<SsoConfig>
  } = {},
) {
  const clock = fixedClock()
  const idp = createMockOidcProvider({
    ...{ clock, people, algorithm: 'ES256', issuer: 'https://acme.okta.com/oauth2/default' },
    ...options.provider,
  })
  const host = createHost(idp.fetch, clock, {
    activation: { requires: ['check', 'test', 'role_mapping'] },
    roles: {
      catalogue: [
        { id: 'service_admin', label: 'Service Admin', description: 'Manages services.' },
        { id: 'viewer', label: 'Viewer' },
      ],
    },
    ...options.config,
  })
  const { id } = await host.sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', profile: 'okta', loginPath: '/AcmeCorp' },
      settings: { ...idp.settings, scopes: ['openid'] },
      secrets: idp.secrets,
      claims: { email: 'login_email', groups: 'groups' },
      access: {
        roles: {
          groupsByRole: { service_admin: ['konnect-admins'] },
          ...{ sync: 'replace', unmapped: 'deactivate' },
        },
      },
      ...options.input,
    },
    actor,
  )
  const { sso } = host
  return {
    ...host,
    idp,
    id,
    test: (person?: string) =>
      runTest(sso, idp, id, { ...(person ? { person } : {}), returnTo: '/settings' }),
    get: () => sso.connections.get(id, actor),
    /** What the Save button of the page would do. */
    save: () => codeOf(sso.connections.activate(id, actor)),
  }
}

const reportOf = async ({ get }: Awaited<ReturnType<typeof konnect>>) => (await get()).test?.report

describe('Test Configuration', () => {
  it('KO-30 comes back to the page, which can print the exact words', async () => {
    const scene = await konnect()
    const response = await scene.test()
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/settings')
    const { test, draft } = await scene.get()
    expect(test).toMatchObject({ status: 'passed', fingerprint: draft?.fingerprint })
    expect(test?.report?.message).toBe('Configuration tested successfully')
    expect(uiTexts.en.testPassed).toBe('Configuration tested successfully')
    expect(scene.logins).toEqual([])
    expect(scene.sessions).toEqual([])
  })

  it('KO-11 shows the decoded claims, and the roles that this person would get', async () => {
    const scene = await konnect()
    await scene.test()
    expect(await reportOf(scene)).toMatchObject({
      claims: expect.arrayContaining([
        { name: 'login_email', value: 'ann@example.com', source: 'id_token' },
        { name: 'groups', value: '["konnect-admins","staff"]', source: 'id_token' },
      ]),
      access: { kind: 'sign_in', roles: ['service_admin'] },
    })
  })

  it.each([
    ['login_email', 'cyd'],
    ['groups', 'dan'],
  ])('KO-11 fails where %s is missing, and names it', async (claim, person) => {
    const scene = await konnect()
    await scene.test(person)
    expect((await scene.get()).test?.status).toBe('failed')
    expect(await reportOf(scene)).toMatchObject({
      missing: [claim],
      issues: [{ code: 'identity_claim_missing', message: `The claim ${claim} did not come.` }],
    })
    expect(await scene.save()).toBe('connection_not_ready')
  })

  it('KO-12 lists the groups that were seen, and says which never come', async () => {
    const scene = await konnect()
    await scene.test()
    const report = await reportOf(scene)
    expect(report?.groups).toEqual(['konnect-admins', 'staff'])
    expect(report?.warnings).toMatchObject([{ code: 'groups_third_party' }])
  })

  it('KO-12 passes for an admin without any mapped group, and says what would happen', async () => {
    const scene = await konnect()
    await scene.test('bob')
    expect((await scene.get()).test?.status).toBe('passed')
    expect(await reportOf(scene)).toMatchObject({
      groups: [],
      access: { kind: 'refuse' },
      warnings: expect.arrayContaining([
        expect.objectContaining({ code: 'access_no_mapped_group', hint: expect.any(String) }),
      ]),
    })
  })

  it('KO-28 runs a connection check as well, without which nothing is saved', async () => {
    const scene = await konnect()
    await scene.test()
    scene.idp.tamper('invalid_client')
    expect(await scene.save()).toBe('connection_not_ready')
    expect((await scene.get()).check).toMatchObject({ status: 'fail' })
    scene.idp.tamper()
    scene.clock.advance(61)
    await scene.sso.connections.check(scene.id, actor)
    expect(await scene.save()).toBe('accepted')
  })

  it('KO-29 KO-31 leaves Save off until the test passed, and after every change', async () => {
    const scene = await konnect()
    expect(await scene.save()).toBe('connection_not_ready')
    await scene.test()
    await scene.sso.connections.update(scene.id, { claims: { name: 'nickname' } }, actor)
    scene.clock.advance(61)
    expect(await scene.save()).toBe('connection_not_ready')
    await scene.test()
    expect(await scene.save()).toBe('accepted')
  })

  it('KO-29 lists what is not filled in yet', async () => {
    const scene = await konnect({ input: { settings: {}, secrets: {} } })
    await expect(scene.sso.connections.activate(scene.id, actor)).rejects.toMatchObject({
      issues: expect.arrayContaining([
        expect.objectContaining({ path: 'settings.issuer' }),
        expect.objectContaining({ path: 'settings.clientId' }),
      ]),
    })
    expect(await codeOf(scene.test())).toBe('connection_not_ready')
  })

  it.each([
    ...(['invalid_client', 'access_denied', 'signature_by_other_key', 'wrong_nonce'] as const),
  ])('fails for what the provider does wrong (%s) and lands on the page', async (defect) => {
    const scene = await konnect()
    const start = await scene.sso.connections.test(scene.id, { ...actor, returnTo: '/settings' })
    scene.idp.tamper(defect)
    const answer = await scene.idp.authorize(start.url)
    const response = await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
    expect(response.headers.get('location')).toBe('/settings')
    const { test } = await scene.get()
    expect(test?.status).toBe('failed')
    expect(test?.report?.issues).toEqual([
      {
        code: expect.stringMatching(/^oidc_/),
        message: expect.any(String),
        hint: expect.any(String),
      },
    ])
    expect(JSON.stringify(test)).not.toContain(scene.idp.clientSecret)
    expect(scene.logins).toEqual([])
    expect(scene.errors).toEqual([])
  })

  it('T4 puts neither secret nor token nor code into what it stores', async () => {
    const scene = await konnect()
    await scene.test()
    const stored = JSON.stringify(await scene.get())
    expect(stored).not.toContain(scene.idp.clientSecret)
    const exchange = scene.idp.requests.find(({ url }) => url.endsWith('/token'))
    const sent = new URLSearchParams(exchange?.body)
    for (const name of ['code', 'code_verifier']) {
      expect(sent.get(name)?.length).toBeGreaterThan(10)
      expect(stored).not.toContain(sent.get(name))
    }
    expect(stored).not.toMatch(/eyJ[\w-]+\.[\w-]+/)
  })

  it('T3 lets absent groups mean none once a test saw the claim', async () => {
    const roles = {
      groupsByRole: { viewer: ['staff'] },
      sync: 'replace',
      unmapped: 'refuse',
    } as const
    const scene = await konnect({ input: { access: { roles, groupsAbsent: 'empty' } } })
    await scene.test('dan')
    expect((await scene.get()).test?.status).toBe('passed')
    await expect(scene.sso.connections.activate(scene.id, actor)).rejects.toMatchObject({
      issues: [{ code: 'activation_groups_unseen' }],
    })
    await scene.test('ann')
    expect(await scene.save()).toBe('accepted')
  })

  it('survives keys that the provider changes meanwhile, and keeps them to itself', async () => {
    const scene = await konnect()
    await scene.test()
    await scene.save()
    const before = (await scene.get()).trust
    await scene.sso.connections.update(scene.id, { claims: { name: 'nickname' } }, actor)
    const start = await scene.sso.connections.test(scene.id, { ...actor, returnTo: '/settings' })
    scene.idp.rotateKeys()
    scene.clock.advance(90)
    const answer = await scene.idp.authorize(start.url)
    await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
    await scene.settled()
    const after = await scene.get()
    expect(after.test?.status).toBe('passed')
    expect(after.trust).toEqual(before)
  })

  it('PU-6 works on one fixed callback for all customers', async () => {
    const scene = await konnect({
      provider: { sendsIssuer: true },
      config: { paths: { callback: '/accounts/auth/okta/callback' } },
    })
    await scene.test()
    expect((await scene.get()).test?.status).toBe('passed')
    const { fields } = await scene.sso.connections.setup(scene.id)
    expect(fields.map(({ value }) => value)).toContain(`${baseUrl}/accounts/auth/okta/callback`)
  })
})
