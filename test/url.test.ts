import { describe, expect, it } from 'vitest'
import { isUrl } from '../src/url.ts'

describe('isUrl', () => {
  it.each([
    ['https://example.com', true],
    ['https://münchen.example/pfad', true],
    ['urn:example:idp', true],
    ['example.com', false],
    ['https://', false],
    ['https://exa mple.com', false],
    ['', false],
  ])('says of %j: %s', (text, expected) => {
    expect(isUrl(text)).toBe(expected)
  })

  it('takes an address relative to a base', () => {
    expect(isUrl('/path', 'https://example.com')).toBe(true)
    expect(isUrl('/path')).toBe(false)
    expect(isUrl('https://exa mple.com', 'https://example.com')).toBe(false)
  })

  it('keeps its mind about hosts with Latin-1 letters when it is called often', () => {
    // As often as makes an engine compile it; `URL.canParse` of Node 20 changes its answer by then.
    const answers = new Set(Array.from({ length: 100_000 }, () => isUrl('https://a.à')))
    expect([...answers]).toEqual([true])
  })
})
