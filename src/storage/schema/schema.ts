/**
 * The tables of ssokit, once, as data. What prints migrations, what checks a database at start-up and
 * what writes statements all read from here.
 */

/**
 * - `identifier`: a text of up to 512 UTF-16 code units that is compared and ordered byte by byte.
 * - `word`: a short text that is compared byte by byte: a state, an ISO instant, a digest.
 * - `text`: any text; never compared.
 * - `instant`: milliseconds since 1970, by the application's clock.
 */
export type ColumnType = 'identifier' | 'word' | 'text' | 'instant' | 'integer'

export interface Column {
  readonly type: ColumnType
  /** False by default. */
  readonly nullable?: boolean
  /** For columns that a later migration adds to rows that exist. */
  readonly default?: number
  /** Number of the migration that adds it; by default that of its table. */
  readonly since?: number
}

export interface Index {
  readonly columns: readonly string[]
  readonly unique?: boolean
  readonly since?: number
}

export interface Table {
  /** Number of the migration that creates it; 1 by default. */
  readonly since?: number
  readonly columns: Readonly<Record<string, Column>>
  readonly primaryKey: readonly string[]
  readonly indexes: readonly Index[]
}

export type Tables = Readonly<Record<string, Table>>

/** Every table with its columns; `tables` has to agree. */
export interface ColumnKeys {
  readonly schema: 'version'
  readonly connection:
    | 'id'
    | 'organizationId'
    | 'loginPath'
    | 'status'
    | 'version'
    | 'createdAt'
    | 'liveFingerprint'
    | 'draftFingerprint'
    | 'check'
    | 'checkAt'
    | 'checkFingerprint'
    | 'test'
    | 'testAt'
    | 'testFingerprint'
    | 'testStatus'
    | 'lastLogin'
    | 'lastLoginAt'
    | 'lastLoginFingerprint'
    | 'trust'
    | 'trustAt'
    | 'dueAt'
    | 'record'
  readonly connectionIssuer: 'connectionId' | 'issuerDigest' | 'precedence'
  readonly policy: 'organizationId' | 'version' | 'record'
  readonly domain:
    | 'id'
    | 'organizationId'
    | 'domain'
    | 'verifiedDomain'
    | 'coversSubdomains'
    | 'state'
    | 'version'
    | 'createdAt'
    | 'nextCheckAt'
    | 'leasedUntil'
    | 'record'
  readonly ephemeral: 'key' | 'value' | 'expiresAt'
  readonly reservation: 'key' | 'expiresAt'
  readonly session:
    | 'id'
    | 'connectionId'
    | 'organizationId'
    | 'issuer'
    | 'subject'
    | 'version'
    | 'createdAt'
    | 'endedAt'
    | 'endReason'
    | 'retainUntil'
    | 'leasedUntil'
    | 'record'
  readonly sessionIndex: 'sessionId' | 'idpSessionId'
  readonly journal:
    | 'id'
    | 'at'
    | 'kind'
    | 'organizationId'
    | 'connectionId'
    | 'loginConnectionId'
    | 'correlationId'
    | 'record'
}

/** Our names of the tables. */
export type TableKey = keyof ColumnKeys
/** Our names of the columns of a table. */
export type ColumnKey<Key extends TableKey> = ColumnKeys[Key]

type NamedTable<Name extends string> = Table & {
  readonly columns: Readonly<Record<Name, Column>>
}

const identifier = { type: 'identifier' } as const
const word = { type: 'word' } as const
const text = { type: 'text' } as const
const instant = { type: 'instant' } as const
const integer = { type: 'integer' } as const
const maybe = <Kind extends Column>(column: Kind): Kind & { readonly nullable: true } => ({
  ...column,
  nullable: true,
})

/** What a lease is before anybody has taken it: free since 1970. */
const free = { type: 'instant', default: 0 } as const

