import { describe, expect, it } from 'vitest'
import { type SsoConfig, uiTexts } from '../../src/index.ts'
import type { Check } from '../../src/index.ts'
import { beginTest } from '../support/connection-tests.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  asSystem,
  begin,
  codeOf,
  createHarness,
  fakeConnection,
  type Harness,
} from '../support/harness.ts'

/** A host that left the gates as they are. */
const strict = (config: Partial<SsoConfig> = {}) =>
  createHarness({ activation: { requires: ['check', 'test'] }, ...config })

async function draft({ sso }: Harness, input: object = {}): Promise<string> {
  return (await sso.connections.create({ ...fakeConnection, ...input }, asSystem)).id
}

async function passTest(harness: Harness, id: string): Promise<void> {
  await harness.sso.handleCallback(answer(id, await beginTest(harness, id)))
}

const issuesOf = (promise: Promise<unknown>): Promise<readonly string[] | string> =>
  promise.then(
    () => 'accepted',
    (error: { issues?: readonly { code: string }[] }) =>
      error.issues?.map(({ code }) => code) ?? String(error),
  )

describe('the gates of activate', () => {
  it('are check and test where the host says nothing', async () => {
    const harness = createHarness({ activation: undefined as never })
    const id = await draft(harness)
    // The check is made up for; a test cannot be.
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toEqual([
      'activation_test_missing',
    ])
    const checked = await harness.sso.connections.get(id, asSystem)
    expect(checked).toMatchObject({ status: 'draft', check: { status: 'pass' } })
    await passTest(harness, id)
    expect(await harness.sso.connections.activate(id, asSystem)).toEqual({ state: 'active' })
  })

  it('T6 tells of everything else while a check has to wait, and of the wait alone in the end', async () => {
    const provider = fakeProvider({
      check: async ({ reserveProbe }) => {
        await reserveProbe()
        return [{ name: 'client_credentials', status: 'pass', message: 'The client is known.' }]
      },
    })
    const harness = strict({ providers: [provider] })
    const id = await draft(harness)
    await harness.sso.connections.check(id, asSystem)
    await harness.sso.connections.update(id, { description: 'b', claims: { name: 'n' } }, asSystem)
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toEqual([
      ...['activation_test_missing', 'check_throttled'],
    ])
    await passTest(harness, id)
    expect(await codeOf(harness.sso.connections.activate(id, asSystem))).toBe('check_throttled')
    harness.clock.advance(60)
    expect(await harness.sso.connections.activate(id, asSystem)).toEqual({ state: 'active' })
  })

  it('are skipped by nobody: the actor of the host is asked for the same', async () => {
    const harness = strict({ authorize: () => true })
    const id = await draft(harness)
    for (const actor of [asSystem, { actor: 'ann' }]) {
      expect(await issuesOf(harness.sso.connections.activate(id, actor))).toEqual([
        'activation_test_missing',
      ])
    }
  })

  it('KO-31 open for exactly what was tested: an edit shuts them', async () => {
    const harness = strict()
    const id = await draft(harness)
    await passTest(harness, id)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect((await harness.sso.connections.get(id, asSystem)).test).toBeUndefined()
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toEqual([
      'activation_test_missing',
    ])
    // Putting it back does not bring the evidence back: nobody knows what happened in between.
    await harness.sso.connections.update(id, { settings: fakeConnection.settings }, asSystem)
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toEqual([
      'activation_test_missing',
    ])
    await passTest(harness, id)
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toBe('accepted')
  })

  it('KO-31 leave what is live alone while an edit waits for its test', async () => {
    const harness = strict()
    const id = await draft(harness)
    await passTest(harness, id)
    await harness.sso.connections.activate(id, asSystem)
    const { live } = await harness.sso.connections.get(id, asSystem)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect(await codeOf(harness.sso.connections.activate(id, asSystem))).toBe(
      'connection_not_ready',
    )
    expect(await harness.sso.connections.get(id, asSystem)).toMatchObject({
      status: 'active',
      live,
    })
    await begin(harness, id).then((flow) => harness.sso.handler(answer(id, flow)))
    expect(harness.logins).toHaveLength(1)
  })

  it('take a real login of this revision for a test', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await begin(harness, id).then((flow) => harness.sso.handler(answer(id, flow)))
    await harness.settled()
    const later = strict({ storage: harness.storage })
    await later.sso.connections.disable(id, asSystem)
    expect(await issuesOf(later.sso.connections.activate(id, asSystem))).toBe('accepted')
    await later.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect(await issuesOf(later.sso.connections.activate(id, asSystem))).toEqual([
      'activation_test_missing',
    ])
  })

  it('name everything at once, and send nothing for settings that lack something', async () => {
    let requests = 0
    const provider = fakeProvider({
      loadTrust: async () => ({ document: { requests: ++requests }, issues: [] }),
    })
    const harness = strict({
      providers: [provider],
      activation: {
        requires: ['check', 'test', 'domain', 'login_path', 'role_mapping', 'confirmation'],
      },
      dns: { resolveTxt: async () => [] },
      roles: { catalogue: [{ id: 'admin', label: 'Admin' }] },
    })
    const id = await draft(harness, { settings: {}, access: { groupsAbsent: 'empty' } })
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toEqual([
      'missing',
      'activation_test_missing',
      'activation_domain_missing',
      'activation_login_path_missing',
      'activation_role_mapping_missing',
      'activation_groups_unseen',
    ])
    expect(requests).toBe(0)
  })

  it('know the domains that the one organisation is trusted with', async () => {
    const harness = createHarness({
      organization: { id: 'org_1', trustedDomains: ['example.com'] },
      activation: { requires: ['domain'] },
    })
    const id = await draft(harness)
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toBe('accepted')
  })

  it('need DNS where it is trusted with none', () => {
    const organization = { id: 'org_1', trustedDomains: [] }
    const harness = () => createHarness({ organization, activation: { requires: ['domain'] } })
    expect(harness).toThrow('activation requires domain, but dns is missing')
  })
})

