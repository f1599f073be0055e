import { describe, expect, it } from 'vitest'
import { fact } from '../../src/cli/inspect/inspection.ts'
import { redacted, redactorOf } from '../../src/cli/inspect/redact.ts'

const facts = [
  ...fact('issuer', 'https://idp.example.com'),
  ...fact('email', 'ann@example.com', true),
  ...fact('name', ['Ann', 'Ann Example', 'A\u202eB', 'é'.repeat(300)], true),
]

describe('what is hidden', () => {
  it('are values about people, and how many there are stays visible', () => {
    expect(redacted(facts)).toEqual([
      { name: 'issuer', values: ['https://idp.example.com'] },
      { name: 'email', values: ['(hidden)'], isPersonal: true },
      { name: 'name', values: Array.from({ length: 4 }, () => '(hidden)'), isPersonal: true },
    ])
  })

  it('is hidden in sentences, the longest first, escaped and cut as messages quote it', () => {
    const hide = redactorOf(facts)
    expect(hide('Ann Example (ann@example.com) of https://idp.example.com')).toBe(
      '(hidden) ((hidden)) of https://idp.example.com',
    )
    expect(hide('It is A\\u{202e}B.')).toBe('It is (hidden).')
    expect(hide(`It is ${'é'.repeat(200)}….`)).toBe('It is (hidden).')
  })

  it('is nothing where nobody is spoken of', () => {
    expect(redactorOf(fact('issuer', 'https://idp.example.com'))('as it is')).toBe('as it is')
  })
})
