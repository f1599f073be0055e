import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnTo } from '../../src/flow/return-to.ts'

const base = 'https://app.example.com'
const allowed = ['https://docs.example.com']

describe('safeReturnTo', () => {
  it.each([
    ['/', '/'],
    ['/a/b?c=d#e', '/a/b?c=d#e'],
    ['/a?next=https://evil.example', '/a?next=https://evil.example'],
    ['/a/../b', '/b'],
    ['/ä', '/%C3%A4'],
    ['https://app.example.com/x?y', '/x?y'],
    ['https://APP.example.com:443/x', '/x'],
    ['https://docs.example.com/x', 'https://docs.example.com/x'],
  ])('F4 keeps %s', (wanted, expected) => {
    expect(safeReturnTo(wanted, base, allowed)).toBe(expected)
  })

  it.each([
    [undefined],
    [''],
    ['evil'],
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\\\evil.example'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['\u0000/evil'],
    [' /evil'],
    ['/.//evil.example'],
    ['/x/..//evil.example'],
    ['/%2e//evil.example'],
    ['https:evil.example'],
    ['https:/evil.example'],
    ['http://app.example.com/'],
    ['https://app.example.com@evil.example/'],
    ['https://user@app.example.com/'],
    ['https://user:pass@docs.example.com/'],
    ['https://docs.example.com.evil.example/'],
    ['https://docs.example.com:8443/'],
    ['https://sub.docs.example.com/'],
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    ['data:text/html,x'],
    ['blob:https://app.example.com/1'],
    [`/${'a'.repeat(2048)}`],
  ])('F4 sends %j to the start page', (wanted) => {
    expect(safeReturnTo(wanted, base, allowed)).toBe('/')
  })

  it('F4 never leaves the allowed origins, whatever is asked for', () => {
    const piece = fc.constantFrom(
      ...['/', '\\', '//', '.', '..', '@', ':', '?', '#', '%2f', '%5c', '\t', 'https:', 'evil.com'],
    )
    const wanted = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(wanted, (text) => {
        // As a browser would resolve the Location header.
        const target = new URL(safeReturnTo(text, base, allowed), `${base}/sso/callback`)
        expect([base, ...allowed]).toContain(target.origin)
        expect(target.username + target.password).toBe('')
      }),
      { numRuns: 2000 },
    )
  })
})
