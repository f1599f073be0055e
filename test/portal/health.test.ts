import { describe, expect, it } from 'vitest'
import { connectionHealth, daysUntil, lastSignIn } from '../../src/portal/health.ts'
import type { Connection } from '../../src/index.ts'
import type { TraceCheck, TraceEntry, TraceOutcome } from '../../src/types/trace.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

const now = new Date('2026-06-01T12:00:00Z')
const fingerprint = 'f'
const live = { fingerprint } as unknown as NonNullable<Connection['live']>
const active = { status: 'active', live } as Connection
const at = now.toISOString()

const entry = (outcome: TraceOutcome, failing?: string): TraceEntry =>
  ({
    ...{ outcome, correlationId: outcome, at },
    checks: [
      { name: 'first', status: 'pass' },
      ...(failing === undefined ? [] : [{ name: failing, status: 'fail' } as TraceCheck]),
    ],
  }) as unknown as TraceEntry

const kind = (connection: Connection, facts: object = {}) =>
  connectionHealth(connection, { now, ...facts }).kind

describe('the health of a connection', () => {
  it('is what is stored of it, as long as nobody signs in', () => {
    expect(kind({ ...active, status: 'draft' })).toBe('draft')
    expect(kind({ ...active, status: 'disabled' })).toBe('disabled')
    expect(kind(active)).toBe('unused')
    expect(kind({ ...active, lastLogin: { fingerprint, at } })).toBe('working')
  })

  it('fails by a check of what is in use, and by no other', () => {
    const check = { fingerprint, status: 'fail' as const, at }
    expect(kind({ ...active, check })).toBe('failing')
    expect(kind({ ...active, check: { ...check, fingerprint: 'older' } })).toBe('unused')
    expect(kind({ ...active, check: { ...check, status: 'warn' } })).toBe('unused')
    expect(kind({ ...active, check, status: 'disabled' })).toBe('disabled')
  })

  it('warns 30 days before the last certificate ends', () => {
    const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
    const days = (end: number) => {
      const health = connectionHealth(active, { now, certificatesEndAt: inDays(end) })
      return health.kind === 'certificate' ? health.days : undefined
    }
    expect(days(31)).toBeUndefined()
    expect(days(30.9)).toBe(30)
    expect(days(30)).toBe(30)
    expect(days(0.5)).toBe(0)
    expect(days(-100)).toBe(0)
    expect(daysUntil(inDays(7.99), now)).toBe(7)
  })

  it('tells of the last sign-in that failed, until one goes well', () => {
    const health = (...attempts: TraceEntry[]) => kind(active, { attempts })
    expect(health(entry('failed', 'issuer'), entry('signed_in'))).toBe('attempt')
    expect(health(entry('signed_in'), entry('failed', 'issuer'))).toBe('working')
    expect(health(entry('provisioned'), entry('failed', 'issuer'))).toBe('working')
  })

  it('is not spoilt by what anybody can send, by tests, or by people who may not come in', () => {
    const health = (...attempts: TraceEntry[]) => kind(active, { attempts })
    for (const foreign of ['flow', 'connection', 'single_use']) {
      expect(health(entry('failed', foreign), entry('signed_in')), foreign).toBe('working')
    }
    expect(health(entry('test_failed', 'issuer'), entry('signed_in'))).toBe('working')
    expect(health(entry('refused', 'groups'))).toBe('unused')
    expect(health(entry('join'))).toBe('unused')
    // And no failure hides behind them.
    expect(health(entry('refused', 'groups'), entry('failed', 'issuer'))).toBe('attempt')
    expect(lastSignIn([entry('test_passed'), entry('refused', 'groups')])).toBeUndefined()
  })
})

describe('the list of connections', () => {
  it('shows when somebody last signed in, and leads to the attempt that failed since', async () => {
    const world = portalScene()
    const { id } = await world.activeConnection('org_1', { description: 'Acme' })
    const browser = portalBrowser(world)
    expect((await browser.visit(world.url)).body).toContain('Nobody signed in yet')
    const good = { outcome: 'signed_in', checks: [] }
    const bad = { outcome: 'failed', checks: [{ name: 'issuer', status: 'fail', code: 'x' }] }
    for (const [index, body] of [good, bad].entries()) {
      const correlationId = `reference-${index}`
      const about = {
        id: `log_00000000000${index}`,
        at: world.clock().toISOString(),
        correlationId,
      }
      const facts = { protocol: 'fake', initiatedBy: 'sp', milliseconds: 1, ...about, ...body }
      const owner = { organizationId: 'org_1', connectionId: id, kind: 'login' as const }
      await world.storage.journal.append([{ ...about, ...owner, body: facts }])
      const page = await browser.visit(world.url)
      expect(page.body).toContain(index === 0 ? 'Working' : 'Last sign-in failed')
      expect(page.body).toContain('last sign-in ')
      if (index === 0) continue
      expect(page.body).toContain('It comes from the right issuer')
      const attempt = await browser.click(page, 'See what to change')
      expect(attempt.url).toContain('trace?reference=reference-1')
      expect(attempt.body).toContain('Failed')
    }
  })

  it('T3 shows no attempts to whom `authorize` does not show them', async () => {
    const world = portalScene({
      authorize: (action, actor) => actor === 'carol' && action === 'connection.read',
    })
    const { id } = await world.activeConnection()
    const correlationId = 'reference-9'
    const about = { id: 'log_000000000009', at: world.clock().toISOString(), correlationId }
    const body = { ...about, outcome: 'failed', checks: [{ name: 'issuer', status: 'fail' }] }
    const owner = { organizationId: 'org_1', connectionId: id, kind: 'login' as const }
    await world.storage.journal.append([{ ...about, ...owner, body }])
    const { status, body: page } = await portalBrowser(world).visit(world.url)
    expect(status).toBe(200)
    expect(page).not.toContain('reference-9')
    expect(page).not.toContain('connections/new')
  })

  it('tells what the last check found and that changes wait', async () => {
    const world = portalScene()
    const { id, live: used } = await world.activeConnection()
    const check = { name: 'keys', status: 'fail', message: 'No <b>keys', hint: 'Publish keys' }
    const report = { status: 'fail', checks: [check], fingerprint: used?.fingerprint ?? '', at }
    const evidence = { fingerprint: used?.fingerprint ?? '', status: 'fail' as const, at, report }
    await world.storage.connections.saveEvidence(id, { check: evidence })
    await world.sso.connections.update(id, { settings: { idp: 'https://x.example' } }, asSystem)
    const { body } = await portalBrowser(world).visit(world.url)
    expect(body).toContain('Needs attention')
    expect(body).toContain('No &lt;b&gt;keys Publish keys')
    expect(body).toContain('changes that are not switched on yet')
  })
})
