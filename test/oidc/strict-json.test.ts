import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../src/oidc/strict-json.ts'

type Reader = { text: string; at: number }

/**
 * A reference written another way: a recursive reader of JSON that collects what it reads, where the
 * library scans the text of what the runtime has parsed.
 */
function hasRepeatedMember(text: string): boolean {
  let isRepeated = false
  const reader: Reader = { text, at: 0 }
  const skipSpace = () => {
    while (/[ \t\n\r]/.test(reader.text[reader.at] ?? '')) reader.at++
  }
  const readString = (): string => {
    const match = /^"(?:[^"\\]|\\.)*"/su.exec(reader.text.slice(reader.at))?.[0] ?? ''
    reader.at += match.length
    return JSON.parse(match) as string
  }
  const readList = (end: string, readItem: () => void) => {
    reader.at++
    skipSpace()
    while (reader.text[reader.at] !== end) {
      readItem()
      skipSpace()
      if (reader.text[reader.at] === ',') reader.at++
      skipSpace()
    }
    reader.at++
  }
  const readValue = (): void => {
    skipSpace()
    const first = reader.text[reader.at]
    if (first === '{') {
      const names: string[] = []
      readList('}', () => {
        const name = readString()
        if (names.includes(name)) isRepeated = true
        names.push(name)
        skipSpace()
        reader.at++
        readValue()
      })
    } else if (first === '[') readList(']', readValue)
    else if (first === '"') readString()
    else reader.at += /^[^\s,\]}]+/.exec(reader.text.slice(reader.at))?.[0].length ?? 0
  }
  readValue()
  return isRepeated
}

const accepts = (text: string): boolean => {
  try {
    parseStrictJson(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** Spells some characters as escapes, so that equal names look different. */
const spelling = (name: string, isEscaped: boolean) =>
  isEscaped
    ? `"${Array.from(name, (character) => Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')).join('')}"`
    : JSON.stringify(name)

const { document } = fc.letrec<{ document: string; value: string; member: string }>((tie) => ({
  member: fc
    .tuple(
      fc.constantFrom('a', 'b', 'sub', '__proto__', '"', '\\', '{', ':', 'é', '💥', ''),
      fc.boolean(),
      fc.constantFrom('', ' ', '\n\t'),
      tie('value'),
    )
    .map(
      ([name, isEscaped, space, value]) => `${spelling(name, isEscaped)}${space}:${space}${value}`,
    ),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('1', '-0.5e3', 'true', 'null', '"a"', String.raw`"\":"`, '"{}"', '"[,"', '""'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
    fc.array(tie('member'), { maxLength: 3 }).map((members) => `{${members.join(',')}}`),
  ),
  document: fc.array(tie('member'), { maxLength: 4 }).map((members) => `{ ${members.join(',')}}`),
}))

describe('parseStrictJson', () => {
  it('O3 accepts an object exactly if no member occurs twice, however it is spelled', () => {
    let repeated = 0
    fc.assert(
      fc.property(document, (text) => {
        JSON.parse(text)
        const isRepeated = hasRepeatedMember(text)
        if (isRepeated) repeated += 1
        expect(accepts(text)).toBe(!isRepeated)
      }),
      { numRuns: 2000 },
    )
    // Both kinds must occur, or the property says nothing.
    expect(repeated).toBeGreaterThan(200)
    expect(repeated).toBeLessThan(1900)
  })

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ value })
        expect(parseStrictJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('throws a SyntaxError without the text for whatever is not JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        try {
          parseStrictJson(text)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
          expect(['not JSON', 'not a JSON object']).toContain((error as Error).message)
        }
      }),
    )
  })

  it.each(['[]', 'null', '1', '"text"', '', '{', '{"a":1}x', "{'a':1}", '{"a":1,}'])(
    'refuses %s',
    (text) => expect(accepts(text)).toBe(false),
  )

  it('counts 32 levels as deep enough', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    expect(accepts(nested(32))).toBe(true)
    expect(accepts(nested(33))).toBe(false)
    expect(accepts(`{"a":[${Array.from({ length: 50 }, () => '{}').join(',')}]}`)).toBe(true)
  })

  it('keeps __proto__ an ordinary member', () => {
    const value = parseStrictJson('{"__proto__":{"admin":true}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { admin?: unknown }).admin).toBeUndefined()
  })
})
