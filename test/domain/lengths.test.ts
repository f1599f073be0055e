import { describe, expect, it } from 'vitest'
import { normalizeDomain, normalizeEmail } from '../../src/domain/index.ts'

describe('lengths of e-mail addresses and domains', () => {
  it('E1 are limited after normalisation too, and only text is read', () => {
    const domain = [...Array.from({ length: 3 }, () => 'a'.repeat(60)), 'example'].join('.')
    expect(normalizeEmail(`${'l'.repeat(63)}@${domain}`)).toHaveLength(254)
    expect(() => normalizeEmail(`${'l'.repeat(64)}@${domain}`)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    const long = [...Array.from({ length: 5 }, () => 'ü'.repeat(30)), 'example'].join('.')
    expect(normalizeDomain(long).length).toBeGreaterThan(long.length)
    expect(() => normalizeEmail(`${'l'.repeat(64)}@${long}`)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    expect(() => normalizeEmail(7 as never)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    expect(() => normalizeEmail(['a@example.com'] as never)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    const unicode = Array.from({ length: 6 }, () => 'ü'.repeat(38)).join('.') + '.example'
    expect(() => normalizeDomain(unicode)).toThrow(
      expect.objectContaining({ code: 'domain_invalid' }),
    )
  })
})
