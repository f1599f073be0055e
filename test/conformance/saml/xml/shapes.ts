/**
 * Shapes of responses for differential tests: every way of declaring namespaces, times every kind of
 * attributes, times every kind of content. Each holds one Assertion `_a` with room for a Signature.
 */

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XS = 'http://www.w3.org/2001/XMLSchema'

interface Parts {
  readonly signature: string
  readonly attributes: string
  readonly content: string
}

/** How namespaces are declared, and the PrefixList that the signature uses. */
const namespaceShapes: Readonly<
  Record<string, { prefixList?: string; document: (parts: Parts) => string }>
> = {
  'prefixes at the root': {
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}" xmlns:e="urn:e" xmlns:f="urn:f">` +
      `<saml:Assertion ID="_a">${signature}<saml:V ${attributes}>${content}</saml:V></saml:Assertion></samlp:Response>`,
  },
  'prefixes at the assertion': {
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}"><saml:Assertion xmlns:f="urn:f" xmlns:e="urn:e" ` +
      `xmlns:saml="${ASSERTION}" ID="_a">${signature}<saml:V ${attributes}>${content}</saml:V>` +
      '</saml:Assertion></samlp:Response>',
  },
  'prefixes where they are used': {
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}"><saml:Assertion xmlns:saml="${ASSERTION}" ID="_a">${signature}` +
      `<saml:V xmlns:e="urn:e" xmlns:f="urn:f" ${attributes}>${content}</saml:V>` +
      `<saml:V xmlns:e="urn:e" xmlns:f="urn:f" ${attributes}>${content}</saml:V></saml:Assertion></samlp:Response>`,
  },
  'default namespaces': {
    document: ({ signature, attributes, content }) =>
      `<Response xmlns="${PROTOCOL}"><Assertion xmlns="${ASSERTION}" ID="_a">${signature}` +
      `<V xmlns:e="urn:e" xmlns:f="urn:f" ${attributes}>${content}</V></Assertion></Response>`,
  },
  'a default namespace that is undeclared': {
    document: ({ signature, attributes, content }) =>
      `<Response xmlns="${PROTOCOL}" xmlns:e="urn:e" xmlns:f="urn:f"><Assertion xmlns="${ASSERTION}" ID="_a">` +
      `${signature}<V xmlns="" ${attributes}>${content}<W xmlns="urn:w">${content}<X xmlns=""/></W></V>` +
      '</Assertion></Response>',
  },
  'prefixes that are redeclared': {
    document: ({ signature, attributes, content }) =>
      `<p:Response xmlns:p="${PROTOCOL}" xmlns:e="urn:other" xmlns:f="urn:f"><p:Assertion xmlns:p="${ASSERTION}" ID="_a">` +
      `${signature}<p:V xmlns:e="urn:e" ${attributes}>${content}<e:X xmlns:e="urn:third"><e:Y/></e:X><e:Z/></p:V>` +
      '</p:Assertion></p:Response>',
  },
  'two prefixes of one namespace': {
    document: ({ signature, attributes, content }) =>
      `<a:Response xmlns:a="${PROTOCOL}" xmlns:b="${ASSERTION}" xmlns:c="${ASSERTION}" xmlns:e="urn:e" xmlns:f="urn:f">` +
      `<b:Assertion ID="_a">${signature}<c:V ${attributes}>${content}</c:V><b:V/></b:Assertion></a:Response>`,
  },
  'types in values, without a list': {
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:xs="${XS}" xmlns:xsi="${XSI}"><saml:Assertion ` +
      `xmlns:saml="${ASSERTION}" ID="_a">${signature}<saml:V xsi:type="xs:string" xmlns:e="urn:e" xmlns:f="urn:f" ` +
      `${attributes}>${content}</saml:V></saml:Assertion></samlp:Response>`,
  },
  'types in values, with a list': {
    prefixList: 'xs',
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:xs="${XS}" xmlns:xsi="${XSI}"><saml:Assertion ` +
      `xmlns:saml="${ASSERTION}" ID="_a">${signature}<saml:V xsi:type="xs:string" xmlns:e="urn:e" xmlns:f="urn:f" ` +
      `${attributes}>${content}</saml:V></saml:Assertion></samlp:Response>`,
  },
  'a list of everything, redeclared further down': {
    prefixList: '#default e f xs unknown',
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns="urn:d" xmlns:e="urn:outer" xmlns:f="urn:f"><saml:Assertion ` +
      `xmlns:saml="${ASSERTION}" ID="_a">${signature}<saml:V xmlns:e="urn:e" xmlns:xs="${XS}" ${attributes}>${content}` +
      '<e:X xmlns="" xmlns:f="urn:g"><e:Y/></e:X><saml:Z xmlns:unused="urn:unused"/></saml:V></saml:Assertion></samlp:Response>',
  },
  'declarations that nobody uses': {
    document: ({ signature, attributes, content }) =>
      `<samlp:Response xmlns:samlp="${PROTOCOL}" xmlns:u="urn:u"><saml:Assertion xmlns:saml="${ASSERTION}" ` +
      `xmlns:z="urn:z" xmlns:y="urn:y" ID="_a">${signature}<saml:V xmlns:x="urn:x" xmlns:e="urn:e" xmlns:f="urn:f" ` +
      `${attributes}>${content}</saml:V></saml:Assertion></samlp:Response>`,
  },
  'names beyond ASCII': {
    document: ({ signature, attributes, content }) =>
      `<名:Response xmlns:名="${PROTOCOL}"><é:Assertion xmlns:é="${ASSERTION}" ID="_a">${signature}` +
      `<é:V xmlns:e="urn:e" xmlns:f="urn:f" ${attributes}>${content}<\u{10000}:X xmlns:\u{10000}="urn:1" ` +
      'xmlns:\u{FA10}="urn:2" \u{FA10}:a="" \u{10000}:a=""/></é:V></é:Assertion></名:Response>',
  },
}

const attributeShapes: Readonly<Record<string, string>> = {
  'no attributes': '',
  'attributes out of order': 'z="1" a="2" f:b="3" e:c="4" e:a="5" m="6"',
  'characters to escape in attributes': `a="&lt;&gt;&amp;&quot;'&#9;&#10;&#13;&#x20;" b='"' c="1\t2\n3" d=">" e="&amp;#13;&amp;amp;lt;"`,
  'attributes of xml and beyond ASCII':
    'xml:lang="en" xml:space="preserve" \u{10000}="1" \u{FA10}="2" é="\u{1F600}&#x1F600;"',
}

const contentShapes: Readonly<Record<string, string>> = {
  'no content': '',
  text: 'ann@example.com',
  'characters to escape': '&lt;&gt;&amp;&quot;&apos;"\'&#13;&#x85;&#x2028;>',
  'line breaks': '\r\n  one\r\n  two\r  three\n&#13;\n',
  'CDATA sections': 'a<![CDATA[<b>&amp;]]]]><![CDATA[>]]>c',
  'elements and white space': '\n  <e:g f:h=""><e:i/>\n<j/></e:g>\n',
  'characters beyond ASCII': 'é名\u{1F600}&#x1F600;\u{FFFD}',
  instructions: '<?p?>a<?q  r s ?>b',
}

export interface Shape {
  readonly name: string
  readonly prefixList: string | undefined
  /** @param signature put where the Signature belongs */
  readonly document: (signature: string) => string
}

export const shapes: readonly Shape[] = Object.entries(namespaceShapes).flatMap(
  ([namespaces, { prefixList, document }]) =>
    Object.entries(attributeShapes).flatMap(([attributeName, attributes]) =>
      Object.entries(contentShapes).map(([contentName, content]) => ({
        name: `${namespaces}, ${attributeName}, ${contentName}`,
        prefixList,
        document: (signature: string) => document({ signature, attributes, content }),
      })),
    ),
)
