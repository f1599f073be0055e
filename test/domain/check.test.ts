import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainNearMiss } from '../../src/domain/near-miss-texts.ts'
import { challengeFor, checkDomain, type Elsewhere } from '../../src/domain/index.ts'

const random = 'Zt6WnE9bRj2LhXkD5oQvC8yUaM1sFgP4iNxTzKr7Hwd'
const claim = challengeFor({ domain: 'acme.example', random })
const host = '_sso-challenge.acme.example'
const value = `sso-challenge=${random}`
const other = 'sso-challenge=kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'

/** A resolver gives bytes as characters. */
const bytes = (text: string) => String.fromCharCode(...new TextEncoder().encode(text))
const check = (records: readonly string[], elsewhere: Elsewhere = {}) =>
  checkDomain(
    claim,
    records.map((record) => [record]),
    elsewhere,
  )

describe('challengeFor', () => {
  it('D3 names a dedicated label and the whole value', () => {
    expect(claim).toEqual({ domain: 'acme.example', host, value, prefix: 'sso-challenge=' })
    const own = { recordLabel: '_acme-sso', recordValuePrefix: '' }
    expect(challengeFor({ domain: 'b.example', random, ...own })).toEqual({
      ...{ domain: 'b.example', host: '_acme-sso.b.example', value: random, prefix: '' },
    })
  })

  it('D3 takes no less than 128 random bits', () => {
    expect(() => challengeFor({ domain: 'acme.example', random: 'a'.repeat(21) })).toThrow(
      TypeError,
    )
    expect(() => challengeFor({ domain: 'acme.example', random: 'ä'.repeat(43) })).toThrow(
      TypeError,
    )
    expect(challengeFor({ domain: 'acme.example', random: 'a'.repeat(22) }).value).toHaveLength(36)
  })
})

describe('checkDomain', () => {
  it('D3 accepts the value to the letter, alone, among others, and in chunks', () => {
    expect(check([value])).toEqual({ state: 'verified', seen: [value] })
    expect(check(['v=spf1 -all', value, other]).state).toBe('verified')
    const chunks = [value.slice(0, 10), value.slice(10, 20), value.slice(20)]
    expect(checkDomain(claim, [chunks]).state).toBe('verified')
    // Chunks of different records are different texts.
    expect(
      checkDomain(
        claim,
        chunks.map((chunk) => [chunk]),
      ).state,
    ).toBe('pending')
  })

  it('D3 accepts nothing else', () => {
    const near = fc.oneof(
      fc.string().filter((text) => text !== value),
      fc.nat(value.length - 1).map((at) => value.slice(0, at) + value.slice(at + 1)),
      fc.nat(value.length - 1).map((at) => `${value.slice(0, at)}!${value.slice(at + 1)}`),
      fc
        .tuple(fc.string({ minLength: 1 }), fc.boolean())
        .map(([text, isFirst]) => (isFirst ? text + value : value + text)),
    )
    fc.assert(
      fc.property(fc.array(near), (records) => {
        expect(check(records).state).toBe('pending')
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['PU-21 nothing there', [], {}, undefined],
    ['PU-21 something else', ['v=spf1 -all'], {}, undefined],
    ['quotation marks', [`"${value}"`], {}, 'quoted'],
    ['escaped quotation marks', [`\\"${value}\\"`], {}, 'quoted'],
    ['typographic quotation marks', [bytes(`“${value}”`)], {}, 'quoted'],
    ['a space before', [` ${value}`], {}, 'spaced'],
    ['a line feed after', [`${value}\n`], {}, 'spaced'],
    ['small letters', [value.toLowerCase()], {}, 'letter_case'],
    ['no prefix', [random], {}, 'prefix_missing'],
    ['host and value in one', [`${host} TXT ${value}`], {}, 'surrounded'],
    ['an old challenge', [other], {}, 'other_challenge'],
    ['the domain itself', [], { apex: [['v=spf1'], [value]] }, 'at_apex'],
    ['the domain itself, quoted', [], { apex: [[`"${value}"`]] }, 'at_apex'],
    ['the zone twice', [], { doubled: [{ name: 'x', records: [[value]] }] }, 'zone_doubled'],
    ['a CNAME', [], { cname: 'cdn.example.net' }, 'cname'],
    // What is nearest to the value is told.
    ['an old challenge, and the new one at the domain', [other], { apex: [[value]] }, 'at_apex'],
    ['an old challenge and a quoted one', [other, `"${value}"`], {}, 'quoted'],
  ] as const)('names the mistake: %s', (_what, records, elsewhere, code) => {
    const found = check(records, elsewhere)
    expect([found.state, found.nearestMiss?.code]).toEqual(['pending', code])
    expect(found.seen).toHaveLength(records.length)
  })

  it('X7 reads records of 65,000 characters without going through them again and again', () => {
    for (const filler of ['"', '“', bytes('“'), ' ', '\\']) {
      const long = filler.repeat(65_000 / filler.length)
      expect(check([`x${long}x`]).nearestMiss).toBeUndefined()
      expect(check([`${long}${value}${long}`]).nearestMiss?.code).toMatch(/surrounded|spaced/)
    }
  })

  it('D3 refuses a value that every label answers with', () => {
    const found = check([value], { sibling: [['x'], [value]] })
    const wildcard = { code: 'wildcard', name: '*.acme.example' }
    expect(found).toEqual({ state: 'failed', seen: [value], nearestMiss: wildcard })
    expect(check([value], { sibling: [] }).state).toBe('verified')
    expect(check([value], { sibling: [[other]] }).state).toBe('verified')
  })

  it('D3 refuses one CNAME for all labels, whatever its target says the second time', () => {
    const shared = { sibling: [], cname: 'x.example.net', siblingCname: 'x.example.net' }
    expect(check([value], shared).state).toBe('failed')
    // A CNAME for this label alone is the domain owner's own choice.
    expect(check([value], { ...shared, siblingCname: undefined }).state).toBe('verified')
    expect(check([value], { ...shared, siblingCname: 'y.example.net' }).state).toBe('verified')
  })

  it('shows what was seen, as text that can do no harm', () => {
    const many = Array.from({ length: 30 }, (_, index) => `record ${index}`)
    expect(check(many).seen).toEqual(many.slice(0, 10))
    const [cut, escaped, umlaut, text] = check([
      ...['x'.repeat(300), '\u0000\u001b[31m', bytes('größe'), 'grö😀e'],
    ]).seen
    expect(cut).toBe(`${'x'.repeat(200)}…`)
    expect(escaped).toBe('\\u{0}\\u{1b}[31m')
    expect(umlaut).toBe('größe')
    expect(text).toBe('grö😀e')
  })

  it('explains every mistake, names included', () => {
    const codes = [
      ...['quoted', 'spaced', 'letter_case', 'prefix_missing', 'surrounded', 'other_challenge'],
      ...['at_apex', 'zone_doubled', 'cname', 'wildcard', 'dns_failed'],
    ] as const
    const texts = codes.map((code) => explainNearMiss(claim, { code, name: 'x\u0007.example' }))
    for (const { code, message, hint, name } of texts) {
      expect(message).toMatch(/^[A-Z].{10,}/)
      expect(hint).toMatch(/^[A-Z].{5,}/)
      expect(name).toBe(code === 'dns_failed' ? undefined : 'x\\u{7}.example')
    }
    expect(new Set(texts.map(({ message }) => message)).size).toBe(codes.length)
  })
})
