import { describe, expect, it } from 'vitest'
import { jsonLine, plainText, wrapped } from '../../src/cli/text.ts'

/** Colours, a moved cursor, the C1 form of the same, and a turned direction of reading. */
const hostile = 'a\u001b[31mb\u001b[2Jc\u009b1;1Hd\u202ee\u2028f\u0000g\u0007'

describe('text of others', () => {
  it('T4 changes nothing on a terminal', () => {
    const shown = plainText(hostile)
    expect(shown).toBe('a\\u{1b}[31mb\\u{1b}[2Jc\\u{9b}1;1Hd\\u{202e}e\\u{2028}f\\u{0}g\\u{7}')
  })

  it('is not cut, and astral characters stay whole', () => {
    const long = 'ä😀'.repeat(500)
    expect(plainText(long)).toBe(long)
  })

  it('T4 changes nothing on a terminal as JSON either, and means the same', () => {
    const value = { [hostile]: [hostile, '\u{e0001}😀'] }
    const line = jsonLine(value)
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(line.endsWith('}\n')).toBe(true)
    expect(JSON.parse(line)).toEqual(value)
  })
})

describe('lines', () => {
  it('end at 80 columns', () => {
    const lines = wrapped('word '.repeat(60).trim(), '  ', '    ').split('\n')
    expect(lines.length).toBeGreaterThan(3)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(lines[0]).toMatch(/^ {2}word/)
    expect(lines[1]).toMatch(/^ {4}word/)
  })

  it('leave an address whole, so that it can be copied', () => {
    const address = `https://idp.example.com/${'a'.repeat(100)}`
    expect(wrapped(`Read ${address} again`, '', '  ').split('\n')).toContain(`  ${address}`)
  })
})
