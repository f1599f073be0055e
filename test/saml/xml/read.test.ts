import { describe, expect, it } from 'vitest'
import { attributeOf, childrenNamed, textOf } from '../../../src/saml/xml/node.ts'
import { find, messageOf, outcomeOf, read } from '../../support/xml-read.ts'

describe('readXml', () => {
  it('resolves prefixes, default namespaces and their redeclarations', () => {
    const root = read(
      '<a xmlns="urn:1" xmlns:p="urn:p" x="1" p:x="2"><b xmlns=""><p:c xmlns:p="urn:q" p:x="3"/></b><p:d/></a>',
    )
    expect(root).toMatchObject({
      prefix: '',
      localName: 'a',
      namespace: 'urn:1',
      parent: undefined,
    })
    expect(root.attributes).toEqual([
      { prefix: '', localName: 'x', namespace: '', value: '1' },
      { prefix: 'p', localName: 'x', namespace: 'urn:p', value: '2' },
    ])
    expect([...root.declarations]).toEqual([
      ['', 'urn:1'],
      ['p', 'urn:p'],
    ])
    expect(find(root, 'b').namespace).toBe('')
    expect(find(root, 'c').namespace).toBe('urn:q')
    expect(find(root, 'c').attributes[0]?.namespace).toBe('urn:q')
    // What c redeclared is over once c is closed.
    expect(find(root, 'd').namespace).toBe('urn:p')
    expect(find(root, 'c').parent).toBe(find(root, 'b'))
  })

  it('uses a declaration that stands behind the attribute it is for', () => {
    expect(read('<p:a p:x="1" xmlns:p="urn:p"/>').attributes[0]?.namespace).toBe('urn:p')
  })

  it('S8 binds no prefix beyond the element that declares it', () => {
    const [both, one] = ['xmlns:p="urn:1" xmlns:q="urn:2"', 'xmlns:p="urn:1"']
    const document = (inside: string) => `<r><a ${both}><q:c/></a><b ${one}>${inside}</b></r>`
    expect(outcomeOf(document('<p:c/>'))).toBe('accepted')
    expect(outcomeOf(document('<q:c/>'))).toBe('namespace')
    expect(outcomeOf(`<r><b ${one}/><p:c/></r>`)).toBe('namespace')
  })

  it('knows the prefix xml without a declaration, and with the right one', () => {
    const xml = 'http://www.w3.org/XML/1998/namespace'
    expect(read('<a xml:lang="en"/>').attributes[0]).toMatchObject({ namespace: xml })
    expect(read(`<a xmlns:xml="${xml}" xml:lang="en"/>`).attributes[0]?.namespace).toBe(xml)
  })

  it('X4 makes one text of text, CDATA sections and references', () => {
    const root = read('<a>x&amp;<![CDATA[<y>&amp;]]]]><![CDATA[>]]>&#x41;&#66;\r\nz</a>')
    expect(root.children).toEqual([{ kind: 'text', value: 'x&<y>&amp;]]>AB\nz' }])
    expect(textOf(root)).toBe('x&<y>&amp;]]>AB\nz')
  })

  it('X4 gives no text where a comment, an instruction or an element is among it', () => {
    expect(textOf(read('<a>admin<!-- -->@example.com</a>'))).toBeUndefined()
    expect(textOf(read('<a>admin<?x y?>@example.com</a>'))).toBeUndefined()
    expect(textOf(read('<a>admin<b/>@example.com</a>'))).toBeUndefined()
    expect(textOf(read('<a><!-- --></a>'))).toBeUndefined()
    expect(textOf(read('<a></a>'))).toBe('')
    expect(textOf(read('<a/>'))).toBe('')
    expect(textOf(read('<a> ann </a>'))).toBe(' ann ')
  })

  it('keeps comments and instructions in their places', () => {
    expect(read('<a>1<!--c-->2<?t v w?><?u?></a>').children).toEqual([
      { kind: 'text', value: '1' },
      { kind: 'comment', value: 'c' },
      { kind: 'text', value: '2' },
      { kind: 'instruction', target: 't', value: 'v w' },
      { kind: 'instruction', target: 'u', value: '' },
    ])
  })

  it('normalises white space in attributes as XML 1.0 section 3.3.3 says', () => {
    const [attribute] = read('<a x="1\t2\n3\r\n4&#9;5&#10;6&#13;7"/>').attributes
    expect(attribute?.value).toBe('1 2 3 4\t5\n6\r7')
  })

  it('reads one byte order mark, a declaration, and comments before the root', () => {
    const start = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    expect(read(`\u{FEFF}${start}\n<!-- c --><?p?>\n<a/>\n `).localName).toBe('a')
    expect(outcomeOf('<?xml version="1.0" encoding="UTF-8"?><a/>')).toBe('accepted')
    expect(outcomeOf('<?xml version="1.0"?><a/>')).toBe('accepted')
  })

  it('reads every character that XML 1.0 allows', () => {
    const text = '\t\u{85}\u{2028}\u{d7ff}\u{e000}\u{fffd}\u{10000}\u{1fffe}\u{10ffff}é'
    expect(textOf(read(`<a>${text}</a>`))).toBe(text)
    expect(textOf(read('<a>&#xD7FF;&#xE000;&#x10FFFF;&#9;</a>'))).toBe(
      '\u{d7ff}\u{e000}\u{10ffff}\t',
    )
  })

  it('reads names that begin beyond ASCII', () => {
    const root = read('<é:名 xmlns:é="urn:e" é:ä·1="x"/>')
    expect(root).toMatchObject({ prefix: 'é', localName: '名', namespace: 'urn:e' })
    expect(root.attributes[0]).toMatchObject({ prefix: 'é', localName: 'ä·1' })
  })

  it('names line and column, and no content', () => {
    const message = messageOf('<a>\n<b>secret value</c></a>')
    expect(message).toBe('The document is not well-formed XML: 2:19: unexpected close tag.')
  })

  it('escapes what it quotes of a name', () => {
    const message = messageOf('<a\u{202e}b/>')
    expect(message).not.toContain('\u{202e}')
    expect(messageOf(`<${'n'.repeat(5000)}>`).length).toBeLessThan(300)
  })
})

describe('childrenNamed and attributeOf', () => {
  it('S8 compare namespace and local name, whatever the prefix and the letter case', () => {
    const root = read(
      '<r xmlns:a="urn:1" xmlns:b="urn:1" xmlns:c="urn:2"><a:x/><b:x/><c:x/><a:X/><x/></r>',
    )
    const found = childrenNamed(root, 'urn:1', 'x').map(({ prefix }) => prefix)
    expect(found).toEqual(['a', 'b'])
    expect(childrenNamed(root, '', 'x')).toHaveLength(1)
  })

  it('S3 look at children, not at deeper descendants', () => {
    expect(childrenNamed(read('<r><w><x/></w></r>'), '', 'x')).toEqual([])
  })

  it('S7 look at attributes without a prefix only', () => {
    const root = read('<r xmlns:p="urn:p" p:ID="1" xml:id="2" id="3" Id="4"/>')
    expect(attributeOf(root, 'ID')).toBeUndefined()
    expect(attributeOf(read('<r xmlns:p="urn:p" p:ID="1" ID="2"/>'), 'ID')).toBe('2')
  })
})
