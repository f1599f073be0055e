import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkSchema, kyselyStorage } from '../../src/storage/kysely/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import {
  aConnectionRecord,
  aDomainClaim,
  aJournalEntry,
  aPolicy,
  aSession,
  aTrust,
  instant,
  isoInstant,
  minute,
  revised,
} from '../../src/testing/storage/records.ts'
import { migrate, type TestDatabase } from '../support/databases.ts'
import { startMariadb } from '../support/mariadb.ts'
import { analyze, fullScans, type RecordedStatement, recording } from '../support/plans.ts'
import { startPostgres } from '../support/postgres.ts'
import { openSqlite } from '../support/sqlite.ts'

/** Enough that no planner prefers reading them all. */
const ROWS = 1500
const issuer = 'https://idp.example'
const past = instant()
const later = instant(minute)

/** Every call with what it reads and writes by. */
const calls: Readonly<Record<string, (storage: SsoStorage) => Promise<unknown>>> = {
  'load by id': ({ connections }) => connections.load({ id: 'con_7' }),
  'load by login path': ({ connections }) => connections.load({ loginPath: 'path-7' }),
  'load by issuer': ({ connections }) => connections.load({ issuer: `${issuer}/7` }),
  'load by an issuer that many share': ({ connections }) => connections.load({ issuer }),
  'load by verified domains': ({ connections }) =>
    connections.load({ verifiedDomains: ['acme-7.example', 'acme-8.example'] }),
  'connections of an organisation': ({ connections }) =>
    connections.list({ organizationId: 'org_7', limit: 20 }),
  'connections that are due': ({ connections }) => connections.list({ dueBefore: past, limit: 20 }),
  'update of a connection': ({ connections }) => connections.update('con_7', 1, revised(record(7))),
  'trust of a connection': ({ connections }) =>
    connections.saveTrust('con_7', null, aTrust(), null),
  'evidence of a connection': ({ connections }) =>
    connections.saveEvidence('con_7', {
      lastLogin: { fingerprint: 'fingerprint_live', at: isoInstant(1) },
    }),
  'removal of a connection': ({ connections }) => connections.remove('con_7', 2),
  policy: ({ organizations }) => organizations.get('org_7'),
  'update of a policy': ({ organizations }) =>
    organizations.update('org_7', 1, aPolicy({ organizationId: 'org_7', version: 2 })),
  'claims of an organisation': ({ domains }) => domains.list({ organizationId: 'org_7' }),
  'claims of a domain': ({ domains }) => domains.list({ domain: 'acme-7.example' }),
  'update of a claim': ({ domains }) => domains.update('dom_9', 1, { ...claim(9), version: 2 }),
  'transfer of a domain': ({ domains }) =>
    domains.verify(
      'rival_7',
      1,
      { ...rival(7), state: 'verified', version: 2 },
      {
        id: 'dom_7',
        expectedVersion: 2,
      },
    ),
  'lease of claims': ({ domains }) => domains.lease(past, later, 5),
  'release of a claim': ({ domains }) => domains.release('dom_9', 2),
  value: ({ ephemeral }) => ephemeral.get('key 7', past),
  'taking a value': ({ ephemeral }) => ephemeral.take('key 7', past),
  'reservation that is refused': ({ ephemeral }) => ephemeral.reserve(['key 7'], later, past),
  'expired values and reservations': ({ ephemeral }) => ephemeral.deleteExpired(instant(5), 3),
  session: ({ sessions }) => sessions.get('ses_7'),
  'update of a session': ({ sessions }) => sessions.update('ses_7', 1, session(7)),
  'sessions by id of the provider': ({ sessions }) =>
    sessions.find({ connectionId: 'con_7', idpSessionId: 'sid_7', limit: 20 }),
  'sessions by subject': ({ sessions }) =>
    sessions.find({ connectionId: 'con_7', issuer, subject: 'subject_7', limit: 20 }),
  'lease of a session': ({ sessions }) => sessions.lease('ses_7', past, later),
  'returned lease of a session': ({ sessions }) => sessions.unlease('ses_7', later),
  'end of a session': ({ sessions }) => sessions.end('ses_7', past, 'logout'),
  'expired sessions': ({ sessions }) => sessions.deleteExpired(instant(5), 3),
  'journal of an organisation': ({ journal }) =>
    journal.list({ organizationId: 'org_7', limit: 20 }),
  'journal of a connection': ({ journal }) =>
    journal.list({ organizationId: 'org_7', connectionId: 'con_7', kind: 'login', limit: 20 }),
  'journal of a sign-in': ({ journal }) =>
    journal.list({ organizationId: 'org_7', correlationId: 'flow_7', limit: 20 }),
  'old entries of the journal': ({ journal }) =>
    journal.trim({ kind: 'login', olderThan: instant(5), limit: 3 }),
}

