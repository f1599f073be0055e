import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainXml } from '../../../../src/testing/saml/read.ts'
import { canonicalXml, writeXml } from '../../../../src/testing/saml/write.ts'
import {
  cdata,
  comment,
  element,
  type MockElement,
  type MockNode,
  text,
} from '../../../../src/testing/saml/xml.ts'
import { canonicalForms } from './second-opinions.ts'

/* The kit signs what it composes in canonical form: libxml2 reads the document and must agree. */

/** Without `&`, which libxml2 forgets to escape in namespace names. */
const namespaces = ['urn:a', 'urn:b', 'http://c.example/#']
const prefixes = ['a', 'b', 'c']
const prefix = fc.constantFrom('', ...prefixes)
const namespace = fc.constantFrom(...namespaces)
const value = fc.string({ unit: fc.constantFrom(...'aé日\u{1f511} <>&"\'\t\n\r]') })

/** Attributes without a prefix are in no namespace, prefixed ones in that of the prefix. */
const attribute = fc
  .record({ prefix, localName: fc.constantFrom('x', 'y', 'Z'), namespace, value })
  .map((one) => (one.prefix === '' ? { ...one, namespace: '' } : one))

const declarations = fc.dictionary(fc.constantFrom(...prefixes, 'unused'), namespace)

const leaf: fc.Arbitrary<MockNode> = fc.oneof(
  value.map(text),
  fc.constant(comment(' a comment ')),
  fc.constantFrom('', 'a<b&c').map(cdata),
)

const { tree } = fc.letrec<{ tree: MockElement }>((tie) => ({
  tree: fc
    .record({
      prefix,
      localName: fc.constantFrom('r', 's'),
      namespace,
      attributes: fc.uniqueArray(attribute, {
        maxLength: 3,
        selector: ({ localName, namespace: uri }) => `${uri} ${localName}`,
      }),
      declarations,
      children: fc.array(fc.oneof({ depthSize: 'small' }, leaf, tie('tree')), { maxLength: 3 }),
    })
    .map(consistent),
}))

/** One prefix means one namespace at one element. */
function consistent(one: MockElement): MockElement {
  const bound = new Map<string, string>([[one.prefix, one.namespace]])
  const attributes = one.attributes.flatMap((each) => {
    if (each.prefix === '') return [each]
    const uri = bound.get(each.prefix) ?? each.namespace
    bound.set(each.prefix, uri)
    return [{ ...each, namespace: uri }]
  })
  const seen = new Set<string>()
  const unique = attributes.filter(({ namespace: uri, localName }) => {
    const name = `${uri} ${localName}`
    return !seen.has(name) && seen.add(name)
  })
  const free = Object.entries(one.declarations).filter(([name]) => !bound.has(name))
  return { ...one, attributes: unique, declarations: Object.fromEntries(free) }
}

/** The same ones in every run, so that a difference can be looked at. */
const trees = fc.sample(tree, { numRuns: 300, seed: 2026 })

describe('canonicalXml', () => {
  it.each([
    ['--exc-c14n', (one: MockElement) => canonicalXml(one, { withComments: true })],
    ['--c14n', (one: MockElement) => canonicalXml(one, { withComments: true, isInclusive: true })],
  ] as const)('is what libxml2 makes of 300 documents: %s', (option, canonical) => {
    expect(canonicalForms(trees.map(writeXml), option)).toBe(trees.map(canonical).join(''))
  })

  it('escapes by hand what canonical XML escapes', () => {
    const one = element('r', { a: `<>&"'\t\n\r` }, `<>&"'\t\n\r`)
    expect(canonicalXml(one)).toBe(
      `<r a="&lt;>&amp;&quot;'&#x9;&#xA;&#xD;">&lt;&gt;&amp;"'\t\n&#xD;</r>`,
    )
  })
})

describe('readPlainXml', () => {
  it('reads what libxml2 reads', () => {
    // It takes no CDATA sections, and nobody sends any.
    const plain = trees.filter((one) => !writeXml(one).includes('<![CDATA['))
    expect(plain.length).toBeGreaterThan(50)
    const documents = plain.map(writeXml)
    const read = documents.map((document) => canonicalXml(readPlainXml(document)))
    const withoutComments = documents.map((document) => document.replaceAll(/<!--.*?-->/g, ''))
    expect(read.join('')).toBe(canonicalForms(withoutComments, '--exc-c14n'))
  })
})