export const tables: { readonly [Key in TableKey]: NamedTable<ColumnKeys[Key]> } = {
  /** Which migrations ran: one row each. */
  schema: { columns: { version: integer }, primaryKey: ['version'], indexes: [] },
  connection: {
    columns: {
      id: identifier,
      organizationId: identifier,
      loginPath: maybe(identifier),
      status: word,
      version: integer,
      createdAt: word,
      liveFingerprint: maybe(identifier),
      draftFingerprint: maybe(identifier),
      // Evidence and trust stand apart from the record, so that storing one is a single statement.
      check: maybe(text),
      checkAt: maybe(word),
      checkFingerprint: maybe(identifier),
      test: maybe(text),
      testAt: maybe(word),
      testFingerprint: maybe(identifier),
      testStatus: maybe(word),
      lastLogin: maybe(text),
      lastLoginAt: maybe(word),
      lastLoginFingerprint: maybe(identifier),
      trust: maybe(text),
      trustAt: maybe(word),
      dueAt: maybe(instant),
      record: text,
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['loginPath'], unique: true },
      { columns: ['organizationId', 'id'] },
      { columns: ['dueAt'] },
    ],
  },
  /** By which issuers a connection is found, best first. */
  connectionIssuer: {
    // A digest, since an index over issuer, precedence and id would be too long for MySQL.
    columns: { connectionId: identifier, issuerDigest: word, precedence: integer },
    primaryKey: ['connectionId', 'issuerDigest'],
    indexes: [{ columns: ['issuerDigest', 'precedence', 'connectionId'] }],
  },
  policy: {
    columns: { organizationId: identifier, version: integer, record: text },
    primaryKey: ['organizationId'],
    indexes: [],
  },
  domain: {
    columns: {
      id: identifier,
      organizationId: identifier,
      domain: identifier,
      // The domain where the state is `verified`, else null: what the unique index needs everywhere.
      verifiedDomain: maybe(identifier),
      coversSubdomains: integer,
      state: word,
      version: integer,
      createdAt: word,
      nextCheckAt: maybe(instant),
      leasedUntil: free,
      record: text,
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['organizationId', 'domain'], unique: true },
      { columns: ['verifiedDomain'], unique: true },
      { columns: ['domain', 'id'] },
      { columns: ['nextCheckAt'] },
    ],
  },
  ephemeral: {
    columns: { key: identifier, value: text, expiresAt: instant },
    primaryKey: ['key'],
    indexes: [{ columns: ['expiresAt'] }],
  },
  reservation: {
    columns: { key: identifier, expiresAt: instant },
    primaryKey: ['key'],
    indexes: [{ columns: ['expiresAt'] }],
  },
  session: {
    columns: {
      id: identifier,
      connectionId: identifier,
      organizationId: identifier,
      issuer: identifier,
      subject: identifier,
      version: integer,
      createdAt: word,
      endedAt: maybe(word),
      endReason: maybe(text),
      retainUntil: instant,
      leasedUntil: free,
      record: text,
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['connectionId', 'id'] },
      { columns: ['connectionId', 'subject'] },
      { columns: ['retainUntil'] },
    ],
  },
  /** By which of the provider's session ids a session is found. */
  sessionIndex: {
    columns: { sessionId: identifier, idpSessionId: identifier },
    primaryKey: ['sessionId', 'idpSessionId'],
    indexes: [{ columns: ['idpSessionId', 'sessionId'] }],
  },
  journal: {
    columns: {
      id: identifier,
      at: instant,
      kind: word,
      organizationId: identifier,
      connectionId: maybe(identifier),
      // The connection of `login` entries only: what `trim` counts.
      loginConnectionId: maybe(identifier),
      correlationId: maybe(identifier),
      record: text,
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['organizationId', 'id'] },
      { columns: ['connectionId', 'id'] },
      { columns: ['correlationId'] },
      { columns: ['loginConnectionId', 'id'] },
      { columns: ['kind', 'at'] },
    ],
  },
}

/** Number of the newest migration. */
export const schemaVersion: number = 1
