/**
 * Postgres cannot store U+0000. U+0001 followed by U+0001 stands for it, and U+0001 followed by U+0002
 * for U+0001 itself. No two texts become one, and the order of the bytes stays what it was.
 */
export function encodeText(text: string): string {
  if (!hasControl(text)) return text
  return text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001')
}

/** Undoes `encodeText`. */
export function decodeText(stored: string): string {
  if (!stored.includes('\u0001')) return stored
  return stored.replaceAll('\u0001\u0001', '\u0000').replaceAll('\u0001\u0002', '\u0001')
}

function hasControl(text: string): boolean {
  return text.includes('\u0000') || text.includes('\u0001')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One row of an answer; columns are read by the functions below only. */
export type SqlRow = Readonly<Record<string, unknown>>

/** @throws {TypeError} where the column is absent or holds no text */
export function textOf(row: SqlRow, column: string): string {
  const text = optionalTextOf(row, column)
  if (text === undefined) throw unreadable(column)
  return text
}

/** MySQL's binary columns arrive as bytes. */
export function optionalTextOf(row: SqlRow, column: string): string | undefined {
  const value = row[column]
  if (value === null) return undefined
  if (typeof value === 'string') return decodeText(value)
  if (value instanceof Uint8Array) return decodeText(utf8.decode(value))
  if (value instanceof ArrayBuffer) return decodeText(utf8.decode(new Uint8Array(value)))
  throw unreadable(column)
}

/** Drivers give 64-bit integers as numbers, texts or bigints; ours are small enough for a number. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column]
  const number = typeof value === 'number' ? value : Number(checkDigits(value, column))
  if (!Number.isSafeInteger(number)) throw unreadable(column)
  return number
}

export function optionalNumberOf(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column)
}

/** What `jsonOf` reads was written by this adapter, so its shape is known. */
export function jsonOf<Shape>(row: SqlRow, column: string): Shape {
  return JSON.parse(textOf(row, column)) as Shape
}

export function optionalJsonOf<Shape>(row: SqlRow, column: string): Shape | undefined {
  const text = optionalTextOf(row, column)
  return text === undefined ? undefined : (JSON.parse(text) as Shape)
}

function checkDigits(value: unknown, column: string): string | bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return value
  throw unreadable(column)
}

function unreadable(column: string): TypeError {
  return new TypeError(`The database gave no readable value of \`${column}\`.`)
}
