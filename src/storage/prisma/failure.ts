import type { SqlDialect } from '../schema/names.ts'

/**
 * Prisma tells every failure of a raw statement as `P2010` and keeps what the driver said below
 * `meta`. Adds that as the cause, where `failureOf` looks for it.
 */
export function withDriverCause(error: unknown, dialect: SqlDialect): unknown {
  if (!(error instanceof Error) || error.cause !== undefined) return error
  const said = field(field(field(error, 'meta'), 'driverAdapterError'), 'cause')
  const code = field(said, 'originalCode')
  const message = field(said, 'originalMessage')
  if (typeof code !== 'string' || typeof message !== 'string') return error
  error.cause = Object.assign(new Error(message), codeOf(code, message, dialect))
  return error
}

function codeOf(code: string, message: string, dialect: SqlDialect): object {
  // Postgres has codes of letters and digits, the others numbers; SQLite's also stand in its texts.
  if (dialect === 'postgres') return { code }
  return { errno: Number(code), code: /^SQLITE_[A-Z_]+/.exec(message)?.[0] ?? code }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
