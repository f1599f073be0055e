import { describe, expect, it } from 'vitest'
import { systemActor } from '../../src/index.ts'
import { answer, baseUrl, begin, createHarness, type Harness, wayOn } from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

const asSystem = { actor: systemActor }
const issuer = 'https://fake.example'

const prove = async (harness: Harness, id: string) => {
  await harness.sso.handler(answer(id, await begin(harness, id)))
  await harness.settled()
}

describe('startLogin by connection', () => {
  it.each([
    ['an unknown connection', { connectionId: 'con_unknown' }],
    ['an unknown login path', { loginPath: 'nobody' }],
    ['a login path that is none', { loginPath: '../admin' }],
    ['an e-mail of an unknown domain', { email: 'ann@example.com' }],
    ['an unknown issuer', { issuer: 'https://unknown.example' }],
  ])('knows nothing of %s', async (_what, target) => {
    const harness = createHarness()
    await harness.activeConnection()
    await expect(harness.sso.startLogin(target)).rejects.toMatchObject({
      code: 'login_target_unknown',
    })
  })

  it('refuses drafts and disabled connections', async () => {
    const harness = createHarness()
    const { id } = await harness.sso.connections.create(
      { organizationId: 'org_1', protocol: 'fake' },
      asSystem,
    )
    const inactive = { code: 'connection_not_active' }
    await expect(harness.sso.startLogin({ connectionId: id })).rejects.toMatchObject(inactive)
    const active = await harness.activeConnection()
    await harness.sso.connections.disable(active.id, asSystem)
    await expect(harness.sso.startLogin({ connectionId: active.id })).rejects.toMatchObject(
      inactive,
    )
  })

  it('refuses a connection whose protocol the host no longer offers', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const { fakeProvider } = await import('../support/fake-provider.ts')
    const other = createHarness({
      storage: harness.storage,
      providers: [fakeProvider({ protocol: 'other' })],
    })
    await expect(other.sso.startLogin({ connectionId: id })).rejects.toMatchObject({
      code: 'connection_not_active',
    })
  })

  it('KO-34 goes straight to the provider from the organisation login path, in any case', async () => {
    const harness = createHarness()
    await harness.activeConnection('org_1', { loginPath: 'Acme' })
    for (const path of ['acme', 'ACME']) {
      const response = await harness.sso.handler(new Request(`${baseUrl}/sso/login/${path}`))
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toMatch(/^https:\/\/fake\.example\//)
    }
  })
})

