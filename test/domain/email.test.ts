import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveringNames, isCoveredBy } from '../../src/domain/coverage.ts'
import { normalizeDomain, normalizeEmail } from '../../src/domain/index.ts'

describe('normalizeEmail', () => {
  it.each([
    ['Ann.Lee@Example.COM', 'ann.lee@example.com'],
    ["o'hara+tag@example.com", "o'hara+tag@example.com"],
    ['ann@München.example', 'ann@xn--mnchen-3ya.example'],
    // NFC: u + combining diaeresis is the same name.
    ['ann@Mu\u0308nchen.example', 'ann@xn--mnchen-3ya.example'],
    ['ann@XN--MNCHEN-3YA.example', 'ann@xn--mnchen-3ya.example'],
    // IDNA: the ideographic full stop separates labels.
    ['ann@example。com', 'ann@example.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('E1 normalises %s', (email, expected) => {
    expect(normalizeEmail(email)).toBe(expected)
  })

  it.each([
    [''],
    ['ann'],
    ['@example.com'],
    ['ann@'],
    ['ann@@example.com'],
    ['ann@example.com@evil.example'],
    ['ann@evil.example,bob@example.com'],
    ['"ann"@example.com'],
    ['"a@b"@example.com'],
    ['ann(comment)@example.com'],
    ['Ann <ann@example.com>'],
    [' ann@example.com'],
    ['ann@example.com '],
    ['ann @example.com'],
    ['ann@example.com\n'],
    ['ann\u0000@example.com'],
    ['ann%00@example.com\u0000'],
    ['.ann@example.com'],
    ['ann.@example.com'],
    ['a..b@example.com'],
    ['änn@example.com'],
    ['аnn@example.com'], // Cyrillic a
    ['ann＠example.com'], // fullwidth @
    ['ann@[192.0.2.1]'],
    ['ann@192.0.2.1'],
    ['ann@0x7f.1'],
    ['ann@localhost'],
    ['ann@example.com.'],
    ['ann@example..com'],
    ['ann@-example.com'],
    ['ann@example-.com'],
    ['ann@exa_mple.com'],
    ['ann@example.com:25'],
    ['ann@example.com/x'],
    ['ann@example.com?x'],
    ['ann@example.com#x'],
    ['ann@evil.example\\@example.com'],
    ['ann@exam%70le.com'],
    ['=?utf-8?q?ann?=@example.com'.replace('@', '=40')],
    [`${'a'.repeat(65)}@example.com`],
    [`ann@${'a'.repeat(64)}.com`],
    [`ann@${'a.'.repeat(130)}com`],
  ])('E1 refuses %j', (email) => {
    expect(() => normalizeEmail(email)).toThrow(expect.objectContaining({ code: 'email_invalid' }))
  })

  it('E1 is idempotent and never lets two @ or a space through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (text) => {
        let once: string
        try {
          once = normalizeEmail(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'email_invalid' })
          return
        }
        expect(normalizeEmail(once)).toBe(once)
        expect(once).toMatch(/^[!-~]+@[a-z0-9.-]+$/)
        expect(once.split('@')).toHaveLength(2)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('normalizeDomain', () => {
  it('D1 agrees with another implementation of UTS 46 on names of letters', () => {
    const label = fc.stringMatching(/^[a-zA-Zà-öø-ÿα-ωа-я]{1,12}$/u)
    fc.assert(
      fc.property(label, label, (left, right) => {
        const name = `${left}.${right}`
        const expected = domainToASCII(name.normalize('NFC'))
        if (expected !== '') expect(normalizeDomain(name)).toBe(expected)
      }),
    )
  })

  it.each([
    '',
    'com',
    '1.2.3.4',
    '[::1]',
    'a b.com',
    'a.com/x',
    'user@a.com',
    'a.com:443',
    'a.com.',
  ])('D1 refuses %j', (name) => {
    expect(() => normalizeDomain(name)).toThrow(expect.objectContaining({ code: 'domain_invalid' }))
  })
})

describe('coverage', () => {
  const exact = [{ domain: 'example.com', coversSubdomains: false }]
  const wide = [{ domain: 'example.com', coversSubdomains: true }]

  it.each([
    ['example.com', exact, true],
    ['sub.example.com', exact, false],
    ['sub.example.com', wide, true],
    ['a.b.example.com', wide, true],
    ['evilexample.com', wide, false],
    ['example.com.evil', wide, false],
    ['com', wide, false],
    ['example.com', [{ domain: 'sub.example.com', coversSubdomains: true }], false],
  ])('D2 says of %s: %j → %s', (domain, verified, expected) => {
    expect(isCoveredBy(domain, verified)).toBe(expected)
  })

  it('names every domain that could cover one', () => {
    expect(coveringNames('a.b.example.com')).toEqual([
      'a.b.example.com',
      'b.example.com',
      'example.com',
    ])
  })
})
