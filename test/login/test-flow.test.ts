import { describe, expect, it } from 'vitest'
import type { SsoConfig, TestReport } from '../../src/index.ts'
import { facts } from '../support/accounts.ts'
import { beginTest } from '../support/connection-tests.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  asSystem,
  begin,
  codeOf,
  cookiesOf,
  createHarness,
  fakeConnection,
  forgeFlow,
  type Harness,
  storageWith,
} from '../support/harness.ts'

async function draft(harness: Harness, input: object = {}): Promise<string> {
  const { id } = await harness.sso.connections.create({ ...fakeConnection, ...input }, asSystem)
  return id
}

async function reportOf(harness: Harness, id: string, request: Request): Promise<TestReport> {
  const result = await harness.sso.handleCallback(request)
  if (result.kind !== 'test') throw new Error(`The callback gave ${result.kind}.`)
  expect(result.report.fingerprint).toBe(
    await harness.sso.connections
      .get(id, asSystem)
      .then(({ draft: edited, live }) => (edited ?? live)?.fingerprint),
  )
  return result.report
}

const testOf = async ({ sso }: Harness, id: string) =>
  (await sso.connections.get(id, asSystem)).test

describe('a test', () => {
  it('logs nobody in and leads back to the page that it came from', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const flow = await beginTest(harness, id, '/settings/sso?tab=test')
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
    const response = await harness.sso.handler(answer(id, flow))
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/settings/sso?tab=test')
    // Whatever cookie it sets is the one that clears its own flow.
    expect(cookiesOf(response)).toEqual([])
    const connection = await harness.sso.connections.get(id, asSystem)
    expect(connection).toMatchObject({ status: 'draft', version: 1 })
    expect(connection.test).toMatchObject({
      status: 'passed',
      fingerprint: connection.draft?.fingerprint,
      report: { status: 'passed', person: { subject: 'ann' } },
    })
  })

  it('F1 never becomes a login: no hook, no session, no login of record, no account', async () => {
    const written: string[] = []
    const note = (name: string) => () => {
      written.push(name)
      return Promise.resolve(facts('acc_1'))
    }
    const accounts: NonNullable<SsoConfig['accounts']> = {
      scope: 'organization',
      findByKey: async () => null,
      findByEmail: async () => null,
      create: note('create'),
      update: note('update'),
      link: note('link'),
      deactivate: note('deactivate') as never,
      unlink: note('unlink') as never,
    }
    const storage = storageWith('sessions', () => ({ put: note('session') as never }))
    const harness = createHarness({
      ...{ accounts, storage, onRefused: note('refused') as never },
    })
    const live = await harness.activeConnection()
    for (const id of [live.id, await draft(harness, { organizationId: 'org_2' })]) {
      const viaHandler = await beginTest(harness, id)
      await harness.sso.handler(answer(id, viaHandler))
      const viaIntercept = await beginTest(harness, id)
      await harness.sso.intercept(answer(id, viaIntercept))
      const viaRoute = await beginTest(harness, id)
      await harness.sso.handleCallback(answer(id, viaRoute))
      await harness.settled()
      expect((await harness.sso.connections.get(id, asSystem)).lastLogin).toBeUndefined()
      expect(await testOf(harness, id)).toMatchObject({ status: 'passed' })
    }
    expect(written).toEqual([])
    expect(harness.logins).toEqual([])
    expect(harness.events.filter(({ type }) => /^(login|access)\./.test(type))).toEqual([])
    expect(harness.events.map(({ type }) => type)).toContain('connection.tested')
  })

  it('F1 carries out no refusal either', async () => {
    const told: unknown[] = []
    const harness = createHarness({
      onRefused: (refusal) => void told.push(refusal),
      onSessionsEnd: (ended) => void told.push(ended),
    })
    const id = await draft(harness, { access: { emailDomains: 'verified' } })
    const report = await reportOf(harness, id, answer(id, await beginTest(harness, id)))
    expect(report).toMatchObject({
      status: 'passed',
      access: { kind: 'refuse' },
      warnings: [{ code: 'access_email_domain_refused' }],
    })
    expect(told).toEqual([])
  })

  it.each(['draft', 'active', 'disabled'] as const)('works while %s', async (status) => {
    const harness = createHarness()
    const id = status === 'draft' ? await draft(harness) : (await harness.activeConnection()).id
    if (status === 'disabled') await harness.sso.connections.disable(id, asSystem)
    const report = await reportOf(harness, id, answer(id, await beginTest(harness, id)))
    expect(report.status).toBe('passed')
    const after = await harness.sso.connections.get(id, asSystem)
    expect(after.status).toBe(status)
    expect(after.test?.status).toBe('passed')
  })

  it('is of the draft where there is one, with its settings and its secrets', async () => {
    const seen: unknown[] = []
    const provider = fakeProvider({
      startLogin: async ({ handle, settings, secret }) => {
        seen.push([settings.idp, await secret('apiKey')])
        const url = `https://fake.example/?ref=${handle}`
        return { method: 'GET', url, answer: 'redirect', flow: {} }
      },
      finishLogin: async (context) => {
        seen.push([context.settings.idp, await context.secret('apiKey')])
        return fakeProvider().finishLogin(context)
      },
    })
    const harness = createHarness({ providers: [provider] })
    const { id } = await harness.activeConnection('org_1', { secrets: { apiKey: 'old' } })
    const edited = { settings: { idp: 'https://new.example' }, secrets: { apiKey: 'new' } }
    await harness.sso.connections.update(id, edited, asSystem)
    await harness.sso.handleCallback(answer(id, await beginTest(harness, id)))
    expect(seen).toEqual([
      ['https://new.example', 'new'],
      ['https://new.example', 'new'],
    ])
  })

  it('T2 is not helped, as a draft, by what is stored for sign-ins; what is live is tested with it', async () => {
    const known: unknown[] = []
    const provider = fakeProvider({
      loadTrust: async ({ trust }) => {
        known.push(trust.document)
        return { document: { read: 1 }, issues: [] }
      },
    })
    const harness = createHarness({ providers: [provider] })
    const { id } = await harness.activeConnection()
    known.length = 0
    await beginTest(harness, id)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    await beginTest(harness, id)
    expect(known).toEqual([{ read: 1 }, undefined])
  })

  it('is of the version that the admin saw, where that is said', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const stale = harness.sso.connections.test(id, { ...asSystem, expectedVersion: 7 })
    expect(await codeOf(stale)).toBe('connection_conflict')
    const current = harness.sso.connections.test(id, { ...asSystem, expectedVersion: 1 })
    expect(await codeOf(current)).toBe('accepted')
  })

  it('goes on with what was read at its start, and stores nothing of it for sign-ins', async () => {
    const trusted: unknown[] = []
    let generation = 0
    const provider = fakeProvider({
      loadTrust: async () => ({ document: { generation: ++generation }, issues: [] }),
      finishLogin: async (context) => {
        trusted.push(context.trust.document)
        context.trust.save({ generation: 'of the test' })
        return fakeProvider().finishLogin(context)
      },
    })
    const harness = createHarness({ providers: [provider] })
    const { id } = await harness.activeConnection()
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    await harness.sso.handleCallback(answer(id, await beginTest(harness, id)))
    await harness.settled()
    expect(trusted).toEqual([{ generation: 2 }])
    const { trust } = await harness.sso.connections.get(id, asSystem)
    expect(trust?.document).toEqual({ generation: 1 })
  })

  it('does not begin where people would not get as far as the provider', async () => {
    const issue = { path: 'settings.idp', code: 'x', message: 'm', hint: 'h' }
    let issues: object[] = [issue]
    const provider = fakeProvider({
      loadTrust: async () => ({ document: {}, issues: issues as never }),
    })
    const harness = createHarness({ providers: [provider] })
    const incomplete = await draft(harness, { settings: {} })
    await expect(harness.sso.connections.test(incomplete, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [expect.objectContaining({ code: 'missing' })],
    })
    const id = await draft(harness)
    await expect(harness.sso.connections.test(id, asSystem)).rejects.toMatchObject({
      ...{ code: 'connection_not_ready', issues: [issue] },
    })
    expect(await testOf(harness, id)).toBeUndefined()
    issues = []
    expect(await codeOf(harness.sso.connections.test(id, asSystem))).toBe('accepted')
  })

  it('PU-1 begins and ends only where the organisation may use single sign-on', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    isAllowed = false
    const refused = 'organization_not_entitled'
    expect(await codeOf(harness.sso.handleCallback(answer(id, flow)))).toBe(refused)
    expect(await codeOf(harness.sso.connections.test(id, asSystem))).toBe(refused)
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
  })

  it.each([
    ['a path', '/settings?a=b#c', '/settings?a=b#c'],
    ['nothing', undefined, '/'],
    ['another origin', 'https://evil.example/', '/'],
    ['a scheme-relative address', '//evil.example', '/'],
    ['an allowed origin', 'https://admin.example.com/x', 'https://admin.example.com/x'],
  ])('F4 leads to safe places only: %s', async (_what, returnTo, expected) => {
    const harness = createHarness({ allowedReturnOrigins: ['https://admin.example.com'] })
    const id = await draft(harness)
    const response = await harness.sso.handler(answer(id, await beginTest(harness, id, returnTo)))
    expect(response.headers.get('location')).toBe(expected)
  })

  it('reports under the reference of its flow', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    await harness.sso.handler(answer(id, await beginTest(harness, id)))
    const about = { connectionId: id, organizationId: 'org_1' }
    const [started, tested] = harness.events.filter(({ type }) =>
      type.startsWith('connection.test'),
    )
    expect(started).toMatchObject({ type: 'connection.test_started', ...about })
    expect(tested).toMatchObject({ type: 'connection.tested', status: 'passed', ...about })
    expect(started?.correlationId).toMatch(/^[\w-]{16}$/)
    expect(tested?.correlationId).toBe(started?.correlationId)
  })

  it('F1 is no login under a changed purpose, nor is a login a test', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const test = await beginTest(harness, id)
    const asLogin = await forgeFlow(test.cookie, { purpose: 'login' })
    const callback = (cookie: string, ref: string) =>
      harness.sso.handleCallback(answer(id, { cookie, ref }))
    expect(await codeOf(callback(asLogin, test.ref))).toBe('connection_changed')
    const login = await begin(harness, id)
    const asTest = await forgeFlow(login.cookie, { purpose: 'test' })
    expect(await codeOf(callback(asTest, login.ref))).toBe('test_configuration_changed')
    for (const purpose of ['join', 'step_up', 'logout', 'anything'] as const) {
      const other = await forgeFlow(test.cookie, { purpose: purpose as 'join' })
      expect(await codeOf(callback(other, test.ref))).toBe('login_flow_mismatch')
    }
    expect(harness.logins).toEqual([])
  })
})