describe('F5 a start by a third party', () => {
  it('F5 takes only an issuer of the connection it names', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1', { loginPath: 'acme' })
    for (const path of [`${id}/login`, 'login/acme']) {
      const at = (iss: string) =>
        harness.sso.handler(new Request(`${baseUrl}/sso/${path}?iss=${encodeURIComponent(iss)}`))
      expect((await at(issuer)).status).toBe(303)
      for (const wrong of ['https://evil.example', `${issuer}/`, issuer.toUpperCase(), '', 'x']) {
        expect((await at(wrong)).status).toBe(403)
      }
    }
  })

  it('F5 is marked, and starts a flow of our own', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id, { query: `?iss=${issuer}` })
    await harness.sso.handler(answer(id, flow))
    expect(harness.logins[0]?.authentication.initiatedBy).toBe('third_party')
    const other = await begin(harness, id, { query: `?iss=${issuer}&state=chosen&ref=chosen` })
    expect(other.ref).not.toBe('chosen')
  })

  it('F5 leads nowhere but to our own pages', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    for (const [target, expected] of [
      ['/inbox', '/inbox'],
      [`${baseUrl}/inbox`, '/inbox'],
      ['https://evil.example/', '/'],
      ['//evil.example', '/'],
    ]) {
      const query = `?iss=${issuer}&target_link_uri=${encodeURIComponent(target ?? '')}`
      const flow = await begin(harness, id, { query })
      const response = await harness.sso.handler(answer(id, flow))
      expect(response.headers.get('location')).toBe(expected)
    }
  })

  it('F5 by issuer alone counts only for connections that proved it', async () => {
    const harness = createHarness()
    const squatter = await harness.activeConnection('org_squatter')
    const initiate = () => harness.sso.startLogin({ issuer })
    await expect(initiate()).rejects.toMatchObject({ code: 'login_target_unknown' })

    const owner = await harness.activeConnection('org_owner')
    await verifyDomain(harness, 'owner.example', 'org_owner')
    expect((await initiate()).connectionId).toBe(owner.id)

    await prove(harness, owner.id)
    await verifyDomain(harness, 'squatter.example', 'org_squatter')
    expect((await initiate()).connectionId).toBe(owner.id)

    await prove(harness, squatter.id)
    await expect(initiate()).rejects.toMatchObject({ code: 'login_ambiguous' })
    const hinted = (loginHint: string) => harness.sso.startLogin({ issuer, loginHint })
    expect((await hinted('ann@owner.example')).connectionId).toBe(owner.id)
    for (const useless of ['ann@elsewhere.example', 'ann', '@', '']) {
      await expect(hinted(useless)).rejects.toMatchObject({ code: 'login_ambiguous' })
    }
    await harness.sso.connections.disable(squatter.id, asSystem)
    expect((await initiate()).connectionId).toBe(owner.id)
  })

  it('F5 works on /initiate by GET and POST', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await prove(harness, id)
    const body = new URLSearchParams({ iss: issuer })
    const responses = await Promise.all([
      harness.sso.handler(new Request(`${baseUrl}/sso/initiate?${body}`)),
      harness.sso.handler(new Request(`${baseUrl}/sso/initiate`, { method: 'POST', body })),
    ])
    expect(responses.map(({ status }) => status)).toEqual([303, 303])
  })
})

describe('startLogin by e-mail', () => {
  it('finds the connection of the organisation that owns the domain', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1')
    await harness.activeConnection('org_2')
    await verifyDomain(harness, 'example.com', 'org_1')
    const start = await harness.sso.startLogin({ email: 'Ann@EXAMPLE.com' })
    expect(start.connectionId).toBe(id)
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/login`, {
        method: 'POST',
        body: new URLSearchParams({ email: 'ann@example.com' }),
      }),
    )
    expect(await wayOn(response)).toMatch(/^https:\/\/fake\.example\//)
  })

  it('D2 does not cover subdomains unasked', async () => {
    const harness = createHarness()
    await harness.activeConnection('org_1')
    await verifyDomain(harness, 'example.com', 'org_1')
    const start = harness.sso.startLogin({ email: 'ann@sub.example.com' })
    await expect(start).rejects.toMatchObject({ code: 'login_target_unknown' })
  })

  it('E1 refuses what is no address, and cannot choose between two connections', async () => {
    const harness = createHarness()
    await harness.activeConnection('org_1')
    await harness.activeConnection('org_1')
    await verifyDomain(harness, 'example.com', 'org_1')
    const { sso } = harness
    await expect(sso.startLogin({ email: 'ann@@example.com' })).rejects.toMatchObject({
      code: 'email_invalid',
    })
    await expect(sso.startLogin({ email: 'ann@example.com' })).rejects.toMatchObject({
      code: 'login_ambiguous',
    })
  })
})

describe('startLogin by an e-mail that several organisations cover', () => {
  it('D4 leads to the owner of the closest domain, however many connections another one has', async () => {
    const harness = createHarness()
    await verifyDomain(harness, 'acme.example', 'org_parent', true)
    await verifyDomain(harness, 'eu.acme.example', 'org_child')
    for (let n = 0; n < 20; n += 1) await harness.activeConnection('org_parent')
    const child = await harness.activeConnection('org_child')
    // More than one read brings, in whatever order their random ids put them.
    for (let n = 0; n < 20; n += 1) await harness.activeConnection('org_parent')
    const start = await harness.sso.startLogin({ email: 'ann@eu.acme.example' })
    expect(start.connectionId).toBe(child.id)
  })
})
