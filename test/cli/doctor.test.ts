import { afterEach, describe, expect, it } from 'vitest'
import { doctorCommand } from '../../src/cli/doctor.ts'
import { createSso, type Sso, type SsoConfig } from '../../src/index.ts'
import { saml } from '../../src/saml/index.ts'
import { combineStorage } from '../../src/storage/combine.ts'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { createMockKeyPair } from '../../src/testing/saml/index.ts'
import { type CliScene, cliTools } from '../support/cli.ts'
import { migrate } from '../support/databases.ts'
import {
  asSystem,
  createHarness,
  fakeConnection,
  secretA,
  secretB,
  storageWith,
} from '../support/harness.ts'
import { plainSecret, rotationScene, sealsOf, signIn } from '../support/rotation.ts'
import { openSqlite } from '../support/sqlite.ts'

/** What `ssokit doctor` says about this `Sso`, as JSON. */
async function doctor(sso: Sso | undefined, args: string[] = [], scene: CliScene = {}) {
  const { tools, shown, loaded } = cliTools({ ...scene, ...(sso ? { sso } : {}) })
  const answer = await doctorCommand(['doctor', '--json', ...args], tools)
  const { status, checks } = JSON.parse(answer.stdout || '{}')
  const named = (name: string) => checks.filter((check: { name: string }) => check.name === name)
  return { ...answer, status, checks, named, shown, loaded }
}

const harnessWith = (config: Partial<SsoConfig> = {}) => createHarness(config)

describe('ssokit doctor', () => {
  it('finds nothing wrong with a new installation', async () => {
    const { exitCode, stderr, status, checks, loaded } = await doctor(harnessWith().sso)
    expect({ exitCode, stderr, status, loaded }).toEqual({
      ...{ exitCode: 0, stderr: '', status: 'pass', loaded: ['./sso.js'] },
    })
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      ...['configuration', 'base_url', 'storage', 'secrets', 'maintenance', 'domains', 'clock'],
      'connections',
    ])
  })

  it('says it for people, each line with its sign', async () => {
    const { tools } = cliTools({ sso: harnessWith({ baseUrl: 'http://localhost:3000' }).sso })
    const { exitCode, stdout } = await doctorCommand(['doctor', '--config', './lib/sso.mjs'], tools)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('✓ configuration: ./lib/sso.mjs exports an Sso that speaks fake.\n')
    expect(stdout).toMatch(
      /! base_url: http:\/\/localhost:3000 is for development[^→]*→ Set `baseUrl`/,
    )
    expect(stdout).toContain('? clock: ')
    const lines = stdout.split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })

  it('ends with 1 where the module cannot be loaded, and says why', async () => {
    const { exitCode, named } = await doctor(undefined)
    expect(exitCode).toBe(1)
    expect(named('configuration')).toEqual([
      {
        ...{ name: 'configuration', status: 'fail' },
        message: './sso.js cannot be loaded: DATABASE_URL is not set.',
      },
    ])
  })

  it('lists everything that is wrong with the configuration', async () => {
    const { tools } = cliTools()
    const load = async () =>
      createSso({ baseUrl: 'ftp://x', secrets: ['short'], providers: [] } as never)
    const { exitCode, stdout } = await doctorCommand(['doctor'], { ...tools, load })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/✗ configuration: baseUrl: /)
    expect(stdout).toMatch(/✗ configuration: secrets\.0: .*→ Generate one with: npx ssokit secret/s)
    expect(stdout).not.toContain('short\n')
  })

  it('ends with 1 for an Sso of another copy, which it cannot look into', async () => {
    const { exitCode, checks } = await doctor({ ...harnessWith().sso })
    expect(exitCode).toBe(1)
    expect(checks[0].message).toContain('exports an Sso of another copy of ssokit')
  })

  it.each([
    [['now'], 'does not know "now"'],
    [['--fast'], "Unknown option '--fast'"],
    [['--config'], "'--config <value>' argument missing"],
  ])('does not guess: %j', async (args, problem) => {
    const { tools, loaded } = cliTools({ sso: harnessWith().sso })
    const { exitCode, stdout, stderr } = await doctorCommand(['doctor', ...args], tools)
    expect({ exitCode, stdout, loaded }).toEqual({ exitCode: 2, stdout: '', loaded: [] })
    expect(stderr).toContain(problem)
  })
})