const record = (n: number): ReturnType<typeof aConnectionRecord> =>
  aConnectionRecord(
    { id: `con_${n}`, organizationId: `org_${n}`, loginPath: `path-${n}` },
    { issuers: [issuer, `${issuer}/${n}`], dueAt: instant(n * minute) },
  )
const claim = (n: number): ReturnType<typeof aDomainClaim> =>
  aDomainClaim({
    id: `dom_${n}`,
    organizationId: `org_${n}`,
    domain: `acme-${n}.example`,
    nextCheckAt: isoInstant(n * minute),
  })
const rival = (n: number): ReturnType<typeof aDomainClaim> => ({
  ...claim(n),
  id: `rival_${n}`,
  organizationId: `rival_${n}`,
})
const session = (n: number): ReturnType<typeof aSession> =>
  aSession({
    id: `ses_${n}`,
    connectionId: `con_${n}`,
    subject: `subject_${n}`,
    idpSessionIds: [`sid_${n}`],
    retainUntil: instant(n),
  })

async function fill(storage: SsoStorage, database: TestDatabase): Promise<void> {
  const { connections, organizations, domains, ephemeral, sessions, journal } = storage
  const store = async (n: number): Promise<void> => {
    await connections.create(record(n))
    await organizations.update(`org_${n}`, 0, aPolicy({ organizationId: `org_${n}` }))
    await domains.claim(claim(n))
    if (n % 2 === 1)
      await domains.verify(`dom_${n}`, 1, { ...claim(n), state: 'verified', version: 2 }, null)
    await ephemeral.put(`key ${n}`, 'value', instant(n))
    await ephemeral.reserve([`key ${n}`], instant(n), past)
    await sessions.put(session(n))
  }
  const numbers = Array.from({ length: ROWS }, (_, n) => n)
  for (let start = 0; start < ROWS; start += 20) {
    await Promise.all(numbers.slice(start, start + 20).map(store))
  }
  await domains.claim(rival(7))
  await domains.update('dom_9', 2, claim(9))
  await journal.append(
    numbers.map((n) =>
      aJournalEntry(n, {
        organizationId: `org_${n}`,
        connectionId: `con_${n}`,
        correlationId: `flow_${n}`,
      }),
    ),
  )
  await analyze(database)
}

describe.each([
  ['SQLite', async () => openSqlite()],
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariadb],
])('the plans of %s', (_name, open) => {
  let database: TestDatabase
  const recorded: RecordedStatement[] = []
  let storage: SsoStorage

  beforeAll(async () => {
    database = await open()
    await migrate(database)
    const { db, dialect } = database
    await fill(kyselyStorage(db, { dialect }), database)
    storage = kyselyStorage(recording(db, recorded), { dialect })
  })

  afterAll(async () => {
    await database?.close()
  })

  it.each(Object.entries(calls))('%s: reads no table as a whole', async (_call, call) => {
    recorded.length = 0
    await call(storage)
    const explained = recorded.filter(({ sql }) => /^(SELECT|WITH|UPDATE|DELETE)/.test(sql))
    expect(explained.length).toBeGreaterThan(0)
    for (const statement of explained) {
      expect(await fullScans(database, statement), statement.sql).toEqual([])
    }
  })

  it('load is one statement', async () => {
    for (const query of [
      { id: 'con_8' },
      { loginPath: 'path-8' },
      { issuer },
      { verifiedDomains: ['acme-8.example'] },
    ]) {
      recorded.length = 0
      await storage.connections.load(query)
      expect(recorded).toHaveLength(1)
    }
  })

  it('are told apart from reading a table as a whole', async () => {
    const scan = { sql: 'SELECT * FROM sso_policy WHERE version = 0', parameters: [] }
    expect(await fullScans(database, scan)).toEqual(['sso_policy'])
  })

  it('checkSchema finds nothing, then a unique index that is gone, then one that is text', async () => {
    const { db, dialect } = database
    const run = (sql: string): Promise<unknown> => db.executeQuery(CompiledQuery.raw(sql))
    const check = (): Promise<void> => checkSchema(db, { dialect })
    await check()
    const on = dialect === 'mysql' ? ' ON sso_connection' : ''
    await run(`DROP INDEX sso_connection_login_path${on}`)
    await expect(check()).rejects.toThrow(
      'A unique index over `login_path` of the table `sso_connection` is missing.',
    )
    if (dialect === 'mysql') {
      await run('ALTER TABLE sso_connection MODIFY login_path varchar(512)')
    }
    const collation = { mysql: '', postgres: ' COLLATE "und-x-icu"', sqlite: ' COLLATE NOCASE' }
    await run(`CREATE UNIQUE INDEX other_name ON sso_connection (login_path${collation[dialect]})`)
    await expect(check()).rejects.toThrow(/does not compare byte by byte/)
    await run('DROP TABLE sso_journal')
    await expect(check()).rejects.toThrow(/byte by byte|`sso_journal` is missing/)
  })
})
