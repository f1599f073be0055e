import { describe, expect, it } from 'vitest'
import { compareCodePoints } from '../../../src/saml/xml/code-points.ts'
import { canonicalText, find, read } from '../../support/xml-read.ts'

const canonical = (document: string, ...prefixes: string[]) =>
  canonicalText(read(document), { inclusivePrefixes: new Set(prefixes) })
const canonicalOf = (document: string, localName: string, ...prefixes: string[]) =>
  canonicalText(find(read(document), localName), { inclusivePrefixes: new Set(prefixes) })

describe('canonicalize', () => {
  it('follows the example of Exclusive XML Canonicalization section 2.2', () => {
    const elem2 =
      '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en">' +
      '<n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>'
    const documents = [
      '<n0:pdu xmlns:n0="http://a.example" xmlns:n3="ftp://example.org" xml:space="retain">' +
        '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/>' +
        '</n1:elem2></n0:pdu>',
      '<n2:pdu xmlns:n1="http://example.com" xmlns:n2="http://foo.example" xmlns:n3="ftp://example.org" ' +
        'xml:lang="fr" xml:space="retain"><n1:elem2 xmlns:n1="http://example.net" xml:lang="en">' +
        '<n3:stuff/></n1:elem2></n2:pdu>',
    ]
    for (const document of documents) expect(canonicalOf(document, 'elem2')).toBe(elem2)
  })

  it('follows the examples of Canonical XML sections 3.2 to 3.4', () => {
    expect(canonical('<doc>\n   <clean>   </clean>\n <dirty>   A   B   </dirty></doc>')).toBe(
      '<doc>\n   <clean>   </clean>\n <dirty>   A   B   </dirty></doc>',
    )
    expect(
      canonical(
        '<e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" xmlns:b="http://www.ietf.org" ' +
          'xmlns:a="http://www.w3.org" xmlns="http://example.org"/>',
      ),
    ).toBe(
      '<e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" ' +
        'attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e5>',
    )
    expect(canonical('<text>First line&#x0d;&#10;Second line</text>')).toBe(
      '<text>First line&#xD;\nSecond line</text>',
    )
    expect(
      canonical('<compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>'),
    ).toBe('<compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>')
    expect(
      canonical('<c expr=\'value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"\'>valid</c>'),
    ).toBe(
      '<c expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;">valid</c>',
    )
    expect(canonical("<norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>")).toBe(
      '<norm attr=" \'    &#xD;&#xA;&#x9;   \' "></norm>',
    )
  })

  it('leaves comments out and keeps instructions', () => {
    expect(canonical('<a>x<!-- c -->y<?p?><?q r  s ?></a>')).toBe('<a>xy<?p?><?q r  s ?></a>')
  })

  it('leaves out the element to omit, and no other like it', () => {
    const root = read('<a>1<s/>2<b><s/></b>3</a>')
    expect(canonicalText(root, { omit: find(root, 's') })).toBe('<a>12<b><s></s></b>3</a>')
  })

  it('writes a default namespace, its absence and its return', () => {
    expect(canonical('<a xmlns="urn:1"><b xmlns=""><c/><d xmlns="urn:1"/></b><e/></a>')).toBe(
      '<a xmlns="urn:1"><b xmlns=""><c></c><d xmlns="urn:1"></d></b><e></e></a>',
    )
    // Nothing was declared, so nothing needs undoing.
    expect(canonicalOf('<a xmlns="urn:1"><b xmlns=""><c/></b></a>', 'b')).toBe('<b><c></c></b>')
    // The default namespace that p:b does not use is written where it is used.
    expect(canonicalOf('<a xmlns="urn:1" xmlns:p="urn:p"><p:b><c/></p:b></a>', 'b')).toBe(
      '<p:b xmlns:p="urn:p"><c xmlns="urn:1"></c></p:b>',
    )
  })

  it('declares a prefix where it is used, at each sibling again', () => {
    expect(canonical('<a xmlns:p="urn:p"><p:b/><b p:c=""><p:d/></b></a>')).toBe(
      '<a><p:b xmlns:p="urn:p"></p:b><b xmlns:p="urn:p" p:c=""><p:d></p:d></b></a>',
    )
  })

  it('does not count a prefix in a value as used', () => {
    expect(canonical('<a xmlns:xs="urn:xs" t="xs:string">xs:y</a>')).toBe(
      '<a t="xs:string">xs:y</a>',
    )
  })

  it('writes a redeclared prefix, and the outer one again after it', () => {
    expect(
      canonical(
        '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"/></p:b><p:d/></p:a>',
      ),
    ).toBe(
      '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"></p:c></p:b><p:d></p:d></p:a>',
    )
  })

  it('drops repeated declarations', () => {
    expect(canonical('<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:1"/></p:a>')).toBe(
      '<p:a xmlns:p="urn:1"><p:b></p:b></p:a>',
    )
  })

  it('takes no xml: attribute from ancestors and never declares xml', () => {
    const xml = 'http://www.w3.org/XML/1998/namespace'
    expect(canonicalOf(`<a xml:lang="en" xml:base="urn:x"><b/></a>`, 'b')).toBe('<b></b>')
    expect(canonical(`<a xmlns:xml="${xml}" xml:lang="en"/>`, 'xml')).toBe('<a xml:lang="en"></a>')
  })

  describe('with InclusiveNamespaces', () => {
    it('declares a listed prefix at the apex, used or not, from an ancestor too', () => {
      const document = '<a xmlns:xs="urn:xs" xmlns:q="urn:q"><b><c/></b></a>'
      expect(canonicalOf(document, 'b', 'xs')).toBe('<b xmlns:xs="urn:xs"><c></c></b>')
    })

    it('takes the innermost declaration', () => {
      const document = '<a xmlns:xs="urn:1"><w xmlns:xs="urn:2"><b/></w></a>'
      expect(canonicalOf(document, 'b', 'xs')).toBe('<b xmlns:xs="urn:2"></b>')
    })

    it('declares it further down where it changes', () => {
      expect(canonical('<a><b xmlns:xs="urn:1"><c xmlns:xs="urn:2"/><d/></b><e/></a>', 'xs')).toBe(
        '<a><b xmlns:xs="urn:1"><c xmlns:xs="urn:2"></c><d></d></b><e></e></a>',
      )
    })

    it('knows #default as the empty prefix', () => {
      const document = '<a xmlns="urn:1" xmlns:p="urn:p"><p:b><p:c xmlns=""><d/></p:c></p:b></a>'
      expect(canonicalOf(document, 'b', '')).toBe(
        '<p:b xmlns="urn:1" xmlns:p="urn:p"><p:c xmlns=""><d></d></p:c></p:b>',
      )
    })

    it('ignores prefixes that are not declared, and those that are declared elsewhere', () => {
      expect(canonicalOf('<a><b/><c xmlns:xs="urn:xs"/></a>', 'b', 'xs', 'toString')).toBe(
        '<b></b>',
      )
    })
  })

  it('orders by code point, where UTF-16 would order otherwise', () => {
    // U+FA10 comes before U+10000, although its code unit is the greater one.
    const [p, q] = ['\u{FA10}', '\u{10000}']
    expect(canonical(`<a ${q}="2" ${p}="1"/>`)).toBe(`<a ${p}="1" ${q}="2"></a>`)
    expect(canonical(`<a xmlns:${q}="urn:2" xmlns:${p}="urn:1" ${p}:x="" ${q}:x=""/>`)).toBe(
      `<a xmlns:${p}="urn:1" xmlns:${q}="urn:2" ${p}:x="" ${q}:x=""></a>`,
    )
  })
})

describe('compareCodePoints', () => {
  it('orders as the code points themselves', () => {
    const texts = ['', 'a', 'aa', 'ab', 'b', '\u{7f}', 'é', '\u{d7ff}', '\u{e000}', '\u{ffff}']
    texts.push('\u{10000}', '\u{10000}a', '\u{10001}', '\u{10ffff}')
    for (const [index, left] of texts.entries()) {
      for (const [other, right] of texts.entries()) {
        expect(Math.sign(compareCodePoints(left, right)), `${left} ${right}`).toBe(
          Math.sign(index - other),
        )
      }
    }
  })
})
