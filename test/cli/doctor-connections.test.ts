import { describe, expect, it } from 'vitest'
import { doctorCommand } from '../../src/cli/doctor.ts'
import type { Sso } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'
import { createScene } from '../conformance/oidc/scene.ts'
import { type CliScene, cliTools } from '../support/cli.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, createHarness, fakeConnection, storageWith } from '../support/harness.ts'

interface Found {
  readonly name: string
  readonly status: string
  readonly connectionId?: string
  readonly message?: string
  readonly hint?: string
  readonly code?: string
}

async function doctor(sso: Sso, args: string[] = [], scene: CliScene = {}) {
  const { tools, shown } = cliTools({ ...scene, sso })
  const { exitCode, stdout } = await doctorCommand(['doctor', '--json', ...args], tools)
  const { checks } = JSON.parse(stdout) as { checks: readonly Found[] }
  return {
    exitCode,
    stdout,
    checks,
    shown,
    named: (name: string) => checks.filter((c) => c.name === name),
  }
}

/** Says what time it is at the provider, as servers do. */
const dated =
  (fetch: typeof globalThis.fetch, now: () => Date): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    const headers = new Headers(response.headers)
    headers.set('date', now().toUTCString())
    return new Response(response.body, { status: response.status, headers })
  }

/** A scene whose provider says what time it is, as many minutes ahead of us as it is told. */
async function datedScene() {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
  const skew = { minutes: 0 }
  const fetch = dated(idp.fetch, () => new Date(clock().getTime() + skew.minutes * 60_000))
  return { ...(await createScene({ idp, config: { clock, fetch } })), clock, skew }
}

describe('each active connection', () => {
  it('is examined, and its provider tells the time', async () => {
    const { sso, connectionId, idp } = await datedScene()
    const { exitCode, named, stdout } = await doctor(sso)
    expect(named('connection')).toMatchObject([{ connectionId, status: 'pass' }])
    expect(named('connection')[0]?.message).toMatch(/^oidc, generic: \d+ of \d+ checks passed\.$/)
    const message = 'This machine’s clock agrees with the identity provider.'
    expect(named('clock')).toEqual([{ name: 'clock', status: 'pass', message }])
    expect(exitCode).toBe(0)
    expect(stdout).not.toContain(idp.clientSecret)
  })

  it('T6 is not presented twice a minute: what was found is told again', async () => {
    const { sso, connectionId, idp, clock } = await datedScene()
    const first = await doctor(sso)
    const tokens = () => idp.requests.filter(({ url }) => url.endsWith('/token')).length
    const asked = tokens()
    expect(asked).toBeGreaterThan(0)
    const { exitCode, named } = await doctor(sso)
    expect(tokens()).toBe(asked)
    expect(exitCode).toBe(first.exitCode)
    expect(named('connection')).toMatchObject([
      { connectionId, message: expect.stringContaining('oidc, generic, a minute ago') },
    ])
    clock.advance(61)
    await doctor(sso)
    expect(tokens()).toBeGreaterThan(asked)
  })

  it('T6 is not told what was found of another revision', async () => {
    const { sso, connectionId } = await datedScene()
    await doctor(sso)
    const settings = { scopes: ['openid', 'email'] }
    await sso.connections.update(connectionId, { settings }, asSystem)
    const { exitCode, named } = await doctor(sso)
    expect(exitCode).toBe(0)
    expect(named('connection')).toMatchObject([
      { connectionId, status: 'unknown', message: expect.stringContaining('not examined') },
    ])
  })

  it('is wrong where its provider does not answer; drafts only if they are named', async () => {
    const { sso, idp, connectionId } = await createScene()
    const { id } = await sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: idp.secrets },
        settings: { issuer: 'https://nobody.example.net', clientId: 'x' },
      },
      asSystem,
    )
    const all = await doctor(sso)
    expect(all.checks.map((check) => check.connectionId)).not.toContain(id)
    const { exitCode, checks, named } = await doctor(sso, ['--connection', id])
    expect(exitCode).toBe(3)
    expect(named('connection')).toMatchObject([
      { status: 'fail', connectionId: id, message: expect.stringContaining('its draft') },
    ])
    expect(named('discovery')).toMatchObject([
      { status: 'fail', connectionId: id, code: 'network_failed', hint: expect.any(String) },
    ])
    expect(checks.map((check) => check.connectionId)).not.toContain(connectionId)
  })

  it('is wrong where it does not exist', async () => {
    const { sso } = await createScene()
    const { exitCode, named } = await doctor(sso, ['--connection', 'con_missing'])
    expect(exitCode).toBe(3)
    expect(named('connection')).toMatchObject([{ status: 'fail', code: 'connection_not_found' }])
  })

  it('shows how far it is to whoever waits longer than a second', async () => {
    const storage = memoryStorage()
    const { sso, activeConnection } = createHarness({ storage })
    for (let n = 0; n < 3; n++) await activeConnection()
    const { shown } = await doctor(sso, [], { milliseconds: [0, 0, 1001, 1001, 1500] })
    expect(shown[0]).toBe('looked at 2 connections')
  })

  it('ends early, and says so, when somebody ends it before', async () => {
    let found = 0
    const storage = storageWith('sessions', ({ find }) => ({
      find: (...filter) => {
        found += 1
        return find(...filter)
      },
    }))
    const { sso, activeConnection } = createHarness({ storage })
    await activeConnection()
    const { exitCode, named } = await doctor(sso, [], { signal: AbortSignal.abort() })
    expect(exitCode).toBe(3)
    expect(named('doctor')[0]?.message).toContain('It was ended early')
    expect(found).toBe(0)
  })

  it('ends early, and says so, when somebody ends it in the middle', async () => {
    const controller = new AbortController()
    let examined = 0
    const provider = fakeProvider({
      check: async () => {
        examined += 1
        controller.abort()
        return []
      },
    })
    const { sso, activeConnection } = createHarness({ providers: [provider] })
    for (let n = 0; n < 9; n++) await activeConnection()
    const { exitCode, named } = await doctor(sso, [], { signal: controller.signal })
    expect(exitCode).toBe(3)
    expect(named('doctor')).toHaveLength(1)
    // What was under way is finished and told.
    expect(examined).toBeLessThan(9)
    expect(named('connection')).toHaveLength(examined)
  })

  it('is told from one whose organisation may not use single sign-on', async () => {
    let isAllowed = true
    const { sso, activeConnection } = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await activeConnection()
    isAllowed = false
    const { exitCode, named } = await doctor(sso)
    expect(exitCode).toBe(0)
    expect(named('connection')).toMatchObject([{ status: 'unknown', connectionId: id }])
  })
})

