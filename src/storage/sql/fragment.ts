import type { SqlDialect } from '../schema/names.ts'
import { encodeText } from './text.ts'

export type SqlValue = string | number | null

/** A piece of a statement. Texts and numbers in it are parameters, never part of the statement. */
export interface Sql {
  readonly texts: readonly string[]
  readonly values: readonly (SqlValue | Sql)[]
}

export interface Statement {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

/** Writes a piece of a statement; what is inserted is a parameter, or a piece as it stands. */
export function sql(texts: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  return { texts, values }
}

/** Text of the statement itself. Never for what somebody else wrote. */
export function raw(text: string): Sql {
  return { texts: [text], values: [] }
}

/** A count as part of the statement: not every driver takes a parameter after LIMIT. */
export function count(limit: number): Sql {
  return raw(String(Math.max(0, Math.trunc(Number.isFinite(limit) ? limit : 0))))
}

export function joined(pieces: readonly (SqlValue | Sql)[], separator: string = ', '): Sql {
  if (pieces.length === 0) return raw('')
  return { texts: ['', ...pieces.slice(1).map(() => separator), ''], values: pieces }
}

/** All conditions at once; there is always one at least. */
export function allOf(...conditions: readonly (Sql | undefined)[]): Sql {
  return joined(
    conditions.filter((condition) => condition !== undefined),
    ' AND ',
  )
}

/** `column = value` for every entry, as SET takes them, in the order given. */
export function assignments(entries: readonly (readonly [Sql, SqlValue | Sql])[]): Sql {
  return joined(entries.map(([column, value]) => sql`${column} = ${value}`))
}

/** Puts the pieces together, with the placeholders that this database takes. */
export function compile(piece: Sql, dialect: SqlDialect): Statement {
  const parameters: SqlValue[] = []
  const write = ({ texts, values }: Sql): string =>
    texts.reduce((written, text, index) => {
      const value = values[index - 1]
      if (value === undefined) return written + text
      if (typeof value === 'object' && value !== null) return written + write(value) + text
      parameters.push(typeof value === 'string' ? encodeText(value) : value)
      return `${written}${dialect === 'postgres' ? `$${parameters.length}` : '?'}${text}`
    }, '')
  return { sql: write(piece), parameters }
}
