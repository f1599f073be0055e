import { attributeOf } from '../compose.ts'
import type { ResponseFacts } from '../facts.ts'
import { append, removeAt, replaceAt, withAttribute } from '../tree.ts'
import { SCHEMA, SCHEMA_INSTANCE } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { element, type MockElement, raw } from '../xml.ts'
/** How honest providers write attributes: rule S25. */
export type AttributeVariant =
  | 'attributes_missing'
  | 'attributes_repeated'
  | 'attributes_in_two_statements'
  | 'attribute_names_of_prototypes'
  | 'attribute_without_values'
  | 'attribute_value_empty'
  | 'attribute_value_nil'
  | 'attribute_value_structured'
  | 'attribute_values_typed'
  | 'attribute_values_of_metacharacters'
  | 'attributes_with_friendly_names'
  | 'attributes_with_encoding'
  | 'attribute_values_in_a_language'
  | 'attribute_values_as_references'
  | 'groups_500'
  | 'groups_500_typed'

const statement = 'saml:AttributeStatement'
const X500 = 'urn:oasis:names:tc:SAML:2.0:profiles:attribute:X500'

const withAttributes =
  (more: ResponseFacts['attributes']) =>
  ({ attributes }: ResponseFacts): Partial<ResponseFacts> => ({
    attributes: Object.fromEntries([...Object.entries(attributes), ...Object.entries(more)]),
  })
const inStatement =
  (...content: readonly MockElement[]) =>
  (assertion: MockElement) =>
    replaceAt(assertion, statement, (one) => append(one, content))

export const attributeVariants: Readonly<Record<AttributeVariant, Variation>> = {
  attributes_missing: {
    rule: 'S25',
    description: 'The assertion has no AttributeStatement.',
    assertion: (assertion) => removeAt(assertion, statement),
  },
  attributes_repeated: {
    rule: 'S25',
    description: 'An attribute stands there once per value, as Keycloak writes roles.',
    assertion: inStatement(attributeOf('Role', 'viewer'), attributeOf('Role', 'editor')),
  },
  attributes_in_two_statements: {
    rule: 'S25',
    description: 'A second AttributeStatement has more values of an attribute.',
    assertion: (assertion) =>
      append(assertion, element(statement, {}, attributeOf('groups', 'auditors'))),
  },
  attribute_names_of_prototypes: {
    rule: 'X6',
    description: 'Attributes are called as members that every object has.',
    facts: withAttributes(
      Object.fromEntries(
        ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((name) => [name, [name]]),
      ),
    ),
  },
  attribute_without_values: {
    rule: 'S25',
    description: 'An attribute has no values.',
    assertion: inStatement(attributeOf('department')),
  },
  attribute_value_empty: {
    rule: 'S25',
    description: 'An attribute’s value is an empty text.',
    assertion: inStatement(attributeOf('department', '')),
  },
  attribute_value_nil: {
    rule: 'S25',
    description: 'An attribute’s value is `xsi:nil`.',
    assertion: inStatement(
      element('saml:Attribute', { Name: 'department' }, [
        element('saml:AttributeValue', { 'xsi:nil': 'true' }),
      ]),
    ),
  },
  attribute_value_structured: {
    rule: 'S25',
    description: 'The value of an attribute that nobody maps is an element.',
    assertion: inStatement(attributeOf('address', element('x:City', {}, 'x', { x: 'urn:x' }))),
  },
  attribute_values_typed: {
    rule: 'S25',
    description: 'Every attribute value names its type.',
    assertion: (assertion) => changesValues(assertion, typed),
  },
  attribute_values_of_metacharacters: {
    rule: 'S26',
    description: 'A value has every character that XML treats in a special way.',
    facts: withAttributes({ note: [`<&>"' \t\n\r]]>{Issuer} &amp; \u{1f511}`] }),
  },
  attributes_with_friendly_names: {
    rule: 'S25',
    description: 'Attributes are called by object identifiers and have friendly names.',
    assertion: inStatement(
      withAttribute(attributeOf('urn:oid:2.5.4.42', 'Ann'), 'FriendlyName', 'givenName'),
    ),
  },
  attributes_with_encoding: {
    rule: 'S25',
    description: 'An attribute has an attribute of another namespace (X.500 profile).',
    assertion: inStatement({
      ...attributeOf('urn:oid:2.5.4.4', 'Example'),
      declarations: { x500: X500 },
      attributes: element('x', { Name: 'urn:oid:2.5.4.4', 'x500:Encoding': 'LDAP' }, [], {
        x500: X500,
      }).attributes,
    }),
  },
  attribute_values_in_a_language: {
    rule: 'S10',
    description: 'Attribute values name their language.',
    assertion: (assertion) =>
      changesValues(assertion, (value) => withAttribute(value, 'xml:lang', 'de')),
  },
  attribute_values_as_references: {
    rule: 'X5',
    description: 'A name of 2000 letters, each written as a character reference.',
    assertion: inStatement(
      attributeOf('note', raw('&#x4E2D;'.repeat(2000), '\u4e2d'.repeat(2000))),
      attributeOf('marks', raw('&quot;&apos;&#39;&gt;', `"''&gt;`)),
    ),
  },
  groups_500: {
    rule: 'X5',
    description: 'The person is in 500 groups.',
    facts: ({ attributes }) => ({ attributes: { ...attributes, groups: groups500() } }),
  },
  groups_500_typed: {
    rule: 'X5',
    description: 'The same with two namespace declarations at every value, as Okta writes them.',
    facts: ({ attributes }) => ({ attributes: { ...attributes, groups: groups500() } }),
    assertion: (assertion) => changesValues(assertion, typed),
  },
}

function changesValues(
  assertion: MockElement,
  change: (value: MockElement) => MockElement,
): MockElement {
  return replaceAt(assertion, `${statement}/saml:Attribute/saml:AttributeValue`, change)
}

function typed(value: MockElement): MockElement {
  const declarations = { xs: SCHEMA, xsi: SCHEMA_INSTANCE }
  return { ...withAttribute(value, 'xsi:type', 'xs:string'), declarations }
}

function groups500(): string[] {
  return Array.from({ length: 500 }, (_, index) => `group-${index + 1}-of-the-directory`)
}