describe('the storage', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  function database() {
    const opened = openSqlite()
    closing.push(() => opened.close())
    return opened
  }

  it('ends with 3 where it does not answer, and looks at nothing else', async () => {
    const storage = storageWith('connections', () => ({
      list: () => Promise.reject(new Error('password of the database')),
    }))
    const { exitCode, named, checks, stdout } = await doctor(harnessWith({ storage }).sso)
    expect(exitCode).toBe(3)
    expect(named('storage')).toMatchObject([{ status: 'fail', code: 'storage_unavailable' }])
    expect(checks.at(-1).name).toBe('storage')
    expect(stdout).not.toContain('password of the database')
  })

  it.each([
    ['reads nothing', { get: async () => null }],
    ['takes nothing', { take: async () => null }],
    ['reads another value', { get: async () => 'x' }],
  ])('must give back what was written: one that %s', async (_what, broken) => {
    const storage = storageWith('ephemeral', () => broken)
    const { exitCode, named } = await doctor(harnessWith({ storage }).sso)
    expect(exitCode).toBe(3)
    expect(named('storage')[0].message).toContain('could not be read back')
  })

  it('S18 must give it once', async () => {
    const storage = storageWith('ephemeral', ({ get }) => ({ take: (key, now) => get(key, now) }))
    const { exitCode, named } = await doctor(harnessWith({ storage }).sso)
    expect(exitCode).toBe(3)
    expect(named('storage')[0].message).toContain('could be taken twice')
  })

  it('keeps nothing of what was tried', async () => {
    const storage = memoryStorage()
    const keys: string[] = []
    const { put } = storage.ephemeral
    const watched = {
      ...storage,
      ephemeral: {
        ...storage.ephemeral,
        put: (key: string, ...rest: [string, Date]) => {
          keys.push(key)
          return put(key, ...rest)
        },
      },
    }
    await doctor(harnessWith({ storage: watched }).sso)
    expect(keys).toHaveLength(1)
    expect(await storage.ephemeral.get(keys[0] ?? '', new Date('2026-01-01T12:00:00Z'))).toBeNull()
  })

  it.each(['the whole storage', 'with other stores beside it'])(
    'says which table is missing: %s',
    async (how) => {
      const opened = database()
      const sql = kyselyStorage(opened.db, { dialect: 'sqlite' })
      const { ephemeral, sessions } = memoryStorage()
      const storage = how.startsWith('with') ? combineStorage({ ...sql, ephemeral, sessions }) : sql
      const before = await doctor(harnessWith({ storage }).sso)
      expect(before.exitCode).toBe(3)
      expect(before.named('storage_schema')).toMatchObject([
        {
          ...{
            status: 'fail',
            message: expect.stringMatching(/^The table `sso_\w+` is missing\.$/),
          },
          hint: expect.stringContaining('npx ssokit schema --dialect sqlite'),
        },
      ])
      await migrate(opened)
      const after = await doctor(harnessWith({ storage }).sso)
      expect(after.exitCode).toBe(0)
      expect(after.named('storage_schema')).toMatchObject([{ status: 'pass' }])
    },
  )

  it('looks for the tables by the names that they have', async () => {
    const opened = database()
    const names = { prefix: 'acme_' }
    await migrate(opened, names)
    const storage = kyselyStorage(opened.db, { dialect: 'sqlite', names })
    const { exitCode, named } = await doctor(harnessWith({ storage }).sso)
    expect(named('storage_schema')).toMatchObject([{ status: 'pass' }])
    expect(exitCode).toBe(0)
  })
})

describe('sealed secrets', () => {
  async function sealedScene() {
    const storage = memoryStorage()
    const scene = rotationScene(storage)
    const connection = await scene.before.activeConnection('org_1', {
      ...fakeConnection,
      secrets: { apiKey: plainSecret },
    })
    const session = await signIn(scene.before, connection.id)
    return { ...scene, storage, connection, session }
  }

  it('open with the list, and it says what rotation would do', async () => {
    const { before, rotating, storage, session } = await sealedScene()
    expect((await doctor(before.sso)).named('secrets')).toEqual([
      { name: 'secrets', status: 'pass', message: 'All 2 sealed values that were tried open.' },
    ])
    const { exitCode, named } = await doctor(rotating.sso)
    expect(exitCode).toBe(0)
    expect(named('secrets')[0].message).toContain('2 need another than the first of the `secrets`')
    // It only looked.
    expect(await sealsOf(storage, [session])).toEqual({ a: 2, b: 0 })
  })

  it('fail where the secret is not in the list, and are named, not shown', async () => {
    const { after, storage, connection, session } = await sealedScene()
    const { exitCode, named, stdout } = await doctor(after.sso)
    expect(exitCode).toBe(3)
    const [{ status, message }] = named('secrets')
    expect(status).toBe('fail')
    expect(message).toContain(`2 of 2 sealed values`)
    expect(message).toContain(`apiKey of ${connection.id}`)
    expect(message).toContain(`session ${session} of ${connection.id}`)
    for (const secret of [secretA, secretB, plainSecret]) expect(stdout).not.toContain(secret)
    expect(await sealsOf(storage, [session])).toEqual({ a: 2, b: 0 })
  })

  it('count for drafts, too', async () => {
    const storage = memoryStorage()
    const { before, after } = rotationScene(storage)
    const draft = { ...fakeConnection, secrets: { apiKey: plainSecret } }
    const { id } = await before.sso.connections.create(draft, asSystem)
    const { exitCode, named } = await doctor(after.sso)
    expect(exitCode).toBe(3)
    expect(named('secrets')[0].message).toContain(`apiKey of ${id} (draft)`)
  })
})

describe('our own certificates', () => {
  // The clock of a harness says 2026-01-01T12:00:00Z.
  it.each([
    ['2049-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'pass', 0, 'is valid until 2049-01-01'],
    ['2026-02-20T12:00:00Z', '2020-01-01T00:00:00Z', 'warn', 0, 'expires in 50 days'],
    ['2025-12-31T00:00:00Z', '2020-01-01T00:00:00Z', 'fail', 3, 'expired on 2025-12-31'],
    ['2049-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 'warn', 0, 'is valid only from 2027'],
  ])('until %s, from %s: %s', async (notAfter, notBefore, status, exitCode, words) => {
    const key = createMockKeyPair({ notAfter: new Date(notAfter), notBefore: new Date(notBefore) })
    const found = await doctor(harnessWith({ providers: [saml({ keys: [key] })] }).sso)
    expect(found.exitCode).toBe(exitCode)
    expect(found.named('own_certificates')).toMatchObject([
      { status, message: expect.stringContaining(words) },
    ])
    expect(found.stdout).not.toContain(key.privateKey.split('\n')[1] ?? '-')
  })

  it('are none where SAML has no keys, and not asked for without SAML', async () => {
    const none = await doctor(harnessWith({ providers: [saml()] }).sso)
    expect(none.named('own_certificates')).toMatchObject([{ status: 'pass' }])
    expect((await doctor(harnessWith().sso)).named('own_certificates')).toEqual([])
  })
})
