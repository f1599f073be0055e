import { describe, expect, it } from 'vitest'
import type { TraceCheck, TraceEntry } from '../../src/index.ts'
import { ann, atPrompt, createAccessScene, roles } from '../support/access-scene.ts'
import { beginTest } from '../support/connection-tests.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, asSystem, begin, codeOf, createHarness, type Harness } from '../support/harness.ts'

type Traced = Pick<Harness, 'sso' | 'settled'>

async function traceOf({ sso, settled }: Traced, id: string): Promise<readonly TraceEntry[]> {
  await settled()
  return sso.connections.trace(id, asSystem)
}

const statuses = (entry: TraceEntry | undefined) =>
  Object.fromEntries((entry?.checks ?? []).map(({ name, status }) => [name, status]))
const failures = (entry: TraceEntry | undefined): readonly TraceCheck[] =>
  (entry?.checks ?? []).filter(({ status }) => status === 'fail')

describe('the trace of a connection', () => {
  it('holds a sign-in with every check that was made, and little of the person', async () => {
    const harness = createHarness()
    const { id, live } = await harness.activeConnection()
    const flow = await begin(harness, id)
    harness.clock.advance(3)
    await harness.sso.handler(answer(id, flow))
    const [entry, ...others] = await traceOf(harness, id)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      ...{ at: '2026-01-01T12:00:03.000Z', outcome: 'signed_in', protocol: 'fake' },
      ...{ initiatedBy: 'sp', milliseconds: 0, fingerprint: live?.fingerprint },
      person: { email: 'a…@example.com', subject: expect.stringMatching(/^[\w-]{22}$/) },
    })
    expect(statuses(entry)).toMatchObject({
      ...{ flow: 'pass', connection: 'pass', answer: 'pass', claims: 'pass', session: 'pass' },
      // No directory, no roles, any domain: there was nothing to check.
      ...{ account_directory: 'skipped', email_domain: 'skipped', groups: 'skipped' },
      ...{ account: 'skipped', host_session: 'skipped' },
    })
    const [stored] = await harness.storage.journal.list({ organizationId: 'org_1', limit: 10 })
    expect(JSON.stringify(stored)).not.toMatch(/ann|ticket of/)
  })

  it('tells one person from another, and nobody who it is', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const other = await harness.activeConnection()
    for (const [connectionId, person] of [
      [id, 'ann'],
      [id, 'ann'],
      [id, 'amy'],
      [other.id, 'ann'],
    ] as const) {
      await harness.sso.handler(answer(connectionId, await begin(harness, connectionId), person))
      harness.clock.advance(1)
    }
    const subjects = (entries: readonly TraceEntry[]) =>
      entries.map(({ person }) => person?.subject)
    const [amy, ...both] = subjects(await traceOf(harness, id))
    expect(new Set(both).size).toBe(1)
    expect(both).not.toContain(amy)
    expect(both).not.toContain(subjects(await traceOf(harness, other.id))[0])
  })

  it('is found by the reference on the error page', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1', { access: { emailDomains: 'verified' } })
    const pages: string[] = []
    for (const person of ['ann', 'bob']) {
      const response = await harness.sso.handler(answer(id, await begin(harness, id), person))
      pages.push(await response.text())
      harness.clock.advance(1)
    }
    const entries = await traceOf(harness, id)
    const shown = entries.map(({ correlationId }) => correlationId).toReversed()
    expect(pages.map((page, index) => page.includes(shown[index] ?? '-'))).toEqual([true, true])
    const [correlationId = ''] = shown
    const found = await harness.sso.connections.trace(id, { ...asSystem, correlationId })
    expect(found).toEqual(entries.slice(1))
    expect(failures(found[0])).toMatchObject(
      [{ name: 'email_domain', code: 'access_email_domain_refused', hint: /verif/i }].map(
        (check) => ({ ...check, hint: expect.stringMatching(check.hint) }),
      ),
    )
    expect(found[0]?.outcome).toBe('refused')
  })

  it('says of a new account, a refusal and a join what decided', async () => {
    const scene = await createAccessScene({ access: roles() })
    await scene.signIn({ ...ann, groups: ['Admins'] })
    await scene.settled()
    scene.clock.advance(1)
    expect(await codeOf(scene.signIn({ ...ann, sub: 'bob', groups: [] }))).toBe(
      'access_no_mapped_group',
    )
    const [refused, provisioned] = await traceOf(scene, scene.id)
    expect(provisioned?.outcome).toBe('provisioned')
    expect(statuses(provisioned)).toMatchObject({
      ...{ account_directory: 'pass', groups: 'pass', provisioning: 'pass', session: 'pass' },
    })
    expect(refused?.outcome).toBe('refused')
    expect(failures(refused).map(({ name }) => name)).toEqual(['groups'])
    expect(statuses(refused)).toMatchObject({ account: 'skipped', session: 'skipped' })
  })

  it('holds a join and what became of it', async () => {
    const scene = await createAccessScene({ access: { provisioning: 'join_prompt' } })
    const { join, at } = await atPrompt(scene)
    await scene.settled()
    scene.clock.advance(1)
    await scene.sso.completeJoin(at(), { join: join.token })
    const [joined, asked] = await traceOf(scene, scene.id)
    expect(asked?.outcome).toBe('join')
    expect(asked?.checks).toContainEqual({
      ...{ name: 'provisioning', status: 'skipped', code: 'join_confirmation' },
    })
    expect(joined).toMatchObject({ outcome: 'provisioned', correlationId: asked?.correlationId })
    // The answer was verified the first time, and nothing of it again.
    expect(Object.keys(statuses(joined))).not.toContain('answer')
    expect(statuses(joined)).toMatchObject({ provisioning: 'pass', session: 'pass' })
  })

  it('holds tests, passed and failed', async () => {
    const refuse = { isOn: false }
    const honest = fakeProvider()
    const provider = fakeProvider({
      async finishLogin(context) {
        if (refuse.isOn) throw new Error('The provider is down.')
        return honest.finishLogin(context)
      },
    })
    const harness = createHarness({ providers: [provider] })
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await beginTest(harness, id)))
    await harness.settled()
    harness.clock.advance(1)
    await harness.sso.connections.update(id, { claims: { require: ['level'] } }, asSystem)
    await harness.sso.handler(answer(id, await beginTest(harness, id)))
    await harness.settled()
    harness.clock.advance(1)
    refuse.isOn = true
    await harness.sso.handler(answer(id, await beginTest(harness, id)))
    const [broken, missing, passed] = await traceOf(harness, id)
    expect(passed).toMatchObject({ outcome: 'test_passed', person: { email: 'a…@example.com' } })
    expect(failures(passed)).toEqual([])
    expect(missing?.outcome).toBe('test_failed')
    expect(failures(missing)).toMatchObject([{ name: 'claims', code: 'identity_claim_missing' }])
    expect(missing?.fingerprint).not.toBe(passed?.fingerprint)
    expect(broken?.outcome).toBe('test_failed')
    expect(failures(broken)).toMatchObject([{ name: 'answer', code: 'internal_error' }])
  })

  it('holds that the host itself failed, after a sign-in that went well', async () => {
    const harness = createHarness({ onLogin: () => Promise.reject(new Error('no database')) })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    harness.clock.advance(1)
    await harness.sso.handler(answer(id, flow))
    const entries = await traceOf(harness, id)
    const failed = entries.find(({ outcome }) => outcome === 'failed')
    expect(entries.map(({ outcome }) => outcome).toSorted()).toEqual(['failed', 'signed_in'])
    expect(failures(failed)).toMatchObject([{ name: 'host_session', code: 'host_callback_failed' }])
    expect(new Set(entries.map(({ correlationId }) => correlationId)).size).toBe(1)
  })

  it('holds flows that have expired, and connections that were disabled meanwhile', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const late = await begin(harness, id)
    harness.clock.advance(601)
    await harness.sso.handler(answer(id, late))
    await harness.settled()
    harness.clock.advance(1)
    const stopped = await begin(harness, id)
    await harness.sso.connections.disable(id, asSystem)
    await harness.sso.handler(answer(id, stopped))
    const [disabled, expired] = await traceOf(harness, id)
    expect(failures(expired)).toMatchObject([{ name: 'flow', code: 'login_flow_expired' }])
    expect(statuses(expired)).toMatchObject({ connection: 'skipped', answer: 'skipped' })
    expect(failures(disabled)).toMatchObject([
      { name: 'connection', code: 'connection_not_active' },
    ])
    expect(statuses(disabled)).toMatchObject({ flow: 'pass', answer: 'skipped' })
    expect([disabled?.person, disabled?.fingerprint]).toEqual([undefined, undefined])
  })
})
