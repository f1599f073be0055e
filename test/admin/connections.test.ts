import { describe, expect, it } from 'vitest'
import { isSsoError, systemActor } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { createHarness } from '../support/harness.ts'
import { oidcError } from '../../src/oidc/error.ts'

const asSystem = { actor: systemActor }
const input = { organizationId: 'org_1', protocol: 'fake' }
const ready = { ...input, settings: { idp: 'https://fake.example' } }

describe('connections.create', () => {
  it('allocates id and addresses before anything is known of the provider', async () => {
    const { sso } = createHarness()
    const connection = await sso.connections.create(input, asSystem)
    expect(connection).toMatchObject({ status: 'draft', version: 1, organizationId: 'org_1' })
    expect(connection.id).toMatch(/^con_[\w-]{22}$/)
    expect(await sso.connections.setup(connection.id)).toEqual({
      fields: [
        {
          id: 'callback',
          label: 'Callback',
          value: `https://app.example.com/sso/${connection.id}/callback`,
        },
      ],
      loginUrl: `https://app.example.com/sso/${connection.id}/login`,
    })
  })

  it('lists every problem at once, of the connection and of its settings', async () => {
    const { sso } = createHarness()
    const bad = { loginPath: 'a-b', description: 'a\u0007', settings: { idp: 'nonsense' } }
    const expected = {
      issues: ['description', 'loginPath', 'settings.idp'].map((path) => ({ path })),
    }
    await expect(sso.connections.create({ ...input, ...bad }, asSystem)).rejects.toMatchObject(
      expected,
    )
    const { id } = await sso.connections.create(ready, asSystem)
    await expect(sso.connections.update(id, bad, asSystem)).rejects.toMatchObject(expected)
    expect((await sso.connections.get(id, asSystem)).version).toBe(1)
  })

  it('keeps its addresses for ever', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(input, asSystem)
    const before = await sso.connections.setup(id)
    await sso.connections.update(id, { settings: { idp: 'https://other.example' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(await sso.connections.setup(id)).toEqual(before)
  })

  it.each([
    ['an unknown protocol', { protocol: 'telepathy' }, 'protocol'],
    ['no organisation', { organizationId: '' }, 'organizationId'],
    ['a login path with a slash inside', { loginPath: 'a/b' }, 'loginPath'],
    ['a login path with a dash', { loginPath: 'a-b' }, 'loginPath'],
    ['a login path that is too long', { loginPath: 'a'.repeat(64) }, 'loginPath'],
    ['a reserved login path', { loginPath: 'Login' }, 'loginPath'],
    ['a description with control characters', { description: 'a\u0007' }, 'description'],
    ['a description of 201 characters', { description: 'a'.repeat(201) }, 'description'],
    ['an unknown secret', { secrets: { password: 'x' } }, 'secrets.password'],
    ['an empty secret', { secrets: { apiKey: '' } }, 'secrets.apiKey'],
    ['a secret with a space at its end', { secrets: { apiKey: 'x ' } }, 'secrets.apiKey'],
    ['a secret with control characters', { secrets: { apiKey: 'x\u0000y' } }, 'secrets.apiKey'],
    ['an unknown claim field', { claims: { phone: 'tel' } }, 'claims.phone'],
    ['a claim name that is no text', { claims: { email: 7 } }, 'claims.email'],
    ['an unknown provisioning', { access: { provisioning: 'magic' } }, 'access.provisioning'],
    [
      'roles of the wrong shape',
      { access: { roles: { groupsByRole: { admin: 'x' } } } },
      'access.roles',
    ],
    ['a session of ten seconds', { session: { maxAgeSeconds: 10 } }, 'session.maxAgeSeconds'],
    ['settings that the provider refuses', { settings: { idp: 'nonsense' } }, 'settings.idp'],
  ])('refuses %s and stores nothing', async (_what, change, path) => {
    const { sso } = createHarness()
    const creation = sso.connections.create({ ...input, ...change } as never, asSystem)
    await expect(creation).rejects.toSatisfy(
      (error) =>
        isSsoError(error, 'connection_invalid') &&
        (error.issues ?? []).some((issue) => issue.path === path && issue.hint !== undefined),
    )
    expect(await sso.connections.list('org_1', asSystem)).toEqual([])
  })

  it('KO-15 gives a login path once, without regard to case, a leading slash stripped', async () => {
    const { sso } = createHarness()
    const first = await sso.connections.create({ ...input, loginPath: '/SomePath' }, asSystem)
    expect(first.loginPath).toBe('somepath')
    const second = sso.connections.create(
      { ...input, organizationId: 'org_2', loginPath: 'SOMEPATH' },
      asSystem,
    )
    await expect(second).rejects.toMatchObject({ code: 'connection_login_path_taken', status: 409 })
  })

  it('knows one organisation where the product has one', async () => {
    const { sso } = createHarness({ organization: { id: 'main' } })
    const { organizationId } = await sso.connections.create({ protocol: 'fake' }, asSystem)
    expect(organizationId).toBe('main')
    await expect(sso.connections.create(input, asSystem)).rejects.toMatchObject({
      code: 'connection_invalid',
    })
  })

  it('PU-2 offers only the listed profiles', async () => {
    const { sso } = createHarness({ profiles: ['okta'] })
    await expect(sso.connections.create(input, asSystem)).rejects.toMatchObject({
      code: 'connection_invalid',
    })
    const okta = await sso.connections.create({ ...input, profile: 'okta' }, asSystem)
    expect(okta.profile).toBe('okta')
  })

  it('takes no list for a profile, which no rule of a vendor would know again', async () => {
    const { sso } = createHarness()
    await expect(
      sso.connections.create({ ...input, profile: ['okta'] } as never, asSystem),
    ).rejects.toMatchObject({ code: 'connection_invalid', issues: [{ path: 'profile' }] })
  })

  it('PU-2 keeps what was set up with a profile that is offered no more', async () => {
    const { storage, activeConnection } = createHarness()
    const { id } = await activeConnection('org_1', { profile: 'entra' })
    const { sso } = createHarness({ storage, profiles: ['okta'] })
    // Its secret ends one day, and then its people depend on this edit.
    const edited = await sso.connections.update(id, { secrets: { apiKey: 'new' } }, asSystem)
    expect(edited.draft?.secrets).toHaveProperty('apiKey')
  })
})

describe('connections.update', () => {
  it('edits the draft and never the live revision', async () => {
    const { sso, activeConnection } = createHarness()
    const { id, live } = await activeConnection()
    const edited = await sso.connections.update(
      id,
      { settings: { idp: 'https://b.example' } },
      asSystem,
    )
    expect(edited.live).toEqual(live)
    expect(edited.draft?.settings).toEqual({ idp: 'https://b.example' })
    expect(edited.status).toBe('active')
  })

  it('replaces named fields, keeps others, and puts null back to the default', async () => {
    const { sso } = createHarness()
    const claims = { email: 'mail', name: 'cn', require: ['mail'] }
    const { id } = await sso.connections.create(
      { ...input, claims, description: 'First' },
      asSystem,
    )
    const edited = await sso.connections.update(
      id,
      { claims: { email: null, name: null, groups: 'memberOf' }, description: null },
      asSystem,
    )
    expect(edited.draft?.claims).toEqual({ email: 'email', groups: 'memberOf', require: ['mail'] })
    expect(edited.description).toBe('')
  })

  it('refuses an edit of a version that somebody has changed', async () => {
    const { sso } = createHarness()
    const { id, version } = await sso.connections.create(input, asSystem)
    const change = { description: 'mine' }
    await sso.connections.update(id, change, { ...asSystem, expectedVersion: version })
    await expect(
      sso.connections.update(id, change, { ...asSystem, expectedVersion: version }),
    ).rejects.toMatchObject({ code: 'connection_conflict' })
  })

  it('lets one of 20 parallel edits of one version win', async () => {
    const { sso } = createHarness()
    const { id, version } = await sso.connections.create(input, asSystem)
    const edits = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        sso.connections.update(
          id,
          { description: `${index}` },
          { ...asSystem, expectedVersion: version },
        ),
      ),
    )
    expect(edits.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('moves the fingerprint with every change of content or secret, and only then', async () => {
    const { sso } = createHarness()
    const { id, draft } = await sso.connections.create(
      { ...ready, secrets: { apiKey: 'one' } },
      asSystem,
    )
    const edit = async (change: object) =>
      (await sso.connections.update(id, change, asSystem)).draft?.fingerprint
    expect(await edit({ description: 'new words' })).toBe(draft?.fingerprint)
    expect(await edit({ secrets: { apiKey: 'one' } })).toBe(draft?.fingerprint)
    const changed = [
      await edit({ secrets: { apiKey: 'two' } }),
      await edit({ claims: { email: 'mail' } }),
      await edit({ access: { emailDomains: 'verified' } }),
      await edit({ session: { maxAgeSeconds: 3600 } }),
    ]
    expect(new Set([draft?.fingerprint, ...changed]).size).toBe(5)
  })
})

describe('connections.activate', () => {
  it('lists everything that is missing', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(input, asSystem)
    await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [expect.objectContaining({ path: 'settings.idp', code: 'missing' })],
    })
    expect((await sso.connections.get(id, asSystem)).status).toBe('draft')
  })

  it('CO-7 leaves the old configuration live where the new one fails', async () => {
    let isReachable = true
    const provider = fakeProvider({
      loadTrust: async () => {
        if (!isReachable) throw oidcError('oidc_discovery_failed')
        return { document: { keys: 'known' }, issues: [] }
      },
    })
    const { sso, activeConnection } = createHarness({ providers: [provider] })
    const { id, live } = await activeConnection()
    await sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    isReachable = false
    await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [expect.objectContaining({ code: 'oidc_discovery_failed' })],
    })
    const after = await sso.connections.get(id, asSystem)
    expect(after.live).toEqual(live)
    expect(after.status).toBe('active')
  })

  it('makes the draft live and keeps the trust that was read', async () => {
    const { sso, activeConnection } = createHarness()
    const connection = await activeConnection()
    expect(connection).toMatchObject({ status: 'active', trust: { document: {} } })
    expect(connection.draft).toBeUndefined()
    await sso.connections.disable(connection.id, asSystem)
    await sso.connections.activate(connection.id, asSystem)
    expect((await sso.connections.get(connection.id, asSystem)).status).toBe('active')
  })

  it.each([
    ['linking', { access: { linking: 'verified_domain' } }],
    ['the join prompt', { access: { provisioning: 'join_prompt' } }],
    ['invitations', { access: { provisioning: 'invite' } }],
  ])('refuses, without a directory of accounts, %s', async (_what, change) => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create({ ...ready, ...change } as never, asSystem)
    await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: expect.arrayContaining([expect.objectContaining({ code: 'access_needs_accounts' })]),
    })
  })
})

describe('entitlement and tenants', () => {
  it('PU-1 refuses organisations without the entitlement', async () => {
    let isAllowed: unknown = false
    const { sso } = createHarness({ isSsoAllowed: () => isAllowed as boolean })
    const entitlement = { code: 'organization_not_entitled' }
    for (isAllowed of [false, undefined, 'yes']) {
      await expect(sso.connections.create(ready, asSystem)).rejects.toMatchObject(entitlement)
    }
    isAllowed = true
    const { id } = await sso.connections.create(ready, asSystem)
    isAllowed = false
    await expect(sso.connections.activate(id, asSystem)).rejects.toMatchObject(entitlement)
  })

  it('T1 lists the connections of the asked organisation only', async () => {
    const { sso, activeConnection } = createHarness()
    const mine = await activeConnection('org_1')
    await activeConnection('org_2')
    expect((await sso.connections.list('org_1', asSystem)).map(({ id }) => id)).toEqual([mine.id])
  })
})