describe('the clock of this machine', () => {
  it('is wrong where it is minutes away from what providers say', async () => {
    const { sso, skew } = await datedScene()
    skew.minutes = 10
    const { exitCode, named } = await doctor(sso)
    expect(exitCode).toBe(3)
    expect(named('clock')).toMatchObject([
      { status: 'fail', received: '600 seconds ahead', hint: expect.stringContaining('NTP') },
    ])
  })
})

describe('background work', () => {
  it('is overdue where nobody calls maintain', async () => {
    const { sso, clock, activeConnection, settled } = createHarness()
    const { id } = await activeConnection()
    await settled()
    expect((await doctor(sso)).named('maintenance')).toMatchObject([{ status: 'pass' }])
    clock.advance(3 * 3600)
    const { exitCode, named } = await doctor(sso)
    expect(named('maintenance')).toMatchObject([
      {
        status: 'warn',
        message: expect.stringContaining(id),
        hint: expect.stringContaining('maintain'),
      },
    ])
    expect(exitCode).toBe(0)
    await sso.maintain()
    expect((await doctor(sso)).named('maintenance')).toMatchObject([{ status: 'pass' }])
  })

  it('shows domains without their proof', async () => {
    const { sso, own, dns, domainOf, clock, work } = createDomainScene()
    await sso.connections.create(fakeConnection, asSystem)
    await own('org_1', acme)
    const fine = await doctor(sso)
    expect(fine.named('domains')).toMatchObject([{ message: 'One domain is verified.' }])
    expect(fine.named('domain')).toEqual([])
    dns.clear()
    clock.advance(2 * day)
    expect((await doctor(sso)).named('maintenance')[0]?.message).toContain(`domain ${acme}`)
    await work()
    expect((await domainOf('org_1'))?.failingSince).toBeDefined()
    expect((await doctor(sso)).named('domain')).toMatchObject([
      {
        status: 'warn',
        message: expect.stringContaining(`${acme} of organisation org_1 has had no`),
      },
    ])
    for (let days = 0; days < 5; days++) {
      clock.advance(day)
      await work()
    }
    const { exitCode, named } = await doctor(sso)
    expect(exitCode).toBe(0)
    expect(named('domain')).toMatchObject([
      { status: 'warn', message: `${acme} of organisation org_1 was lost.` },
    ])
  })
})
