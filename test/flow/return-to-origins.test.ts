import { describe, expect, it } from 'vitest'
import { safeReturnTo } from '../../src/flow/return-to.ts'

describe('safeReturnTo with an allowed origin', () => {
  it.each([
    '//docs.example.com/x',
    '/\\docs.example.com/x',
    '/a\\b',
    '/a\u0001b',
    '/a\tb',
    '/a ',
    '\u00a0/a',
    'https://user@app.example.com/x',
    'https://:pass@app.example.com/x',
    'https://:pass@docs.example.com/x',
  ])('F4 sends %j to the start page', (wanted) => {
    expect(safeReturnTo(wanted, 'https://app.example.com', ['https://docs.example.com'])).toBe('/')
  })
})
