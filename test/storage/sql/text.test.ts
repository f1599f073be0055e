import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, joined, sql } from '../../../src/storage/sql/fragment.ts'
import { failureOf } from '../../../src/storage/sql/failure.ts'
import { decodeText, encodeText, numberOf, textOf } from '../../../src/storage/sql/text.ts'

/** Mostly the characters that the encoding is about. */
const texts = fc.string({
  unit: fc.constantFrom('\u0000', '\u0001', '\u0002', '\u0003', 'a', 'ä', '😀', '\uFEFF'),
})

describe('encodeText', () => {
  it('has nothing of U+0000, and decodeText undoes it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(encodeText(text)).not.toContain('\u0000')
        expect(decodeText(encodeText(text))).toBe(text)
      }),
    )
  })

  it('keeps the order of the bytes', () => {
    const order = (left: string, right: string): number =>
      Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)))
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        expect(order(encodeText(left), encodeText(right))).toBe(order(left, right))
      }),
    )
  })
})

describe('what drivers give', () => {
  it('is read as text from bytes and strings, marks at the beginning included', () => {
    const bytes = new TextEncoder().encode('\uFEFFä\u0001\u0001')
    expect(textOf({ a: bytes }, 'a')).toBe('\uFEFFä\u0000')
    expect(textOf({ a: '\u0001\u0002' }, 'a')).toBe('\u0001')
    for (const a of [1, undefined, null, {}]) expect(() => textOf({ a }, 'a')).toThrow(TypeError)
    expect(() => textOf({ a: new Uint8Array([0xff]) }, 'a')).toThrow(TypeError)
  })

  it('is read as number from numbers, bigints and digits only', () => {
    for (const a of [7, 7n, '7']) expect(numberOf({ a }, 'a')).toBe(7)
    for (const a of ['', ' ', '7a', null, undefined, 1.5, 2 ** 60, '9'.repeat(20), true]) {
      expect(() => numberOf({ a }, 'a')).toThrow(TypeError)
    }
  })
})

describe('compile', () => {
  it('makes every text and number a parameter, in the order of the statement', () => {
    const inner = sql`b = ${`'; drop table x; --`}`
    const piece = sql`a IN (${joined([1, 'two', null])}) AND ${inner}`
    const parameters = [1, 'two', null, `'; drop table x; --`]
    expect(compile(piece, 'postgres')).toEqual({ sql: 'a IN ($1, $2, $3) AND b = $4', parameters })
    expect(compile(piece, 'mysql')).toEqual({ sql: 'a IN (?, ?, ?) AND b = ?', parameters })
  })
})

describe('failureOf', () => {
  const error = (fields: object, message = 'failed'): Error =>
    Object.assign(new Error(message), fields)

  it.each([
    ['pg', error({ code: '23505' }), 'duplicate'],
    ['pg', error({ code: '40P01' }), 'contention'],
    ['mysql2', error({ code: 'ER_DUP_ENTRY', errno: 1062, sqlState: '23000' }), 'duplicate'],
    ['mysql2', error({ code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlState: '40001' }), 'contention'],
    ['better-sqlite3', error({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }), 'duplicate'],
    ['node:sqlite', error({ code: 'ERR_SQLITE_ERROR', errcode: 2067 }), 'duplicate'],
    ['D1', error({}, 'D1_ERROR: UNIQUE constraint failed: t.a'), 'duplicate'],
    ['a wrapper', new Error('wrapped', { cause: error({ code: '23505' }) }), 'duplicate'],
    ['another constraint', error({ code: '23503' }), undefined],
    ['another database', error({ code: 'E42' }, 'UNIQUE constraint failed'), undefined],
    ['SQLite', error({ code: 'SQLITE_CONSTRAINT_NOTNULL' }, 'NOT NULL'), undefined],
    ['a lost connection', error({ code: 'ECONNRESET', errno: -104 }), undefined],
    ['no error', 'a text', undefined],
  ])('reads errors of %s: %s', (_driver, thrown, kind) => {
    expect(failureOf(thrown)).toBe(kind)
  })

  it('ends with causes in a circle', () => {
    const circle = error({})
    expect(failureOf(Object.assign(circle, { cause: circle }))).toBeUndefined()
  })
})