describe('the check gate', () => {
  const failing: Check = { name: 'client', status: 'fail', message: 'Refused.', hint: 'Retype.' }
  const withCheck = (checks: () => readonly Check[]) =>
    createHarness({
      activation: { requires: ['check'] },
      providers: [fakeProvider({ check: async () => checks() })],
    })

  it('is shut by what a check finds now, in its own words', async () => {
    const harness = withCheck(() => [failing])
    const id = await draft(harness)
    await expect(harness.sso.connections.activate(id, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [{ path: 'check.client', message: 'Refused.', hint: 'Retype.' }],
    })
  })

  it.each(['warn', 'unknown', 'pass'] as const)('is open where it says %s', async (status) => {
    const harness = withCheck(() => [{ ...failing, status }])
    const id = await draft(harness)
    expect(await issuesOf(harness.sso.connections.activate(id, asSystem))).toBe('accepted')
  })

  it('uses what is stored of this revision, and checks anew after an edit', async () => {
    let runs = 0
    const harness = withCheck(() => [{ ...failing, status: 'pass', message: String(++runs) }])
    const id = await draft(harness)
    await harness.sso.connections.check(id, asSystem)
    await harness.sso.connections.activate(id, asSystem)
    expect(runs).toBe(1)
    harness.clock.advance(61)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect((await harness.sso.connections.get(id, asSystem)).check).toBeDefined()
    await harness.sso.connections.activate(id, asSystem)
    expect(runs).toBe(2)
  })
})

describe('confirmation', () => {
  const confirming = (config: Partial<SsoConfig> = {}) =>
    createHarness({ activation: { requires: ['confirmation'] }, ...config })

  it('KO-32 warns in the exact words of the product', () => {
    const named = (text: string) =>
      text.replace('{provider}', 'Okta').replace('{product}', 'Konnect')
    expect(named(uiTexts.en.confirmSwitch)).toBe('change your identity provider to Okta')
    expect(named(uiTexts.en.irreversible)).toBe(
      'This change is irreversible. Once you switch to Okta, you cannot revert to using native Konnect authentication.',
    )
  })

  it('KO-32 takes two steps, and changes nothing in the first', async () => {
    const harness = confirming()
    const id = await draft(harness, { profile: 'okta' })
    const before = await harness.sso.connections.get(id, asSystem)
    const question = await harness.sso.connections.activate(id, asSystem)
    expect(question).toEqual({
      state: 'confirmation_required',
      token: expect.any(String),
      warnings: [
        'change your identity provider to Okta',
        'This change is irreversible. Once you switch to Okta, you cannot revert to using native authentication.',
      ],
    })
    expect(await harness.sso.connections.get(id, asSystem)).toEqual(before)
    const confirmation = 'token' in question ? question.token : ''
    const outcome = await harness.sso.connections.activate(id, { ...asSystem, confirmation })
    expect(outcome).toEqual({ state: 'active' })
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
  })

  it('KO-32 is of this change alone, and not for long', async () => {
    const harness = confirming()
    const [id, other] = [await draft(harness), await draft(harness)]
    const token = async (connectionId: string) => {
      const question = await harness.sso.connections.activate(connectionId, asSystem)
      return 'token' in question ? question.token : ''
    }
    const confirm = (confirmation: unknown) =>
      codeOf(harness.sso.connections.activate(id, { ...asSystem, confirmation } as never))
    const invalid = 'activation_confirmation_invalid'
    for (const wrong of ['', 'yes', null, true, await token(other)]) {
      expect(await confirm(wrong)).toBe(invalid)
    }
    const old = await token(id)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect(await confirm(old)).toBe(invalid)
    // A storage that was edited past us moves no version; what was confirmed has changed all the same.
    const bypassed = await token(id)
    const [loaded] = await harness.storage.connections.load({ id })
    if (!loaded?.record.connection.draft) throw new Error('no draft')
    const { connection } = loaded.record
    const changed = { ...loaded.record.connection.draft, fingerprint: 'another' }
    await harness.storage.connections.update(id, connection.version, {
      ...loaded.record,
      connection: { ...connection, draft: changed },
    })
    expect(await confirm(bypassed)).toBe(invalid)
    const late = await token(id)
    harness.clock.advance(600)
    expect(await confirm(late)).toBe(invalid)
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('draft')
    expect(await confirm(await token(id))).toBe('accepted')
  })

  it('KO-32 comes last: what is not ready is not worth a question', async () => {
    const harness = createHarness({ activation: { requires: ['confirmation', 'test'] } })
    const id = await draft(harness)
    expect(await codeOf(harness.sso.connections.activate(id, asSystem))).toBe(
      'connection_not_ready',
    )
    await passTest(harness, id)
    const question = await harness.sso.connections.activate(id, asSystem)
    const confirmation = 'token' in question ? question.token : ''
    // In between another test failed: the token is no way around the gate.
    await harness.storage.connections.saveEvidence(id, {
      test: {
        fingerprint: (await harness.sso.connections.get(id, asSystem)).draft?.fingerprint ?? '',
        ...{ status: 'failed', at: '2027-01-01T00:00:00.000Z' },
      },
    })
    const late = harness.sso.connections.activate(id, { ...asSystem, confirmation })
    expect(await codeOf(late)).toBe('connection_not_ready')
  })
})
