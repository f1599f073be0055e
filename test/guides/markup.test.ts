import { describe, expect, it } from 'vitest'
import { parseMarkup } from '../../src/guides/markup.ts'

describe('parseMarkup', () => {
  it('tells labels, code and placeholders from text', () => {
    expect(parseMarkup('As [Name] enter `groups`, at {product}.')).toEqual([
      { kind: 'text', text: 'As ' },
      { kind: 'label', text: 'Name' },
      { kind: 'text', text: ' enter ' },
      { kind: 'code', text: 'groups' },
      { kind: 'text', text: ', at ' },
      { kind: 'placeholder', id: 'product' },
      { kind: 'text', text: '.' },
    ])
  })

  it.each([
    ['', []],
    ['plain', [{ kind: 'text', text: 'plain' }]],
    [
      '[a][b]',
      [
        { kind: 'label', text: 'a' },
        { kind: 'label', text: 'b' },
      ],
    ],
    ['`{x} [y]`', [{ kind: 'code', text: '{x} [y]' }]],
    ['[Implicit (Hybrid)]', [{ kind: 'label', text: 'Implicit (Hybrid)' }]],
    // Not of the form: it stays text, and the tests of the guides find it.
    ['{Product} [] ` {', [{ kind: 'text', text: '{Product} [] ` {' }]],
  ])('reads %j', (text, parts) => {
    expect(parseMarkup(text)).toEqual(parts)
  })
})
