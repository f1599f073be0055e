import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimableDomain } from '../../src/domain/claimable.ts'
import { normalizeDomain } from '../../src/domain/index.ts'
import { mailboxDomains } from '../../src/domain/mailbox-domains.ts'
import { isPublicSuffix, registeredDomain } from '../../src/domain/public-suffix.ts'
import { hasMixedScripts } from '../../src/domain/scripts.ts'
import { isSsoError } from '../../src/index.ts'

const rules = {
  isPublicSuffix,
  mailboxDomains: new Set(['mail.customer.example']),
  labelLength: 17,
}

function outcome(name: string): string {
  try {
    return claimableDomain(name, rules)
  } catch (error) {
    return isSsoError(error) ? error.code : String(error)
  }
}

describe('what may be claimed', () => {
  it.each([
    ['acme.example', 'acme.example'],
    ['ACME.Example', 'acme.example'],
    ['München.example', 'xn--mnchen-3ya.example'],
    ['eu.acme.co.uk', 'eu.acme.co.uk'],
    ['acme.github.io', 'acme.github.io'],
    ['sub.gmail.com', 'sub.gmail.com'],
    ['notgmail.com', 'notgmail.com'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    ['カフェcafe.jp', 'xn--cafe-9k4cxa80a.jp'],
    ['www.ck', 'www.ck'],
  ])('D1 %s may: %s', (name, expected) => {
    expect(outcome(name)).toBe(expected)
  })

  it.each([
    // ICANN's section of the Public Suffix List, by rule, wildcard rule and A-label
    ['com.', 'domain_invalid'],
    ['co.uk', 'domain_public_suffix'],
    ['CO.UK', 'domain_public_suffix'],
    ['公司.cn', 'domain_public_suffix'],
    ['xn--55qx5d.cn', 'domain_public_suffix'],
    ['foo.ck', 'domain_public_suffix'],
    // and its private section
    ['github.io', 'domain_public_suffix'],
    ['herokuapp.com', 'domain_public_suffix'],
    ['s3.amazonaws.com', 'domain_public_suffix'],
    ['gmail.com', 'domain_mailbox'],
    ['GMail.com', 'domain_mailbox'],
    ['ｇmail.com', 'domain_mailbox'],
    ['mail.customer.example', 'domain_mailbox'],
    ['com', 'domain_single_label'],
    ['localhost', 'domain_single_label'],
    ['192.0.2.1', 'domain_ip_address'],
    ['0xC0.2', 'domain_ip_address'],
    ['3221225985', 'domain_ip_address'],
    ['[2001:db8::1]', 'domain_ip_address'],
    ['2001:db8::1', 'domain_ip_address'],
    ['::ffff:192.0.2.1', 'domain_ip_address'],
    ['', 'domain_too_long'],
    [`${'a'.repeat(64)}.example`, 'domain_too_long'],
    [`${'a.'.repeat(124)}example`, 'domain_too_long'],
    ['acme.example:443', 'domain_invalid'],
    ['https://acme.example', 'domain_invalid'],
    ['ann@acme.example', 'domain_invalid'],
    ['*.acme.example', 'domain_invalid'],
    ['acme..example', 'domain_invalid'],
    ['-acme.example', 'domain_invalid'],
    ['_acme.example', 'domain_invalid'],
    // Cyrillic а among Latin letters, Greek ο, and both as A-labels
    ['аcme.example', 'domain_mixed_script'],
    ['acme.exаmple.com', 'domain_mixed_script'],
    ['gοοgle.com', 'domain_mixed_script'],
    ['xn--cme-5cd.example', 'domain_mixed_script'],
  ])('D1 %s may not: %s', (name, code) => {
    expect(outcome(name)).toBe(code)
  })

  it('X5 D1 takes up to ten labels, since every sign-in below asks for each of them', () => {
    expect(outcome(`${'a.'.repeat(8)}acme.example`)).toBe(`${'a.'.repeat(8)}acme.example`)
    expect(outcome(`${'a.'.repeat(9)}acme.example`)).toBe('domain_too_long')
  })

  it('D1 leaves room for the record below the domain', () => {
    const long = (length: number) => {
      const labels = Array.from({ length: 4 }, () => 'a'.repeat(55)).join('.')
      return `${'b'.repeat(length - labels.length - 9)}.${labels}.example`
    }
    expect(outcome(long(235))).toHaveLength(235)
    expect(outcome(long(236))).toBe('domain_too_long')
  })

  it('D1 knows more than two hundred mailbox domains, each in its normal form', () => {
    expect(mailboxDomains.size).toBeGreaterThan(200)
    for (const domain of mailboxDomains) expect(normalizeDomain(domain)).toBe(domain)
    for (const domain of [
      'outlook.com',
      'yahoo.co.jp',
      'gmx.de',
      'qq.com',
      'mail.ru',
      'proton.me',
    ]) {
      expect(mailboxDomains.has(domain), domain).toBe(true)
    }
  })

  it('D1 names the zone that was registered', () => {
    expect(registeredDomain('eu.acme.co.uk')).toBe('acme.co.uk')
    expect(registeredDomain('acme.example')).toBe('acme.example')
    expect(registeredDomain('a.b.github.io')).toBe('b.github.io')
  })
})

describe('scripts of a label', () => {
  it.each([
    ['acme.example', false],
    ['acme-1.example', false],
    // One script each: 例え.テスト, παράδειγμα, пример, 예시, 台灣, ไทย, हिन्दी with a joiner-free virama
    [normalizeDomain('例え.テスト'), false],
    [normalizeDomain('παράδειγμα.example'), false],
    [normalizeDomain('пример.example'), false],
    [normalizeDomain('예시abc.example'), false],
    [normalizeDomain('台灣abc.example'), false],
    [normalizeDomain('हिन्दी.example'), false],
    // Different labels may be of different scripts.
    [normalizeDomain('пример.com'), false],
    [normalizeDomain('пpимер.com'), true],
    [normalizeDomain('αbc.com'), true],
    [normalizeDomain('アсme.com'), true],
  ])('D1 %s: mixed %s', (domain, expected) => {
    expect(hasMixedScripts(domain)).toBe(expected)
  })

  it('D1 one letter of Cyrillic or Greek among Latin ones is always noticed', () => {
    const latin = fc.stringMatching(/^[a-z]{1,10}$/)
    const foreign = fc.stringMatching(/^[а-яα-ω]$/u)
    fc.assert(
      fc.property(latin, foreign, latin, (left, letter, right) => {
        const domain = normalizeDomain(`${left}${letter}${right}.example`)
        expect(hasMixedScripts(domain)).toBe(true)
      }),
    )
  })
})

describe('normalizeDomain in a process that runs for long', () => {
  it('E1 D1 still takes letters of Latin-1', () => {
    // The optimised `URL.canParse` of Node 20 refuses them.
    for (let calls = 0; calls < 50_000; calls += 1) normalizeDomain('à.example')
    expect(normalizeDomain('à.example')).toBe('xn--0ca.example')
  })
})
