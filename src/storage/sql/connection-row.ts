import type { Connection, LoginEvidence } from '../../types/connection.ts'
import type { ConnectionRecord } from '../ports.ts'
import { type Sql, sql, type SqlValue } from './fragment.ts'
import type { SqlTables } from './tables.ts'
import { jsonOf, optionalJsonOf, optionalNumberOf, type SqlRow } from './text.ts'

type ConnectionColumns = SqlTables['connection']['column']

/** The fields of a connection that are stored beside its record. */
export const evidenceFields = ['check', 'test', 'lastLogin'] as const
export type EvidenceField = (typeof evidenceFields)[number]

type Apart = EvidenceField | 'trust'

interface StoredRecord {
  readonly connection: Omit<Connection, Apart>
  readonly sealed: ConnectionRecord['sealed']
  readonly issuers: readonly string[]
}

/** The columns of `connectionOf`, by the names that it reads. */
export function connectionColumns(column: ConnectionColumns): Sql {
  return sql`c.${column.record} AS record, c.${column.check} AS checked, c.${column.test} AS tested,
    c.${column.lastLogin} AS seen, c.${column.trust} AS trust, c.${column.dueAt} AS due`
}

export function connectionOf(row: SqlRow): ConnectionRecord {
  const { connection, sealed, issuers } = jsonOf<StoredRecord>(row, 'record')
  const check = optionalJsonOf<NonNullable<Connection['check']>>(row, 'checked')
  const test = optionalJsonOf<NonNullable<Connection['test']>>(row, 'tested')
  const lastLogin = optionalJsonOf<LoginEvidence>(row, 'seen')
  const trust = optionalJsonOf<NonNullable<Connection['trust']>>(row, 'trust')
  const due = optionalNumberOf(row, 'due')
  return {
    connection: {
      ...connection,
      ...(check && { check }),
      ...(test && { test }),
      ...(lastLogin && { lastLogin }),
      ...(trust && { trust }),
    },
    sealed,
    issuers,
    dueAt: due === undefined ? null : new Date(due),
  }
}

/** What an edit replaces: all but evidence and trust. */
export function editedColumns(
  column: ConnectionColumns,
  record: ConnectionRecord,
): readonly (readonly [Sql, SqlValue])[] {
  const { connection, sealed, issuers, dueAt } = record
  const { check: _check, test: _test, lastLogin: _login, trust: _trust, ...rest } = connection
  const stored: StoredRecord = { connection: rest, sealed, issuers }
  return [
    [column.loginPath, connection.loginPath ?? null],
    [column.status, connection.status],
    [column.version, connection.version],
    [column.liveFingerprint, connection.live?.fingerprint ?? null],
    [column.draftFingerprint, connection.draft?.fingerprint ?? null],
    [column.dueAt, dueAt === null ? null : dueAt.getTime()],
    [column.record, JSON.stringify(stored)],
  ]
}

/**
 * The columns of one field of evidence. The text comes first: MySQL assigns from left to right, and
 * conditions on the other columns have to see what was stored.
 */
export function evidenceColumns(
  column: ConnectionColumns,
  field: EvidenceField,
  evidence: Connection[EvidenceField],
): readonly (readonly [Sql, SqlValue])[] {
  const { text, at, fingerprint } = columnsOf(column, field)
  const status = evidence !== undefined && 'status' in evidence ? evidence.status : null
  return [
    [text, evidence === undefined ? null : JSON.stringify(evidence)],
    ...(field === 'test' ? [[column.testStatus, status] as const] : []),
    [at, evidence?.at ?? null],
    [fingerprint, evidence?.fingerprint ?? null],
  ]
}

export function columnsOf(
  column: ConnectionColumns,
  field: EvidenceField,
): { readonly text: Sql; readonly at: Sql; readonly fingerprint: Sql } {
  return {
    text: column[field],
    at: column[`${field}At`],
    fingerprint: column[`${field}Fingerprint`],
  }
}

export function trustColumns(
  column: ConnectionColumns,
  trust: Connection['trust'],
): readonly (readonly [Sql, SqlValue])[] {
  return [
    [column.trust, trust === undefined ? null : JSON.stringify(trust)],
    [column.trustAt, trust?.checkedAt ?? null],
  ]
}

/** From this number on a connection is not found by issuer. */
export const inactivePrecedence = 2

/** 0 where the live revision is known to work, 1 where not, 2 where the connection is not active. */
export function precedence(column: ConnectionColumns): Sql {
  return sql`CASE WHEN c.${column.status} <> 'active' THEN 2
    WHEN c.${column.lastLoginFingerprint} = c.${column.liveFingerprint} THEN 0
    WHEN c.${column.testStatus} = 'passed'
      AND c.${column.testFingerprint} = c.${column.liveFingerprint} THEN 0
    ELSE 1 END`
}
