import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedEntry, MAX_ENTRY_BYTES, reducedEmail } from '../../src/trace/entry.ts'
import type { TraceCheck, TraceEntry } from '../../src/types/trace.ts'

const entryWith = (checks: readonly TraceCheck[]): TraceEntry => ({
  ...{ id: 'log_019b796dd600_AAAAAAAAAAAA', at: '2026-01-01T12:00:00.000Z' },
  ...{ correlationId: 'bDqu3hDcKHfD8-C6', outcome: 'failed', protocol: 'saml' },
  ...{ initiatedBy: 'sp', milliseconds: 12, fingerprint: 'F'.repeat(43), checks },
})
const sizeOf = (entry: TraceEntry) => new TextEncoder().encode(JSON.stringify(entry)).length

/** Texts as somebody would send who wants to break a log, a database or a page. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5000 }),
  fc.constantFrom(
    '\u202e'.repeat(5000),
    '\u0000'.repeat(500),
    '\ud800'.repeat(300),
    '"\\'.repeat(3000),
    '\u{1f511}'.repeat(400),
    '\r\nHTTP/1.1 200 OK\r\n'.repeat(50),
  ),
)
const anyCheck: fc.Arbitrary<TraceCheck> = fc.record(
  {
    name: hostile,
    status: fc.constantFrom('pass' as const, 'fail' as const, 'skipped' as const),
    code: hostile,
    expected: hostile,
    received: hostile,
    hint: hostile,
  },
  { requiredKeys: ['name', 'status'] },
)

describe('an entry', () => {
  it('T4 stays below its bound and holds nothing unprintable, whatever others have sent', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 80 }), (checks) => {
        const entry = boundedEntry(entryWith(checks))
        for (const check of entry.checks) {
          for (const text of [check.expected, check.received]) {
            expect([...(text ?? '')].length).toBeLessThanOrEqual(200)
          }
          for (const text of Object.values(check)) {
            expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
          }
        }
        expect(sizeOf(entry)).toBeLessThanOrEqual(MAX_ENTRY_BYTES)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps of many findings the first ones whole, and of all which they were', () => {
    const checks = Array.from({ length: 25 }, (_, index): TraceCheck => ({
      ...{ name: `check_${index}`, status: 'fail', code: `saml_code_${index}` },
      ...{ expected: 'e'.repeat(300), received: '\u202e'.repeat(300), hint: 'h'.repeat(300) },
    }))
    const entry = boundedEntry(entryWith(checks))
    expect(sizeOf(entry)).toBeLessThanOrEqual(MAX_ENTRY_BYTES)
    expect(entry.checks.map(({ code }) => code)).toEqual(checks.map(({ code }) => code))
    const [first] = entry.checks
    expect(first?.expected).toBe(`${'e'.repeat(199)}…`)
    expect(first?.received).toHaveLength(200)
    expect(first?.hint).toBe('h'.repeat(300))
    expect(entry.checks.at(-1)).toEqual({
      ...{ name: 'check_24', status: 'fail', code: 'saml_code_24' },
    })
  })

  it('is bounded by its number of checks as well, and by the length of their names', () => {
    const check: TraceCheck = { name: 'n'.repeat(500), status: 'fail', code: 'c'.repeat(500) }
    const entry = boundedEntry(entryWith(Array.from({ length: 500 }, () => check)))
    expect(sizeOf(entry)).toBeLessThanOrEqual(MAX_ENTRY_BYTES)
    expect(entry.checks.length).toBeGreaterThan(15)
    expect(entry.checks[0]?.name).toHaveLength(64)
  })

  it('names a person by the first letter and the domain', () => {
    expect(reducedEmail('ann@example.com')).toBe('a…@example.com')
    expect(reducedEmail('a@example.com')).toBe('a…@example.com')
    expect(reducedEmail('\u{1f511}b@example.com')).toBe('\u{1f511}…@example.com')
  })
})
